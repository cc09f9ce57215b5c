// Comparing policies: cell by cell, parameter by parameter, and by what they make of a dossier.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "base/xml.hpp"
#include "score/pmml.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

// What a file says, as places and their texts, in the order of the places.
using Texts = std::map<std::string, std::string, std::less<>>;

void read_table(const std::string& name, const xml::Element& table, Texts& texts) {
  texts[name + ", hit policy"] =
      std::string(table.attribute("hitPolicy")) + std::string(table.attribute("aggregation"));
  std::vector<std::string> columns;
  for (const auto& child : table.children) {
    const xml::Element* expression = child.child("inputExpression");
    if (child.name == "input" && expression != nullptr)
      columns.emplace_back(expression->child_text("text"));
    if (child.name == "output") columns.emplace_back(child.attribute("name"));
  }
  int rule = 0;
  for (const auto& child : table.children) {
    if (child.name != "rule") continue;
    ++rule;
    std::size_t column = 0;
    for (const auto& cell : child.children) {
      if (cell.name == "annotationEntry") {
        texts[fmt::format("{}, rule {:02}, annotation", name, rule)] = cell.child_text("text");
        continue;
      }
      if (cell.name != "inputEntry" && cell.name != "outputEntry") continue;
      const std::string label = column < columns.size() ? columns[column] : std::to_string(column);
      texts[fmt::format("{}, rule {:02}, {}", name, rule, label)] = cell.child_text("text");
      ++column;
    }
  }
}

Result<Texts> read_dmn(const SourceFile& file, const Limits& limits) {
  const auto root = xml::parse(file.bytes, file.name, limits);
  if (!root) return tl::unexpected(root.error());
  Texts texts;
  for (const auto& child : root->children) {
    if (child.name != "decision" && child.name != "businessKnowledgeModel") continue;
    const std::string name(child.attribute("name"));
    if (const xml::Element* table = child.child("decisionTable")) read_table(name, *table, texts);
    if (const xml::Element* expression = child.child("literalExpression"))
      texts[name] = expression->child_text("text");
  }
  return texts;
}

Result<Texts> read_pmml(const SourceFile& file, const Limits& limits) {
  const auto card = pmml::Scorecard::parse(file.bytes, file.name, limits);
  if (!card) return tl::unexpected(card.error());
  Texts texts;
  texts["initial score"] = to_string(card->initial_score());
  for (const auto& characteristic : card->characteristics()) {
    texts[characteristic.name + ", baseline"] = to_string(characteristic.baseline);
    for (const auto& attribute : characteristic.attributes)
      texts[characteristic.name + ", " + attribute.words] =
          attribute.computed ? "computed" : to_string(attribute.partial_score);
  }
  return texts;
}

// Depth is bounded by Limits::json_depth_max of parse().
void flatten(const json::Value& value, const std::string& path, Texts& texts) {
  switch (value.kind) {
    case json::Kind::object:
      for (const auto& member : value.members)
        flatten(member.second, path + "/" + member.first, texts);
      return;
    case json::Kind::array:
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        const json::Value* id = value.items[i].find("id");
        const std::string key =
            id != nullptr && id->kind == json::Kind::string ? id->text : fmt::format("{:03}", i);
        flatten(value.items[i], path + "/" + key, texts);
      }
      return;
    case json::Kind::boolean:
      texts[path] = value.boolean ? "true" : "false";
      return;
    case json::Kind::null:
    case json::Kind::number:
    case json::Kind::string:
      texts[path] = value.kind == json::Kind::null ? "null" : value.text;
      return;
  }
}

Result<Texts> read_json(const SourceFile& file, const Limits& limits) {
  const auto root = json::parse(file.bytes, file.name, limits);
  if (!root) return tl::unexpected(root.error());
  Texts texts;
  flatten(*root, "", texts);
  return texts;
}

Result<Texts> read_texts(const SourceFile* file, const Limits& limits) {
  if (file == nullptr) return Texts();
  if (file->name.ends_with(".dmn")) return read_dmn(*file, limits);
  if (file->name.ends_with(".pmml")) return read_pmml(*file, limits);
  if (file->name.ends_with(".json")) return read_json(*file, limits);
  return Texts();
}

const SourceFile* find(std::span<const SourceFile> files, std::string_view name) {
  for (const SourceFile& file : files) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

void compare(const std::string& file, const Texts& before, const Texts& after,
             std::vector<PackChange>& changes) {
  Texts all = before;
  all.insert(after.begin(), after.end());
  for (const auto& [where, text] : all) {
    const auto a = before.find(where);
    const auto b = after.find(where);
    const std::string old_text = a == before.end() ? "" : a->second;
    const std::string new_text = b == after.end() ? "" : b->second;
    if (old_text != new_text || (a == before.end()) != (b == after.end()))
      changes.push_back({file, where, old_text, new_text});
  }
}

const Finding* find(const Assessment& assessment, std::string_view id) {
  for (const Finding& finding : assessment.findings) {
    if (finding.id == id) return &finding;
  }
  return nullptr;
}

std::string verdict(const Finding* finding) {
  if (finding == nullptr) return "not in the pack";
  std::string text(to_string(finding->status));
  if (finding->severity != Severity::none) text += " " + std::string(to_string(finding->severity));
  return text;
}

std::string reason(const Finding* finding) {
  if (finding == nullptr) return "";
  std::string text = finding->rule > 0 ? fmt::format("rule {}", finding->rule) : "no rule";
  for (const auto& input : finding->inputs)
    text += fmt::format(", {} = {}", input.expression, input.value);
  return text;
}

}  // namespace

Result<std::vector<PackChange>> compare_packs(std::span<const SourceFile> before,
                                              std::span<const SourceFile> after,
                                              const Limits& limits) {
  std::vector<std::string> names;
  for (const auto files : {before, after}) {
    for (const SourceFile& file : files) names.push_back(file.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<PackChange> changes;
  for (const auto& name : names) {
    const auto a = read_texts(find(before, name), limits);
    if (!a) return tl::unexpected(a.error());
    const auto b = read_texts(find(after, name), limits);
    if (!b) return tl::unexpected(b.error());
    compare(name, *a, *b, changes);
  }
  return changes;
}

std::vector<AssessmentChange> compare_assessments(const Assessment& before,
                                                  const Assessment& after) {
  std::vector<AssessmentChange> changes;
  const auto add = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) changes.push_back({what, a, b, ""});
  };
  add("decision", std::string(to_string(before.decision)), std::string(to_string(after.decision)));
  add("score", std::to_string(before.score.total), std::to_string(after.score.total));
  add("grade", before.score.grade, after.score.grade);
  add("limit", to_string(before.limit.limit), to_string(after.limit.limit));
  add("binding cap", before.limit.binding_cap, after.limit.binding_cap);
  std::vector<std::string> ids;
  for (const auto* assessment : {&before, &after}) {
    for (const Finding& finding : assessment->findings) ids.push_back(finding.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const auto& id : ids) {
    const Finding* a = find(before, id);
    const Finding* b = find(after, id);
    if (verdict(a) == verdict(b)) continue;
    const std::string then = reason(a), now = reason(b);
    changes.push_back({id, verdict(a), verdict(b), then == now ? now : then + "; now " + now});
  }
  return changes;
}

}  // namespace zhun
