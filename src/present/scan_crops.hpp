// ScanCrops: pictures of cells in a report, each embedded once, within a budget. What they show are
// dates, directions, amounts and balances only (CellPicture), so that masking has nothing to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "zhun/dossier.hpp"

namespace zhun::report {

struct Crop {
  std::string uri, caption;
  bool outlined = false;  // the figure in doubt
};

class ScanCrops {
 public:
  // The numbers of the pictures of a row, those of the first time when it is asked for again; none
  // when the budget is spent.
  [[nodiscard]] std::vector<std::size_t> of(std::uint32_t source, const ScannedRow& row);
  [[nodiscard]] const Crop& at(std::size_t number) const { return crops_[number]; }
  [[nodiscard]] std::size_t size() const { return crops_.size(); }

 private:
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> by_row_;
  std::vector<Crop> crops_;
  std::size_t bytes_ = 0;
};

// "存疑：金额与前后余额不符；金额 读作 1,234.00，推断为 ..."; empty for a row that is proved as it
// was read.
[[nodiscard]] std::string scan_words(const ScannedRow& row);
[[nodiscard]] std::string_view field_words(std::string_view field);

}  // namespace zhun::report
