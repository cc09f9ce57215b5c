// How a table was recognised as a statement: its header, its layout, the role of every column, and
// how directions and dates were decided.
#include <fmt/format.h>

#include <algorithm>

#include "read/recognition.hpp"
#include "read/statement_table.hpp"

namespace zhun::read {
namespace {

std::string_view words_of(std::uint8_t role) {
  switch (role) {
    case kRoleDate:
      return "date";
    case kRoleMoment:
      return "time or date";
    case kRoleTime:
      return "time of day";
    case kRoleAmount:
      return "amount";
    case kRoleInflow:
      return "money in";
    case kRoleOutflow:
      return "money out";
    case kRoleDirection:
      return "direction";
    case kRoleBalance:
      return "balance";
    case kRoleName:
      return "counterparty";
    case kRoleAccount:
      return "counterparty's account";
    case kRoleBank:
      return "counterparty's bank";
    case kRoleNameAccount:
      return "counterparty and its account";
    case kRolePayerName:
      return "payer";
    case kRolePayerAccount:
      return "payer's account";
    case kRolePayerBank:
      return "payer's bank";
    case kRolePayeeName:
      return "payee";
    case kRolePayeeAccount:
      return "payee's account";
    case kRolePayeeBank:
      return "payee's bank";
    case kRoleSummary:
      return "summary";
    case kRolePurpose:
      return "purpose";
    case kRoleKind:
      return "kind";
    case kRoleChannel:
      return "channel";
    case kRoleStatus:
      return "status";
    case kRoleReference:
      return "reference";
    case kRoleCurrency:
      return "currency";
    case kRoleOwnAccount:
      return "own account";
    case kRoleOwnName:
      return "own name";
    case kRoleCardTail:
      return "end of the card's number: a bill of a card";
    default:
      return "";
  }
}

std::uint8_t role_in_vocabulary(std::string_view name) {
  for (const auto& entry : statement_vocabulary()) {
    if (entry.name == name) return entry.role;
  }
  return kRoleNone;
}

bool holds(const std::vector<std::size_t>& list, std::size_t item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// What a column is used for; `map` says which one plays a role.
std::string use_of(const ColumnMap& map, std::size_t column) {
  const int index = static_cast<int>(column);
  const std::string_view guessed =
      holds(map.guessed, column) ? ", concluded from a part of its name" : "";
  for (std::uint8_t role = 0; role < ColumnMap::kRolesMax; ++role) {
    const auto words = words_of(role);
    if (words.empty()) continue;
    if (map.column(role) == index) return fmt::format("{}{}", words, guessed);
    if (map.second[role] == index)
      return fmt::format("{}, behind another column{}", words, guessed);
  }
  if (holds(map.unknown, column)) return "not used: its name is not known";
  const auto words = words_of(role_in_vocabulary(map.names[column]));
  if (words.empty()) return "not used: known and not needed";
  return fmt::format("not used: other columns are the {}", words);
}

std::string_view words_of(DateOrder order) {
  switch (order) {
    case DateOrder::year_first:
      return "year, month, day";
    case DateOrder::serial:
      return "numbers of days, as a spreadsheet counts them";
    case DateOrder::day_first:
      return "day, month, year: the first number is above 12 in some rows";
    case DateOrder::month_first:
      return "month, day, year: the second number is above 12 in some rows";
  }
  return "";
}

}  // namespace

std::vector<Recognition> StatementTable::trace() const {
  const ColumnMap& map = header_.columns;
  std::vector<Recognition> list;
  const auto add = [&](std::string_view what, std::string how, int column = -1) {
    Place place{{}, 0, 0, static_cast<std::uint32_t>(column + 1), {}};
    if (column >= 0 && static_cast<std::size_t>(column) < map.names.size())
      place.field = map.names[static_cast<std::size_t>(column)];
    list.push_back(recognition(what, std::move(how), options_, std::move(place)));
  };
  add("header", fmt::format("{} of its {} names are known", map.recognised, map.named));
  list.back().place.row = header_line_;
  std::string columns;
  for (const auto name : layout_->columns) {
    if (!name.empty()) columns += fmt::format("{}{}", columns.empty() ? "" : ", ", name);
  }
  add("layout", columns.empty() ? "no export of a known provider; by its columns alone"
                                : "known by the columns " + columns);
  for (std::size_t column = 0; column < map.names.size(); ++column) {
    if (map.names[column].empty()) continue;
    const int index = static_cast<int>(column);
    const bool moment = index == map.column(kRoleMoment);
    add("column",
        moment && index == time_   ? "time of day"
        : moment && index == date_ ? "date, with the time of day"
                                   : use_of(map, column),
        index);
  }
  add("direction", std::string(direction_how_), direction_ != -1 ? direction_ : amount_);
  add("dates",
      dates_.year_inferred() ? "month and day; the year is that of the bill"
      : forms_.order_assumed ? "one order is assumed: every date can be read either way"
                             : std::string(words_of(forms_.order)),
      date_);
  return list;
}

}  // namespace zhun::read
