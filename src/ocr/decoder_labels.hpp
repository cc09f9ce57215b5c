// Labels of scanned pages: what stands before and behind the tables, with the pixels of its
// numbers. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ocr/numbers.hpp"
#include "ocr/page.hpp"
#include "read/labels.hpp"

namespace zhun::ocr {

// A total or balance that a line prints.
struct PrintedTotal {
  std::string kind;  // as in ControlTotal
  std::optional<std::uint64_t> count;
  std::optional<Money> sum;
  NumberCell cell;         // the pixels of `sum`; without a value when they were not found
  bool of_page = false;    // 本页合计
  std::uint32_t page = 0;  // 1-based
};

struct PageLabels {
  read::LabelFacts facts;
  std::vector<PrintedTotal> totals;
};
[[nodiscard]] PageLabels read_page_labels(const PageGrid& page);

// "户名：甲公司账号：123" -> "户名：甲公司 账号：123": engines rarely print the blanks, and a colon
// behind the first label is often lost.
[[nodiscard]] std::string spread_labels(std::string_view text);

}  // namespace zhun::ocr
