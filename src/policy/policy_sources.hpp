// What src/policy holds, as the build embeds it: the files of the pack, and the sources of the
// document templates by the id of the document.
#pragma once

#include <span>

#include "zhun/policy.hpp"

namespace zhun {

[[nodiscard]] std::span<const SourceFile> policy_texts();
[[nodiscard]] std::span<const SourceFile> document_texts();

}  // namespace zhun
