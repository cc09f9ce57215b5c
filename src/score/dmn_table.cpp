// Decision tables (DMN 1.5, chapter 8): which rules match, and what the hit policy makes of them.
//
// Without a hit, a table gives its default output; without one, null, and an empty list for RULE
// ORDER, OUTPUT ORDER and COLLECT (0 for a count), as Drools reads the standard.
#include "score/dmn_table.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace zhun::dmn {

using feel::Frame;
using feel::List;
using feel::Node;
using feel::Operator;
using feel::Truth;
using feel::Value;

namespace {

class TableNode : public Node {
 public:
  explicit TableNode(Table table) : table_(std::move(table)) {
    for (const auto& input : table_.inputs) adopt(*this, *input);
    for (const auto& rule : table_.rules) {
      for (const auto& test : rule.inputs) {
        if (test != nullptr) adopt(*this, *test);
      }
      for (const auto& output : rule.outputs) adopt(*this, *output);
    }
    for (const auto& output : table_.outputs) {
      if (output.default_value != nullptr) adopt(*this, *output.default_value);
    }
  }

  const Value& get(Frame& frame, Value& storage) const override {
    constexpr std::size_t kInline = 8;
    if (table_.inputs.size() <= kInline) {
      Value storages[kInline];
      const Value* inputs[kInline];
      return run(frame, storage, storages, inputs);
    }
    std::vector<Value> storages(table_.inputs.size());
    std::vector<const Value*> inputs(table_.inputs.size());
    return run(frame, storage, storages.data(), inputs.data());
  }

 private:
  using Matches = std::vector<std::uint32_t>;  // positions of rules

  const Value& run(Frame& frame, Value& storage, Value* storages, const Value** inputs) const {
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) {
      inputs[i] = &table_.inputs[i]->get(frame, storages[i]);
    }
    Trace* trace = frame.state.trace;
    DecisionTrace entry;
    if (trace != nullptr) begin_trace(entry, inputs);
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) {
      const auto& allowed = table_.input_values[i];
      if (allowed == nullptr || inputs[i]->is_null()) continue;
      if (allowed->holds(frame, *inputs[i]) != Truth::yes) {
        fail(frame, storage, "an input is not among the input values of its column");
        if (trace != nullptr) trace->decisions.push_back(std::move(entry));
        return storage;
      }
    }
    if (trace == nullptr && table_.hit_policy == HitPolicy::first)
      return run_first(frame, storage, inputs);
    Matches matches;
    match(frame, inputs, matches, trace != nullptr && trace->with_cells ? &entry : nullptr);
    Matches fired;
    bool used_default = false;
    Value result = apply(frame, matches, fired, used_default);
    if (trace != nullptr) {
      finish_trace(entry, matches, fired);
      entry.used_default = used_default;
      entry.result = result;
      trace->decisions.push_back(std::move(entry));
    }
    return storage = std::move(result);
  }

  const Value& run_first(Frame& frame, Value& storage, const Value* const* inputs) const {
    for (const auto& rule : table_.rules) {
      if (!matches_rule(frame, rule, inputs)) continue;
      if (rule.outputs.size() == 1) return rule.outputs[0]->get(frame, storage);
      return storage = outputs_of(frame, rule);
    }
    return storage = default_outputs(frame);
  }

  static bool matches_rule(Frame& frame, const TableRule& rule, const Value* const* inputs) {
    for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
      if (rule.inputs[i] != nullptr && rule.inputs[i]->holds(frame, *inputs[i]) != Truth::yes)
        return false;
    }
    return true;
  }

  void match(Frame& frame, const Value* const* inputs, Matches& matches,
             DecisionTrace* cells) const {
    const bool stop_at_first = table_.hit_policy == HitPolicy::first && cells == nullptr;
    for (std::uint32_t r = 0; r < table_.rules.size(); ++r) {
      const TableRule& rule = table_.rules[r];
      if (cells != nullptr) cells->cells.push_back(test_all_cells(frame, rule, inputs));
      const bool matched = cells != nullptr
                               ? cells->cells.back().find_first_not_of('1') == std::string::npos
                               : matches_rule(frame, rule, inputs);
      if (!matched) continue;
      matches.push_back(r);
      if (stop_at_first) return;
    }
  }

  static std::string test_all_cells(Frame& frame, const TableRule& rule,
                                    const Value* const* inputs) {
    std::string letters;
    for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
      const Truth truth =
          rule.inputs[i] == nullptr ? Truth::yes : rule.inputs[i]->holds(frame, *inputs[i]);
      letters += truth == Truth::yes ? '1' : truth == Truth::no ? '0' : '?';
    }
    return letters;
  }

  void begin_trace(DecisionTrace& entry, const Value* const* inputs) const {
    entry.id = table_.id;
    entry.name = table_.name;
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) {
      entry.inputs.push_back({table_.input_texts[i], *inputs[i]});
    }
  }

  void finish_trace(DecisionTrace& entry, const Matches& matches, const Matches& fired) const {
    for (const auto rule : matches) entry.matched.push_back(rule + 1);
    for (const auto rule : fired) {
      entry.fired.push_back(rule + 1);
      const auto& annotations = table_.rules[rule].annotations;
      entry.annotations.insert(entry.annotations.end(), annotations.begin(), annotations.end());
    }
  }

  Value outputs_of(Frame& frame, const TableRule& rule) const {
    if (rule.outputs.size() == 1) return rule.outputs[0]->evaluate(frame);
    feel::Context context;
    for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
      context.set(table_.outputs[i].name, rule.outputs[i]->evaluate(frame));
    }
    return context;
  }

  [[nodiscard]] bool has_default() const {
    return std::any_of(table_.outputs.begin(), table_.outputs.end(),
                       [](const auto& output) { return output.default_value != nullptr; });
  }

  Value default_outputs(Frame& frame) const {
    if (!has_default()) return {};
    if (table_.outputs.size() == 1) return table_.outputs[0].default_value->evaluate(frame);
    feel::Context context;
    for (const auto& output : table_.outputs) {
      context.set(output.name, output.default_value != nullptr
                                   ? output.default_value->evaluate(frame)
                                   : Value());
    }
    return context;
  }

  Value apply(Frame& frame, const Matches& matches, Matches& fired, bool& used_default) const {
    if (matches.empty() && has_default()) {
      used_default = true;
      return default_outputs(frame);
    }
    switch (table_.hit_policy) {
      case HitPolicy::unique:
        if (matches.size() > 1) return no_result(frame, "several rules of a unique table match");
        return single(frame, matches, fired);
      case HitPolicy::any:
        return any(frame, matches, fired);
      case HitPolicy::first:
        return single(frame, matches, fired);
      case HitPolicy::priority:
        return by_priority(frame, matches, fired, true);
      case HitPolicy::output_order:
        return by_priority(frame, matches, fired, false);
      case HitPolicy::rule_order:
      case HitPolicy::collect:
        return all(frame, matches, fired);
      case HitPolicy::collect_count: {
        fired = matches;
        return static_cast<std::int64_t>(matches.size());
      }
      case HitPolicy::collect_sum:
      case HitPolicy::collect_min:
      case HitPolicy::collect_max:
        return aggregate(frame, matches, fired);
    }
    return {};
  }

  Value no_result(Frame& frame, const char* sentence) const {
    frame.state.note(sentence, frame.place, offset);
    return {};
  }

  Value single(Frame& frame, const Matches& matches, Matches& fired) const {
    if (matches.empty()) return no_result(frame, "no rule of the table matches");
    fired.push_back(matches[0]);
    return outputs_of(frame, table_.rules[matches[0]]);
  }

  Value any(Frame& frame, const Matches& matches, Matches& fired) const {
    if (matches.empty()) return no_result(frame, "no rule of the table matches");
    Value first = outputs_of(frame, table_.rules[matches[0]]);
    for (std::size_t i = 1; i < matches.size(); ++i) {
      if (!feel::same(first, outputs_of(frame, table_.rules[matches[i]]))) {
        return no_result(frame, "the rules of a table with hit policy ANY give different outputs");
      }
    }
    fired = matches;
    return first;
  }

  Value all(Frame& frame, const Matches& matches, Matches& fired) const {
    List results;
    for (const auto rule : matches) results.push_back(outputs_of(frame, table_.rules[rule]));
    fired = matches;
    return results;
  }

  // The rank of each output: the position of its value in the column's output values.
  std::vector<std::size_t> ranks(Frame& frame, const Value& outputs) const {
    std::vector<std::size_t> found;
    for (const auto& output : table_.outputs) {
      const Value* value = table_.outputs.size() == 1 ? &outputs : outputs.member(output.name);
      std::size_t rank = 0;
      while (rank < output.priorities.size() &&
             output.priorities[rank]->holds(frame, *value) != Truth::yes) {
        ++rank;
      }
      found.push_back(output.priorities.empty() ? 0 : rank);
    }
    return found;
  }

  Value by_priority(Frame& frame, const Matches& matches, Matches& fired, bool only_first) const {
    struct Ranked {
      std::vector<std::size_t> ranks;
      std::uint32_t rule;
      Value outputs;
    };
    std::vector<Ranked> ranked;
    for (const auto rule : matches) {
      Value outputs = outputs_of(frame, table_.rules[rule]);
      auto order = ranks(frame, outputs);
      ranked.push_back({std::move(order), rule, std::move(outputs)});
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const Ranked& a, const Ranked& b) { return a.ranks < b.ranks; });
    if (only_first) {
      if (ranked.empty()) return no_result(frame, "no rule of the table matches");
      fired.push_back(ranked[0].rule);
      return ranked[0].outputs;
    }
    List results;
    for (auto& item : ranked) {
      fired.push_back(item.rule);
      results.push_back(std::move(item.outputs));
    }
    return results;
  }

  Value aggregate(Frame& frame, const Matches& matches, Matches& fired) const {
    fired = matches;
    Value result;
    for (const auto rule : matches) {
      const Value value = outputs_of(frame, table_.rules[rule]);
      if (result.is_null()) {
        result = value;
      } else if (table_.hit_policy == HitPolicy::collect_sum) {
        const char* why = nullptr;
        result = calculate(Operator::add, result, value, &why);
        if (why != nullptr) return no_result(frame, why);
      } else {
        const auto order = compare(value, result);
        if (!order) return no_result(frame, "the outputs cannot be compared");
        if (*order == (table_.hit_policy == HitPolicy::collect_min ? -1 : 1)) result = value;
      }
      if (result.is_null()) return no_result(frame, "an output is null");
    }
    return result;
  }

  Table table_;
};

}  // namespace

feel::NodePtr make_table(Table table) { return std::make_unique<TableNode>(std::move(table)); }

}  // namespace zhun::dmn
