// The columns of statements: roles, and the names that banks and wallets give them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "read/columns.hpp"

namespace zhun::read {

enum Role : std::uint8_t {
  kRoleNone = 0,
  kRoleKnown,   // known and not needed: serial numbers, card tails, fees
  kRoleDate,    // a date, perhaps with its time
  kRoleMoment,  // 交易时间: a time beside a date column, a date with time elsewhere
  kRoleTime,
  kRoleAmount,  // one column, signed or with a marker beside it
  kRoleInflow,
  kRoleOutflow,
  kRoleDirection,
  kRoleBalance,
  kRoleName,
  kRoleAccount,
  kRoleBank,
  kRoleNameAccount,  // both in one cell
  kRolePayerName,    // 付款人: the other side of an inflow
  kRolePayerAccount,
  kRolePayerBank,
  kRolePayeeName,  // 收款人: the other side of an outflow
  kRolePayeeAccount,
  kRolePayeeBank,
  kRoleSummary,
  kRolePurpose,
  kRoleKind,
  kRoleChannel,
  kRoleStatus,
  kRoleReference,
  kRoleCurrency,
  kRoleOwnAccount,  // 本方账号: several values mean several statements
  kRoleOwnName,
  kRoleCardTail,  // 卡号末四位: a bill of a credit card
};

[[nodiscard]] std::span<const ColumnName> statement_vocabulary();
// For banks that are not known: the role by a part of the name, e.g. 余额 in 本币账户余额.
[[nodiscard]] std::uint8_t guess_statement_role(std::string_view normal_name);

// Maps a row; `is_header` says whether it can be the header of a statement: a date and an amount
// (or 收入 and 支出), most names recognised, and no values among them.
struct StatementHeader {
  ColumnMap columns;
  bool is_header = false;
};
[[nodiscard]] StatementHeader match_statement_header(std::span<const std::string_view> cells);

}  // namespace zhun::read
