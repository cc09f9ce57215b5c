// A decision model by itself: JSON in, results and the trace out, for people and for programs.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "score/dmn.hpp"
#include "score/feel_node.hpp"
#include "score/near_miss.hpp"
#include "zhun/decision.hpp"

namespace zhun {

struct DecisionModel::Data {
  dmn::Model model;
  Limits limits;
};

namespace {

using feel::Kind;
using feel::Value;

Value to_feel(const json::Value& value) {  // the depth is limited by Limits::json_depth_max
  switch (value.kind) {
    case json::Kind::null:
      return {};
    case json::Kind::boolean:
      return Value(value.boolean);
    case json::Kind::number: {
      const auto number = Decimal::parse(value.text);
      return number ? Value(*number) : Value();
    }
    case json::Kind::string: {
      // "@2026-03-31" is a date, as FEEL writes it; other texts are texts.
      Value temporal = value.text.starts_with('@')
                           ? feel::parse_temporal(std::string_view(value.text).substr(1))
                           : Value();
      return temporal.is_null() ? Value(value.text) : temporal;
    }
    case json::Kind::array: {
      feel::List items;
      for (const auto& item : value.items) items.push_back(to_feel(item));
      return items;
    }
    case json::Kind::object:
      break;
  }
  feel::Context context;
  for (const auto& member : value.members) context.set(member.first, to_feel(member.second));
  return context;
}

void write_value(json::Writer& writer, const Value& value) {
  if (value.is_null()) return writer.null();
  if (value.kind() == Kind::boolean) return writer.value(value.boolean());
  if (value.is_number()) return writer.number(to_string(value.number()));
  if (value.is_list()) {
    writer.begin_array();
    for (const Value& item : value.list()) write_value(writer, item);
    return writer.end_array();
  }
  if (!value.is_context()) return writer.value(to_string(value));
  writer.begin_object();
  for (const auto& [name, member] : value.context().entries()) {
    writer.key(name);
    write_value(writer, member);
  }
  writer.end_object();
}

std::string shown(const Value& value) {
  return value.is_string() ? "\"" + value.string() + "\"" : to_string(value);
}

// "2 more", "more than 0.5 less"
std::string distance_words(const dmn::MissedCell& cell) {
  const bool less = cell.distance->is_negative();
  const Decimal size = less ? -*cell.distance : *cell.distance;
  return fmt::format("{}{}{} {}", cell.beyond ? "more than " : "", to_string(size),
                     cell.value.kind() == Kind::date ? " days" : "", less ? "less" : "more");
}

// The trace for programs: each table with its inputs, every rule with each cell, near misses.
class TraceWriter {
 public:
  TraceWriter(const dmn::Model& model, json::Writer& out) : model_(model), out_(out) {}

  void add(const dmn::DecisionInfo& info, const dmn::Trace& trace,
           const std::vector<std::string>& reasons) {
    out_.begin_object();
    out_.member("decision", info.name);
    out_.key("tables");
    out_.begin_array();
    for (const auto& entry : trace.decisions) {
      if (!entry.inputs.empty()) add_table(entry);
    }
    out_.end_array();
    out_.key("reasons");
    out_.begin_array();
    for (const auto& reason : reasons) out_.value(reason);
    out_.end_array();
    out_.end_object();
  }

 private:
  void add_table(const dmn::DecisionTrace& entry) {
    const dmn::DecisionInfo* info = model_.find(entry.id.empty() ? entry.name : entry.id);
    out_.begin_object();
    out_.key("table");
    out_.value(entry.name);
    if (info != nullptr) out_.member("line", info->line);
    out_.key("inputs");
    out_.begin_array();
    for (const auto& input : entry.inputs) {
      out_.begin_object();
      out_.key("expression");
      out_.value(input.text);
      out_.key("value");
      write_value(out_, input.value);
      out_.end_object();
    }
    out_.end_array();
    add_rules(entry, info);
    out_.key("fired");
    out_.begin_array();
    for (const auto rule : entry.fired) out_.value(rule);
    out_.end_array();
    out_.member("default", entry.used_default);
    if (info != nullptr) add_near_misses(dmn::near_misses(entry, *info));
    out_.key("result");
    write_value(out_, entry.result);
    out_.end_object();
  }

  void add_rules(const dmn::DecisionTrace& entry, const dmn::DecisionInfo* info) {
    out_.key("rules");
    out_.begin_array();
    for (std::size_t r = 0; r < entry.cells.size() / entry.inputs.size(); ++r) {
      const dmn::RuleInfo* rule =
          info != nullptr && r < info->rules.size() ? &info->rules[r] : nullptr;
      out_.begin_object();
      out_.member("rule", r + 1);
      if (rule != nullptr && !rule->id.empty()) out_.member("id", rule->id);
      out_.key("cells");
      out_.begin_array();
      const std::string_view cells = entry.cells_of(r);
      for (std::size_t c = 0; c < cells.size(); ++c) {
        out_.begin_object();
        if (rule != nullptr) out_.member("test", rule->inputs[c]);
        out_.key("holds");
        if (cells[c] == '?')
          out_.null();
        else
          out_.value(cells[c] == '1');
        out_.end_object();
      }
      out_.end_array();
      out_.end_object();
    }
    out_.end_array();
  }

  void add_near_misses(const std::vector<dmn::NearMiss>& misses) {
    out_.key("near_misses");
    out_.begin_array();
    for (const auto& miss : misses) {
      out_.begin_object();
      out_.member("rule", miss.rule);
      out_.key("cells");
      out_.begin_array();
      for (const auto& cell : miss.cells) add_cell(cell);
      out_.end_array();
      out_.end_object();
    }
    out_.end_array();
  }

  void add_cell(const dmn::MissedCell& cell) {
    out_.begin_object();
    out_.key("expression");
    out_.value(cell.input);
    out_.key("test");
    out_.value(cell.test);
    out_.key("value");
    write_value(out_, cell.value);
    if (cell.distance) {
      out_.key("distance");
      out_.number(to_string(*cell.distance));
      out_.member("unit", cell.value.kind() == Kind::date ? "days" : "as the input");
      out_.member("bound_included", !cell.beyond);
    }
    out_.end_object();
  }

  const dmn::Model& model_;
  json::Writer& out_;
};

class RunWriter {
 public:
  RunWriter(const dmn::Model& model, bool trace) : model_(model), trace_(trace) {}

  void add(const dmn::DecisionInfo& info, const Value& result, const dmn::Trace& trace,
           const std::vector<std::string>& reasons) {
    text_ += fmt::format("{} = {}\n", info.name, shown(result));
    if (!trace_) {
      if (result.is_null()) add_reasons(reasons);
      return;
    }
    for (const auto& entry : trace.decisions) {
      const dmn::DecisionInfo* table = model_.find(entry.id.empty() ? entry.name : entry.id);
      if (!entry.inputs.empty()) add_table(entry, table);
    }
    add_reasons(reasons);
  }
  [[nodiscard]] std::string text() {
    return fmt::format("model {} (sha256 {})\n\n{}", model_.name(), model_.digest().substr(0, 16),
                       text_);
  }

 private:
  void add_reasons(const std::vector<std::string>& reasons) {
    for (const auto& reason : reasons) text_ += fmt::format("    null because: {}\n", reason);
  }

  void add_table(const dmn::DecisionTrace& entry, const dmn::DecisionInfo* info) {
    text_ += fmt::format("  table {}: ", entry.name);
    for (std::size_t i = 0; i < entry.inputs.size(); ++i) {
      text_ += fmt::format("{}{} = {}", i == 0 ? "" : ", ", entry.inputs[i].text,
                           shown(entry.inputs[i].value));
    }
    text_ += fmt::format(" -> {}\n", shown(entry.result));
    const std::size_t columns = entry.inputs.size();
    for (std::size_t rule = 0; rule < entry.cells.size() / columns; ++rule) {
      const auto number = static_cast<std::uint32_t>(rule + 1);
      const auto fired = std::find(entry.fired.begin(), entry.fired.end(), number);
      text_ +=
          fmt::format("    rule {:<3} {:<5}", number, fired != entry.fired.end() ? "fired" : "");
      add_cells(entry, info, rule);
    }
    if (info != nullptr) add_near_misses(entry, *info);
    if (entry.used_default) text_ += "    no rule matched: the default output\n";
  }

  // Each cell with what it says.
  void add_cells(const dmn::DecisionTrace& entry, const dmn::DecisionInfo* info, std::size_t rule) {
    const std::string_view cells = entry.cells_of(rule);
    const bool known = info != nullptr && rule < info->rules.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const char* sign = cells[i] == '1' ? "+" : cells[i] == '0' ? "-" : "?";
      text_ += fmt::format(" {}{}", sign, known ? info->rules[rule].inputs[i] : "");
    }
    text_ += '\n';
  }

  void add_near_misses(const dmn::DecisionTrace& entry, const dmn::DecisionInfo& info) {
    for (const auto& miss : dmn::near_misses(entry, info)) {
      text_ += fmt::format("    near miss of rule {}:", miss.rule);
      for (const auto& cell : miss.cells) {
        text_ +=
            fmt::format("{} {} would have to be {}, is {}", &cell == miss.cells.data() ? "" : ";",
                        cell.input, cell.test, shown(cell.value));
        if (cell.distance) text_ += fmt::format(" ({})", distance_words(cell));
      }
      text_ += '\n';
    }
  }

  const dmn::Model& model_;
  bool trace_;
  std::string text_;
};

std::optional<feel::Moment> moment_of(const std::optional<DateTime>& now) {
  if (!now) return std::nullopt;
  feel::Moment moment = Value(*now).moment();
  moment.offset = 8 * 3600;  // DateTime is civil time of Asia/Shanghai
  return moment;
}

}  // namespace

Result<DecisionModel> DecisionModel::load(std::span<const SourceFile> files, const Limits& limits) {
  if (files.empty()) return fail(ErrorCode::invalid_argument, {}, "there is no model");
  std::vector<dmn::ModelText> imports;
  for (const SourceFile& file : files.subspan(1)) imports.push_back({file.name, file.bytes});
  dmn::ModelOptions options;
  options.imports = imports;
  auto model = dmn::Model::parse(files[0].bytes, files[0].name, limits, options);
  if (!model) return tl::unexpected(model.error());
  DecisionModel loaded;
  loaded.data_ = std::make_shared<const Data>(Data{std::move(*model), limits});
  return loaded;
}

Result<DecisionRun> DecisionModel::run(std::string_view input_json, std::string_view source_name,
                                       const DecisionRunOptions& options) const {
  auto input = json::parse(input_json, source_name, data_->limits);
  if (!input) return tl::unexpected(input.error());
  if (input->kind != json::Kind::object) {
    return fail(ErrorCode::format, {std::string(source_name), 0, 0, 0, ""},
                "the input is not an object with a member for each input data");
  }
  const feel::Context inputs = to_feel(*input).context();
  const dmn::Model& model = data_->model;
  if (!options.decision.empty() && !model.has_decision(options.decision)) {
    return fail(ErrorCode::invalid_argument, {std::string(source_name), 0, 0, 0, ""},
                "the model has no such decision");
  }
  RunWriter writer(model, options.trace);
  json::Writer out, traces;
  TraceWriter tracer(model, traces);
  out.begin_object();
  traces.begin_array();
  for (const auto& info : model.decisions()) {
    if (!options.decision.empty() && info.id != options.decision && info.name != options.decision)
      continue;
    feel::State state(data_->limits);
    state.keep_reasons = true;
    state.now = moment_of(options.now);
    dmn::Trace trace;
    trace.with_cells = true;
    const Value result = model.evaluate(info.name, inputs, state, options.trace ? &trace : nullptr);
    if (state.exhausted()) {
      return fail(ErrorCode::limit, {std::string(source_name), info.line, 0, 0, info.name},
                  "the evaluation took more steps than the limit");
    }
    writer.add(info, result, trace, state.reasons());
    out.key(info.name);
    write_value(out, result);
    if (options.trace) tracer.add(info, trace, state.reasons());
  }
  out.end_object();
  traces.end_array();
  if (!options.trace) return DecisionRun{writer.text(), out.take()};
  json::Writer whole;
  whole.begin_object();
  whole.member("model", model.name());
  whole.member("digest", model.digest());
  whole.key("inputs");
  write_value(whole, inputs);
  whole.key("results");
  whole.raw(out.take());
  whole.key("trace");
  whole.raw(traces.take());
  whole.end_object();
  return DecisionRun{writer.text(), whole.take()};
}

}  // namespace zhun
