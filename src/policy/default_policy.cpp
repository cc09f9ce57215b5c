// The policy pack that is built into the library: its texts, and the Word templates made of theirs.
#include <string>
#include <vector>

#include "policy/policy_sources.hpp"
#include "policy/word_source.hpp"
#include "zhun/policy.hpp"

namespace zhun {

std::span<const SourceFile> default_policy_files() {
  struct Pack {
    std::vector<std::string> templates;
    std::vector<SourceFile> files;
  };
  static const Pack kPack = [] {
    Pack pack;
    for (const SourceFile& text : policy_texts()) pack.files.push_back(text);
    pack.templates.reserve(document_texts().size());
    for (const SourceFile& text : document_texts()) {
      pack.templates.push_back(make_word_template(text.name, text.bytes));
      pack.files.push_back({"documents/" + text.name + ".docx", pack.templates.back()});
    }
    return pack;
  }();
  return kPack.files;
}

Result<Policy> default_policy() { return load_policy(default_policy_files()); }

}  // namespace zhun
