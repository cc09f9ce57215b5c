// Which columns a source has as a table, and one row of it.
#include "present/source_arrow.hpp"

#include <optional>
#include <string>

#include "present/row_writer.hpp"
#include "present/source_words.hpp"
#include "present/statement_proof.hpp"

namespace zhun::arrow {
namespace {

class StatementRows final : public Table {
 public:
  explicit StatementRows(const std::vector<Statement>& statements) : statements_(statements) {
    static constexpr ColumnType columns[] = {
        {"statement", Type::uint32, false, {}},  // 1-based, in the order of the file
        {"account", Type::utf8, kNullable, {}},
        {"row", Type::uint32, false, {}},
        {"line", Type::uint32, kNullable, {}},
        {"page", Type::uint32, kNullable, {}},
        {"date", Type::date32, false, {}},
        {"time", Type::time32_seconds, kNullable, {}},
        {"direction", Type::utf8, false, {}},
        {"amount_fen", Type::int64, false, kMoney},
        {"balance_fen", Type::int64, kNullable, kMoney},
        {"currency", Type::utf8, false, {}},
        {"counterparty", Type::utf8, kNullable, {}},
        {"counterparty_account", Type::utf8, kNullable, {}},
        {"counterparty_bank", Type::utf8, kNullable, {}},
        {"summary", Type::utf8, kNullable, {}},
        {"purpose", Type::utf8, kNullable, {}},
        {"kind", Type::utf8, kNullable, {}},
        {"channel", Type::utf8, kNullable, {}},
        {"status", Type::utf8, kNullable, {}},
        {"reference", Type::utf8, kNullable, {}},
        {"verified", Type::boolean, false, {}},
    };
    type_.columns = columns;
    type_.metadata = {{"zhun.kind", "statements"}};
    if (!statements.empty()) type_.metadata.emplace_back("zhun.layout", statements.front().layout);
  }

 private:
  bool append_row(std::vector<Column>& columns) override {
    while (statement_ < statements_.size() && row_ == statements_[statement_].rows.size()) {
      ++statement_;
      row_ = 0;
      proof_.reset();
    }
    if (statement_ == statements_.size()) return false;
    const Statement& statement = statements_[statement_];
    if (!proof_) proof_.emplace(statement);
    const Transaction& row = statement.rows[row_];
    RowWriter w(columns);
    w.number(static_cast<std::uint32_t>(statement_ + 1));
    w.text(statement.account);
    w.number(row.row);
    w.place(row.line);
    w.place(row.page);
    w.date(row.time.date);
    w.time(row.time);
    w.text(to_string(row.direction));
    w.money(row.amount);
    w.money(row.balance);
    w.text(row.currency.empty() ? std::string_view(statement.currency)
                                : std::string_view(row.currency));
    w.text(row.counterparty_name);
    w.text(row.counterparty_account);
    w.text(row.counterparty_bank);
    w.text(row.summary);
    w.text(row.purpose);
    w.text(row.kind);
    w.text(row.channel);
    w.text(row.status);
    w.text(row.reference);
    w.boolean(proof_->is_verified(row_));
    ++row_;
    return true;
  }

  const std::vector<Statement>& statements_;
  std::optional<StatementProof> proof_;
  std::size_t statement_ = 0, row_ = 0;
};

class InvoiceRows final : public Table {
 public:
  explicit InvoiceRows(const InvoiceList& list) : list_(list) {
    static constexpr ColumnType columns[] = {
        {"row", Type::uint32, false, {}},
        {"number", Type::utf8, kNullable, {}},
        {"date", Type::date32, false, {}},
        {"side", Type::utf8, false, {}},
        {"red", Type::boolean, false, {}},
        {"status", Type::utf8, false, {}},
        {"kind", Type::utf8, kNullable, {}},
        {"seller", Type::utf8, kNullable, {}},
        {"seller_tax_no", Type::utf8, kNullable, {}},
        {"buyer", Type::utf8, kNullable, {}},
        {"buyer_tax_no", Type::utf8, kNullable, {}},
        {"original_number", Type::utf8, kNullable, {}},
        {"item", Type::utf8, kNullable, {}},
        {"amount_ex_fen", Type::int64, false, kYuan},
        {"tax_fen", Type::int64, false, kYuan},
        {"rate", Type::utf8, kNullable, {}},  // a decimal as text: "0.13"
    };
    type_.columns = columns;
    type_.metadata = {{"zhun.kind", "invoices"}, {"zhun.layout", list.layout}};
  }

 private:
  bool append_row(std::vector<Column>& columns) override {
    if (row_ == list_.invoices.size()) return false;
    const Invoice& invoice = list_.invoices[row_++];
    RowWriter w(columns);
    w.number(invoice.row);
    w.text(invoice.number);
    w.date(invoice.date);
    w.text(invoice.side == InvoiceSide::output ? "output" : "input");
    w.boolean(invoice.red);
    w.text(name_of(invoice.status));
    w.text(invoice.kind);
    w.text(invoice.seller);
    w.text(invoice.seller_tax_no);
    w.text(invoice.buyer);
    w.text(invoice.buyer_tax_no);
    w.text(invoice.original_number);
    w.text(invoice.item);
    w.money(invoice.amount_ex);
    w.money(invoice.tax);
    w.text(invoice.rate ? to_string(*invoice.rate) : std::string());
    return true;
  }

  const InvoiceList& list_;
  std::size_t row_ = 0;
};

class TaxRows final : public Table {
 public:
  explicit TaxRows(const TaxReturns& returns) : returns_(returns) {
    static constexpr ColumnType columns[] = {
        {"row", Type::uint32, false, {}},
        {"from", Type::date32, false, {}},
        {"to", Type::date32, false, {}},
        {"sales_ex_fen", Type::int64, false, kYuan},
        {"tax_payable_fen", Type::int64, kNullable, kYuan},
        {"filed_on", Type::date32, kNullable, {}},
    };
    type_.columns = columns;
    type_.metadata = {{"zhun.kind", "tax"}, {"zhun.layout", returns.layout}};
  }

 private:
  bool append_row(std::vector<Column>& columns) override {
    if (row_ == returns_.periods.size()) return false;
    const TaxPeriod& period = returns_.periods[row_++];
    RowWriter w(columns);
    w.number(period.row);
    w.date(period.from);
    w.date(period.to);
    w.money(period.sales_ex);
    w.money(period.tax_payable);
    w.date(period.filed_on);
    return true;
  }

  const TaxReturns& returns_;
  std::size_t row_ = 0;
};

struct TableMaker {
  Result<std::unique_ptr<Table>> operator()(const std::vector<Statement>& statements) const {
    return std::make_unique<StatementRows>(statements);
  }
  Result<std::unique_ptr<Table>> operator()(const InvoiceList& list) const {
    return std::make_unique<InvoiceRows>(list);
  }
  Result<std::unique_ptr<Table>> operator()(const TaxReturns& returns) const {
    return std::make_unique<TaxRows>(returns);
  }
  Result<std::unique_ptr<Table>> operator()(const GovernmentRecord&) const {
    return fail(ErrorCode::unsupported, {},
                "a government record is no table and has no Arrow form; ask for JSON");
  }
};

}  // namespace

Result<std::unique_ptr<Table>> table_of(const AnySource& source) {
  return std::visit(TableMaker{}, source);
}

}  // namespace zhun::arrow
