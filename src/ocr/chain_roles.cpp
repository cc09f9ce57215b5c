// Every assignment is tried on the best readings; three links that close are no chance.
#include "ocr/chain_roles.hpp"

#include <algorithm>

namespace zhun::ocr {
namespace {

std::optional<std::int64_t> value_at(const RawRow& row, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= row.cells.size()) return std::nullopt;
  const NumberCell& cell = row.cells[static_cast<std::size_t>(column)];
  if (!cell.has_value()) return std::nullopt;
  return cell.best();
}

std::int64_t magnitude(std::int64_t value) { return value < 0 ? -value : value; }

// The change that a row prints, without its direction.
std::optional<std::int64_t> change_of(const RawRow& row, const MoneyRoles& roles) {
  if (roles.amount >= 0) return value_at(row, roles.amount);
  const auto inflow = value_at(row, roles.inflow), outflow = value_at(row, roles.outflow);
  if (!inflow && !outflow) return std::nullopt;
  return inflow.value_or(0) - outflow.value_or(0);
}

void count_links(const std::vector<const RawRow*>& rows, MoneyRoles& roles) {
  roles.links = roles.oldest_first = roles.newest_first = 0;
  if (roles.balance < 0) return;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto before = value_at(*rows[i - 1], roles.balance);
    const auto after = value_at(*rows[i], roles.balance);
    if (!before || !after) continue;
    const auto own = change_of(*rows[i], roles), last = change_of(*rows[i - 1], roles);
    const std::int64_t difference = magnitude(*after - *before);
    if (!own && !last) continue;
    roles.links += 1;
    if (own && *own != 0 && magnitude(*own) == difference) roles.oldest_first += 1;
    if (last && *last != 0 && magnitude(*last) == difference) roles.newest_first += 1;
  }
}

// Two columns of which a row fills one.
bool exclude_each_other(const std::vector<const RawRow*>& rows, int a, int b) {
  std::size_t both = 0, any = 0, only_a = 0, only_b = 0;
  for (const auto* row : rows) {
    const bool has_a = value_at(*row, a).value_or(0) != 0;
    const bool has_b = value_at(*row, b).value_or(0) != 0;
    both += has_a && has_b ? 1U : 0U;
    any += has_a || has_b ? 1U : 0U;
    only_a += has_a && !has_b ? 1U : 0U;
    only_b += has_b && !has_a ? 1U : 0U;
  }
  return any > 0 && both * 5 <= any && only_a > 0 && only_b > 0;
}

// Which of two columns raises the balance: the one that does for more rows is the inflow.
void order_two_columns(const std::vector<const RawRow*>& rows, MoneyRoles& roles) {
  std::size_t as_is = 0, swapped = 0;
  const bool newest_first = roles.newest_first > roles.oldest_first;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const RawRow& later = newest_first ? *rows[i - 1] : *rows[i];
    const RawRow& earlier = newest_first ? *rows[i] : *rows[i - 1];
    const auto after = value_at(later, roles.balance), before = value_at(earlier, roles.balance);
    const auto change = change_of(later, roles);
    if (!after || !before || !change) continue;
    as_is += *after - *before == *change ? 1U : 0U;
    swapped += *before - *after == *change ? 1U : 0U;
  }
  if (swapped > as_is) std::swap(roles.inflow, roles.outflow);
}

MoneyRoles roles_of_header(const PageColumns& columns) {
  MoneyRoles roles;
  roles.balance = columns.column(read::kRoleBalance);
  roles.inflow = columns.column(read::kRoleInflow);
  roles.outflow = columns.column(read::kRoleOutflow);
  if (roles.inflow < 0 || roles.outflow < 0) roles.amount = columns.column(read::kRoleAmount);
  if (roles.amount >= 0) roles.inflow = roles.outflow = -1;
  return roles;
}

bool has_amount(const MoneyRoles& roles) {
  return roles.amount >= 0 || roles.inflow >= 0 || roles.outflow >= 0;
}

}  // namespace

MoneyRoles settle_money_roles(const std::vector<const RawRow*>& rows, const PageColumns& columns) {
  MoneyRoles named = roles_of_header(columns);
  count_links(rows, named);
  const bool complete = has_amount(named) && named.balance >= 0;
  if (complete && named.closed() * 3 >= named.links && named.closed() > 0) return named;
  // The columns in which most rows have a number.
  std::vector<int> numeric;
  constexpr std::size_t kColumnsMax = 8;
  for (std::size_t c = 0; c < columns.roles.size() && numeric.size() < kColumnsMax; ++c) {
    const auto filled = std::count_if(rows.begin(), rows.end(), [&](const RawRow* row) {
      return value_at(*row, static_cast<int>(c)).has_value();
    });
    if (filled > 0) numeric.push_back(static_cast<int>(c));
  }
  MoneyRoles best = named;
  const auto consider = [&](MoneyRoles roles) {
    count_links(rows, roles);
    roles.by_chain = true;
    if (roles.closed() > best.closed()) best = roles;
  };
  for (const int balance : numeric) {
    for (const int a : numeric) {
      if (a == balance) continue;
      MoneyRoles roles;
      roles.amount = a;
      roles.balance = balance;
      consider(roles);
      for (const int b : numeric) {
        if (b <= a || b == balance || !exclude_each_other(rows, a, b)) continue;
        roles.amount = -1;
        roles.inflow = a;
        roles.outflow = b;
        consider(roles);
        roles.inflow = roles.outflow = -1;
        roles.amount = a;
      }
    }
  }
  constexpr std::size_t kLinksMin = 3;
  const bool better = best.by_chain && best.closed() >= kLinksMin &&
                      best.closed() >= 2 * named.closed() && best.closed() * 3 >= best.links;
  if (better) {
    if (best.inflow >= 0) order_two_columns(rows, best);
    return best;
  }
  if (has_amount(named)) return named;
  // Nothing closes and no header: a single numeric column can only be the amount.
  std::vector<int> open;
  for (const int c : numeric) {
    if (c != named.balance) open.push_back(c);
  }
  if (open.size() == 1 || (open.size() == 2 && named.balance < 0)) {
    named.amount = open.front();
    if (open.size() == 2) named.balance = open.back();
    count_links(rows, named);
    named.by_chain = true;
  }
  return named;
}

}  // namespace zhun::ocr
