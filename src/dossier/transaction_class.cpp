// Names of the classes of transactions, and which direction they belong to.
#include "zhun/transaction_class.hpp"

namespace zhun {

namespace {

struct ClassNames {
  TransactionClass cls;
  std::string_view code, title;
};

constexpr ClassNames kClasses[] = {
    {TransactionClass::refund_in, "REFUND_IN", "冲正退款"},
    {TransactionClass::interest, "INTEREST", "结息"},
    {TransactionClass::loan_in, "LOAN_IN", "贷款借款流入"},
    {TransactionClass::own, "OWN", "本人账户互转"},
    {TransactionClass::related, "RELATED", "关联方往来"},
    {TransactionClass::wealth, "WEALTH", "理财投资"},
    {TransactionClass::capital, "CAPITAL", "投资款增资"},
    {TransactionClass::deposit, "DEPOSIT", "保证金押金"},
    {TransactionClass::gov, "GOV", "财政补贴退税"},
    {TransactionClass::cash, "CASH", "现金存入"},
    {TransactionClass::round_trip, "ROUND_TRIP", "资金回流"},
    {TransactionClass::operating_in, "OPERATING_IN", "经营收入"},
    {TransactionClass::gamble, "GAMBLE", "涉赌"},
    {TransactionClass::refund_out, "REFUND_OUT", "退款支出"},
    {TransactionClass::loan_repay, "LOAN_REPAY", "偿还贷款"},
    {TransactionClass::tax, "TAX", "税款"},
    {TransactionClass::social, "SOCIAL", "社保公积金"},
    {TransactionClass::wage, "WAGE", "工资"},
    {TransactionClass::util, "UTIL", "水电燃气"},
    {TransactionClass::rent, "RENT", "租金"},
    {TransactionClass::fee, "FEE", "手续费"},
    {TransactionClass::cash_out, "CASH_OUT", "取现"},
    {TransactionClass::operating_out, "OPERATING_OUT", "经营支出"},
    {TransactionClass::neutral, "NEUTRAL", "不计收支"},
};

}  // namespace

std::string_view to_string(TransactionClass value) {
  for (const auto& names : kClasses) {
    if (names.cls == value) return names.code;
  }
  return "NEUTRAL";
}

std::string_view class_title(TransactionClass value) {
  for (const auto& names : kClasses) {
    if (names.cls == value) return names.title;
  }
  return "不计收支";
}

std::optional<TransactionClass> parse_transaction_class(std::string_view code) {
  for (const auto& names : kClasses) {
    if (names.code == code) return names.cls;
  }
  return std::nullopt;
}

bool is_inflow_class(TransactionClass value) { return value <= TransactionClass::operating_in; }

bool is_outflow_class(TransactionClass value) {
  const bool both = value == TransactionClass::own || value == TransactionClass::related ||
                    value == TransactionClass::wealth || value == TransactionClass::round_trip;
  return both || (value >= TransactionClass::gamble && value != TransactionClass::neutral);
}

}  // namespace zhun
