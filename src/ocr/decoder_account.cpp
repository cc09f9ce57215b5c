// From pages to the rows of one account.
#include "ocr/decoder_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ocr/chain_directions.hpp"

namespace zhun::ocr {
namespace {

void add_note(Account& account, const DecodeOptions& options, std::string code, Place place,
              std::string message) {
  place.source = options.source_name;
  account.notes.push_back({std::move(code), std::move(place), std::move(message)});
}

std::string digits_of(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || c == '*') digits += c;
  }
  return digits;
}

// Two readings of one account number may differ in a digit or two.
bool same_account(const std::string& a, const std::string& b) {
  const std::string x = digits_of(a), y = digits_of(b);
  constexpr std::size_t kDigitsMin = 6;
  if (x.size() < kDigitsMin || y.size() < kDigitsMin) return true;
  return edit_distance(to_utf32(x), to_utf32(y)) <= 2;
}

template <typename T>
void take(T& into, const T& from) {
  if (into == T{}) into = from;
}

void merge_facts(read::LabelFacts& into, const read::LabelFacts& from) {
  take(into.holder, from.holder);
  take(into.account, from.account);
  take(into.bank, from.bank);
  take(into.currency, from.currency);
  take(into.period_from, from.period_from);
  take(into.period_to, from.period_to);
  take(into.statement_month, from.statement_month);
}

}  // namespace

std::vector<Account> split_accounts(const std::vector<PageWork>& pages,
                                    const DecodeOptions& options) {
  std::vector<Account> accounts;
  for (const auto& page : pages) {
    const read::LabelFacts& facts = page.labels.facts;
    Account* home = accounts.empty() ? nullptr : &accounts.back();
    if (home != nullptr && !same_account(home->facts.account, facts.account)) {
      home = nullptr;
      for (auto& account : accounts) {  // pages of two accounts may be mixed
        const bool known = !digits_of(account.facts.account).empty();
        if (known && same_account(account.facts.account, facts.account)) home = &account;
      }
    }
    if (home == nullptr) home = &accounts.emplace_back();
    home->pages.push_back(&page);
    merge_facts(home->facts, facts);
    for (const auto& total : page.labels.totals) home->totals.push_back(total);
  }
  if (accounts.size() > 1) {
    for (auto& account : accounts) {
      add_note(account, options, "several_accounts", {},
               "the pages name several accounts; each is a statement of its own");
    }
  }
  return accounts;
}

namespace {

// The money roles of pages with one set of columns go into their PageColumns.
void apply_roles(PageWork& page, const MoneyRoles& roles) {
  for (const auto role :
       {read::kRoleAmount, read::kRoleInflow, read::kRoleOutflow, read::kRoleBalance}) {
    page.columns.clear_role(role);
  }
  const auto set = [&](int column, std::uint8_t role) {
    if (column >= 0) page.columns.set(static_cast<std::size_t>(column), role);
  };
  set(roles.amount, read::kRoleAmount);
  set(roles.inflow, read::kRoleInflow);
  set(roles.outflow, read::kRoleOutflow);
  set(roles.balance, read::kRoleBalance);
}

using Family = std::vector<RawRow*>;

// Rows of pages whose columns are the same in number and roles.
std::map<std::string, Family> group_families(std::vector<RawRow>& rows) {
  std::map<std::string, Family> families;
  for (auto& row : rows) {
    std::string key;
    for (const std::uint8_t role : row.page->columns.roles) key += static_cast<char>('A' + role);
    families[key].push_back(&row);
  }
  return families;
}

NumberCell take_cell(RawRow& row, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= row.cells.size()) return {};
  return std::move(row.cells[static_cast<std::size_t>(column)]);
}

void apply_styles(const Family& family, const MoneyRoles& roles) {
  for (const int column : {roles.amount, roles.inflow, roles.outflow, roles.balance}) {
    if (column < 0) continue;
    const auto at = static_cast<std::size_t>(column);
    std::vector<const NumberCell*> cells;
    for (const auto* row : family) cells.push_back(&row->cells[at]);
    const AmountStyle style = learn_style(cells);
    for (auto* row : family) row->cells[at].set_style(style);
  }
}

void take_cells(RawRow& raw, const MoneyRoles& roles, SourceRow& row) {
  if (roles.amount >= 0) {
    row.chain.amount = take_cell(raw, roles.amount);
  } else {
    row.chain.amount = take_cell(raw, roles.inflow);
    row.chain.outflow = take_cell(raw, roles.outflow);
    row.chain.mode = AmountMode::two_columns;
  }
  row.chain.balance = take_cell(raw, roles.balance);
}

std::uint8_t date_role(const PageWork& page) {
  const int date = page.columns.column(read::kRoleDate);
  const int moment = page.columns.column(read::kRoleMoment);
  if (date == PageColumns::kNone) return read::kRoleMoment;
  if (moment == PageColumns::kNone) return read::kRoleDate;
  const auto dates = [&](int column) {
    return page.looks[static_cast<std::size_t>(column)].of(Look::date);
  };
  return dates(moment) > 2 * dates(date) ? read::kRoleMoment : read::kRoleDate;
}

void read_second(SourceRow& row) {
  const std::uint8_t role =
      row.page->columns.has(read::kRoleAmount) ? read::kRoleAmount : read::kRoleInflow;
  for (const std::uint8_t tried : {role, std::uint8_t{read::kRoleOutflow}}) {
    const Cell* cell = row.cell(tried);
    if (cell == nullptr) continue;
    NumberLattice lattice;
    for (const auto& line : cell->lines) {
      if (line.second.steps() > 0) lattice.append(line.second);
    }
    const NumberCell second(std::move(lattice));
    if (!second.has_value()) continue;
    row.second_amount = second.best() < 0 ? -second.best() : second.best();
    return;
  }
}

SourceRow make_row(RawRow& raw, const MoneyRoles& roles, const Account& account) {
  SourceRow row;
  row.page = raw.page;
  row.index = raw.index;
  row.crossed_out = row.row().crossed_out;
  take_cells(raw, roles, row);
  if (const Cell* cell = row.cell(date_role(*raw.page))) {
    row.date = DateCell(lattice_of(*cell), account.facts.statement_month, other_lattice_of(*cell));
  }
  read_second(row);
  return row;
}

// A marker and a sign may say the same twice, or the sign may take the marker back: the same only
// if (nearly) every outflow is negative and no inflow is.
bool signs_repeat_markers(const std::vector<SourceRow*>& rows) {
  std::size_t outflows = 0, negative_outflows = 0, negative_inflows = 0;
  for (const auto* row : rows) {
    if (!row->chain.direction.known || !row->chain.amount.has_value()) continue;
    const bool negative = row->chain.amount.best() < 0;
    const Direction direction = row->chain.direction.best();
    outflows += direction == Direction::outflow ? 1U : 0U;
    negative_outflows += direction == Direction::outflow && negative ? 1U : 0U;
    negative_inflows += direction == Direction::inflow && negative ? 1U : 0U;
  }
  return negative_outflows > 0 && negative_outflows * 10 >= outflows * 8 &&
         negative_inflows * 10 <= negative_outflows;
}

void settle_mode(const std::vector<SourceRow*>& rows) {
  std::size_t marked = 0, with_amount = 0, with_sign = 0;
  for (const auto* row : rows) {
    if (row->chain.mode == AmountMode::two_columns) return;
    marked += row->chain.direction.known ? 1U : 0U;
    if (!row->chain.amount.has_value()) continue;
    with_amount += 1;
    with_sign += row->chain.amount.best() < 0 || row->chain.amount.printed().front().plus ? 1U : 0U;
  }
  AmountMode mode = AmountMode::unmarked;
  if (marked * 2 > rows.size()) {
    mode = signs_repeat_markers(rows) ? AmountMode::marked_signed : AmountMode::marked;
  } else if (with_sign * 20 >= with_amount && with_sign > 0) {
    mode = AmountMode::signed_amount;
  }
  for (auto* row : rows) {
    row->chain.mode = mode;
    if (mode == AmountMode::unmarked || mode == AmountMode::signed_amount) {
      row->chain.direction = {};
    }
  }
}

void make_rows(Family& family, const Account& account, const MoneyRoles& roles,
               std::vector<SourceRow>& made) {
  apply_styles(family, roles);
  for (auto* raw : family) {
    SourceRow row = make_row(*raw, roles, account);
    row.kind = kind_of_row(*raw->page, raw->index);
    made.push_back(std::move(row));
  }
}

// What totals inside the table say: a sum in the column of inflow, outflow or amount.
void take_table_total(SourceRow& row, Account& account) {
  std::string words;
  for (const auto& text : row.page->texts.rows[row.index]) words += text.text + "|";
  const bool of_page =
      words.find("本页") != std::string::npos || words.find("小计") != std::string::npos;
  // 本月合计, 本日合计 and running totals cover rows that the page does not tell.
  for (const std::string_view other : {"本月", "本日", "累计", "本年", "当日", "当月"}) {
    if (words.find(other) != std::string::npos) return;
  }
  const auto add = [&](const char* kind, NumberCell& cell) {
    if (!cell.has_value()) return;
    PrintedTotal total;
    total.kind = kind;
    total.sum = Money::from_fen(cell.best() < 0 ? -cell.best() : cell.best());
    total.cell = std::move(cell);
    total.of_page = of_page;
    total.page = row.page->grid->page;
    account.totals.push_back(std::move(total));
  };
  const bool in =
      words.find("贷方") != std::string::npos || words.find("收入") != std::string::npos;
  const bool out =
      words.find("借方") != std::string::npos || words.find("支出") != std::string::npos;
  if (row.chain.mode == AmountMode::two_columns) {
    add("inflow", row.chain.amount);
    add("outflow", row.chain.outflow);
  } else if (in != out) {
    add(in ? "inflow" : "outflow", row.chain.amount);
  }
}

// A row of texts alone goes on the row before.
void continue_row(const SourceRow& row, std::vector<SourceRow>& rows) {
  const CellText* name = row.text(read::kRoleName);
  if (name == nullptr || name->text.empty() || rows.empty()) return;
  if (rows.back().page != row.page) return;
  for (const auto& text : row.page->texts.rows[row.index]) {
    const Look look = look_of(text.text);
    if (look != Look::blank && look != Look::chinese) return;
  }
  rows.back().more_name += name->text;
}

void settle_polarity(Account& account) {
  std::size_t plus = 0, minus = 0;
  for (std::size_t i = 1; i < account.rows.size(); ++i) {
    SourceRow& later = account.newest_first ? account.rows[i - 1] : account.rows[i];
    SourceRow& earlier = account.newest_first ? account.rows[i] : account.rows[i - 1];
    const bool usable = later.chain.kind == RowKind::transaction && later.chain.has_balance() &&
                        earlier.chain.has_balance() && !later.chain.changes().empty() &&
                        later.chain.mode != AmountMode::unmarked;
    if (!usable) continue;
    const std::int64_t change = later.chain.changes().front().fen;
    const std::int64_t moved = later.chain.balance.best() - earlier.chain.balance.best();
    if (change == 0) continue;
    plus += moved == change ? 1U : 0U;
    minus += moved == -change ? 1U : 0U;
  }
  constexpr std::size_t kLinksMin = 3;
  if (minus < kLinksMin || minus <= 2 * plus) return;
  for (auto& row : account.rows) {
    row.chain.reversed = true;
    row.chain.forget();
  }
}

void settle_order(Account& account, std::size_t oldest_first, std::size_t newest_first) {
  std::vector<DateCell> dates;
  for (const auto& row : account.rows) dates.push_back(row.date);
  const auto descend = dates_descend(dates);
  // Two equal amounts in a row close both ways; only a clear majority decides against the dates.
  if (oldest_first >= newest_first + 2 && oldest_first > 2 * newest_first) {
    account.newest_first = false;
  } else if (newest_first >= oldest_first + 2 && newest_first > 2 * oldest_first) {
    account.newest_first = true;
  } else if (descend) {
    account.newest_first = *descend;
  } else {
    account.newest_first = newest_first > oldest_first;
  }
}

}  // namespace

void build_rows(Account& account, std::vector<PageWork>& pages, const DecodeOptions& options) {
  std::vector<RawRow> raw = read_raw_rows(account.pages);
  std::vector<SourceRow> made;
  std::size_t oldest_first = 0, newest_first = 0;
  for (auto& [key, family] : group_families(raw)) {
    std::vector<const RawRow*> tried;
    for (const auto* row : family) {
      if (kind_of_row(*row->page, row->index) == SourceKind::transaction) tried.push_back(row);
    }
    MoneyRoles roles = settle_money_roles(tried, family.front()->page->columns);
    oldest_first += roles.oldest_first;
    newest_first += roles.newest_first;
    account.has_balance |= roles.balance >= 0;
    account.has_amount |= roles.amount >= 0 || roles.inflow >= 0 || roles.outflow >= 0;
    for (auto& page : pages) {
      const bool own = std::any_of(family.begin(), family.end(),
                                   [&](const RawRow* row) { return row->page == &page; });
      if (own) apply_roles(page, roles);
    }
    if (roles.by_chain) {
      add_note(account, options, "columns_by_chain",
               {options.source_name, family.front()->page->grid->page, 0, 0, {}},
               "the header does not name the columns of amounts; they are those under which the "
               "balances follow from each other");
    }
    make_rows(family, account, roles, made);
  }
  // Families interleave where pages differ: back to the printed order.
  std::stable_sort(made.begin(), made.end(), [](const SourceRow& a, const SourceRow& b) {
    return a.page != b.page ? a.page < b.page : a.index < b.index;
  });
  std::vector<SourceRow*> transactions;
  std::vector<const Cell*> cells;
  for (auto& row : made) {
    if (row.kind != SourceKind::transaction) continue;
    transactions.push_back(&row);
    cells.push_back(row.cell(read::kRoleDirection));
  }
  const auto directions = score_directions(cells);
  for (std::size_t i = 0; i < transactions.size(); ++i) {
    transactions[i]->chain.direction = directions[i];
  }
  settle_mode(transactions);
  for (auto& row : made) {
    switch (row.kind) {
      case SourceKind::transaction:
        account.rows.push_back(std::move(row));
        break;
      case SourceKind::anchor:
        row.chain.kind = RowKind::anchor;
        if (row.chain.has_balance()) account.rows.push_back(std::move(row));
        break;
      case SourceKind::total:
        take_table_total(row, account);
        break;
      case SourceKind::skipped:
        continue_row(row, account.rows);
        break;
    }
  }
  settle_order(account, oldest_first, newest_first);
  settle_polarity(account);
}

void settle_crossed_out(Account& account, const DecodeOptions& options) {
  auto& rows = account.rows;
  const auto before = [&](std::size_t i) -> SourceRow* {
    if (account.newest_first) return i + 1 < rows.size() ? &rows[i + 1] : nullptr;
    return i > 0 ? &rows[i - 1] : nullptr;
  };
  const auto after = [&](std::size_t i) -> SourceRow* {
    if (account.newest_first) return i > 0 ? &rows[i - 1] : nullptr;
    return i + 1 < rows.size() ? &rows[i + 1] : nullptr;
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].crossed_out) continue;
    SourceRow *earlier = before(i), *later = after(i);
    bool passed_over = false;
    if (earlier != nullptr && later != nullptr && earlier->chain.has_balance() &&
        later->chain.has_balance() && !later->chain.changes().empty()) {
      const std::int64_t moved = later->chain.balance.best() - earlier->chain.balance.best();
      passed_over = moved == later->chain.changes().front().fen;
    }
    rows[i].left_out = passed_over;
    add_note(account, options, "row_crossed_out",
             {options.source_name,
              rows[i].page->grid->page,
              static_cast<std::uint32_t>(rows[i].index + 1),
              0,
              {}},
             passed_over ? "the row is crossed out and the balances pass it over; it is left out"
                         : "the row is crossed out, and nothing proves that it does not count");
  }
  std::erase_if(rows, [](const SourceRow& row) { return row.left_out; });
}

}  // namespace zhun::ocr
