// The forms of dates and amounts, decided by the whole column.
#include "read/table_forms.hpp"

#include <optional>
#include <set>

#include "read/date_forms.hpp"

namespace zhun::read {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The sign in front of the last one or two digits: '.' or ','; 0: the text does not tell.
char decimal_sign(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && !is_digit(text[end - 1])) --end;
  std::size_t digits = 0;
  while (digits < end && is_digit(text[end - 1 - digits])) ++digits;
  if (digits == 0 || digits > 2 || digits == end) return 0;
  const char sign = text[end - 1 - digits];
  if (sign != '.' && sign != ',') return 0;
  if (digits + 1 == end || !is_digit(text[end - digits - 2])) return 0;
  return sign;
}

// Days one behind the other: how a statement goes on if they are read in the right order.
struct Walk {
  std::optional<Date> last, first;
  bool rises = true, falls = true;
  void step(Date date) {
    if (last && date < *last) rises = false;
    if (last && *last < date) falls = false;
    last = date;
    if (!first) first = date;
  }
  [[nodiscard]] bool steady() const { return rises || falls; }
  [[nodiscard]] int span() const {
    return !last ? 0 : last->minus(*first) < 0 ? first->minus(*last) : last->minus(*first);
  }
};

class DateOrderGuess {
 public:
  // False: nothing more is to be learned.
  bool look(std::string_view text) {
    if (year_first_.parse(text)) return any_;
    if (serial_.parse(text)) {
      serials_ = true;
      return any_;
    }
    const auto day = day_first_.parse(text), month = month_first_.parse(text);
    if (!day && !month) return true;
    any_ = true;
    if (day) as_day_.step(day->date);
    if (month) as_month_.step(month->date);
    first_over_12_ = first_over_12_ || !month;
    second_over_12_ = second_over_12_ || !day;
    look_at_years(text);
    return true;
  }

  void decide(TableForms& forms) const {
    if (serials_ && !any_) forms.order = DateOrder::serial;
    // 24/05/03: what stands last changes like a day, so that the year does not stand there.
    if (!any_ || (short_years_ && last_.size() > 2 && last_.size() > first_.size())) return;
    forms.order = DateOrder::day_first;
    if (second_over_12_ && !first_over_12_) forms.order = DateOrder::month_first;
    if (first_over_12_ || second_over_12_) return;
    forms.order_assumed = true;
    const bool only_month = as_month_.steady() && !as_day_.steady();
    const bool narrower =
        as_month_.steady() && as_day_.steady() && as_month_.span() < as_day_.span();
    if (only_month || narrower) forms.order = DateOrder::month_first;
  }

 private:
  void look_at_years(std::string_view text) {
    constexpr std::size_t kDistinctMax = 32;
    if (first_.size() > kDistinctMax || last_.size() > kDistinctMax || text.size() > 20) return;
    text = text.substr(0, text.find(' '));
    const auto end = text.find_last_of("/-.");
    const auto begin = text.find_first_of("/-.");
    if (end == std::string_view::npos || begin == end) return;
    short_years_ = short_years_ || text.size() - end == 3;
    first_.emplace(text.substr(0, begin));
    last_.emplace(text.substr(end + 1));
  }

  DateParser year_first_, serial_{DateOrder::serial}, day_first_{DateOrder::day_first},
      month_first_{DateOrder::month_first};
  bool first_over_12_ = false, second_over_12_ = false, any_ = false, serials_ = false;
  bool short_years_ = false;
  Walk as_day_, as_month_;
  std::set<std::string, std::less<>> first_, last_;
};

}  // namespace

TableForms guess_table_forms(RowReader& ahead, int date_column, std::span<const int> amounts) {
  constexpr std::size_t kAmountRows = 1000;
  TableForms forms;
  DateOrderGuess order;
  bool dates_open = true, amounts_open = true;
  CsvRow row;
  const auto cell = [&](int column) {
    const auto index = static_cast<std::size_t>(column);
    return column < 0 || index >= row.cells.size() ? std::string_view()
                                                   : trim_cell(row.cells[index]);
  };
  for (std::size_t rows = 0; (dates_open || amounts_open) && ahead.next(row); ++rows) {
    const auto date = cell(date_column);
    if (dates_open && !date.empty()) dates_open = order.look(date);
    if (rows >= kAmountRows) amounts_open = false;
    for (const int column : amounts) {
      if (!amounts_open) break;
      const char sign = decimal_sign(cell(column));
      if (sign == 0) continue;
      forms.decimal_comma = sign == ',';
      amounts_open = false;
    }
  }
  order.decide(forms);
  return forms;
}

}  // namespace zhun::read
