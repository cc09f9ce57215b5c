// TransactionClass (交易类别): what a row of a statement is, DOMAIN 2.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace zhun {

// Class of a row (交易类别), DOMAIN 2.3; the first that matches, in the order of that table.
enum class TransactionClass : std::uint8_t {
  refund_in,
  interest,
  loan_in,
  own,
  related,
  wealth,
  capital,
  deposit,
  gov,
  cash,
  round_trip,
  operating_in,
  gamble,
  refund_out,
  loan_repay,
  tax,
  social,
  wage,
  util,
  rent,
  fee,
  cash_out,
  operating_out,
  neutral,  // 不计收支, 交易关闭
};
[[nodiscard]] std::string_view to_string(TransactionClass value);    // "OPERATING_IN"
[[nodiscard]] std::string_view class_title(TransactionClass value);  // "经营收入"
// The class of a code; nullopt if there is none.
[[nodiscard]] std::optional<TransactionClass> parse_transaction_class(std::string_view code);
// Whether a row of this direction may be of the class; OWN, RELATED, WEALTH and ROUND_TRIP may be
// of both, NEUTRAL of neither.
[[nodiscard]] bool is_inflow_class(TransactionClass value);
[[nodiscard]] bool is_outflow_class(TransactionClass value);

}  // namespace zhun
