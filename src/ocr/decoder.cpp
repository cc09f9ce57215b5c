// The decoder's one way through: pages -> accounts -> rows -> chain, dates, names, totals ->
// statements.
#include "ocr/decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "ocr/names.hpp"
#include "ocr/overlaps.hpp"
#include "ocr/verdict.hpp"
#include "read/directions.hpp"
#include "read/statement_table.hpp"
#include "read/values.hpp"

namespace zhun::ocr {
namespace {

constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);

// One account on its way to a statement. Rows oldest first.
struct Work {
  Account account;
  std::vector<ChainRow> chain;
  std::vector<std::size_t> source;  // row of the account of each chain row, or kNoRow
  std::vector<DecodedRow> rows;
  std::vector<Confusion> confusions;
};

// The opening or closing balance that a label prints, as a row of the chain.
std::optional<ChainRow> label_anchor(const Account& account, std::string_view kind, bool last) {
  const PrintedTotal* found = nullptr;
  for (const auto& total : account.totals) {
    if (total.kind != kind || total.of_page || !total.cell.has_value()) continue;
    if (found == nullptr || last) found = &total;
  }
  if (found == nullptr) return std::nullopt;
  ChainRow row;
  row.kind = RowKind::anchor;
  row.balance = found->cell;
  return row;
}

void build_chain(Work& work) {
  Account& account = work.account;
  const auto add_label = [&](std::string_view kind, bool last) {
    if (!account.has_balance) return;
    if (auto anchor = label_anchor(account, kind, last)) {
      work.chain.push_back(std::move(*anchor));
      work.source.push_back(kNoRow);
    }
  };
  add_label("opening", false);
  for (std::size_t i = 0; i < account.rows.size(); ++i) {
    const std::size_t at = account.newest_first ? account.rows.size() - 1 - i : i;
    work.chain.push_back(std::move(account.rows[at].chain));
    work.source.push_back(at);
  }
  add_label("closing", true);
}

// Numbers of the transactions in the printed order.
void number_rows(Work& work) {
  const std::size_t rows = work.rows.size();
  for (std::size_t i = 0; i < rows; ++i) {
    work.rows[i].number = static_cast<std::uint32_t>(work.account.newest_first ? rows - i : i + 1);
  }
}

void decode_balances(Work& work, double proof_margin) {
  std::vector<ChainLink> links = decode_chain(work.chain);
  ChainProof proof = prove_chain(work.chain, links, proof_margin);
  work.confusions = std::move(proof.confusions);
  bool chained = false;
  for (std::size_t i = 0; i < work.chain.size(); ++i) {
    const bool first = !chained;
    chained |= links[i].has_balance;
    if (work.source[i] == kNoRow || work.chain[i].kind == RowKind::anchor) continue;
    DecodedRow row;
    row.source = &work.account.rows[work.source[i]];
    row.chain = &work.chain[i];
    row.before = i > 0 ? &work.chain[i - 1] : nullptr;
    row.link = links[i];
    row.proof = proof.rows[i];
    row.first = first;
    settle_value(row);
    work.rows.push_back(row);
  }
}

// A period that ends before it begins, or that many rows are outside of, was misread.
void settle_period(read::LabelFacts& facts, const std::vector<DateCell>& dates) {
  const auto outside = [&](const DateCell& cell) {
    if (!cell.has_value()) return false;
    const Date date = cell.candidates().front().date;
    return (facts.period_from && date < *facts.period_from) ||
           (facts.period_to && *facts.period_to < date);
  };
  const bool backwards =
      facts.period_from && facts.period_to && *facts.period_to < *facts.period_from;
  const auto count = std::count_if(dates.begin(), dates.end(), outside);
  if (!backwards && static_cast<std::size_t>(count) * 10 <= dates.size()) return;
  facts.period_from.reset();
  facts.period_to.reset();
}

// A digit of the cell was read for another one although the pixels hardly allowed for it. A digit
// too many or lost would leave no date of a date.
bool was_clear(NumberCell& cell, std::int64_t chosen) {
  constexpr double kClear = 2;  // a crop
  const auto digits = [](std::int64_t fen) { return std::to_string(fen < 0 ? -fen : fen).size(); };
  return cell.has_value() && digits(cell.best()) == digits(chosen) &&
         std::min(cell.cost(chosen), cell.cost(-chosen)) >=
             kClear * static_cast<double>(cell.crops());
}

bool was_clear(const DecodedRow& row) {
  const std::int64_t change = row.link.change;
  return (row.proof.amount_repaired && was_clear(row.chain->amount_cell(change), change)) ||
         (row.proof.balance_repaired && was_clear(row.chain->balance, row.link.balance));
}

// Where figures had to be repaired or contradict, the dates are no better.
DateDoubts date_doubts(const Work& work, double proof_margin) {
  DateDoubts doubts;
  doubts.margin_min = std::min(doubts.margin_min, proof_margin / 2);
  doubts.from = work.account.facts.period_from;
  doubts.to = work.account.facts.period_to;
  std::size_t repaired = 0, contradicted = 0, clearly_wrong = 0;
  for (const auto& row : work.rows) {
    const RowProof& proof = row.proof;
    const bool contradicts =
        proof.amount_contradicts || proof.balance_contradicts || proof.gap_before;
    const bool repairs = proof.amount_repaired || proof.balance_repaired;
    contradicted += contradicts ? 1U : 0U;
    repaired += repairs && !contradicts ? 1U : 0U;
    clearly_wrong += repairs && !contradicts && was_clear(row) ? 1U : 0U;
  }
  // One clear contradiction is a forgery or a missing row, and says nothing of the dates; so does a
  // single figure that was unclear. A figure that was clear and wrong says that dates may be, too.
  constexpr std::size_t kFewOfRows = 20;
  doubts.strict = repaired * kFewOfRows > work.rows.size() || contradicted > 1 || clearly_wrong > 0;
  for (const auto& confusion : work.confusions) {
    doubts.confusions.push_back({confusion.read, confusion.truth});
  }
  return doubts;
}

// 21:29:08 of the cell of the date, or of a column of its own.
std::int32_t read_time_of(const SourceRow& row) {
  if (row.date.second()) return *row.date.second();
  for (const std::uint8_t role : {read::kRoleTime, read::kRoleMoment}) {
    const Cell* cell = row.cell(role);
    if (cell == nullptr || cell->lines.empty()) continue;
    for (const auto& item : search_texts(lattice_of(*cell), may_add_to_date, 4)) {
      if (const auto time = parse_printed_time(item.text)) return *time;
      const auto date = parse_printed_date(item.text, std::nullopt);
      if (date && date->second) return *date->second;
    }
  }
  return -1;
}

void decode_dates(Work& work, double proof_margin) {
  const bool newest_first = work.account.newest_first;
  std::vector<DateCell> cells;  // printed order
  const auto at = [&](std::size_t i) { return newest_first ? work.rows.size() - 1 - i : i; };
  for (std::size_t i = 0; i < work.rows.size(); ++i) {
    work.rows[i].second = read_time_of(*work.rows[i].source);
    cells.push_back(work.rows[at(i)].source->date);
  }
  settle_period(work.account.facts, cells);
  // Out of order as a whole: the dates are then no code.
  const auto descend = dates_descend(cells);
  const bool against = descend && *descend != newest_first;
  const auto order = against ? std::nullopt : std::optional(newest_first);
  auto settled = settle_dates(cells, order);
  for (std::size_t i = 0; i < settled.size(); ++i) {
    if (work.rows[at(i)].second >= 0) settled[i].second = work.rows[at(i)].second;
  }
  confirm_dates(settled, order, date_doubts(work, proof_margin));
  for (std::size_t i = 0; i < settled.size(); ++i) work.rows[at(i)].date = settled[i];
}

std::vector<TotalRow> total_rows(Work& work) {
  std::vector<TotalRow> rows;
  for (auto& row : work.rows) {
    rows.push_back({row.chain, row.source->page->grid->page, row.direction, row.amount});
  }
  return rows;
}

void decode_totals(Work& work, const DecodeOptions& options) {
  std::vector<TotalRow> rows = total_rows(work);
  const auto proofs = prove_by_totals(rows, work.account.totals);
  for (std::size_t i = 0; i < rows.size(); ++i) work.rows[i].total = proofs[i];
  for (const auto& check : check_page_totals(rows, work.account.totals)) {
    if (check.holds()) continue;
    work.account.notes.push_back(
        {"control_total", Place{options.source_name, check.total->page, 0, 0, check.total->kind},
         "the total that the page prints differs from what its rows give"});
  }
}

// Digits and stars as printed; blanks between groups are no part of an account.
std::string account_digits(const std::string& text) {
  std::string out;
  for (const char32_t raw : to_utf32(text)) {
    const char32_t c = fold_symbol(raw);
    if (c != U' ' && c < 0x80) out += static_cast<char>(c);
  }
  return out;
}

struct TextRole {
  std::uint8_t role;
  StoredText Transaction::*field;
};
constexpr TextRole kTextRoles[] = {
    {read::kRoleBank, &Transaction::counterparty_bank}, {read::kRoleSummary, &Transaction::summary},
    {read::kRolePurpose, &Transaction::purpose},        {read::kRoleKind, &Transaction::kind},
    {read::kRoleChannel, &Transaction::channel},        {read::kRoleStatus, &Transaction::status},
};

// The column of the counterparty; that of payer or payee depends on the direction.
std::uint8_t name_role(const DecodedRow& row) {
  const PageColumns& columns = row.source->page->columns;
  if (columns.has(read::kRoleName)) return read::kRoleName;
  if (columns.has(read::kRoleNameAccount)) return read::kRoleNameAccount;
  const bool inflow = row.direction == Direction::inflow;
  return inflow ? read::kRolePayerName : read::kRolePayeeName;
}

std::uint8_t account_role(const DecodedRow& row) {
  const PageColumns& columns = row.source->page->columns;
  if (columns.has(read::kRoleAccount)) return read::kRoleAccount;
  return row.direction == Direction::inflow ? read::kRolePayerAccount : read::kRolePayeeAccount;
}

// "甲公司6222021234567890" or "甲公司/6222...": name and account in one cell.
void split_name_and_account(std::string& name, std::string& account) {
  std::u32string symbols = to_utf32(name);
  std::size_t begin = symbols.size();
  const auto is_part = [](char32_t raw) {
    const char32_t c = fold_symbol(raw);
    return (c >= U'0' && c <= U'9') || c == U'*' || c == U' ' || c == U'-';
  };
  while (begin > 0 && is_part(symbols[begin - 1])) --begin;
  constexpr std::size_t kAccountMin = 8;
  if (symbols.size() - begin < kAccountMin) return;
  account = account_digits(to_utf8(std::u32string_view(symbols).substr(begin)));
  while (begin > 0 && (symbols[begin - 1] == U'/' || symbols[begin - 1] == U' ')) --begin;
  name = tidy_name(to_utf8(std::u32string_view(symbols).substr(0, begin)));
}

void write_texts(const DecodedRow& row, TextArena& text, Transaction& item) {
  for (const auto& [role, field] : kTextRoles) {
    const CellText* cell = row.source->text(role);
    if (cell != nullptr && !cell->text.empty()) item.*field = text.store(tidy_name(cell->text));
  }
  const CellText* reference = row.source->text(read::kRoleReference);
  if (reference != nullptr) item.reference = text.store(account_digits(reference->text));
  const CellText* account = row.source->text(account_role(row));
  if (account != nullptr) item.counterparty_account = text.store(account_digits(account->text));
}

Quad quad_of(const SourceRow& row, std::uint8_t role) {
  const Cell* cell = row.cell(role);
  if (cell == nullptr || cell->lines.empty()) return {};
  return row.page->grid->quad(cell->box);
}

std::uint8_t amount_role(const DecodedRow& row) {
  if (row.chain->mode != AmountMode::two_columns) return read::kRoleAmount;
  const bool outflow = &row.chain->amount_cell(row.link.change) == &row.chain->outflow;
  return outflow ? read::kRoleOutflow : read::kRoleInflow;
}

void write_boxes(const DecodedRow& row, RowVerdict& verdict) {
  const SourceRow& source = *row.source;
  const bool dated = source.page->columns.has(read::kRoleDate);
  verdict.page = source.page->grid->page;
  verdict.box = source.page->grid->quad(source.row().box);
  verdict.date_box = quad_of(source, dated ? read::kRoleDate : read::kRoleMoment);
  verdict.amount_box = quad_of(source, amount_role(row));
  verdict.balance_box = quad_of(source, read::kRoleBalance);
  verdict.counterparty_box = quad_of(source, name_role(row));
  verdict.direction_box = quad_of(source, read::kRoleDirection);
}

Transaction write_row(const DecodedRow& row, TextArena& text) {
  Transaction item;
  item.row = row.number;
  item.page = row.source->page->grid->page;
  item.time.date = row.date.date;
  item.time.second_of_day = row.second;
  item.direction = row.direction;
  item.amount = Money::from_fen(row.amount);
  item.repaired = row.amount_implied || (row.proof.closed && row.proof.amount_repaired) ||
                  (row.proof.balance_repaired && !row.proof.balance_contradicts);
  item.confidence = row.chain->amount_cell(row.link.change).confidence();
  if (row.chain->has_balance()) {
    const bool decoded = row.link.has_balance && !row.proof.balance_contradicts;
    item.balance = Money::from_fen(decoded ? row.link.balance : row.chain->balance.best());
  }
  write_texts(row, text, item);
  return item;
}

// Names read, resolved against the lexicon, and written.
void write_names(Work& work, const DecodeOptions& options, ScannedStatement& out) {
  std::vector<NameReading> readings(work.rows.size());
  std::vector<const NameReading*> pointers;
  for (std::size_t i = 0; i < work.rows.size(); ++i) {
    const Cell* cell = work.rows[i].source->cell(name_role(work.rows[i]));
    if (cell != nullptr) readings[i] = read_name(*cell);
    readings[i].text = tidy_name(readings[i].text + work.rows[i].source->more_name);
    if (work.rows[i].source->more_name.empty()) pointers.push_back(&readings[i]);
  }
  const Lexicon lexicon = build_lexicon(options.lexicon, pointers);
  TextArena& text = *out.statement.text;
  for (std::size_t i = 0; i < work.rows.size(); ++i) {
    Transaction& item = out.statement.rows[i];
    std::string name = readings[i].text, account;
    if (name_role(work.rows[i]) == read::kRoleNameAccount) split_name_and_account(name, account);
    const bool whole = work.rows[i].source->more_name.empty() && account.empty();
    if (const auto resolved = whole ? lexicon.resolve(readings[i]) : std::nullopt) {
      out.verdicts[i].name_resolved = true;
      out.verdicts[i].repairs.push_back(
          {"counterparty", name, *resolved, "the name is known from elsewhere"});
      name = *resolved;
    }
    if (whole && !out.verdicts[i].name_resolved && !lexicon.knows(name)) {
      if (const auto mended = mend_name(readings[i])) {
        out.verdicts[i].name_resolved = true;
        out.verdicts[i].repairs.push_back(
            {"counterparty", name, *mended,
             "what was read can be no name; names end in known forms"});
        name = *mended;
      }
    }
    item.counterparty_name = text.store(name);
    if (!account.empty()) item.counterparty_account = text.store(account);
  }
}

void add_note(const Work& work, const DecodeOptions& options, ScannedStatement& out,
              std::string code, std::string message) {
  const std::uint32_t page = work.account.pages.front()->grid->page;
  out.statement.notes.push_back(
      {std::move(code), Place{options.source_name, page, 0, 0, {}}, std::move(message)});
}

void write_head(const Work& work, Statement& statement) {
  const read::LabelFacts& facts = work.account.facts;
  statement.layout = "scan";
  statement.structured = false;
  statement.holder = tidy_name(facts.holder);
  statement.account = facts.account;
  statement.bank = facts.bank;
  statement.newest_first = work.account.newest_first;
  statement.period_from = facts.period_from;
  statement.period_to = facts.period_to;
  std::map<std::string_view, std::size_t> currencies;
  for (const auto& row : work.rows) {
    const CellText* cell = row.source->text(read::kRoleCurrency);
    if (cell != nullptr) currencies[read::currency_code(tidy_name(cell->text))] += 1;
  }
  if (!facts.currency.empty()) statement.currency = facts.currency;
  for (const auto& [code, count] : currencies) {
    if (!code.empty() && count * 2 > work.rows.size()) statement.currency = code;
  }
}

// Period, opening and closing balance, and the totals that the whole document prints.
void write_totals(const Work& work, const DecodeOptions& options, Statement& statement) {
  std::vector<ControlTotal> printed;
  for (const auto& total : work.account.totals) {
    if (total.of_page) continue;
    ControlTotal control;
    control.kind = total.kind;
    control.printed_count = total.count;
    control.printed_sum = total.sum;
    printed.push_back(control);
    if (total.kind == "opening" && !statement.opening_balance) {
      statement.opening_balance = total.sum;
    }
    if (total.kind == "closing") statement.closing_balance = total.sum;
  }
  if (statement.rows.empty()) return;
  const Transaction& first = statement.rows.front();
  if (!statement.opening_balance && first.balance && first.direction != Direction::neutral) {
    statement.opening_balance =
        *first.balance + (first.direction == Direction::inflow ? -first.amount : first.amount);
    statement.notes.push_back(
        {"opening_derived", Place{options.source_name, first.page, first.row, 0, {}},
         "the opening balance is not printed; it is derived from the oldest row"});
  }
  if (!statement.closing_balance) statement.closing_balance = statement.rows.back().balance;
  ReadOptions read_options;
  read_options.source_name = options.source_name;
  read::settle_totals(statement, printed, read_options);
  Date from = first.time.date, to = first.time.date;
  for (const auto& row : statement.rows) {
    if (row.time.date == Date()) continue;  // it cannot be read
    if (from == Date()) from = to = row.time.date;
    from = std::min(from, row.time.date);
    to = std::max(to, row.time.date);
  }
  if (!statement.period_from) statement.period_from = from;
  if (!statement.period_to) statement.period_to = to;
}

void write_notes(const Work& work, const DecodeOptions& options, ScannedStatement& out) {
  if (work.account.newest_first) {
    add_note(work, options, out, "newest_first",
             "the document lists the newest row first; the rows are kept oldest first");
  }
  if (!work.confusions.empty()) {
    add_note(work, options, out, "digits_confused",
             "on these pages one digit is read for another again and again; rows that could be "
             "explained so are not verified");
  }
  if (std::any_of(work.rows.begin(), work.rows.end(),
                  [](const DecodedRow& row) { return !row.source->date.has_year(); })) {
    add_note(work, options, out, "year_inferred",
             "the dates have no year; it is taken from the month of the statement");
  }
  const auto of = [&](Verdict verdict) {
    return std::count_if(out.verdicts.begin(), out.verdicts.end(),
                         [&](const RowVerdict& item) { return item.verdict == verdict; });
  };
  const auto doubtful = of(Verdict::doubtful), plausible = of(Verdict::plausible);
  if (doubtful + plausible > 0) {
    add_note(work, options, out, "needs_review",
             fmt::format("{} of {} rows are verified, {} are read clearly without proof, {} are "
                         "doubtful",
                         of(Verdict::verified), out.verdicts.size(), plausible, doubtful));
  }
}

ScannedStatement finish(Work& work, const DecodeOptions& options) {
  ScannedStatement out;
  out.statement.notes = work.account.notes;
  write_head(work, out.statement);
  for (const auto& row : work.rows) {
    out.statement.rows.push_back(write_row(row, *out.statement.text));
    out.verdicts.push_back(
        judge_row(row, work.account.has_balance, work.confusions, options.proof_margin));
    write_boxes(row, out.verdicts.back());
  }
  write_names(work, options, out);
  write_totals(work, options, out.statement);
  note_breaks(work.rows, options, out.statement.notes);
  write_notes(work, options, out);
  return out;
}

ScannedStatement decode_account(Account account, const DecodeOptions& options) {
  Work work;
  work.account = std::move(account);
  build_chain(work);
  decode_balances(work, options.proof_margin);
  number_rows(work);
  decode_dates(work, options.proof_margin);
  decode_totals(work, options);
  return finish(work, options);
}

Result<std::vector<PageWork>> look_at_pages(const std::vector<PageGrid>& pages,
                                            const DecodeOptions& options) {
  std::size_t rows = 0;
  for (const auto& page : pages) {
    rows += page.rows.size();
    if (page.columns.size() > options.limits.columns_max) {
      return fail(ErrorCode::limit, {options.source_name, page.page, 0, 0, {}},
                  "the page has more columns than the limits allow");
    }
  }
  if (rows > options.limits.rows_max) {
    return fail(ErrorCode::limit, {options.source_name, 0, 0, 0, {}},
                "the pages have more rows than the limits allow");
  }
  std::vector<PageTexts> texts;
  for (const auto& page : pages) texts.push_back(read_texts(page));
  const auto columns = assign_columns(pages, texts);
  std::vector<PageWork> work(pages.size());
  for (std::size_t p = 0; p < pages.size(); ++p) {
    work[p].grid = &pages[p];
    work[p].texts = std::move(texts[p]);
    work[p].columns = columns[p];
    work[p].looks = look_at_columns(work[p].texts, pages[p].columns.size());
    work[p].labels = read_page_labels(pages[p]);
  }
  return work;
}

}  // namespace

Result<std::vector<ScannedStatement>> decode_pages(const std::vector<PageGrid>& pages,
                                                   const DecodeOptions& options) {
  const Place place{options.source_name, 0, 0, 0, {}};
  auto work = look_at_pages(pages, options);
  if (!work) return tl::unexpected(work.error());
  std::vector<ScannedStatement> statements;
  try {
    for (auto& account : split_accounts(*work, options)) {
      build_rows(account, *work, options);
      const bool dated =
          std::any_of(account.rows.begin(), account.rows.end(), [](const SourceRow& row) {
            const bool named = row.page->columns.origin != RoleOrigin::content &&
                               row.page->columns.has(read::kRoleDate);
            return named || row.date.has_value();
          });
      if (!dated || !account.has_amount) continue;
      join_overlaps(account, options);
      settle_crossed_out(account, options);
      statements.push_back(decode_account(std::move(account), options));
    }
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, place,
                "the sum of the amounts exceeds 64 bits; this cannot be a statement");
  }
  if (statements.empty()) {
    return fail(ErrorCode::unsupported, place,
                "no page has a table with a column of dates and a column of amounts; this is no "
                "statement, or its table cannot be read");
  }
  return statements;
}

}  // namespace zhun::ocr
