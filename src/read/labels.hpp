// Labels: what a statement prints before and after its table: holder, account, period, opening and
// closing balance, counts and totals.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/money.hpp"
#include "zhun/statement.hpp"

namespace zhun::read {

struct LabelFacts {
  std::string holder, account, bank, currency;
  std::optional<Date> account_opened_on, period_from, period_to;
  std::optional<Month> statement_month;  // 2025年01月 in a title
  std::vector<ControlTotal> totals;      // printed values only
  std::uint32_t unreadable_totals = 0;   // totals whose value is no number
  std::uint32_t unreadable_line = 0;     // line of the first
};

// Reads one row outside the table: `cells` of the row, and `raw`, its text as it stands.
void read_labels(std::span<const std::string_view> cells, std::string_view raw, std::uint32_t line,
                 LabelFacts& facts);

}  // namespace zhun::read
