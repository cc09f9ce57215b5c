// The tables of an assessment as Arrow streams: transactions, findings, facts; masked.
#include <fmt/format.h>

#include <string>

#include "present/arrow_stream.hpp"
#include "present/report_masker.hpp"
#include "present/report_rows.hpp"
#include "present/row_writer.hpp"
#include "zhun/arrow.hpp"

namespace zhun {
namespace {

using arrow::Column;
using arrow::ColumnType;
using arrow::kNullable;
using arrow::RowWriter;
using arrow::Type;

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

class TransactionRows final : public arrow::Table {
 public:
  TransactionRows(const Assessment& assessment, Masking masking)
      : sources_(assessment.dossier->sources), rows_(assessment), masker_(assessment, masking) {
    static constexpr ColumnType columns[] = {
        {"source", Type::utf8, false, {}},  // F01, ...
        {"row", Type::uint32, false, {}},   // of the source
        {"account", Type::utf8, kNullable, {}},
        {"date", Type::date32, false, {}},
        {"time", Type::time32_seconds, kNullable, {}},
        {"direction", Type::utf8, false, {}},
        {"amount_fen", Type::int64, false, arrow::kMoney},
        {"balance_fen", Type::int64, kNullable, arrow::kMoney},
        {"currency", Type::utf8, false, {}},
        {"counterparty", Type::utf8, kNullable, {}},
        {"summary", Type::utf8, kNullable, {}},
        {"purpose", Type::utf8, kNullable, {}},
        {"class", Type::utf8, false, {}},
        {"class_title", Type::utf8, false, {}},
        {"counted", Type::boolean, false, {}},  // false: a duplicate
        {"marks", Type::utf8, kNullable, {}},   // words, such as 回流
    };
    type_.columns = columns;
    type_.metadata = {{"zhun.kind", "transactions"}};
  }

 private:
  bool append_row(std::vector<Column>& columns) override {
    if (next_ == rows_.rows().size()) return false;
    const report::TableRow& row = rows_.rows()[next_++];
    const Transaction& transaction = rows_.transaction(row);
    const Statement& statement = rows_.statement(row);
    RowWriter w(columns);
    w.text(sources_[row.source].id);
    w.number(row.row);
    w.text(masker_.account(statement.account));
    w.date(transaction.time.date);
    w.time(transaction.time);
    w.text(to_string(transaction.direction));
    w.money(transaction.amount);
    w.money(transaction.balance);
    w.text(transaction.currency.empty() ? std::string_view(statement.currency)
                                        : std::string_view(transaction.currency));
    w.text(masker_.name(transaction.counterparty_name));
    w.text(masker_.text(transaction.summary));
    w.text(masker_.text(transaction.purpose));
    w.text(to_string(row.cls));
    w.text(class_title(row.cls));
    w.boolean(row.counted);
    std::string marks;
    for (std::size_t i = 0; i < report::kRowMarkTitles.size(); ++i) {
      if ((row.marks >> i & 1U) == 0) continue;
      if (!marks.empty()) marks += ' ';
      marks += report::kRowMarkTitles[i];
    }
    w.text(marks);
    return true;
  }

  const std::vector<Source>& sources_;
  const report::RowTable rows_;
  report::Masker masker_;
  std::size_t next_ = 0;
};

class FindingRows final : public arrow::Table {
 public:
  FindingRows(const Assessment& assessment, Masking masking)
      : findings_(assessment.findings), masker_(assessment, masking) {
    static constexpr ColumnType columns[] = {
        {"id", Type::utf8, false, {}},
        {"status", Type::utf8, false, {}},
        {"severity", Type::utf8, kNullable, {}},
        {"theme", Type::utf8, kNullable, {}},
        {"title", Type::utf8, kNullable, {}},
        {"claim", Type::utf8, kNullable, {}},
        {"text", Type::utf8, kNullable, {}},
        {"value", Type::utf8, kNullable, {}},
        {"facts", Type::utf8, kNullable, {}},      // names, with a blank between
        {"materials", Type::utf8, kNullable, {}},  // ids
        {"rows", Type::int64, false, {}},          // of evidence
    };
    type_.columns = columns;
    type_.metadata = {{"zhun.kind", "findings"}};
  }

 private:
  bool append_row(std::vector<Column>& columns) override {
    if (next_ == findings_.size()) return false;
    const Finding& finding = findings_[next_++];
    RowWriter w(columns);
    w.text(finding.id);
    w.text(to_string(finding.status));
    w.text(to_string(finding.severity));
    w.text(finding.theme);
    w.text(masker_.text(finding.title));
    w.text(masker_.text(finding.claim));
    w.text(masker_.text(finding.text));
    w.text(masker_.text(finding.value));
    w.text(joined(finding.facts));
    w.text(joined(finding.materials));
    w.count(finding.evidence.row_count());
    return true;
  }

  const std::vector<Finding>& findings_;
  report::Masker masker_;
  std::size_t next_ = 0;
};

std::string_view name_of(FactState state) {
  switch (state) {
    case FactState::value:
      return "value";
    case FactState::missing:
      return "missing";
    case FactState::not_applicable:
      return "not_applicable";
  }
  return "missing";
}

struct FactText {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const Money& value) const { return to_string(value); }
  std::string operator()(const Decimal& value) const { return to_string(value); }
  std::string operator()(const Date& value) const { return to_string(value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const std::vector<std::string>& value) const { return joined(value); }
};

class FactRows final : public arrow::Table {
 public:
  FactRows(const Assessment& assessment, Masking masking)
      : facts_(assessment.reconciliation.facts),
        next_(facts_.begin()),
        masker_(assessment, masking) {
    static constexpr ColumnType columns[] = {
        {"name", Type::utf8, false, {}},
        {"state", Type::utf8, false, {}},
        {"value", Type::utf8, kNullable, {}},  // amounts in yuan
        {"amount_fen", Type::int64, kNullable, arrow::kYuan},
        {"reason", Type::utf8, kNullable, {}},
        {"material", Type::utf8, kNullable, {}},
        {"rows", Type::int64, false, {}},  // of evidence
    };
    type_.columns = columns;
    type_.metadata = {{"zhun.kind", "facts"}};
  }

 private:
  bool append_row(std::vector<Column>& columns) override {
    if (next_ == facts_.end()) return false;
    const Fact& fact = next_->second;
    ++next_;
    const bool known = fact.state == FactState::value;
    const auto* money = known ? std::get_if<Money>(&fact.value) : nullptr;
    RowWriter w(columns);
    w.text(fact.name);
    w.text(name_of(fact.state));
    w.text(known ? masker_.text(std::visit(FactText{}, fact.value)) : std::string());
    w.money(money != nullptr ? std::optional<Money>(*money) : std::nullopt);
    w.text(fact.reason);
    w.text(fact.material);
    w.count(fact.evidence.row_count());
    return true;
  }

  const Facts& facts_;
  Facts::const_iterator next_;
  report::Masker masker_;
};

}  // namespace

std::span<const std::string_view> table_names() {
  static constexpr std::string_view kNames[] = {"transactions", "findings", "facts"};
  return kNames;
}

Result<void> export_assessment_arrow(std::shared_ptr<const Assessment> assessment,
                                     std::string_view table, Masking masking,
                                     ArrowArrayStream* out) {
  *out = {};
  std::unique_ptr<arrow::Table> made;
  if (table == "transactions") {
    made = std::make_unique<TransactionRows>(*assessment, masking);
  } else if (table == "findings") {
    made = std::make_unique<FindingRows>(*assessment, masking);
  } else if (table == "facts") {
    made = std::make_unique<FactRows>(*assessment, masking);
  } else {
    return fail(ErrorCode::invalid_argument, {},
                "an assessment has the tables transactions, findings and facts");
  }
  arrow::export_table(std::move(assessment), std::move(made), out);
  return {};
}

}  // namespace zhun
