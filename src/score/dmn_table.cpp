// Decision tables (DMN 1.5, chapter 8): which rules match, and what the hit policy makes of them.
//
// Without a hit, a table gives its default output; without one, null, and an empty list for RULE
// ORDER, OUTPUT ORDER and COLLECT (0 for a count), as Drools reads the standard.
#include "score/dmn_table.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <stdexcept>

#include "score/dmn_index.hpp"

namespace zhun::dmn {

using feel::Frame;
using feel::List;
using feel::Node;
using feel::Operator;
using feel::Truth;
using feel::Value;

namespace {

constexpr std::size_t kInlineMatches = 8;
constexpr std::size_t kColumnsMax = 32;  // of tables with an index

// Positions of rules; the first few need no memory.
class Matches {
 public:
  explicit Matches(std::uint32_t* storage) : inline_(storage) {}
  void push_back(std::uint32_t rule) {
    if (size_ < kInlineMatches)
      inline_[size_] = rule;
    else
      more_.push_back(rule);
    ++size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  std::uint32_t operator[](std::size_t index) const {
    return index < kInlineMatches ? inline_[index] : more_[index - kInlineMatches];
  }
  void assign(const Matches& other) {
    for (const auto rule : other) push_back(rule);
  }
  class Iterator {
   public:
    Iterator(const Matches& matches, std::size_t at) : matches_(matches), at_(at) {}
    std::uint32_t operator*() const { return matches_[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const Matches& matches_;
    std::size_t at_;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size_}; }

 private:
  std::uint32_t* inline_;
  std::size_t size_ = 0;
  std::vector<std::uint32_t> more_;
};

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
    for (const auto& input : table_.inputs) slots_.push_back(input->slot());
    reads_slots_ = std::all_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot; });
    tested_.resize(table_.inputs.size());
    for (std::size_t c = 0; c < table_.inputs.size(); ++c) {
      for (std::uint32_t r = 0; r < table_.rules.size(); ++r) {
        if (table_.rules[r].inputs[c] != nullptr) tested_[c].push_back(r);
      }
    }
    has_input_values_ = std::any_of(table_.input_values.begin(), table_.input_values.end(),
                                    [](const auto& test) { return test != nullptr; });
    if (table_.inputs.size() <= kColumnsMax) index_ = TableIndex::build(table_);
    is_single_ = table_.hit_policy == HitPolicy::unique || table_.hit_policy == HitPolicy::any ||
                 table_.hit_policy == HitPolicy::first || table_.hit_policy == HitPolicy::priority;
    const bool is_plain = reads_slots_ && !has_input_values_ && table_.outputs.size() == 1;
    if (index_ && is_plain && is_single_) single_rules_ = index_->single_rules();
  }

  const Value& get(Frame& frame, Value& storage) const override {
    constexpr std::size_t kInline = 8;
    if (!single_rules_.empty() && frame.state.trace == nullptr) {
      const auto row = index_->row(*frame.slots[*slots_[0]]);
      const std::int32_t rule = row ? single_rules_[*row] : TableIndex::kSeveral;
      if (rule >= 0)
        return table_.rules[static_cast<std::size_t>(rule)].outputs[0]->get(frame, storage);
    }
    if (reads_slots_ && table_.inputs.size() <= kColumnsMax) {  // nothing to evaluate
      const Value* inputs[kColumnsMax];
      return run(frame, storage, nullptr, inputs);
    }
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
  const Value& run(Frame& frame, Value& storage, Value* storages, const Value** inputs) const {
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) {
      inputs[i] = slots_[i] ? frame.slots[*slots_[i]] : &table_.inputs[i]->get(frame, storages[i]);
    }
    Trace* trace = frame.state.trace;
    const std::size_t entry = trace == nullptr ? 0 : begin_trace(*trace, inputs);
    for (std::size_t i = 0; has_input_values_ && i < table_.inputs.size(); ++i) {
      const auto& allowed = table_.input_values[i];
      if (allowed == nullptr || inputs[i]->is_null()) continue;
      if (allowed->holds(frame, *inputs[i]) != Truth::yes)
        return fail(frame, storage, "an input is not among the input values of its column");
    }
    const TableIndex::Word* rows[kColumnsMax];  // with an index only
    if (index_) {
      for (std::size_t c = 0; c < table_.inputs.size(); ++c) rows[c] = index_->find(c, *inputs[c]);
    }
    if (trace != nullptr && trace->with_cells) test_all_cells(frame, inputs, rows, entry);
    const bool only_first =
        table_.hit_policy == HitPolicy::first && (trace == nullptr || !trace->with_cells);
    std::uint32_t inline_matches[kInlineMatches];
    Matches matches(inline_matches);
    match(frame, inputs, rows, matches, only_first);
    if (trace == nullptr && matches.size() == 1 && table_.outputs.size() == 1 && is_single_) {
      return table_.rules[matches[0]].outputs[0]->get(frame, storage);
    }
    std::uint32_t inline_fired[kInlineMatches];
    Matches fired(inline_fired);
    bool used_default = false;
    Value result = apply(frame, matches, fired, used_default);
    if (trace != nullptr) {
      finish_trace(trace->decisions[entry], matches, fired);
      trace->decisions[entry].used_default = used_default;
      trace->decisions[entry].result = result;
      if (entry + 1 != trace->decisions.size()) {  // its parts stand before it
        std::rotate(trace->decisions.begin() + static_cast<std::ptrdiff_t>(entry),
                    trace->decisions.begin() + static_cast<std::ptrdiff_t>(entry) + 1,
                    trace->decisions.end());
      }
    }
    return storage = std::move(result);
  }

  static bool matches_rule(Frame& frame, const TableRule& rule, const Value* const* inputs) {
    for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
      if (rule.inputs[i] != nullptr && rule.inputs[i]->holds(frame, *inputs[i]) != Truth::yes)
        return false;
    }
    return true;
  }

  void match(Frame& frame, const Value* const* inputs, const TableIndex::Word* const* rows,
             Matches& matches, bool only_first) const {
    if (index_) return match_by_index(frame, inputs, rows, matches, only_first);
    for (std::uint32_t r = 0; r < table_.rules.size(); ++r) {
      if (!matches_rule(frame, table_.rules[r], inputs)) continue;
      matches.push_back(r);
      if (only_first) return;
    }
  }

  // The rules that every column of the index allows; what it leaves open is tested.
  void match_by_index(Frame& frame, const Value* const* inputs, const TableIndex::Word* const* rows,
                      Matches& matches, bool only_first) const {
    const std::size_t columns = table_.inputs.size();
    for (std::size_t word = 0; word < index_->words(); ++word) {
      const std::size_t rules_left = table_.rules.size() - word * 64;
      TableIndex::Word bits =
          rules_left >= 64 ? ~TableIndex::Word{0} : (TableIndex::Word{1} << rules_left) - 1;
      for (std::size_t c = 0; c < columns && bits != 0; ++c) {
        if (rows[c] != nullptr) bits &= rows[c][word];
      }
      for (; bits != 0; bits &= bits - 1) {
        const auto rule = static_cast<std::uint32_t>(
            word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        if (!holds_open_cells(frame, inputs, rows, rule)) continue;
        matches.push_back(rule);
        if (only_first) return;
      }
    }
  }

  bool holds_open_cells(Frame& frame, const Value* const* inputs,
                        const TableIndex::Word* const* rows, std::size_t rule) const {
    for (std::size_t c = 0; c < table_.inputs.size(); ++c) {
      if (rows[c] != nullptr && !(index_->has_open(c) && index_->is_open(c, rule))) continue;
      const auto& test = table_.rules[rule].inputs[c];
      if (test != nullptr && test->holds(frame, *inputs[c]) != Truth::yes) return false;
    }
    return true;
  }

  void test_all_cells(Frame& frame, const Value* const* inputs, const TableIndex::Word* const* rows,
                      std::size_t entry) const {
    std::string letters = std::move(frame.state.trace->decisions[entry].cells);
    const std::size_t columns = table_.inputs.size();
    letters.assign(columns * table_.rules.size(), '1');
    for (std::size_t c = 0; c < columns; ++c) {
      const TableIndex::Word* row = index_ ? rows[c] : nullptr;
      for (const std::uint32_t r : tested_[c]) {
        const auto& test = table_.rules[r].inputs[c];
        if (row != nullptr && !(index_->has_open(c) && index_->is_open(c, r))) {
          if ((row[r / 64] >> (r % 64) & 1) == 0) letters[r * columns + c] = '0';
          continue;
        }
        const Truth truth = test->holds(frame, *inputs[c]);
        letters[r * columns + c] = truth == Truth::yes ? '1' : truth == Truth::no ? '0' : '?';
      }
    }
    frame.state.trace->decisions[entry].cells = std::move(letters);
  }

  std::size_t begin_trace(Trace& trace, const Value* const* inputs) const {
    DecisionTrace& entry = trace.add();
    entry.id = table_.id;
    entry.name = table_.name;
    entry.result = Value();
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) {
      entry.inputs.push_back({table_.input_texts[i], *inputs[i]});
    }
    return trace.decisions.size() - 1;
  }

  void finish_trace(DecisionTrace& entry, const Matches& matches, const Matches& fired) const {
    for (const auto rule : matches) entry.matched.push_back(rule + 1);
    for (const auto rule : fired) {
      entry.fired.push_back(rule + 1);
      for (const auto& [name, text] : table_.rules[rule].annotations)
        entry.annotations.emplace_back(name, text);
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
        fired.assign(matches);
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
    fired.assign(matches);
    return first;
  }

  Value all(Frame& frame, const Matches& matches, Matches& fired) const {
    List results;
    results.reserve(matches.size());
    for (const auto rule : matches) results.push_back(outputs_of(frame, table_.rules[rule]));
    fired.assign(matches);
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
    fired.assign(matches);
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
  std::optional<TableIndex> index_;
  std::vector<std::optional<std::uint32_t>> slots_;  // of the inputs that are plain names
  bool reads_slots_ = false;                         // all of them are
  bool has_input_values_ = false;
  std::vector<std::vector<std::uint32_t>> tested_;  // for each column, the rules that test it
  bool is_single_;                                  // one rule gives one result
  std::vector<std::int32_t> single_rules_;          // see TableIndex; of plain tables
};

}  // namespace

feel::NodePtr make_table(Table table) { return std::make_unique<TableNode>(std::move(table)); }

}  // namespace zhun::dmn
