// A header counts when it names a date and an amount; pages without one take the roles of the
// nearest page that has, column by column where their number is the same, by position otherwise.
#include "ocr/columns.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "ocr/dates.hpp"
#include "ocr/lattice.hpp"
#include "ocr/numbers.hpp"
#include "read/directions.hpp"
#include "read/values.hpp"
#include "zhun/text.hpp"

namespace zhun::ocr {
namespace {

bool is_chinese(char32_t c) { return c >= 0x3400 && c <= 0x9FFF; }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

// The coded text of a number (NumberLattice::symbol) from plain text.
std::string number_text(std::u32string_view text) {
  LineReading reading;
  std::uint32_t end = 0;
  for (const char32_t c : text) {
    reading.scores.push_back({c, 1});
    reading.step_ends.push_back(++end);
    reading.scores.push_back({0, 1});
    reading.step_ends.push_back(++end);
  }
  NumberLattice lattice;
  lattice.append(reading);
  return lattice.best_text();
}

constexpr Month kAnyMonth{2000, 12};

bool is_money_role(std::uint8_t role) {
  return role == read::kRoleAmount || role == read::kRoleInflow || role == read::kRoleOutflow ||
         role == read::kRoleBalance;
}

}  // namespace

void ColumnLooks::add(const ColumnLooks& other) {
  for (std::size_t i = 0; i < count.size(); ++i) count[i] += other.count[i];
  filled += other.filled;
  symbols += other.symbols;
  dated_time += other.dated_time;
  longest_digits = std::max(longest_digits, other.longest_digits);
}

void PageColumns::set(std::size_t column, std::uint8_t role) {
  if (column >= roles.size()) return;
  roles[column] = role;
  if (role != read::kRoleNone) by_role[role] = static_cast<int>(column);
}

void PageColumns::clear_role(std::uint8_t role) {
  if (by_role[role] != kNone) roles[static_cast<std::size_t>(by_role[role])] = read::kRoleNone;
  by_role[role] = kNone;
}

CellText read_cell(const Cell& cell) {
  CellText joined;
  double sum = 0;
  std::size_t symbols = 0;
  for (const auto& line : cell.lines) {
    const BestPath path = read_best_path(line.reading);
    if (path.symbols.empty()) continue;
    const char32_t first = path.symbols.front().symbol;
    const bool narrow = first < 0x80 && !joined.text.empty() &&
                        static_cast<unsigned char>(joined.text.back()) < 0x80;
    if (narrow) joined.text += ' ';
    joined.text += path.text;
    sum += path.confidence * static_cast<double>(path.symbols.size());
    symbols += path.symbols.size();
  }
  if (symbols > 0) joined.confidence = sum / static_cast<double>(symbols);
  return joined;
}

PageTexts read_texts(const PageGrid& page) {
  PageTexts texts;
  texts.header.resize(page.columns.size());
  for (const auto& row : page.header) {
    for (std::size_t c = 0; c < std::min(row.cells.size(), texts.header.size()); ++c) {
      const CellText cell = read_cell(row.cells[c]);
      texts.header[c].text += cell.text;
      texts.header[c].confidence = std::min(texts.header[c].confidence, cell.confidence);
    }
  }
  for (const auto& row : page.rows) {
    auto& cells = texts.rows.emplace_back();
    for (const auto& cell : row.cells) cells.push_back(read_cell(cell));
    cells.resize(page.columns.size());
  }
  return texts;
}

Look look_of(std::string_view text) {
  std::u32string symbols;
  std::size_t chinese = 0, digits = 0, letters = 0;
  for (const char32_t raw : to_utf32(text)) {
    const char32_t c = fold_symbol(raw);
    if (c == U' ') continue;
    symbols += c;
    chinese += is_chinese(c) ? 1U : 0U;
    digits += is_digit(c) ? 1U : 0U;
    letters += (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ? 1U : 0U;
  }
  if (symbols.empty()) return Look::blank;
  if (symbols.size() <= 4) {
    const std::string plain = to_utf8(symbols);
    if (!read::is_blank(plain) && read::parse_direction(plain)) return Look::direction;
    if (digits == 0 && !read::currency_code(plain).empty()) return Look::currency;
  }
  const std::string number = number_text(symbols);
  if (digits >= 3) {
    if (parse_printed_date(number, kAnyMonth) && (digits >= 5 || digits * 2 > symbols.size())) {
      // 12.31 and 4,919.00 are amounts, though a point may divide a date and a time.
      PrintedAmount amount;
      const bool packed = number.size() == 8 && number.find('.') == std::string::npos;
      if (packed || !parse_printed(number, amount)) return Look::date;
    }
    if (digits + 2 >= symbols.size() && number.find(':') != std::string::npos &&
        parse_printed_time(number)) {
      return Look::time;
    }
  }
  if (chinese > 1 && chinese * 2 >= symbols.size()) return Look::chinese;
  PrintedAmount amount;
  if (digits > 0 && letters <= 3 && chinese <= 1 && parse_printed(number, amount)) {
    if (!amount.whole || amount.grouped || amount.fen < 0) return Look::amount;
    if (digits >= 8) return Look::digits;
    return Look::count;
  }
  if (digits >= 8 && digits * 3 >= symbols.size() * 2) return Look::digits;
  if (chinese > 0) return Look::chinese;
  return Look::other;
}

std::vector<ColumnLooks> look_at_columns(const PageTexts& texts, std::size_t columns) {
  std::vector<ColumnLooks> looks(columns);
  for (const auto& row : texts.rows) {
    for (std::size_t c = 0; c < std::min(columns, row.size()); ++c) {
      const Look look = look_of(row[c].text);
      looks[c].count[static_cast<std::size_t>(look)] += 1;
      if (look != Look::blank) looks[c].filled += 1;
      const auto symbols = to_utf32(row[c].text);
      if (look == Look::chinese) looks[c].symbols += static_cast<std::uint32_t>(symbols.size());
      if (look == Look::date && row[c].text.find(':') != std::string::npos) {
        looks[c].dated_time += 1;
      }
      if (look == Look::digits) {
        looks[c].longest_digits =
            std::max(looks[c].longest_digits, static_cast<std::uint32_t>(symbols.size()));
      }
    }
  }
  return looks;
}

std::size_t edit_distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const std::size_t change = diagonal + (a[i - 1] == b[k - 1] ? 0U : 1U);
      diagonal = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, change});
    }
  }
  return row[b.size()];
}

NameGuess guess_column_name(std::string_view text) {
  constexpr std::uint8_t kGuessRank = 100;
  const std::string name = read::normalise_column_name(text);
  NameGuess best;
  if (name.empty()) return best;
  const auto symbols = to_utf32(name);
  bool tie = false;
  for (const auto& entry : read::statement_vocabulary()) {
    if (entry.name == name) return {entry.role, entry.rank, 1};
    const auto other = to_utf32(entry.name);
    const std::size_t longer = std::max(symbols.size(), other.size());
    const std::size_t shorter = std::min(symbols.size(), other.size());
    // Of two symbols none may differ: 收入 is not 收支.
    const std::size_t allowed = longer >= 7 ? 2 : longer >= 3 ? 1 : 0;
    if (longer - shorter > allowed) continue;
    const std::size_t distance = edit_distance(symbols, other);
    if (distance > allowed) continue;
    const double likeness = 1 - static_cast<double>(distance) / static_cast<double>(longer);
    if (likeness > best.likeness) {
      best = {entry.role, entry.rank, likeness};
      tie = false;
    } else if (likeness == best.likeness && entry.role != best.role) {
      tie = true;
    }
  }
  // 收/支/其他, 余额(元)...: by a part of the name before by likeness.
  if (name.find("收/支") != std::string::npos || name.find("收支") != std::string::npos) {
    const bool sum = name.find("金额") != std::string::npos;
    return {static_cast<std::uint8_t>(sum ? read::kRoleAmount : read::kRoleDirection), 1, 0.95};
  }
  const std::uint8_t guessed = read::guess_statement_role(name);
  if (guessed != 0 && (best.likeness < 0.8 || tie)) return {guessed, kGuessRank, 0.7};
  if (tie) return {};
  return best;
}

namespace {

// Whether a column may play a role, by what stands in it.
bool fits(std::uint8_t role, const ColumnLooks& looks) {
  if (looks.filled == 0) return true;
  const auto share = [&](std::uint32_t count) { return count * 2 >= looks.filled; };
  switch (role) {
    case read::kRoleDate:
      return share(looks.of(Look::date) + looks.of(Look::digits) + looks.of(Look::other) +
                   looks.of(Look::amount));
    case read::kRoleMoment:
    case read::kRoleTime:
      return !share(looks.of(Look::chinese));
    case read::kRoleAmount:
    case read::kRoleInflow:
    case read::kRoleOutflow:
    case read::kRoleBalance:
      return !share(looks.of(Look::chinese) + looks.of(Look::date) + looks.of(Look::time) +
                    looks.of(Look::direction) + looks.of(Look::currency));
    default:
      return true;
  }
}

struct HeaderRoles {
  PageColumns columns;
  bool usable = false;  // names a date and an amount
};

HeaderRoles roles_of_header(const PageTexts& texts, const std::vector<ColumnLooks>& looks) {
  HeaderRoles result;
  PageColumns& columns = result.columns;
  columns.roles.assign(texts.header.size(), read::kRoleNone);
  std::vector<NameGuess> guesses;
  for (std::size_t c = 0; c < texts.header.size(); ++c) {
    NameGuess guess = guess_column_name(texts.header[c].text);
    if (guess.role != 0 && !fits(guess.role, looks[c])) guess = {};
    guesses.push_back(guess);
    if (guess.role == 0) continue;
    columns.named += 1;
    columns.roles[c] = guess.role;
    const int rival = columns.column(guess.role);
    const auto better = [&](const NameGuess& a, const NameGuess& b) {
      return a.likeness != b.likeness ? a.likeness > b.likeness : a.rank < b.rank;
    };
    if (rival == PageColumns::kNone || better(guess, guesses[static_cast<std::size_t>(rival)])) {
      columns.by_role[guess.role] = static_cast<int>(c);
    }
  }
  const bool dated = columns.has(read::kRoleDate) || columns.has(read::kRoleMoment);
  const bool valued = columns.has(read::kRoleAmount) || columns.has(read::kRoleInflow) ||
                      columns.has(read::kRoleOutflow);
  result.usable = dated && valued && columns.named >= 3;
  columns.origin = RoleOrigin::header;
  return result;
}

// Roles that only what stands in the cells can give.
void add_roles_by_looks(PageColumns& columns, const std::vector<ColumnLooks>& looks) {
  const auto find = [&](auto test) -> std::optional<std::size_t> {
    for (std::size_t c = 0; c < looks.size(); ++c) {
      if (columns.roles[c] == read::kRoleNone && looks[c].filled > 0 && test(looks[c])) return c;
    }
    return std::nullopt;
  };
  if (!columns.has(read::kRoleDate) && !columns.has(read::kRoleMoment)) {
    if (const auto c = find([](const ColumnLooks& l) { return l.mostly(Look::date); })) {
      columns.set(*c, read::kRoleDate);
    }
  }
  if (!columns.has(read::kRoleTime) && !columns.has(read::kRoleMoment)) {
    if (const auto c = find([](const ColumnLooks& l) { return l.mostly(Look::time); })) {
      columns.set(*c, read::kRoleTime);
    }
  }
  if (!columns.has(read::kRoleDirection)) {
    if (const auto c = find([](const ColumnLooks& l) { return l.mostly(Look::direction); })) {
      columns.set(*c, read::kRoleDirection);
    }
  }
  if (!columns.has(read::kRoleCurrency)) {
    if (const auto c = find([](const ColumnLooks& l) { return l.mostly(Look::currency); })) {
      columns.set(*c, read::kRoleCurrency);
    }
  }
}

// The widest Chinese column is the name, a narrower one the summary; long numbers are accounts.
void add_text_roles(PageColumns& columns, const std::vector<ColumnLooks>& looks) {
  const bool named = columns.has(read::kRoleName) || columns.has(read::kRoleNameAccount) ||
                     columns.has(read::kRolePayerName);
  const auto mean = [&](std::size_t c) {
    return looks[c].symbols / std::max(1U, looks[c].of(Look::chinese));
  };
  std::optional<std::size_t> widest;
  for (std::size_t c = 0; c < looks.size(); ++c) {
    if (columns.roles[c] != read::kRoleNone || !looks[c].mostly(Look::chinese)) continue;
    if (!widest || mean(c) > mean(*widest)) widest = c;
  }
  constexpr std::uint32_t kNameSymbolsMin = 5;
  if (!named && widest && mean(*widest) >= kNameSymbolsMin) {
    columns.set(*widest, read::kRoleName);
  }
  for (std::size_t c = 0; c < looks.size(); ++c) {
    if (columns.roles[c] != read::kRoleNone) continue;
    if (looks[c].mostly(Look::chinese) && !columns.has(read::kRoleSummary)) {
      columns.set(c, read::kRoleSummary);
    } else if (looks[c].mostly(Look::digits)) {
      constexpr std::uint32_t kAccountDigitsMax = 21;
      const bool account = looks[c].longest_digits <= kAccountDigitsMax;
      const std::uint8_t role = account ? read::kRoleAccount : read::kRoleReference;
      if (!columns.has(role)) columns.set(c, role);
    }
  }
}

// Roles of another page's columns, by number where the pages have as many, else by position.
PageColumns inherit(const PageColumns& from, const PageGrid& source, const PageGrid& page) {
  PageColumns columns;
  columns.origin = RoleOrigin::other_page;
  columns.roles.assign(page.columns.size(), read::kRoleNone);
  const auto span = [](const PageGrid& grid) {
    const float left = grid.columns.front().left, right = grid.columns.back().right;
    return std::pair{left, std::max(right - left, 1.0F)};
  };
  const bool same = page.columns.size() == source.columns.size();
  for (std::size_t c = 0; c < from.roles.size(); ++c) {
    if (from.roles[c] == read::kRoleNone) continue;
    std::size_t target = c;
    if (!same) {
      const auto [left, width] = span(source);
      const auto [own_left, own_width] = span(page);
      const float middle = ((source.columns[c].left + source.columns[c].right) / 2 - left) / width;
      target = page.columns.size();
      for (std::size_t k = 0; k < page.columns.size(); ++k) {
        const float begin = (page.columns[k].left - own_left) / own_width;
        const float end = (page.columns[k].right - own_left) / own_width;
        if (middle >= begin && middle <= end) target = k;
      }
    }
    if (target >= columns.roles.size() || columns.roles[target] != read::kRoleNone) continue;
    columns.roles[target] = from.roles[c];
    if (from.column(from.roles[c]) == static_cast<int>(c)) {
      columns.by_role[from.roles[c]] = static_cast<int>(target);
    }
  }
  return columns;
}

}  // namespace

std::vector<PageColumns> assign_columns(std::span<const PageGrid> pages,
                                        std::span<const PageTexts> texts) {
  std::vector<PageColumns> assigned(pages.size());
  std::vector<std::vector<ColumnLooks>> looks(pages.size());
  std::vector<bool> usable(pages.size());
  for (std::size_t p = 0; p < pages.size(); ++p) {
    looks[p] = look_at_columns(texts[p], pages[p].columns.size());
    HeaderRoles header = roles_of_header(texts[p], looks[p]);
    assigned[p] = std::move(header.columns);
    usable[p] = header.usable;
  }
  for (std::size_t p = 0; p < pages.size(); ++p) {
    if (usable[p]) continue;
    // The nearest page whose header was read, the same number of columns first.
    std::optional<std::size_t> nearest;
    const auto badness = [&](std::size_t q) {
      const std::size_t distance = q > p ? q - p : p - q;
      return distance + (pages[q].columns.size() == pages[p].columns.size() ? 0 : pages.size());
    };
    for (std::size_t q = 0; q < pages.size(); ++q) {
      if (usable[q] && (!nearest || badness(q) < badness(*nearest))) nearest = q;
    }
    if (!nearest || pages[p].columns.empty()) continue;
    PageColumns taken = inherit(assigned[*nearest], pages[*nearest], pages[p]);
    bool contradicted = false;  // what stands in the cells must allow it
    for (std::size_t c = 0; c < taken.roles.size(); ++c) {
      const std::uint8_t role = taken.roles[c];
      if (role == read::kRoleNone || fits(role, looks[p][c])) continue;
      if (role == read::kRoleDate || is_money_role(role)) contradicted = true;
      if (taken.column(role) == static_cast<int>(c)) taken.clear_role(role);
      taken.roles[c] = read::kRoleNone;
    }
    if (!contradicted) assigned[p] = std::move(taken);
  }
  for (std::size_t p = 0; p < pages.size(); ++p) {
    add_roles_by_looks(assigned[p], looks[p]);
    add_text_roles(assigned[p], looks[p]);
    if (!usable[p] && assigned[p].origin == RoleOrigin::header) {
      assigned[p].origin = RoleOrigin::content;
    }
  }
  return assigned;
}

std::vector<std::size_t> numeric_columns(const PageColumns& columns,
                                         const std::vector<ColumnLooks>& looks) {
  std::vector<std::size_t> numeric;
  for (std::size_t c = 0; c < looks.size(); ++c) {
    const bool open = columns.roles[c] == read::kRoleNone || is_money_role(columns.roles[c]);
    const bool amounts =
        looks[c].of(Look::amount) * 2 > looks[c].filled ||
        (looks[c].of(Look::amount) > 0 &&
         (looks[c].of(Look::amount) + looks[c].of(Look::count) + looks[c].of(Look::other)) * 3 >
             looks[c].filled * 2);
    if (open && (amounts || is_money_role(columns.roles[c]))) numeric.push_back(c);
  }
  return numeric;
}

}  // namespace zhun::ocr
