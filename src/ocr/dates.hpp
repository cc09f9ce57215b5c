// Dates and times of rows: candidates from the pixels, and the choice that keeps the document's
// order. Not thread-safe: a cell remembers what it has scored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ocr/lattice.hpp"
#include "zhun/date.hpp"

namespace zhun::ocr {

// How a date is printed: 2026-01-05, 2026/1/5, 20260105, 01-05.
struct DateForm {
  char divider = '-';  // 0: none
  bool padded = true;
  bool with_year = true;
};
struct PrintedDate {
  Date date;
  DateForm form;
  std::string tail;                    // the text of the time behind the date
  std::optional<std::int32_t> second;  // the time, where `tail` is one
};
// `text` as NumberLattice writes it. Dates without a year need the month of the statement.
[[nodiscard]] std::optional<PrintedDate> parse_printed_date(std::string_view text,
                                                            std::optional<Month> month);
[[nodiscard]] std::optional<std::int32_t> parse_printed_time(std::string_view text);
[[nodiscard]] std::string print_date(Date date, const DateForm& form);
[[nodiscard]] bool may_add_to_date(std::string_view prefix, char next);

struct DateCandidate {
  Date date;
  double cost = 0;
};

class DateCell {
 public:
  DateCell() = default;
  // `again`: the same lines by another crop; may be empty.
  DateCell(NumberLattice lattice, std::optional<Month> month, NumberLattice again = {});
  [[nodiscard]] bool has_value() const { return !candidates_.empty(); }
  [[nodiscard]] bool has_ink() const { return !lattice_.empty(); }
  [[nodiscard]] const std::vector<DateCandidate>& candidates() const { return candidates_; }
  [[nodiscard]] std::optional<std::int32_t> second() const { return second_; }
  [[nodiscard]] bool has_year() const { return form_.with_year; }
  // The two crops, each for itself, clearly say different dates.
  [[nodiscard]] bool crops_differ() const { return crops_differ_; }
  static constexpr double kCostMax = 24;
  [[nodiscard]] double cost(Date date);

 private:
  NumberLattice lattice_, again_;
  DateForm form_;
  std::string tail_;
  std::optional<std::int32_t> second_;
  std::vector<DateCandidate> candidates_;
  double base_ = 0;
  bool crops_differ_ = false;
  std::vector<std::pair<Date, float>> known_;
};

struct SettledDate {
  Date date;
  bool known = false;
  double margin = 0;                   // before the best explanation with another date
  bool repaired = false;               // not the cell's best reading
  bool carried = false;                // the cell is blank: the date of the row before
  bool disputed = false;               // two crops of the cell say different dates
  std::optional<std::int32_t> second;  // the row's time, where it prints one
  bool certain = false;                // see confirm_dates
};
// Rows in the printed order. `newest_first`: unknown when nullopt; then the dates decide.
[[nodiscard]] std::vector<SettledDate> settle_dates(std::vector<DateCell>& cells,
                                                    std::optional<bool> newest_first);
// What makes a date doubtful although it is read clearly.
struct DateDoubts {
  double margin_min = 5;
  // Figures of these pages were read clearly and wrong: a date is certain only where its neighbours
  // leave no other date that differs in one digit.
  bool strict = false;
  std::vector<std::pair<char, char>> confusions;  // read, truth
  std::optional<Date> from, to;                   // the period that the statement prints
};
// Sets `certain`: read clearly, in order between its neighbours (with the time, where times of one
// day run in order), and no known confusion makes another date of it.
void confirm_dates(std::vector<SettledDate>& dates, std::optional<bool> newest_first,
                   const DateDoubts& doubts);

// Whether the dates descend; nullopt where they do neither or both.
[[nodiscard]] std::optional<bool> dates_descend(const std::vector<DateCell>& cells);

}  // namespace zhun::ocr
