// A command's arguments: options by name, the rest in order.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::cli {

enum class OptionKind { flag, value };

// "--out" -> value, "--json" -> flag.
using OptionTable = std::map<std::string, OptionKind, std::less<>>;

class Arguments {
 public:
  // The first thing that is wrong, in words; then nothing else may be asked.
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] bool has(std::string_view option) const { return options_.contains(option); }
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  [[nodiscard]] const std::vector<std::string>& rest() const { return rest_; }

  // Accepts "--out DIR" and "--out=DIR"; "--" ends the options; --help and -h are in every table.
  static Arguments parse(std::span<const std::string> words, const OptionTable& table);

 private:
  std::map<std::string, std::string, std::less<>> options_;
  std::vector<std::string> rest_;
  std::string error_;
};

}  // namespace zhun::cli
