// Directions: words that say which way the money went, and what a file's signs mean where it has no
// such words. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "zhun/statement.hpp"

namespace zhun::read {

// 收入, 贷 Cr, CREDIT, C -> inflow; 支出, 借 Dr, DEBIT, D -> outflow; 不计收支, 其他, / and blank
// -> neutral. On the customer's account 贷 is money in. nullopt: not a word of direction.
[[nodiscard]] std::optional<Direction> parse_direction(std::string_view trimmed);

// The direction that the first word of a card bill's text tells (消费, 退货, 信用卡还款); nullopt:
// none.
[[nodiscard]] std::optional<Direction> direction_of_text(std::string_view summary);

}  // namespace zhun::read
