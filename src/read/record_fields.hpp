// Helpers that the JSON and CSV readers of records share.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.hpp"
#include "zhun/date.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

// A period of whole months: 2026-01, 202601, 2026年1月, 2026-Q1, 2026年第1季度,
// 2026-01-01至2026-03-31.
struct MonthSpan {
  Date from, to;
};
[[nodiscard]] std::optional<MonthSpan> parse_month_span(std::string_view text);
// From the first of a month to the last of one, as two dates of a form say; nullopt otherwise.
[[nodiscard]] std::optional<MonthSpan> month_span_of(Date from, Date to);

// How many members of `object` are not in `known`.
[[nodiscard]] std::size_t count_unknown_members(const json::Value& object,
                                                std::initializer_list<std::string_view> known);

// One ReadNote "unknown_member" when `count` is not 0.
void note_unknown_members(std::vector<ReadNote>& notes, std::size_t count, std::string_view path,
                          const ReadOptions& options);

[[nodiscard]] ReadNote make_note(std::string code, std::string_view path, std::string message,
                                 const ReadOptions& options);

// Which side the applicant is on.
struct Parties {
  std::string_view seller, seller_tax_no, buyer, buyer_tax_no;
};
enum class OwnSide : std::uint8_t {
  seller,
  buyer,
  neither,
  unknown
};  // unknown: nothing to compare
[[nodiscard]] OwnSide own_side(const Parties& parties, const ReadOptions& options);

}  // namespace zhun::read
