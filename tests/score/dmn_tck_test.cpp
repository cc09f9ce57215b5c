// The official test kit of DMN, where ZHUN_SHARED points to it: every case of compliance level 2
// must pass; the level-3 folders that are there are run and reported.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/xml.hpp"
#include "files.hpp"
#include "score/dmn.hpp"
#include "zhun/text.hpp"

namespace {

using zhun::Decimal;
using zhun::feel::Context;
using zhun::feel::List;
using zhun::feel::Value;
namespace xml = zhun::xml;

// What the kit cannot express is an unusable case: it counts as failed.
Value read_simple(const xml::Element& value, bool& usable) {
  if (value.attribute("nil") == "true") return {};
  const std::string text(zhun::trim(value.text));
  std::string_view type = value.attribute("type");
  if (const std::size_t colon = type.find(':'); colon != type.npos) type.remove_prefix(colon + 1);
  if (type == "string") return Value(value.text);
  if (type == "boolean") return Value(text == "true" || text == "1");
  if (type == "decimal" || type == "double" || type == "integer" || type == "int" ||
      type == "long" || type == "float") {
    const auto number = Decimal::parse(text);
    usable = usable && number.has_value();
    return number ? Value(*number) : Value();
  }
  zhun::feel::Names names;
  std::string literal = "date(\"" + text + "\")";
  if (type == "time")
    literal = "time(\"" + text + "\")";
  else if (type == "dateTime")
    literal = "date and time(\"" + text + "\")";
  else if (type == "duration" || type == "dayTimeDuration" || type == "yearMonthDuration")
    literal = "duration(\"" + text + "\")";
  const auto expression = zhun::feel::compile(literal, names, {});
  usable = usable && expression.has_value();
  if (!expression) return {};
  zhun::feel::State state;
  Value result = expression->evaluate(zhun::feel::Scope(names), state);
  usable = usable && !result.is_null();
  return result;
}

// An inputNode, expected, component or item element.
Value read_value(const xml::Element& holder, bool& usable) {
  Context context;
  bool is_context = false;
  if (holder.attribute("nil") == "true") return {};
  for (const auto& child : holder.children) {
    if (child.name == "value") return read_simple(child, usable);
    if (child.name == "list") {
      if (child.attribute("nil") == "true") return {};
      List items;
      for (const auto& item : child.children) {
        if (item.name == "item") items.push_back(read_value(item, usable));
      }
      return items;
    }
    if (child.name == "component") {
      is_context = true;
      context.set(child.attribute("name"), read_value(child, usable));
    }
  }
  return is_context ? Value(std::move(context)) : Value();
}

bool close(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    const Decimal difference = a.number() - b.number();
    const Decimal size = difference.is_negative() ? -difference : difference;
    return size <= Decimal::from_scaled(1, -8);
  }
  if (a.is_list() && b.is_list()) {
    if (a.list().size() != b.list().size()) return false;
    for (std::size_t i = 0; i < a.list().size(); ++i) {
      if (!close(a.list()[i], b.list()[i])) return false;
    }
    return true;
  }
  if (a.is_context() && b.is_context()) {
    if (a.context().size() != b.context().size()) return false;
    for (const auto& [name, value] : a.context().entries()) {
      const Value* other = b.member(name);
      if (other == nullptr || !close(value, *other)) return false;
    }
    return true;
  }
  return zhun::feel::same(a, b);
}

struct Counts {
  int passed = 0, failed = 0;
};

void run_case(const zhun::dmn::Model& model, const xml::Element& test, const std::string& file,
              Counts& counts) {
  Context inputs;
  bool usable = true;
  for (const auto& node : test.children) {
    if (node.name == "inputNode") inputs.set(node.attribute("name"), read_value(node, usable));
  }
  bool passed = usable;
  for (const auto& node : test.children) {
    if (node.name != "resultNode") continue;
    zhun::feel::State state;
    state.keep_reasons = true;
    const Value result = model.evaluate(node.attribute("name"), inputs, state);
    const xml::Element* expected = node.child("expected");
    const Value wanted = expected != nullptr ? read_value(*expected, usable) : Value();
    if (usable && close(result, wanted)) continue;
    passed = false;
    std::printf("  %s case %s, %s: expected %s, is %s\n", file.c_str(),
                std::string(test.attribute("id")).c_str(),
                std::string(node.attribute("name")).c_str(), to_string(wanted).c_str(),
                to_string(result).c_str());
    for (const auto& reason : state.reasons()) std::printf("    %s\n", reason.c_str());
  }
  ++(passed ? counts.passed : counts.failed);
}

Counts run_folder(const std::filesystem::path& folder) {
  Counts counts;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    if (path.extension() != ".xml") continue;
    const auto root = xml::parse(*zhun::test::read_file(path), path.filename().string(), {});
    REQUIRE(root);
    const std::string model_name(root->child_text("modelName"));
    const auto bytes = zhun::test::read_file(folder / model_name);
    REQUIRE(bytes);
    const auto model = zhun::dmn::Model::parse(*bytes, model_name, {});
    if (!model) std::printf("  refused: %s\n", to_string(model.error()).c_str());
    for (const auto& test : root->children) {
      if (test.name != "testCase") continue;
      if (model)
        run_case(*model, test, path.filename().string(), counts);
      else
        ++counts.failed;
    }
  }
  return counts;
}

Counts run_level(const std::filesystem::path& level) {
  Counts counts;
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(level))
    folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders) {
    const Counts here = run_folder(folder);
    counts.passed += here.passed;
    counts.failed += here.failed;
    if (here.failed != 0) {
      std::printf("  %s: %d passed, %d failed\n", folder.filename().c_str(), here.passed,
                  here.failed);
    }
  }
  std::printf("DMN TCK %s: %d passed, %d failed\n", level.filename().c_str(), counts.passed,
              counts.failed);
  return counts;
}

}  // namespace

TEST_CASE("the test kit's compliance levels") {
  const char* root = std::getenv("ZHUN_SHARED");
  if (root == nullptr) {
    MESSAGE("skipped: ZHUN_SHARED is not set");
    return;
  }
  const std::filesystem::path kit = std::filesystem::path(root) / "tck";
  const Counts level2 = run_level(kit / "compliance-level-2");
  CHECK(level2.passed == 116);
  CHECK(level2.failed == 0);
  run_level(kit / "compliance-level-3");
}
