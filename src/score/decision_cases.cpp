// Runs test cases in the layout of the DMN TCK (testCases.xsd): inputs and expected results as XML
// beside the models.
#include <algorithm>

#include "base/xml.hpp"
#include "score/dmn.hpp"
#include "score/feel_node.hpp"
#include "zhun/decision.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

using feel::Context;
using feel::List;
using feel::Value;

constexpr std::size_t kNestingMax = 100;

// `usable` turns false where a value has no meaning.
Value read_simple(const xml::Element& value, bool& usable) {
  if (value.attribute("nil") == "true") return {};
  const std::string text(trim(value.text));
  std::string_view type = value.attribute("type");
  if (const std::size_t colon = type.find(':'); colon != type.npos) type.remove_prefix(colon + 1);
  if (type == "string" || type.empty()) return Value(value.text);
  if (type == "boolean") return Value(text == "true" || text == "1");
  Value result;
  if (type == "date") {
    result = feel::parse_iso_date(text);
  } else if (type == "time") {
    result = feel::parse_iso_time(text);
  } else if (type == "dateTime") {
    result = feel::parse_iso_date_time(text);
  } else if (type == "duration" || type == "dayTimeDuration" || type == "yearMonthDuration") {
    result = feel::parse_duration(text);
  } else if (const auto number = Decimal::parse(text)) {
    result = *number;
  }
  usable = usable && !result.is_null();
  return result;
}

// An inputNode, expected, component or item element.
Value read_value(const xml::Element& holder, bool& usable, std::size_t depth = 0) {
  if (holder.attribute("nil") == "true" || depth > kNestingMax) return {};
  Context context;
  bool is_context = false;
  for (const auto& child : holder.children) {
    if (child.name == "value") return read_simple(child, usable);
    if (child.name == "list") {
      if (child.attribute("nil") == "true") return {};
      List items;
      for (const auto& item : child.children) {
        if (item.name == "item") items.push_back(read_value(item, usable, depth + 1));
      }
      return items;
    }
    if (child.name == "component") {
      is_context = true;
      context.set(child.attribute("name"), read_value(child, usable, depth + 1));
    }
  }
  return is_context ? Value(std::move(context)) : Value();
}

// The kit gives quotients with some digits only.
bool is_close(const Value& a, const Value& b, std::size_t depth = 0) {
  if (depth > kNestingMax) return false;
  if (a.is_number() && b.is_number()) {
    const Decimal difference = a.number() - b.number();
    const Decimal size = difference.is_negative() ? -difference : difference;
    return size <= Decimal::from_scaled(1, -8);
  }
  if (a.is_list() && b.is_list()) {
    return std::equal(
        a.list().begin(), a.list().end(), b.list().begin(), b.list().end(),
        [depth](const Value& x, const Value& y) { return is_close(x, y, depth + 1); });
  }
  if (a.is_context() && b.is_context()) {
    if (a.context().size() != b.context().size()) return false;
    return std::all_of(a.context().entries().begin(), a.context().entries().end(),
                       [&](const Context::Entry& entry) {
                         const Value* other = b.member(entry.first);
                         return other != nullptr && is_close(entry.second, *other, depth + 1);
                       });
  }
  return feel::same(a, b);
}

class CaseRunner {
 public:
  CaseRunner(const dmn::Model& model, const Limits& limits) : model_(model), limits_(limits) {}

  DecisionCase run(const xml::Element& test, const std::string& file) {
    DecisionCase result;
    result.file = file;
    result.id = test.attribute("id");
    Context inputs;
    bool usable = true;
    for (const auto& node : test.children) {
      if (node.name == "inputNode") inputs.set(node.attribute("name"), read_value(node, usable));
    }
    if (!usable) {
      result.reason = "an input of the case cannot be read";
      return result;
    }
    result.passed = true;
    for (const auto& node : test.children) {
      if (node.name == "resultNode" && result.passed) check(test, node, inputs, result);
    }
    return result;
  }

 private:
  void check(const xml::Element& test, const xml::Element& node, const Context& inputs,
             DecisionCase& result) {
    feel::State state(limits_);
    state.keep_reasons = true;
    state.now = feel::Moment{20'000, 12 * 3600 * feel::kNanoseconds, 0, 0};  // some instant
    const std::string name(node.attribute("name"));
    const Value value = evaluate(test, name, inputs, state);
    bool usable = true;
    const xml::Element* expected = node.child("expected");
    const Value wanted = expected != nullptr ? read_value(*expected, usable) : Value();
    const bool rests_on_error =
        std::any_of(state.reasons().begin(), state.reasons().end(), [this](const auto& reason) {
          return std::any_of(
              model_.problems().begin(), model_.problems().end(),
              [&](const Error& problem) { return reason.ends_with(problem.message); });
        });
    result.rests_on_error = result.rests_on_error || rests_on_error;
    if (usable && is_close(value, wanted)) return;
    result.passed = false;
    result.reason = name + ": " + to_string(wanted) + " is expected, " + to_string(value) + " is";
    if (!state.reasons().empty()) result.reason += " (" + state.reasons().front() + ")";
  }

  // The case names a decision service or business knowledge model, or its results do.
  Value evaluate(const xml::Element& test, const std::string& name, const Context& inputs,
                 feel::State& state) const {
    const std::string_view invoked = test.attribute("invocableName");
    if (!invoked.empty() && model_.has_function(invoked)) {
      const Value value = model_.call(invoked, inputs, state);
      const Value* member = value.member(name);
      return member != nullptr ? *member : value;
    }
    if (!model_.has_decision(name) && model_.has_function(name))
      return model_.call(name, inputs, state);
    return model_.evaluate(name, inputs, state);
  }

  const dmn::Model& model_;
  const Limits& limits_;
};

Result<dmn::Model> load_model(std::span<const SourceFile> files, const std::string& name,
                              const Limits& limits) {
  const auto file = std::find_if(files.begin(), files.end(),
                                 [&](const SourceFile& source) { return source.name == name; });
  if (file == files.end())
    return fail(ErrorCode::invalid_argument, {name, 0, 0, 0, ""}, "the model is not in the folder");
  std::vector<dmn::ModelText> imports;
  for (const SourceFile& other : files) {
    if (other.name.ends_with(".dmn") && other.name != name)
      imports.push_back({other.name, other.bytes});
  }
  dmn::ModelOptions options;
  options.reading = dmn::Reading::standard;
  // Only what the model imports has to be readable.
  auto alone = dmn::Model::parse(file->bytes, name, limits, options);
  if (alone || imports.empty()) return alone;
  options.imports = imports;
  return dmn::Model::parse(file->bytes, name, limits, options);
}

}  // namespace

std::vector<DecisionCase> run_decision_cases(std::span<const SourceFile> files,
                                             const Limits& limits) {
  std::vector<DecisionCase> cases;
  for (const SourceFile& file : files) {
    if (!file.name.ends_with(".xml")) continue;
    const auto root = xml::parse(file.bytes, file.name, limits);
    if (!root) {
      cases.push_back({file.name, "", false, false, to_string(root.error())});
      continue;
    }
    if (root->name != "testCases") continue;
    const auto model = load_model(files, std::string(root->child_text("modelName")), limits);
    for (const auto& test : root->children) {
      if (test.name != "testCase") continue;
      if (model) {
        cases.push_back(CaseRunner(*model, limits).run(test, file.name));
      } else {
        cases.push_back({file.name, std::string(test.attribute("id")), false, false,
                         "refused: " + to_string(model.error())});
      }
    }
  }
  return cases;
}

}  // namespace zhun
