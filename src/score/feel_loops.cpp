// Nodes of FEEL expressions: for, some and every.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

class LoopNode : public Node {
 public:
  LoopNode(Loop loop, std::vector<Iteration> iterations, NodePtr body,
           std::optional<std::uint32_t> partial, bool is_boxed)
      : loop_(loop),
        iterations_(std::move(iterations)),
        body_(std::move(body)),
        partial_(partial),
        is_boxed_(is_boxed) {
    for (const auto& iteration : iterations_) {
      adopt(*this, *iteration.list);
      if (iteration.end != nullptr) adopt(*this, *iteration.end);
    }
    adopt(*this, *body_);
    height += static_cast<std::uint32_t>(iterations_.size());
  }

  const Value& get(Frame& frame, Value& storage) const override {
    Run run;
    if (!iterate(frame, 0, run)) return fail(frame, storage, "the loop does not run over a list");
    if (loop_ == Loop::each) return storage = Value(std::move(run.results));
    if (is_boxed_ && run.no_boolean) return fail(frame, storage, "a condition is not a boolean");
    if (run.decided) return storage = Value(loop_ == Loop::some);
    return storage = run.unknown ? Value() : Value(loop_ == Loop::every);
  }

 private:
  struct Run {
    List results;
    bool unknown = false;
    bool no_boolean = false;  // something else, not null
    bool decided = false;     // some: one true; every: one false
  };

  bool iterate(Frame& frame, std::size_t level, Run& run) const {
    if (level == iterations_.size()) {
      take(frame, run);
      return true;
    }
    const Iteration& iteration = iterations_[level];
    Value list = iteration.list->evaluate(frame);
    if (iteration.end != nullptr)
      return count(frame, level, list, iteration.end->evaluate(frame), run);
    if (list.kind() == Kind::range)
      return count(frame, level, list.range().start, list.range().end, run);
    if (list.is_null()) return false;
    const List single{list};
    for (const Value& item : list.is_list() ? list.list() : single) {
      if (!step(frame, level, item, run)) return false;
      if (run.decided) return true;
    }
    return true;
  }

  bool step(Frame& frame, std::size_t level, const Value& item, Run& run) const {
    if (!frame.state.spend(body_->size + 1)) return false;
    frame.local(iterations_[level].local) = item;
    return iterate(frame, level + 1, run);
  }

  // Whole numbers or days, upwards or downwards.
  bool count(Frame& frame, std::size_t level, const Value& from, const Value& to, Run& run) const {
    std::int64_t first = 0, last = 0;
    const bool dates = from.kind() == Kind::date && to.kind() == Kind::date;
    if (dates) {
      first = from.moment().day;
      last = to.moment().day;
    } else if (from.is_number() && to.is_number() && from.number().to_int64() &&
               to.number().to_int64()) {
      first = *from.number().to_int64();
      last = *to.number().to_int64();
    } else {
      return false;
    }
    const std::int64_t by = first <= last ? 1 : -1;
    for (std::int64_t i = first;; i += by) {
      const Value item = dates ? Value::moment(Kind::date, Moment{i, 0, kNoOffset, 0}) : Value(i);
      if (!step(frame, level, item, run)) return false;
      if (run.decided || i == last) return true;
    }
  }

  void take(Frame& frame, Run& run) const {
    if (loop_ == Loop::each) {
      if (partial_) {  // each iteration sees its own list
        if (!frame.state.spend(run.results.size())) return;
        frame.local(*partial_) = Value(run.results);
      }
      run.results.push_back(body_->evaluate(frame));
      return;
    }
    Value inner;
    const Value& condition = body_->get(frame, inner);
    const Truth truth = truth_of(condition);
    run.no_boolean = run.no_boolean || (truth == Truth::unknown && !condition.is_null());
    run.unknown = run.unknown || truth == Truth::unknown;
    run.decided = truth == (loop_ == Loop::some ? Truth::yes : Truth::no);
  }

  Loop loop_;
  std::vector<Iteration> iterations_;
  NodePtr body_;
  std::optional<std::uint32_t> partial_;
  bool is_boxed_;
};

}  // namespace

NodePtr make_loop(Loop loop, std::vector<Iteration> iterations, NodePtr body,
                  std::optional<std::uint32_t> partial) {
  return std::make_unique<LoopNode>(loop, std::move(iterations), std::move(body), partial, false);
}
NodePtr make_boxed_quantifier(Loop loop, std::vector<Iteration> iterations, NodePtr body) {
  return std::make_unique<LoopNode>(loop, std::move(iterations), std::move(body), std::nullopt,
                                    true);
}

}  // namespace zhun::feel
