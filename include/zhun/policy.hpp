// Policy (规则包): tables (DMN), scorecards (PMML), wording, keywords and materials: data, not
// code.
//
//   auto policy = zhun::default_policy();                  // the pack built into the library
//   auto own = zhun::load_policy(files);                   // a bank's own pack
//
// Immutable; share freely between threads. Loading compiles every table once (milliseconds).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun {

struct PolicyPack;  // src/score/policy_pack.hpp

using Policy = std::shared_ptr<const PolicyPack>;

// The files of a pack by name: policy.json and what it lists. Errors name file, line and element.
[[nodiscard]] Result<Policy> load_policy(std::span<const SourceFile> files,
                                         const Limits& limits = {});
[[nodiscard]] Result<Policy> default_policy();
// The default pack's files, for export.
[[nodiscard]] std::span<const SourceFile> default_policy_files();
// "zhun-default@2026.11#<first 12 digits of the SHA-256 of its files>"
[[nodiscard]] std::string policy_id(const Policy& policy);

}  // namespace zhun
