// Opens packs: by themselves, or over the built-in one or one that lies inside them.
#include "base/json.hpp"
#include "zhun/policy_tools.hpp"

namespace zhun {

namespace {

constexpr std::size_t kLevelsMax = 8;

std::vector<SourceFile> views_of(const std::vector<PackFile>& files) {
  std::vector<SourceFile> views;
  for (const PackFile& file : files) views.push_back({file.name, file.bytes});
  return views;
}

// "" where the pack stands by itself.
Result<std::string> extended_by(std::span<const SourceFile> files, const Limits& limits) {
  for (const SourceFile& file : files) {
    if (file.name != "policy.json") continue;
    const auto root = json::parse(file.bytes, file.name, limits);
    if (!root) {
      Error error = root.error();
      if (error.code == ErrorCode::format) error.code = ErrorCode::policy;
      return tl::unexpected(std::move(error));
    }
    const json::Value* extends = root->find("extends");
    return extends != nullptr && extends->kind == json::Kind::string ? extends->text
                                                                     : std::string();
  }
  return std::string();
}

Result<std::vector<PackFile>> complete(std::span<const SourceFile> files, const Limits& limits,
                                       std::size_t level) {
  const auto below = extended_by(files, limits);
  if (!below) return tl::unexpected(below.error());
  std::vector<PackFile> base;
  if (below->empty()) {
    for (const SourceFile& file : files) base.push_back({file.name, std::string(file.bytes)});
    return base;
  }
  if (level >= kLevelsMax)
    return fail(ErrorCode::limit, Place{"policy.json", 0, 0, 0, "extends"},
                "packs extend one another more deeply than the limit");
  if (*below == "zhun-default") {
    for (const SourceFile& file : default_policy_files())
      base.push_back({file.name, std::string(file.bytes)});
    return extend_pack(views_of(base), files, limits);
  }
  const std::string folder = *below + "/";
  std::vector<SourceFile> inside;
  for (const SourceFile& file : files) {
    if (file.name.starts_with(folder))
      inside.push_back({file.name.substr(folder.size()), file.bytes});
  }
  if (inside.empty())
    return fail(ErrorCode::policy, Place{"policy.json", 0, 0, 0, "extends"},
                "the pack extends neither zhun-default nor a folder inside it");
  auto completed = complete(inside, limits, level + 1);
  if (!completed) return completed;
  return extend_pack(views_of(*completed), files, limits);
}

}  // namespace

Result<std::vector<PackFile>> complete_pack(std::span<const SourceFile> files,
                                            const Limits& limits) {
  return complete(files, limits, 0);
}

Result<Policy> open_policy(std::span<const SourceFile> files, const Limits& limits) {
  const auto completed = complete_pack(files, limits);
  if (!completed) return tl::unexpected(completed.error());
  return load_policy(views_of(*completed), limits);
}

}  // namespace zhun
