// Policy: loads a pack: policy.json says which file plays which part; every table is compiled once.
#include "zhun/policy.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "read/zip.hpp"
#include "score/policy_pack.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

using json::Reader;

constexpr std::string_view kManifest = "policy.json";
constexpr std::string_view kDocuments = "documents/";

// What the facts cannot do without: a parameter left out would turn a check off in silence.
constexpr std::string_view kParameters[] = {
    "cycle_days",       "cycle_tolerance",       "cycle_amount_min", "cash_weight",
    "cash_share_max",   "both_sides_share_min",  "fast_credit_min",  "fast_out_share_min",
    "need_sales_ratio", "both_sides_amount_min", "need_months",      "dscr_min",
    "growth_max"};

class Loader {
 public:
  Loader(std::span<const SourceFile> files, const Limits& limits)
      : files_(files), limits_(limits) {}

  Result<Policy> load() {
    const SourceFile* manifest = find(kManifest);
    if (manifest == nullptr) {
      return fail(ErrorCode::policy, {std::string(kManifest), 0, 0, 0, ""},
                  "a policy pack needs the file policy.json");
    }
    const auto root = json::parse(manifest->bytes, kManifest, limits_);
    if (!root) return tl::unexpected(as_policy_error(root.error()));
    if (auto error = read(*root)) return tl::unexpected(as_policy_error(*error));
    if (auto error = take_documents()) return tl::unexpected(*error);
    pack_->digest = digest();
    return Policy(std::move(pack_));
  }

 private:
  static Error as_policy_error(Error error) {
    if (error.code == ErrorCode::format) error.code = ErrorCode::policy;
    return error;
  }

  const SourceFile* find(std::string_view name) const {
    const auto it = std::find_if(files_.begin(), files_.end(),
                                 [&](const SourceFile& file) { return file.name == name; });
    return it == files_.end() ? nullptr : &*it;
  }

  // The bytes of the file that a member of policy.json names.
  std::optional<Error> open(Reader& r, std::string_view member, std::string& name,
                            std::string_view& bytes) {
    name = r.required_string(member);
    if (r.error()) return r.error();
    const SourceFile* file = find(name);
    if (file == nullptr) {
      r.set_error(member, "a file that policy.json names is not in the pack");
      return r.error();
    }
    bytes = file->bytes;
    return std::nullopt;
  }

  std::optional<Error> read(const json::Value& root) {
    Reader r(root, "", std::string(kManifest));
    pack_->name = r.required_string("name");
    pack_->version = r.required_string("version");
    if (auto error = read_reconcile(r)) return error;
    std::string name;
    std::string_view bytes;
    if (auto error = open(r, "wording", name, bytes)) return error;
    auto wording = read_wording(bytes, name, limits_, pack_->reconcile.parameters);
    if (!wording) return wording.error();
    pack_->wording = std::move(*wording);
    names_ = fact_names(pack_->wording);
    if (auto error = read_checks(r)) return error;
    struct Part {
      std::string_view member;
      dmn::Model* model;
      std::vector<std::string_view> decisions;
    };
    const Part parts[] = {
        {"grade", &pack_->grade, {"grade"}},
        {"limit", &pack_->limit, {"smallest", "binding_cap", "before_floor", "limit"}},
        {"decision", &pack_->decision, {"decision"}},
        {"replacements", &pack_->replacements, {}}};
    for (const Part& part : parts) {
      if (auto error = read_model(r, part.member, *part.model, part.decisions)) return error;
    }
    if (r.has("answers")) {
      if (auto error = read_model(r, "answers", pack_->answer, {"answer"})) return error;
    }
    if (auto error = read_scorecards(r)) return error;
    return read_materials(r);
  }

  std::optional<Error> parse_model(const std::string& name, std::string_view bytes,
                                   dmn::Model& model) {
    auto parsed = dmn::Model::parse(bytes, name, limits_, names_);
    if (!parsed) return parsed.error();
    model = std::move(*parsed);
    return std::nullopt;
  }

  std::optional<Error> read_model(Reader& r, std::string_view member, dmn::Model& model,
                                  const std::vector<std::string_view>& decisions) {
    std::string name;
    std::string_view bytes;
    if (auto error = open(r, member, name, bytes)) return error;
    if (auto error = parse_model(name, bytes, model)) return error;
    for (const auto decision : decisions) {
      if (model.find(decision) == nullptr) {
        return Error{ErrorCode::policy,
                     {name, 0, 0, 0, std::string(decision)},
                     "the model lacks a decision that every pack must have"};
      }
    }
    return std::nullopt;
  }

  std::optional<Error> read_checks(Reader& r) {
    const auto list = r.strings("checks");
    if (list.empty()) r.set_error("checks", "the files with the checks are required here");
    if (r.error()) return r.error();
    for (const auto& name : list) {
      const SourceFile* file = find(name);
      if (file == nullptr) {
        r.set_error("checks", "a file that policy.json names is not in the pack");
        return r.error();
      }
      dmn::Model model;
      if (auto error = parse_model(name, file->bytes, model)) return error;
      for (const dmn::DecisionInfo& decision : model.decisions()) {
        const bool outputs = decision.is_table && decision.outputs.size() == 2 &&
                             decision.outputs[0] == "status" && decision.outputs[1] == "severity";
        if (!outputs) {
          return Error{ErrorCode::policy,
                       {name, 0, decision.line, 0, decision.id},
                       "a check is a decision table with the outputs status and severity"};
        }
        if (!pack_->wording.checks.contains(decision.id)) {
          return Error{ErrorCode::policy,
                       {name, 0, decision.line, 0, decision.id},
                       "the check has no wording; add it to the wording file"};
        }
        if (auto error = check_ruled_facts(name, decision)) return error;
      }
      pack_->checks.push_back(std::move(model));
    }
    return std::nullopt;
  }

  // A text that tells the rule on a fact needs that every rule that leads to the text has one.
  std::optional<Error> check_ruled_facts(const std::string& file,
                                         const dmn::DecisionInfo& decision) const {
    const CheckWording& wording = pack_->wording.checks.find(decision.id)->second;
    for (const auto& [status, text] : {std::pair{"\"FAIL\"", &wording.fail},
                                       std::pair{"\"PASS\"", &wording.pass}}) {
      for (const auto fact : ruled_facts(*text)) {
        for (const dmn::RuleInfo& rule : decision.rules) {
          if (rule.outputs.front() != status || rule_cells(decision, rule).contains(fact)) continue;
          return Error{ErrorCode::policy,
                       {file, 0, rule.line, 0, decision.id},
                       "the wording of the check tells the rule on a fact that this rule does not "
                       "test"};
        }
      }
    }
    return std::nullopt;
  }

  std::optional<Error> read_scorecards(Reader& r) {
    const json::Value* cards = r.object("scorecards");
    if (cards == nullptr) r.set_error("scorecards", "the scorecards L and P are required here");
    if (r.error()) return r.error();
    Reader c(*cards, "/scorecards", std::string(kManifest));
    for (const std::string_view card : {"L", "P"}) {
      std::string name;
      std::string_view bytes;
      if (auto error = open(c, card, name, bytes)) return error;
      auto parsed = pmml::Scorecard::parse(bytes, name, limits_);
      if (!parsed) return parsed.error();
      for (const std::string& field : parsed->fields()) {
        if (!std::binary_search(names_.begin(), names_.end(), field)) {
          return Error{ErrorCode::policy,
                       {name, 0, 0, 0, "MiningField"},
                       "the scorecard uses a field that is not a fact"};
        }
      }
      pack_->scorecards.emplace(card, std::move(*parsed));
    }
    return std::nullopt;
  }

  std::optional<Error> read_reconcile(Reader& r) {
    std::string keywords_name, tables_name;
    std::string_view keywords_bytes, tables_bytes;
    if (auto error = open(r, "keywords", keywords_name, keywords_bytes)) return error;
    if (auto error = open(r, "tables", tables_name, tables_bytes)) return error;
    const auto keywords = json::parse(keywords_bytes, keywords_name, limits_);
    if (!keywords) return keywords.error();
    const auto tables = json::parse(tables_bytes, tables_name, limits_);
    if (!tables) return tables.error();
    auto policy = read_reconcile_policy(*keywords, *tables, tables_name);
    if (!policy) return policy.error();
    pack_->reconcile = std::move(*policy);
    for (const auto name : kParameters) {
      const auto it = pack_->reconcile.parameters.find(name);
      if (it != pack_->reconcile.parameters.end() && it->second > Decimal(0)) continue;
      return Error{ErrorCode::policy,
                   {tables_name, 0, 0, 0, "/parameters/" + std::string(name)},
                   "a positive number is required here"};
    }
    return std::nullopt;
  }

  std::optional<Error> read_materials(Reader& r) {
    std::string name;
    std::string_view bytes;
    if (auto error = open(r, "materials", name, bytes)) return error;
    const auto root = json::parse(bytes, name, limits_);
    if (!root) return root.error();
    Reader top(*root, "", name);
    const json::Value* list = top.array("materials");
    if (list == nullptr) top.set_error("materials", "the list of materials is required here");
    if (top.error()) return top.error();
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      Reader m(list->items[i], top.path_of("materials", i), name);
      MaterialTemplate material;
      material.id = m.required_string("id");
      material.name = m.required_string("name");
      material.how = m.string("how");
      material.required_legal = m.boolean("required_legal").value_or(false);
      material.required_personal = m.boolean("required_personal").value_or(false);
      material.required_secured = m.boolean("required_secured").value_or(false);
      material.due_days = static_cast<int>(m.integer("due_days").value_or(3));
      if (m.error()) return m.error();
      pack_->materials.push_back(std::move(material));
    }
    return std::nullopt;
  }

  // Templates need no mention in policy.json: their names say what they are.
  std::optional<Error> take_documents() {
    for (const SourceFile& file : files_) {
      if (!file.name.starts_with(kDocuments)) continue;
      std::string_view id = std::string_view(file.name).substr(kDocuments.size());
      const bool word = id.ends_with(".docx");
      if (word) id.remove_suffix(5);
      const bool plain =
          !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
          });
      if (!word || !plain) {
        return Error{ErrorCode::policy,
                     {file.name, 0, 0, 0, ""},
                     "a template is a file documents/ID.docx; ID has letters, digits, - and _"};
      }
      // What is in it is looked at where it is filled (check_documents).
      ReadOptions options;
      options.limits = limits_;
      const auto zip = read::ZipReader::open(file.bytes, options);
      if (!zip || !zip->has("word/document.xml")) {
        return Error{ErrorCode::policy,
                     {file.name, 0, 0, 0, ""},
                     "this is no Word document, or a damaged one; save it as .docx"};
      }
      pack_->documents.emplace(id, file.bytes);
    }
    return std::nullopt;
  }

  std::string digest() const {
    std::vector<const SourceFile*> sorted;
    for (const SourceFile& file : files_) sorted.push_back(&file);
    std::sort(sorted.begin(), sorted.end(),
              [](const SourceFile* a, const SourceFile* b) { return a->name < b->name; });
    std::string text;
    for (const SourceFile* file : sorted) text += file->name + " " + sha256_hex(file->bytes) + "\n";
    return sha256_hex(text);
  }

  std::span<const SourceFile> files_;
  const Limits& limits_;
  std::shared_ptr<PolicyPack> pack_ = std::make_shared<PolicyPack>();
  std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> fact_names(const Wording& wording) {
  std::vector<std::string> names;
  for (const auto& [name, fact] : wording.facts) names.push_back(name);
  return names;
}

RuleCells rule_cells(const dmn::DecisionInfo& decision, const dmn::RuleInfo& rule) {
  RuleCells cells;
  for (std::size_t i = 0; i < decision.inputs.size() && i < rule.inputs.size(); ++i) {
    const auto& names = decision.inputs[i].names;
    const auto cell = trim(rule.inputs[i]);
    if (names.size() == 1 && decision.inputs[i].text == names.front() && cell != "-") {
      cells.emplace(names.front(), cell);
    }
  }
  return cells;
}

Result<Policy> load_policy(std::span<const SourceFile> files, const Limits& limits) {
  return Loader(files, limits).load();
}

std::string policy_id(const Policy& policy) {
  return policy->name + "@" + policy->version + "#" + policy->digest.substr(0, 12);
}

}  // namespace zhun
