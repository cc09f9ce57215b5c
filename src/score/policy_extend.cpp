// Packs that extend others: an overlay replaces whole decisions, and parts of the tables and of the
// wording, and nothing else.
#include <algorithm>

#include "base/json.hpp"
#include "base/xml.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::string_view kManifest = "policy.json";

Error as_policy(Error error) {
  if (error.code == ErrorCode::format) error.code = ErrorCode::policy;
  return error;
}

std::string json_file(const json::Value& value) {
  json::Writer writer;
  json::write(writer, value);
  return writer.take() + "\n";
}

// What both decisions must have in common: their columns.
std::vector<std::string> columns_of(const xml::Element& decision) {
  std::vector<std::string> columns;
  const xml::Element* table = decision.child("decisionTable");
  if (table == nullptr) return columns;
  columns.emplace_back("table");
  for (const auto& child : table->children) {
    const xml::Element* expression = child.child("inputExpression");
    if (child.name == "input" && expression != nullptr)
      columns.push_back("in " + std::string(expression->child_text("text")));
    if (child.name == "output") columns.push_back("out " + std::string(child.attribute("name")));
  }
  return columns;
}

class Extender {
 public:
  Extender(std::span<const SourceFile> base, std::span<const SourceFile> overlay,
           const Limits& limits)
      : overlay_(overlay), limits_(limits) {
    for (const SourceFile& file : base) files_.push_back({file.name, std::string(file.bytes)});
  }

  Result<std::vector<PackFile>> run() {
    auto manifest = parse(find(overlay_, kManifest), kManifest);
    if (!manifest) return tl::unexpected(manifest.error());
    json::Reader r(*manifest, "", std::string(kManifest));
    const std::string name = r.required_string("name");
    const std::string version = r.required_string("version");
    const auto decisions = r.strings("decisions");
    const std::string tables = r.string("tables");
    const std::string wording = r.string("wording");
    for (const auto& member : manifest->members) {
      static constexpr std::string_view kKnown[] = {"name",   "version", "note",     "extends",
                                                    "tables", "wording", "decisions"};
      if (std::find(std::begin(kKnown), std::end(kKnown), member.first) == std::end(kKnown))
        r.set_error(member.first,
                    "a pack that extends another changes decisions, tables and wording only");
    }
    if (r.error()) return tl::unexpected(as_policy(*r.error()));
    if (auto merged = merge_json("tables", tables); !merged) return tl::unexpected(merged.error());
    if (auto merged = merge_json("wording", wording); !merged)
      return tl::unexpected(merged.error());
    for (const auto& file : decisions) {
      if (auto merged = replace_decisions(file); !merged) return tl::unexpected(merged.error());
    }
    replace_documents();
    return rename(name, version);
  }

 private:
  static const SourceFile* find(std::span<const SourceFile> files, std::string_view name) {
    for (const SourceFile& file : files) {
      if (file.name == name) return &file;
    }
    return nullptr;
  }
  PackFile* own(std::string_view name) {
    for (PackFile& file : files_) {
      if (file.name == name) return &file;
    }
    return nullptr;
  }

  // A document template of the same name takes the place of the one below; others are added.
  void replace_documents() {
    for (const SourceFile& file : overlay_) {
      if (!file.name.starts_with("documents/")) continue;
      if (PackFile* below = own(file.name))
        below->bytes = std::string(file.bytes);
      else
        files_.push_back({file.name, std::string(file.bytes)});
    }
  }

  Result<json::Value> parse(const SourceFile* file, std::string_view name) const {
    if (file == nullptr)
      return fail(ErrorCode::policy, Place{std::string(name), 0, 0, 0, ""},
                  "the pack names a file that is not in it");
    auto value = json::parse(file->bytes, file->name, limits_);
    if (!value) return tl::unexpected(as_policy(value.error()));
    return value;
  }

  Result<json::Value> own_manifest() {
    const PackFile* file = own(kManifest);
    if (file == nullptr)
      return fail(ErrorCode::policy, Place{std::string(kManifest), 0, 0, 0, "extends"},
                  "the pack that this one extends has no policy.json");
    return json::parse(file->bytes, file->name, limits_);
  }

  // Members of `part` replace those of `whole`, objects member by member.
  Result<void> merge(json::Value& whole, const json::Value& part, const std::string& path,
                     const std::string& file) const {
    if (part.kind != json::Kind::object) {
      if (whole.kind == json::Kind::object)
        return fail(ErrorCode::policy, Place{file, 0, 0, 0, path},
                    "an object is required here, as in the pack below");
      whole = part;
      return {};
    }
    for (const auto& member : part.members) {
      const std::string below = path + "/" + member.first;
      const auto at = std::find_if(whole.members.begin(), whole.members.end(),
                                   [&](const auto& own) { return own.first == member.first; });
      if (at == whole.members.end())
        return fail(ErrorCode::policy, Place{file, 0, 0, 0, below},
                    "the pack below has nothing of this name to change");
      if (auto merged = merge(at->second, member.second, below, file); !merged) return merged;
    }
    return {};
  }

  Result<void> merge_json(std::string_view role, const std::string& name) {
    if (name.empty()) return {};
    const auto manifest = own_manifest();
    if (!manifest) return tl::unexpected(manifest.error());
    const json::Value* target = manifest->find(role);
    PackFile* file = target == nullptr ? nullptr : own(target->text);
    if (file == nullptr)
      return fail(ErrorCode::policy, Place{std::string(kManifest), 0, 0, 0, std::string(role)},
                  "the pack below has no such file");
    const auto part = parse(find(overlay_, name), name);
    if (!part) return tl::unexpected(part.error());
    auto whole = json::parse(file->bytes, file->name, limits_);
    if (!whole) return tl::unexpected(whole.error());
    if (auto merged = merge(*whole, *part, "", name); !merged) return merged;
    file->bytes = json_file(*whole);
    return {};
  }

  Result<void> replace_decisions(const std::string& name) {
    const SourceFile* source = find(overlay_, name);
    if (source == nullptr)
      return fail(ErrorCode::policy, Place{name, 0, 0, 0, ""},
                  "the pack names a file that is not in it");
    const auto root = xml::parse(source->bytes, name, limits_);
    if (!root) return tl::unexpected(as_policy(root.error()));
    for (const auto& decision : root->children) {
      if (decision.name != "decision") continue;
      if (auto replaced = replace_decision(decision, name); !replaced) return replaced;
    }
    return {};
  }

  Result<void> replace_decision(const xml::Element& decision, const std::string& name) {
    const std::string_view id = decision.attribute("id");
    const Place place{name, 0, decision.line, 0, std::string(id)};
    for (PackFile& file : files_) {
      if (!file.name.ends_with(".dmn")) continue;
      auto root = xml::parse(file.bytes, file.name, limits_);
      if (!root) return tl::unexpected(root.error());
      for (auto& below : root->children) {
        if (below.name != "decision" || below.attribute("id") != id) continue;
        if (columns_of(below) != columns_of(decision))
          return fail(ErrorCode::policy, place,
                      "the decision has other columns than the one it replaces; only thresholds "
                      "may differ");
        replace_rules(below, decision);
        file.bytes = xml::write(*root);
        return {};
      }
    }
    return fail(ErrorCode::policy, place, "the pack below has no decision of this id");
  }

  // The logic of `from`; what the decision requires stays as it was.
  static void replace_rules(xml::Element& decision, const xml::Element& from) {
    for (const std::string_view logic : {"decisionTable", "literalExpression"}) {
      const xml::Element* replacement = from.child(logic);
      if (replacement == nullptr) continue;
      for (auto& child : decision.children) {
        if (child.name != logic) continue;
        child = *replacement;
        set_space(child, decision.space);
      }
    }
  }

  // The overlay may be of another version of DMN.
  static void set_space(xml::Element& element, const std::string& space) {
    element.space = space;
    for (auto& child : element.children) set_space(child, space);
  }

  Result<std::vector<PackFile>> rename(const std::string& name, const std::string& version) {
    auto manifest = own_manifest();
    if (!manifest) return tl::unexpected(manifest.error());
    for (auto& member : manifest->members) {
      if (member.first == "name") member.second.text = name;
      if (member.first == "version") member.second.text = version;
    }
    PackFile* file = own(kManifest);
    file->bytes = json_file(*manifest);
    return std::move(files_);
  }

  std::span<const SourceFile> overlay_;
  const Limits& limits_;
  std::vector<PackFile> files_;
};

}  // namespace

Result<std::vector<PackFile>> extend_pack(std::span<const SourceFile> base,
                                          std::span<const SourceFile> overlay,
                                          const Limits& limits) {
  return Extender(base, overlay, limits).run();
}

}  // namespace zhun
