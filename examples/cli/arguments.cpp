// Arguments: see the header.
#include "arguments.hpp"

namespace zhun::cli {

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = options_.find(option);
  if (found == options_.end()) return std::nullopt;
  return found->second;
}

Arguments Arguments::parse(std::span<const std::string> words, const OptionTable& table) {
  Arguments out;
  bool options_ended = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (options_ended || word.size() < 2 || word[0] != '-') {
      out.rest_.push_back(word);
      continue;
    }
    if (word == "--") {
      options_ended = true;
      continue;
    }
    if (word == "--help" || word == "-h") {
      out.options_["--help"] = "";
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto known = table.find(name);
    if (known == table.end()) {
      out.error_ = "there is no option " + name;
      return out;
    }
    const bool inline_value = equals != std::string::npos;
    if (known->second == OptionKind::flag) {
      if (inline_value) out.error_ = name + " takes no value";
      out.options_[name] = "";
    } else if (inline_value) {
      out.options_[name] = word.substr(equals + 1);
    } else if (i + 1 < words.size()) {
      out.options_[name] = words[++i];
    } else {
      out.error_ = name + " needs a value";
    }
    if (!out.error_.empty()) return out;
  }
  return out;
}

}  // namespace zhun::cli
