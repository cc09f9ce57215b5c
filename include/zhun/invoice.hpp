// Invoice (发票) and TaxReturn (纳税申报).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/money.hpp"
#include "zhun/statement.hpp"

namespace zhun {

enum class InvoiceSide : std::uint8_t { output, input };  // 销项, 进项, seen from the applicant
enum class InvoiceStatus : std::uint8_t { normal, voided, part_red, full_red, abnormal };

struct Invoice {
  std::uint32_t row = 0;  // 1-based row of its source
  std::string number;     // 发票号码; the older 代码 and 号码 joined
  Date date;
  InvoiceSide side = InvoiceSide::output;
  bool red = false;  // 红字: amounts are negative
  InvoiceStatus status = InvoiceStatus::normal;
  std::string kind;  // as printed: 数电专票, SPECIAL, ...
  std::string seller, seller_tax_no, buyer, buyer_tax_no;
  std::string original_number;  // 对应蓝票号码
  std::string item;             // 项目名称 of the first line, with its *category*
  Money amount_ex;              // 金额, without tax
  Money tax;
  std::optional<Decimal> rate;
  [[nodiscard]] Money total() const { return amount_ex + tax; }  // 价税合计
};

struct InvoiceList {
  std::uint32_t source = 0;
  std::string layout;
  std::optional<Date> period_from, period_to;
  std::vector<Invoice> invoices;
  std::vector<ReadNote> notes;
  std::vector<Recognition> recognised;
};

// One filed VAT period (增值税申报): a month or a quarter.
struct TaxPeriod {
  std::uint32_t row = 0;
  Date from, to;   // whole months
  Money sales_ex;  // 申报销售额, without tax, uninvoiced and exempt sales included
  std::optional<Money> tax_payable;
  std::optional<Date> filed_on;
};

// A yearly income-tax return (企业所得税年度申报)
struct IncomeTaxYear {
  int year = 0;
  Money revenue, taxable_profit;  // a loss is negative
};

struct TaxReturns {
  std::uint32_t source = 0;
  std::string layout;
  std::string credit_rating;  // A B M C D; empty: not supplied
  int rating_year = 0;
  std::optional<Money> overdue_tax;
  std::optional<Date> overdue_since;
  std::vector<TaxPeriod> periods;  // ascending
  std::vector<IncomeTaxYear> income_tax;  // ascending
  std::optional<bool> general_payer;
  std::string taxpayer_status;
  std::optional<std::int64_t> withheld_persons;  // 个税申报人数
  std::vector<ReadNote> notes;
  std::vector<Recognition> recognised;
};

}  // namespace zhun
