// Nodes of FEEL expressions: lists, contexts, ranges, paths and filters.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

class ListNode : public Node {
 public:
  explicit ListNode(std::vector<NodePtr> items) : items_(std::move(items)) {
    for (const auto& item : items_) adopt(*this, *item);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    List list;
    list.reserve(items_.size());
    for (const auto& item : items_) list.push_back(item->evaluate(frame));
    return storage = Value(std::move(list));
  }

 private:
  std::vector<NodePtr> items_;
};

class ContextNode : public Node {
 public:
  ContextNode(std::vector<ContextEntry> entries, NodePtr result)
      : entries_(std::move(entries)), result_(std::move(result)) {
    for (const auto& entry : entries_) adopt(*this, *entry.value);
    if (result_ != nullptr) adopt(*this, *result_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Context context;
    for (const auto& entry : entries_) {
      Value value = entry.value->evaluate(frame);
      frame.local(entry.local) = value;
      if (result_ == nullptr) context.set(entry.name, std::move(value));
    }
    return storage = result_ != nullptr ? result_->evaluate(frame) : Value(std::move(context));
  }

 private:
  std::vector<ContextEntry> entries_;
  NodePtr result_;
};

class RangeNode : public Node {
 public:
  RangeNode(NodePtr start, bool start_included, NodePtr end, bool end_included)
      : start_(std::move(start)),
        end_(std::move(end)),
        start_included_(start_included),
        end_included_(end_included) {
    adopt(*this, *start_);
    adopt(*this, *end_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Range range{start_->evaluate(frame), end_->evaluate(frame), start_included_, end_included_};
    const auto order = compare(range.start, range.end);
    const bool is_open = range.start.is_null() || range.end.is_null();
    if (!order && !is_open) return fail(frame, storage, "the ends of a range cannot be compared");
    if (order == 1)
      return fail(frame, storage, "the lower end of the range is above the upper end");
    return storage = Value(std::move(range));
  }

 private:
  NodePtr start_, end_;
  bool start_included_, end_included_;
};

class OpenRangeNode : public Node {
 public:
  OpenRangeNode(Operator op, NodePtr end) : operator_(op), end_(std::move(end)) {
    adopt(*this, *end_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Range range;
    Value end = end_->evaluate(frame);
    range.start_included = operator_ == Operator::greater_equal;
    range.end_included = operator_ == Operator::less_equal;
    if (operator_ == Operator::less || operator_ == Operator::less_equal) {
      range.form = Range::Form::below;
      range.end = std::move(end);
    } else if (operator_ == Operator::greater || operator_ == Operator::greater_equal) {
      range.form = Range::Form::above;
      range.start = std::move(end);
    } else {
      range.form = operator_ == Operator::equal ? Range::Form::equal : Range::Form::not_equal;
      range.start_included = range.end_included = true;
      range.start = range.end = std::move(end);
    }
    return storage = Value(std::move(range));
  }

 private:
  Operator operator_;
  NodePtr end_;
};

class PathNode : public Node {
 public:
  PathNode(NodePtr object, std::string name) : object_(std::move(object)), name_(std::move(name)) {
    adopt(*this, *object_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& object = object_->get(frame, inner);
    if (const Value* member = object.member(name_)) {
      if (&object == &inner) return storage = *member;
      return *member;
    }
    const char* why = nullptr;
    Value value = property_of(object, name_, &why);
    if (why != nullptr) return fail(frame, storage, why);
    return storage = std::move(value);
  }

 private:
  NodePtr object_;
  std::string name_;
};

class FilterNode : public Node {
 public:
  FilterNode(NodePtr list, std::uint32_t item, NodePtr condition, bool is_boxed)
      : list_(std::move(list)), item_(item), condition_(std::move(condition)), is_boxed_(is_boxed) {
    adopt(*this, *list_);
    adopt(*this, *condition_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& value = list_->get(frame, inner);
    if (!is_boxed_ && condition_->constant() != nullptr && condition_->constant()->is_number()) {
      return storage = item_at(frame, value, condition_->constant()->number());
    }
    if (!value.is_list()) {
      if (value.is_null()) return storage = Value(List{});
      return storage = select(frame, List{value});
    }
    return storage = select(frame, value.list());
  }

 private:
  Value item_at(Frame& frame, const Value& value, const Decimal& position) const {
    const auto index = position.to_int64();
    const auto length = static_cast<std::int64_t>(value.is_list() ? value.list().size() : 1);
    if (value.is_null() || !index || *index == 0 || *index > length || *index < -length) {
      frame.state.note("the position is outside the list", frame.place, offset);
      return {};
    }
    if (!value.is_list()) return value;
    return value.list()[static_cast<std::size_t>(*index > 0 ? *index - 1 : length + *index)];
  }

  // A condition that is a number for the first item is a position.
  Value select(Frame& frame, const List& list) const {
    List chosen;
    if (list.empty()) {
      Value inner;
      frame.local(item_) = Value();
      if (condition_->get(frame, inner).is_number()) return {};
      return chosen;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!frame.state.spend(condition_->size + 1)) return {};
      frame.local(item_) = list[i];
      Value inner;
      const Value& condition = condition_->get(frame, inner);
      if (is_boxed_ && truth_of(condition) == Truth::unknown && !condition.is_null()) {
        frame.state.note("the condition of the filter is not a boolean", frame.place, offset);
        return {};
      }
      if (i == 0 && !is_boxed_ && condition.is_number())
        return item_at(frame, Value(list), condition.number());
      if (condition.is_true()) chosen.push_back(list[i]);
    }
    return chosen;
  }

  NodePtr list_;
  std::uint32_t item_;
  NodePtr condition_;
  bool is_boxed_;
};

}  // namespace

NodePtr make_list(std::vector<NodePtr> items) {
  const bool constant = all_constant(items);
  return fold(std::make_unique<ListNode>(std::move(items)), constant);
}
NodePtr make_context(std::vector<ContextEntry> entries, NodePtr result) {
  return std::make_unique<ContextNode>(std::move(entries), std::move(result));
}
NodePtr make_range(NodePtr start, bool start_included, NodePtr end, bool end_included) {
  const bool constant = start->constant() != nullptr && end->constant() != nullptr;
  return fold(
      std::make_unique<RangeNode>(std::move(start), start_included, std::move(end), end_included),
      constant);
}
NodePtr make_open_range(Operator op, NodePtr end) {
  const bool constant = end->constant() != nullptr;
  return fold(std::make_unique<OpenRangeNode>(op, std::move(end)), constant);
}
NodePtr make_path(NodePtr object, std::string name) {
  return std::make_unique<PathNode>(std::move(object), std::move(name));
}
NodePtr make_filter(NodePtr list, std::uint32_t item, NodePtr condition) {
  return std::make_unique<FilterNode>(std::move(list), item, std::move(condition), false);
}
NodePtr make_boxed_filter(NodePtr list, std::uint32_t item, NodePtr condition) {
  return std::make_unique<FilterNode>(std::move(list), item, std::move(condition), true);
}

}  // namespace zhun::feel
