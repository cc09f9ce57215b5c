// StatementTable: the one way from a table to a Statement, whatever file the table came from.
//
// begin() with the header, add_row() for every row behind it, finish() once. What is kept of the
// cells is copied into the arena, texts that repeat once. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/labels.hpp"
#include "read/layouts.hpp"
#include "read/statement_columns.hpp"
#include "read/table_forms.hpp"
#include "read/text_cache.hpp"
#include "read/values.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

struct TableRow {
  std::span<const std::string_view> cells;
  std::string_view raw;    // the text of the whole row, where there is one
  std::uint32_t line = 0;  // 1-based
  bool damaged = false;    // a quote that was never closed
  std::uint32_t page = 0;  // 1-based; 0 when the source has no pages
};

enum class RowKind : std::uint8_t { data, empty, header, footer, error };

class StatementTable {
 public:
  StatementTable(std::shared_ptr<TextArena> arena, const ReadOptions& options);

  void begin(const TableRow& header_row, StatementHeader header, LabelFacts preamble);
  void set_forms(const TableForms& forms);
  void reserve(std::size_t rows) { statement_.rows.reserve(rows); }

  // What the row was; `error` explains in error().
  [[nodiscard]] RowKind add_row(const TableRow& row);
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] std::size_t columns() const { return header_cells_.size(); }
  [[nodiscard]] bool after_table() const { return after_table_; }
  [[nodiscard]] int date_column() const { return date_; }
  // Of amounts and balances; -1: there is none.
  [[nodiscard]] std::array<int, 4> amount_columns() const {
    return {amount_, inflow_, outflow_, balance_};
  }
  [[nodiscard]] LabelFacts& footer() { return footer_; }
  // The text behind the table names an account that is not this table's.
  [[nodiscard]] bool starts_another_account() const {
    return !footer_.account.empty() && footer_.account != preamble_.account;
  }

  // Usually one statement; one for each account where the rows name several.
  [[nodiscard]] Result<std::vector<Statement>> finish();

 private:
  struct TextColumn {
    int column;
    StoredText Transaction::*field;
    TextCache cache;
    bool is_number = false;  // of an order or an account
  };
  struct Side {
    std::array<StoredText, 3> payer, payee;  // name, account, bank
  };
  struct Oddity {  // something that is counted and told once
    std::uint32_t count = 0, line = 0;
    int column = -1;
  };

  void map_roles();
  void resolve_moment(const TableRow& row);
  [[nodiscard]] static std::string_view cell(const TableRow& row, int column) {
    const auto index = static_cast<std::size_t>(column);
    return column >= 0 && index < row.cells.size() ? row.cells[index] : std::string_view{};
  }
  [[nodiscard]] std::optional<Amount> amount_of(std::string_view text) const {
    return forms_.decimal_comma ? parse_amount_with_comma(text) : parse_amount(text);
  }
  [[nodiscard]] bool is_header_again(const TableRow& row) const;
  [[nodiscard]] bool is_footer(const TableRow& row, std::string_view date_text, bool& known) const;
  [[nodiscard]] RowKind classify_undated(const TableRow& row, std::string_view date_text);
  [[nodiscard]] std::optional<DateTime> date_beside(std::string_view text, const TableRow& row);
  [[nodiscard]] bool continues_row(const TableRow& row) const;
  [[nodiscard]] bool realign(const TableRow& row);
  [[nodiscard]] bool read_amount(const TableRow& row, Transaction& item);
  [[nodiscard]] bool read_two_columns(const TableRow& row, Transaction& item);
  [[nodiscard]] bool read_one_column(const TableRow& row, Transaction& item);
  void read_balance(const TableRow& row, Transaction& item);
  void read_time(const TableRow& row, Transaction& item);
  void read_texts(const TableRow& row, Transaction& item);
  void read_sides(const TableRow& row);
  [[nodiscard]] StoredText store(std::string_view text) { return cache_.store(text, *arena_); }
  void read_currency(const TableRow& row, Transaction& item);
  void read_own_account(const TableRow& row);
  void check_shape(const TableRow& row);
  [[nodiscard]] RowKind read_footer(const TableRow& row);
  RowKind fail_at(const TableRow& row, int column, ErrorCode code, std::string message);
  void count(Oddity& oddity, std::uint32_t line, int column);
  void note(std::vector<ReadNote>& notes, std::string code, std::uint32_t line, int column,
            std::string message) const;
  [[nodiscard]] std::string column_field(int column) const;

  // After the last row.
  void settle_directions();
  void settle_unmarked();
  void settle_negative_column();
  [[nodiscard]] bool settle_by_kind();
  [[nodiscard]] bool settle_by_balance();
  void settle_oldest(Direction& oldest, const std::vector<Direction>& all, const Transaction& row);
  [[nodiscard]] bool settle_by_text();
  void settle_charge_sign();
  void flip_all();
  void settle_sides();
  void settle_currency();
  void note_oddities();
  [[nodiscard]] std::vector<Statement> split_accounts();
  void settle_labels(Statement& statement) const;
  [[nodiscard]] std::vector<Recognition> trace() const;  // in statement_trace.cpp

  std::shared_ptr<TextArena> arena_;
  const ReadOptions& options_;
  Statement statement_;
  StatementHeader header_;
  const Layout* layout_ = nullptr;
  std::vector<std::string> header_cells_;  // trimmed
  LabelFacts preamble_, footer_;
  std::vector<ControlTotal> own_totals_;
  DateParser dates_;
  TableForms forms_;
  std::uint32_t header_line_ = 0;
  std::string_view direction_how_;  // for trace()
  bool moment_resolved_ = false;
  bool after_table_ = false;
  int date_ = -1, date_second_ = -1, time_ = -1, amount_ = -1, inflow_ = -1, outflow_ = -1;
  int direction_ = -1, balance_ = -1, name_account_ = -1, currency_ = -1, own_account_ = -1;
  bool has_sides_ = false;
  std::vector<TextColumn> texts_;
  std::vector<Side> sides_;
  std::vector<StoredText> own_accounts_;     // one a row, when there is such a column
  std::vector<std::string_view> realigned_;  // the cells of the row that was mended last
  std::vector<std::uint32_t> negatives_;     // rows with a marker and a negative amount
  bool any_negative_ = false, any_plus_ = false, several_currencies_ = false,
       several_accounts_ = false;
  std::string last_currency_text_;
  StoredText last_currency_, first_currency_;
  TextCache cache_;
  std::uint32_t row_number_ = 0;
  std::string own_name_;
  Oddity unknown_direction_, bad_balance_, missing_balance_, bad_time_, short_row_, long_row_,
      damaged_row_, unknown_text_, resumed_, undecided_, bad_currency_, year_beside_, continued_,
      realigned_row_, rounded_;
  std::vector<ReadNote> notes_;
  std::optional<Error> error_;
};

// In statement_checks.cpp: order, opening and closing balance, control totals, balance chain.
void settle_order(Statement& statement, const ReadOptions& options);
void settle_balances(Statement& statement, const LabelFacts& labels, const ReadOptions& options);
void settle_totals(Statement& statement, const std::vector<ControlTotal>& printed,
                   const ReadOptions& options);
// In the order oldest first: how many balances do not follow from their predecessor, and the first.
struct ChainState {
  std::uint32_t links = 0, breaks = 0;
  std::uint32_t first_line = 0, first_row = 0;
};
[[nodiscard]] ChainState check_chain(const Statement& statement);
// The same before the order is known: how many balances follow from a neighbour, in the better of
// both orders.
[[nodiscard]] std::uint32_t count_chained(const Statement& statement);

}  // namespace zhun::read
