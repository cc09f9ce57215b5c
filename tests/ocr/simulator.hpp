// Simulator: statements without pixels. Makes the rows of an account, prints them into PageGrids
// of a chosen layout, and makes the posteriors that an engine would have given, with noise and
// with systematic confusions, all from one seed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ocr/decoder.hpp"
#include "ocr/page.hpp"
#include "zhun/date.hpp"

namespace zhun::ocr::simulated {

// Small, portable and the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::uint64_t next();
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
  double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }

 private:
  std::uint64_t state_;
};

// How an engine errs. Every printed symbol is misread with `error`; what is misread is confident
// with `confident`, else the true symbol keeps a share of the probability.
struct Noise {
  double error = 0;        // share of digits misread
  double blur = 0;         // share of digits read right, but with a strong rival
  double confident = 0.3;  // of the misread ones: the true symbol is at the floor
  double lost = 0;         // share of lines that lose their first symbol
  float floor = 1e-4F;
  // Systematic: wherever `truth` is printed, `read` is seen, always and clearly. In `rate` of the
  // cases, and of the numbers only.
  char confused_truth = 0, confused_read = 0;
  double confused_rate = 1;
};

// The posteriors of one line of text.
LineReading make_reading(const std::string& utf8, const Noise& noise, Random& random);

struct Row {
  Date date;
  std::int32_t second = 0;
  bool inflow = true;
  bool neutral = false;
  std::int64_t amount = 0;   // printed (forgeries included)
  std::int64_t balance = 0;  // printed
  std::int64_t true_amount = 0, true_balance = 0;
  std::string name, summary;
  bool crossed_out = false;
};

enum class Style : std::uint8_t {
  marked,       // date, time, summary, 借贷, amount, balance, name
  signs,        // date, currency, signed amount, balance, summary, name
  two_columns,  // date, summary, 借方, 贷方, balance, name
  wallet        // number, time (two lines), kind, 收/支, amount, name; no balance
};

struct Document {
  std::vector<Row> rows;  // oldest first
  Style style = Style::marked;
  bool newest_first = false;
  bool grouped = true;
  bool header = true;
  std::size_t rows_per_page = 30;
  std::string account = "6222020200112345678";
  std::vector<std::string> above, below;  // more lines on the first page, on the last
  std::vector<std::string> page_below;    // on every page
};

// Rows of an account whose balance stays above `least` (a credit card: below 0).
std::vector<Row> make_rows(std::size_t count, Random& random, std::int64_t opening = 37180207);

std::string print_grouped(std::int64_t fen, bool grouped = true);

// A row of the table as cells of lines of text.
using CellTexts = std::vector<std::string>;
std::vector<CellTexts> print_row(const Document& document, const Row& row, std::size_t number);

std::vector<PageGrid> print_pages(const Document& document, const Noise& noise, Random& random);

// What came out, held against the truth.
struct Outcome {
  std::size_t rows = 0, matched = 0, exact = 0, verified = 0, verified_wrong = 0, plausible = 0;
  std::size_t plausible_wrong = 0;
  std::size_t verified_misdated = 0;  // all but the date is right
};
Outcome compare(const Document& document, const std::vector<ScannedStatement>& statements);

DecodeOptions options(double proof_margin = 10);

}  // namespace zhun::ocr::simulated
