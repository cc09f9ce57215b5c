// Lint of DMN files: what Camunda 7, Camunda 8 or Drools read differently, or not at all, and rules
// that can never fire.
//
// The worst difference is silent: a COLLECT table without a hit gives an empty list in Drools and
// here, null in others, where count(null) is 1 or null.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/xml.hpp"
#include "score/dmn.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::string_view kCamunda7 = "Camunda 7";
constexpr std::string_view kCamunda = "Camunda 7, Camunda 8";
constexpr std::string_view kAll = "";

bool is_name_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

// `name` in `text`, as a whole word.
bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const bool begins = at == 0 || !is_name_character(text[at - 1]);
    const std::size_t end = at + name.size();
    if (begins && (end == text.size() || !is_name_character(text[end]))) return true;
  }
  return false;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') out += c;
  }
  return out;
}

class Linter {
 public:
  Linter(const SourceFile& file, const xml::Element& root) : file_(file), root_(root) {}

  std::vector<PolicyRemark> run() {
    check_version();
    collect_lists();
    for (const auto& child : root_.children) {
      if (child.name == "businessKnowledgeModel")
        remark(child, kCamunda, "is a business knowledge model: the engine cannot call it");
      if (child.name == "decisionService")
        remark(child, kCamunda, "is a decision service, which the engine does not offer");
      if (child.name == "import")
        remark(child, kCamunda, "imports another model, which the engine does not do");
      if (child.name == "decision") check_decision(child);
    }
    return std::move(remarks_);
  }

 private:
  void remark(const xml::Element& element, std::string_view engines, std::string sentence) {
    Place place;
    place.source = file_.name;
    place.row = element.line;
    place.field = decision_.empty() ? std::string(element.attribute("name")) : decision_;
    remarks_.push_back({std::move(place), std::string(engines), std::move(sentence)});
  }

  void check_version() {
    const std::string& space = root_.space;
    const bool new_one = space.find("/2021") != std::string::npos ||
                         space.find("/2023") != std::string::npos ||
                         space.find("/2024") != std::string::npos;
    if (new_one) remark(root_, kCamunda7, "DMN 1.4 or later: the engine reads 1.1 to 1.3");
  }

  // Decisions whose value is a list that may be empty: COLLECT without an aggregation, and R, O.
  void collect_lists() {
    for (const auto& child : root_.children) {
      for (const auto& requirement : child.children) {
        const xml::Element* decision = requirement.child("requiredDecision");
        if (decision != nullptr && decision->attribute("href").starts_with("#"))
          required_.insert(std::string(decision->attribute("href").substr(1)));
      }
      const xml::Element* table = child.child("decisionTable");
      if (child.name != "decision" || table == nullptr) continue;
      const std::string_view policy = table->attribute("hitPolicy");
      const bool lists = (policy == "COLLECT" && table->attribute("aggregation").empty()) ||
                         policy == "RULE ORDER" || policy == "OUTPUT ORDER";
      if (lists) lists_.insert(std::string(child.attribute("name")));
    }
  }

  void check_decision(const xml::Element& decision) {
    decision_ = decision.attribute("name");
    const bool odd = std::any_of(decision_.begin(), decision_.end(),
                                 [](char c) { return !is_name_character(c); });
    if (odd && required_.contains(decision.attribute("id")))
      remark(decision, kCamunda7,
             "its name has characters that expressions of the engine must quote");
    static constexpr std::string_view kBoxed[] = {
        "context", "invocation", "relation", "functionDefinition", "list", "for",
        "every",   "some",       "filter",   "conditional"};
    for (const auto& child : decision.children) {
      if (child.name == "decisionTable") check_table(child);
      if (child.name == "literalExpression") check_expression(child, child.child_text("text"));
      if (std::find(std::begin(kBoxed), std::end(kBoxed), child.name) != std::end(kBoxed))
        remark(child, kCamunda7,
               "is neither a decision table nor a literal expression, which is all the engine has");
    }
    decision_.clear();
  }

  void check_table(const xml::Element& table) {
    std::size_t inputs = 0, outputs = 0;
    for (const auto& child : table.children) {
      inputs += child.name == "input" ? 1 : 0;
      outputs += child.name == "output" ? 1 : 0;
      if (child.name == "input") check_input(child);
      if (child.name == "output" && child.child("defaultOutputEntry") != nullptr)
        remark(child, kCamunda7, "has a default output, which the engine ignores");
    }
    const std::string_view policy = table.attribute("hitPolicy");
    if (policy == "PRIORITY" || policy == "OUTPUT ORDER")
      remark(table, kCamunda7, fmt::format("hit policy {}: the engine does not have it", policy));
    if (policy == "COLLECT" && outputs > 1)
      remark(table, kCamunda7, "collects several outputs, which the engine returns differently");
    check_rules(table, policy, inputs);
  }

  void check_input(const xml::Element& input) {
    const xml::Element* expression = input.child("inputExpression");
    if (expression == nullptr) return;
    if (expression->attribute("typeRef").empty())
      remark(input, "Drools", "an input without a type: values are compared without being checked");
    check_expression(*expression, expression->child_text("text"));
  }

  void check_rules(const xml::Element& table, std::string_view policy, std::size_t inputs) {
    bool catches_all = false;
    bool is_check = false;  // of a pack: it must answer
    for (const auto& rule : table.children) {
      is_check = is_check || (rule.name == "output" && rule.attribute("name") == "severity");
      if (rule.name != "rule") continue;
      if (catches_all && policy == "FIRST")
        remark(rule, kAll, "a rule before it matches everything: it can never fire");
      bool any = true;
      std::size_t cells = 0;
      for (const auto& cell : rule.children) {
        const std::string_view text = cell.child_text("text");
        if (cell.name == "inputEntry") {
          ++cells;
          any = any && (text.empty() || text == "-");
          check_cell(cell, text);
        }
        if (cell.name == "outputEntry") check_expression(cell, text);
      }
      catches_all = catches_all || (any && cells == inputs);
    }
    if (policy == "FIRST" && is_check && !catches_all)
      remark(table, kAll,
             "no rule matches what the others leave: such a case has no answer (null)");
  }

  void check_cell(const xml::Element& cell, std::string_view text) {
    if (mentions(text, "?"))
      remark(cell, kCamunda7,
             "tests with ?, which FEEL of older versions of the engine does not have");
    check_expression(cell, text);
  }

  // count(list), list[1] and the like of a table that may have no hit.
  void check_expression(const xml::Element& element, std::string_view text) {
    const std::string plain = without_blanks(text);
    for (const auto& name : lists_) {
      if (!mentions(text, name)) continue;
      const std::string bare = without_blanks(name);
      const bool guarded = plain.find(bare + "!=null") != std::string::npos ||
                           plain.find(bare + "=null") != std::string::npos ||
                           plain.find("null!=" + bare) != std::string::npos ||
                           plain.find("null=" + bare) != std::string::npos;
      if (guarded) continue;
      remark(element, kAll,
             fmt::format("uses {}, a table that collects: without a hit it is an empty list here "
                         "and in Drools, null in other engines, where count() of it is 1; ask "
                         "{} != null first",
                         name, name));
    }
    for (const std::string_view function :
         {"median", "stddev", "mode", "mean", "product", "list replace", "is", "range",
          "string join", "context put", "context merge", "now", "today"}) {
      if (plain.find(without_blanks(function) + "(") == std::string::npos) continue;
      if (function == "is" && !mentions(plain, "is")) continue;
      if (function == "now" || function == "today")
        remark(element, kAll,
               fmt::format("{}() asks the clock: the same case decides differently "
                           "later",
                           function));
      else if (mentions(plain, function) || function.find(' ') != std::string_view::npos)
        remark(element, kCamunda7, fmt::format("the function {} may be missing there", function));
    }
  }

  const SourceFile& file_;
  const xml::Element& root_;
  std::set<std::string> lists_;
  std::set<std::string, std::less<>> required_;  // ids of decisions that others use
  std::string decision_;
  std::vector<PolicyRemark> remarks_;
};

}  // namespace

Result<std::vector<PolicyRemark>> lint_dmn(const SourceFile& file, const Limits& limits) {
  const auto root = xml::parse(file.bytes, file.name, limits);
  if (!root) return tl::unexpected(root.error());
  if (root->name != "definitions")
    return fail(ErrorCode::unsupported, Place{file.name, 0, root->line, 0, root->name},
                "the file is not a DMN document");
  return Linter(file, *root).run();
}

Result<std::vector<PolicyRemark>> lint_pack(std::span<const SourceFile> files,
                                            const Limits& limits) {
  std::vector<PolicyRemark> all;
  for (const SourceFile& file : files) {
    if (!file.name.ends_with(".dmn")) continue;
    auto remarks = lint_dmn(file, limits);
    if (!remarks) return remarks;
    all.insert(all.end(), std::make_move_iterator(remarks->begin()),
               std::make_move_iterator(remarks->end()));
  }
  return all;
}

}  // namespace zhun
