// Rows of a table -> transactions. Everything that can be told from one row alone is done here;
// what needs the whole table is in statement_settle.cpp and statement_checks.cpp.
#include "read/statement_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/authentication.hpp"
#include "read/directions.hpp"

namespace zhun::read {
namespace {

// First words of the rows that follow a table.
constexpr std::string_view kFooterWords[] = {
    "合计",   "总计",     "小计",     "本页",   "累计",     "人民币合计", "美元合计", "共",
    "说明",   "注",       "备注",     "以上",   "温馨提示", "特别提示",   "导出",     "打印",
    "制表",   "收入合计", "支出合计", "总收入", "总支出",   "期末",       "total",    "Total",
    "TOTAL",  "借方",     "贷方",     "----",   "====",     "____",       "****",     "本明细",
    "本回单", "提示",     "页",       "第"};
constexpr std::string_view kTotalWords[] = {"合计",  "总计",  "人民币合计", "合计金额",
                                            "total", "Total", "TOTAL"};

bool starts_with_any(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 1.2E+17: what a spreadsheet makes of a long number of an order or an account.
bool is_rounded_number(std::string_view text) {
  constexpr std::size_t kShort = 5, kLong = 24;  // bytes
  if (text.size() < kShort || text.size() > kLong) return false;
  const std::size_t plus = text.find('+');
  if (plus == std::string_view::npos || plus < 2 || plus + 1 == text.size()) return false;
  if (text[plus - 1] != 'E' && text[plus - 1] != 'e') return false;
  const auto numeric = [](char c) { return is_digit(c) || c == '.'; };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(plus - 1), numeric) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(plus + 1), text.end(), is_digit);
}

struct FirstCell {
  std::string_view text;
  std::size_t filled = 0;
};
FirstCell first_filled(std::span<const std::string_view> cells) {
  FirstCell first;
  for (const auto cell : cells) {
    const auto text = trim_cell(cell);
    if (text.empty()) continue;
    if (first.filled == 0) first.text = text;
    first.filled += 1;
  }
  return first;
}

// "张三 66666666666666", "住房公积金管理中心1111111111", "户名/账号" and account first.
struct NameAccount {
  std::string_view name, account;
};
NameAccount split_name_account(std::string_view cell) {
  const auto is_account_char = [](char c) {
    return is_digit(c) || c == '*' || c == 'x' || c == 'X';
  };
  const auto strip = [](std::string_view text) {
    text = trim_cell(text);
    while (!text.empty() && (text.front() == '/' || text.front() == ',')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '/' || text.back() == ',')) text.remove_suffix(1);
    return trim_cell(text);
  };
  constexpr std::size_t kAccountDigitsMin = 5;
  std::size_t tail = cell.size();
  while (tail > 0 && is_account_char(cell[tail - 1])) --tail;
  std::size_t head = 0;
  while (head < cell.size() && is_account_char(cell[head])) ++head;
  if (cell.size() - tail >= kAccountDigitsMin) {
    return {strip(cell.substr(0, tail)), cell.substr(tail)};
  } else if (head >= kAccountDigitsMin) {
    return {strip(cell.substr(head)), cell.substr(0, head)};
  }
  return {strip(cell), {}};
}

}  // namespace

StatementTable::StatementTable(std::shared_ptr<TextArena> arena, const ReadOptions& options)
    : arena_(std::move(arena)), options_(options) {}

void StatementTable::begin(const TableRow& header_row, StatementHeader header,
                           LabelFacts preamble) {
  header_ = std::move(header);
  header_line_ = header_row.line;
  for (const auto cell : header_row.cells) header_cells_.emplace_back(trim_cell(cell));
  while (!header_cells_.empty() && header_cells_.back().empty()) header_cells_.pop_back();
  preamble_ = std::move(preamble);
  layout_ = &find_layout(header_.columns);
  statement_.text = arena_;
  if (preamble_.statement_month) dates_.set_statement_month(*preamble_.statement_month);
  map_roles();
  for (const auto column : header_.columns.unknown) {
    if (is_authentication_name(header_.columns.names[column])) {
      note(notes_, "authentication_data", header_row.line, static_cast<int>(column),
           "this column holds authentication data, which nobody may pass on; its cells are not "
           "used: have it left out where the file is made");
      continue;
    }
    note(notes_, "unknown_column", header_row.line, static_cast<int>(column),
         "the name of this column is not known; its cells are not used");
  }
  for (const auto column : header_.columns.guessed) {
    note(notes_, "guessed_column", header_row.line, static_cast<int>(column),
         "the meaning of this column was concluded from a part of its name");
  }
}

void StatementTable::set_forms(const TableForms& forms) {
  forms_ = forms;
  dates_ = DateParser(forms.order);
  if (preamble_.statement_month) dates_.set_statement_month(*preamble_.statement_month);
}

void StatementTable::map_roles() {
  const ColumnMap& map = header_.columns;
  date_ = map.column(kRoleDate);
  date_second_ = map.second[kRoleDate];
  time_ = map.column(kRoleTime);
  if (date_ == -1) {
    date_ = map.column(kRoleMoment);
    date_second_ = map.second[kRoleMoment];
    moment_resolved_ = true;
  }
  inflow_ = map.column(kRoleInflow);
  outflow_ = map.column(kRoleOutflow);
  // 收入 and 支出 together go before one amount; either alone only where there is no amount.
  if (inflow_ == -1 || outflow_ == -1) {
    if (map.has(kRoleAmount)) inflow_ = outflow_ = -1;
  }
  if (inflow_ == -1 && outflow_ == -1) amount_ = map.column(kRoleAmount);
  if (amount_ != -1) direction_ = map.column(kRoleDirection);
  balance_ = map.column(kRoleBalance);
  name_account_ = map.has(kRoleName) && map.has(kRoleAccount) ? -1 : map.column(kRoleNameAccount);
  currency_ = map.column(kRoleCurrency);
  own_account_ = map.column(kRoleOwnAccount);
  const std::pair<Role, StoredText Transaction::*> fields[] = {
      {kRoleName, &Transaction::counterparty_name},
      {kRoleAccount, &Transaction::counterparty_account},
      {kRoleBank, &Transaction::counterparty_bank},
      {kRoleSummary, &Transaction::summary},
      {kRolePurpose, &Transaction::purpose},
      {kRoleKind, &Transaction::kind},
      {kRoleChannel, &Transaction::channel},
      {kRoleStatus, &Transaction::status},
      {kRoleReference, &Transaction::reference}};
  for (const auto& [role, field] : fields) {
    if (map.has(role))
      texts_.push_back(
          {map.column(role), field, {}, role == kRoleAccount || role == kRoleReference});
  }
  for (const Role role : {kRolePayerName, kRolePayerAccount, kRolePayeeName, kRolePayeeAccount}) {
    has_sides_ = has_sides_ || map.has(role);
  }
}

// 交易时间 beside a date column is a time of day in some exports and a whole date in others: the
// first row that has it decides.
void StatementTable::resolve_moment(const TableRow& row) {
  const int moment = header_.columns.column(kRoleMoment);
  if (moment == -1) {
    moment_resolved_ = true;
    return;
  }
  const auto text = trim_cell(cell(row, moment));
  if (is_blank(text)) {
    time_ = time_ == -1 ? moment : time_;
    return;
  }
  moment_resolved_ = true;
  if (!parse_time(text) && dates_.parse(text)) {
    date_second_ = date_;
    date_ = moment;
    if (time_ == moment) time_ = -1;
  } else if (time_ == -1) {
    time_ = moment;
  }
}

std::string StatementTable::column_field(int column) const {
  const auto& map = header_.columns;
  const auto index = static_cast<std::size_t>(column);
  if (column < 0 || index >= map.names.size()) return {};
  // A name outside the vocabulary is text of the document.
  if (std::find(map.guessed.begin(), map.guessed.end(), index) != map.guessed.end()) return {};
  return map.names[index];
}

RowKind StatementTable::fail_at(const TableRow& row, int column, ErrorCode code,
                                std::string message) {
  error_ = Error{code,
                 Place{options_.source_name, row.page, row.line,
                       static_cast<std::uint32_t>(column + 1), column_field(column)},
                 std::move(message)};
  return RowKind::error;
}

void StatementTable::note(std::vector<ReadNote>& notes, std::string code, std::uint32_t line,
                          int column, std::string message) const {
  notes.push_back({std::move(code),
                   Place{options_.source_name, 0, line, static_cast<std::uint32_t>(column + 1), {}},
                   std::move(message)});
}

void StatementTable::count(Oddity& oddity, std::uint32_t line, int column) {
  if (oddity.count++ == 0) {
    oddity.line = line;
    oddity.column = column;
  }
}

bool StatementTable::is_header_again(const TableRow& row) const {
  if (row.cells.size() < header_cells_.size()) return false;
  for (std::size_t i = 0; i < header_cells_.size(); ++i) {
    if (trim_cell(row.cells[i]) != header_cells_[i]) return false;
  }
  return true;
}

bool StatementTable::is_footer(const TableRow& row, std::string_view date_text, bool& known) const {
  constexpr std::size_t kFooterCellsMax = 2;
  const FirstCell first = first_filled(row.cells);
  if (!date_text.empty() && is_digit(date_text.front()) && first.filled > kFooterCellsMax &&
      !starts_with_any(first.text, kTotalWords)) {
    return false;  // a row of the table with an impossible date
  }
  known = starts_with_any(first.text, kFooterWords);
  if (known) return true;
  if (first.filled > kFooterCellsMax || header_cells_.size() <= kFooterCellsMax) return false;
  if (!is_digit(first.text.front())) return true;
  // "1. This statement ...": a numbered notice, not the beginning of a date.
  std::size_t digits = 0;
  while (digits < first.text.size() && is_digit(first.text[digits])) ++digits;
  const auto rest = first.text.substr(digits);
  known = digits <= 2 && (rest.starts_with("、") ||
                          (rest.starts_with(".") && rest.size() > 1 && !is_digit(rest[1])));
  return known;
}

RowKind StatementTable::classify_undated(const TableRow& row, std::string_view date_text) {
  if (is_header_again(row)) return RowKind::header;
  bool known = false;
  if (is_footer(row, date_text, known)) {
    if (!known) {
      LabelFacts labels;
      read_labels(row.cells, row.raw, row.line, labels);
      const bool labelled = !labels.totals.empty() || !labels.holder.empty() ||
                            !labels.account.empty() || labels.period_from || labels.period_to;
      if (!labelled) count(unknown_text_, row.line, -1);
    }
    after_table_ = true;
    return read_footer(row);
  }
  if (continues_row(row)) {
    count(continued_, row.line, -1);
    return RowKind::empty;
  }
  if (date_text.empty()) {
    return fail_at(row, date_, ErrorCode::format,
                   "the row has no date; every row of the table needs one");
  }
  return fail_at(
      row, date_, ErrorCode::format,
      "the date is impossible or in a form that is not known; expected for example 2026-01-05");
}

RowKind StatementTable::add_row(const TableRow& row) {
  std::string_view date_text = trim_cell(cell(row, date_));
  if (date_text.empty() || row.cells.size() <= 1) {
    if (first_filled(row.cells).filled == 0) return RowKind::empty;
  }
  if (after_table_) return read_footer(row);
  if (!moment_resolved_) {
    resolve_moment(row);
    date_text = trim_cell(cell(row, date_));
  }
  if (is_blank(date_text) && date_second_ != -1) date_text = trim_cell(cell(row, date_second_));
  auto time = dates_.parse(date_text);
  if (!time) time = date_beside(date_text, row);
  if (!time) return classify_undated(row, date_text);
  if (statement_.rows.size() >= options_.limits.rows_max) {
    return fail_at(row, -1, ErrorCode::limit, "the source has more rows than the limits allow");
  }
  Transaction item;
  item.row = ++row_number_;
  item.line = row.line;
  item.page = row.page;
  item.time = *time;
  if (!read_amount(row, item)) {
    if (row.cells.data() == realigned_.data() || !realign(row)) return RowKind::error;
    error_.reset();
    --row_number_;
    return add_row({realigned_, row.raw, row.line, row.damaged, row.page});
  }
  if (time_ != -1 && !item.time.has_time()) read_time(row, item);
  if (balance_ != -1) read_balance(row, item);
  read_texts(row, item);
  if (currency_ != -1) read_currency(row, item);
  if (own_account_ != -1) read_own_account(row);
  if (has_sides_) read_sides(row);
  if (row.cells.size() != header_cells_.size() || row.damaged) check_shape(row);
  statement_.rows.push_back(item);
  return RowKind::data;
}

bool StatementTable::read_amount(const TableRow& row, Transaction& item) {
  return amount_ != -1 ? read_one_column(row, item) : read_two_columns(row, item);
}

bool StatementTable::read_two_columns(const TableRow& row, Transaction& item) {
  constexpr const char* kNoNumber =
      "the amount is not a number with at most two decimals within 64 bits";
  const auto in_text = trim_cell(cell(row, inflow_)), out_text = trim_cell(cell(row, outflow_));
  const bool in_blank = is_blank(in_text), out_blank = is_blank(out_text);
  Amount in, out;
  if (!in_blank) {
    const auto amount = amount_of(in_text);
    if (!amount) return fail_at(row, inflow_, ErrorCode::format, kNoNumber), false;
    in = *amount;
  }
  if (!out_blank) {
    const auto amount = amount_of(out_text);
    if (!amount) return fail_at(row, outflow_, ErrorCode::format, kNoNumber), false;
    out = *amount;
  }
  if (in_blank && out_blank) {
    fail_at(row, inflow_ != -1 ? inflow_ : outflow_, ErrorCode::format,
            "the row has no amount; one of its two amount columns must be filled");
    return false;
  }
  if (!in.value.is_zero() && !out.value.is_zero()) {
    fail_at(row, outflow_, ErrorCode::format,
            "the row has an amount in both columns, so that its direction cannot be told");
    return false;
  }
  // A negative amount takes back what its column says: a reversal of an outflow is money in.
  const bool outflow = !out.value.is_zero() || (in.value.is_zero() && in_blank);
  const Money value = outflow ? out.value : in.value;
  item.amount = value.magnitude();
  item.direction = outflow != value.is_negative() ? Direction::outflow : Direction::inflow;
  if (value.is_zero() && !in_blank && !out_blank) item.direction = Direction::neutral;
  if (outflow && value.is_negative())
    negatives_.push_back(static_cast<std::uint32_t>(statement_.rows.size()));
  any_plus_ = any_plus_ || (outflow && !value.is_negative() && !value.is_zero());
  return true;
}

bool StatementTable::read_one_column(const TableRow& row, Transaction& item) {
  const auto text = trim_cell(cell(row, amount_));
  const auto amount = amount_of(text);
  if (!amount) {
    fail_at(row, amount_, ErrorCode::format,
            text.empty() ? "the row has no amount"
                         : "the amount is not a number with at most two decimals within 64 bits");
    return false;
  }
  item.amount = amount->value.magnitude();
  const bool negative = amount->value.is_negative();
  any_negative_ = any_negative_ || negative;
  any_plus_ = any_plus_ || (amount->signed_text && !negative);
  if (direction_ != -1) {
    const auto direction = parse_direction(trim_cell(cell(row, direction_)));
    if (!direction) count(unknown_direction_, row.line, direction_);
    item.direction = direction.value_or(Direction::neutral);
    if (negative) negatives_.push_back(static_cast<std::uint32_t>(statement_.rows.size()));
  } else {
    const bool nothing = amount->value.is_zero() && !amount->signed_text;
    item.direction = negative  ? Direction::outflow
                     : nothing ? Direction::neutral
                               : Direction::inflow;
  }
  if (!amount->currency.empty() && currency_ == -1) {
    if (first_currency_.empty()) first_currency_ = store(amount->currency);
    if (first_currency_ != amount->currency) {
      item.currency = store(amount->currency);
      several_currencies_ = true;
    }
  }
  if (!amount->remark.empty()) {  // "(已退款89.84)" belongs to the status
    const int status = header_.columns.column(kRoleStatus);
    const auto printed = trim_cell(cell(row, status));
    item.status = store(std::string(printed) + std::string(amount->remark));
  }
  return true;
}

void StatementTable::read_balance(const TableRow& row, Transaction& item) {
  const auto text = trim_cell(cell(row, balance_));
  if (is_blank(text)) {
    count(missing_balance_, row.line, balance_);
    return;
  }
  const auto amount = amount_of(text);
  if (amount) {
    item.balance = amount->value;
  } else {
    count(bad_balance_, row.line, balance_);
  }
}

void StatementTable::read_time(const TableRow& row, Transaction& item) {
  const auto text = trim_cell(cell(row, time_));
  if (is_blank(text)) return;
  const auto second = parse_time(text);
  if (second) {
    item.time.second_of_day = *second;
  } else {
    count(bad_time_, row.line, time_);
  }
}

void StatementTable::read_texts(const TableRow& row, Transaction& item) {
  for (auto& text : texts_) {
    const auto value = trim_cell(cell(row, text.column));
    StoredText& field = item.*(text.field);
    if (!is_blank(value) && field.empty()) field = text.cache.store(value, *arena_);
    if (text.is_number && is_rounded_number(value)) count(rounded_, row.line, text.column);
  }
  if (name_account_ != -1) {
    const auto value = trim_cell(cell(row, name_account_));
    if (!is_blank(value)) {
      const NameAccount split = split_name_account(value);
      if (item.counterparty_name.empty()) item.counterparty_name = store(split.name);
      if (item.counterparty_account.empty()) item.counterparty_account = store(split.account);
    }
  }
}

void StatementTable::read_sides(const TableRow& row) {
  const auto text = [&](Role role) {
    const auto value = trim_cell(cell(row, header_.columns.column(role)));
    return is_blank(value) ? StoredText() : store(value);
  };
  sides_.push_back({{text(kRolePayerName), text(kRolePayerAccount), text(kRolePayerBank)},
                    {text(kRolePayeeName), text(kRolePayeeAccount), text(kRolePayeeBank)}});
}

void StatementTable::read_currency(const TableRow& row, Transaction& item) {
  const auto text = trim_cell(cell(row, currency_));
  if (text != last_currency_text_) {
    last_currency_text_ = text;
    last_currency_ = store(currency_code(text));
    const bool iso = text.size() == 3 && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return c >= 'A' && c <= 'Z'; });
    if (last_currency_.empty() && iso) last_currency_ = store(text);
    if (last_currency_.empty() && !is_blank(text)) count(bad_currency_, row.line, currency_);
  }
  if (last_currency_.empty()) return;
  if (first_currency_.empty()) first_currency_ = last_currency_;
  if (last_currency_ == first_currency_) return;
  item.currency = last_currency_;
  several_currencies_ = true;
}

void StatementTable::read_own_account(const TableRow& row) {
  const auto text = trim_cell(cell(row, own_account_));
  const StoredText value = is_blank(text) ? StoredText() : store(text);
  several_accounts_ =
      several_accounts_ || (!own_accounts_.empty() && own_accounts_.front() != value);
  own_accounts_.push_back(value);
  if (own_name_.empty()) own_name_ = trim_cell(cell(row, header_.columns.column(kRoleOwnName)));
}

void StatementTable::check_shape(const TableRow& row) {
  if (row.damaged) count(damaged_row_, row.line, -1);
  if (row.cells.size() < header_cells_.size()) count(short_row_, row.line, -1);
  for (std::size_t i = header_cells_.size(); i < row.cells.size(); ++i) {
    if (trim_cell(row.cells[i]).empty()) continue;
    count(long_row_, row.line, static_cast<int>(i));
    break;
  }
}

RowKind StatementTable::read_footer(const TableRow& row) {
  const FirstCell first = first_filled(row.cells);
  if (first.filled == 0) return RowKind::empty;
  // A row of the table behind a subtotal or a page break: the table goes on.
  const auto date_text = trim_cell(cell(row, date_));
  if (!date_text.empty() && first.filled > 2 && dates_.parse(date_text) &&
      !starts_with_any(first.text, kFooterWords)) {
    const int value = amount_ != -1                            ? amount_
                      : !trim_cell(cell(row, inflow_)).empty() ? inflow_
                                                               : outflow_;
    if (amount_of(trim_cell(cell(row, value)))) {
      after_table_ = false;
      count(resumed_, row.line, -1);
      return add_row(row);
    }
  }
  if (is_header_again(row)) return RowKind::header;
  if (starts_with_any(first.text, kTotalWords) || first.text.ends_with("合计")) {
    for (const auto& [column, kind] :
         {std::pair{inflow_, "inflow"}, std::pair{outflow_, "outflow"}}) {
      const auto text = trim_cell(cell(row, column));
      if (is_blank(text)) continue;
      const auto amount = amount_of(text);
      if (!amount) continue;
      ControlTotal total;
      total.kind = kind;
      total.printed_sum = amount->value;
      total.line = row.line;
      footer_.totals.push_back(std::move(total));
    }
  }
  // Totals in front of another account's name belong to this table, those behind it to the next.
  const bool named = !footer_.account.empty();
  const std::size_t totals = footer_.totals.size();
  read_labels(row.cells, row.raw, row.line, footer_);
  if (!named && starts_another_account()) {
    const auto end = footer_.totals.begin() + static_cast<std::ptrdiff_t>(totals);
    own_totals_.assign(footer_.totals.begin(), end);
    footer_.totals.erase(footer_.totals.begin(), end);
  }
  return RowKind::footer;
}

}  // namespace zhun::read
