// Masker: what the report may show of names and texts. Remembers what it masked, because the same
// counterparty stands in thousands of rows.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "zhun/assessment.hpp"
#include "zhun/present.hpp"

namespace zhun::report {

class Masker {
 public:
  Masker(const Assessment& assessment, Masking level);
  Masker(const Masker&) = delete;  // the index points into names_
  Masker& operator=(const Masker&) = delete;

  [[nodiscard]] Masking level() const { return level_; }
  // A counterparty, a payer, a buyer: persons and enterprises as the level says.
  [[nodiscard]] std::string name(std::string_view name);
  [[nodiscard]] std::string person(std::string_view name) const;  // known to be a person
  // Sentences and summaries: known names of persons, and numbers that identify.
  [[nodiscard]] std::string text(std::string_view text);
  [[nodiscard]] std::string file_name(std::string_view name);
  [[nodiscard]] std::string uscc(std::string_view code) const;
  [[nodiscard]] std::string address(std::string_view address) const;
  [[nodiscard]] std::string mobile(std::string_view number) const;
  [[nodiscard]] std::string resident_id(std::string_view id) const;
  [[nodiscard]] std::string account(std::string_view account) const;

 private:
  Masking level_;
  static constexpr std::size_t kNameBuckets = 1024;
  static std::size_t start_of(std::string_view text);
  void append_without_names(std::string& out, std::string_view text);
  std::vector<std::string> names_;  // to be masked inside texts
  std::array<std::vector<const std::string*>, kNameBuckets> names_by_start_;
  std::unordered_map<std::string, std::string> known_;
};

}  // namespace zhun::report
