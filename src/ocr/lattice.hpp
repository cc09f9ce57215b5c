// Lattice: the posteriors of a line as something that any string can be scored against.
//
// NumberLattice folds a line to the few symbols of amounts, dates and times: `,` and `.` are one
// separator, full-width forms are their ASCII twins, currency signs and blanks are passed over.
// TextLattice keeps every symbol and folds full-width ASCII only. Not thread-safe while being
// built; values afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/ocr.hpp"

namespace zhun::ocr {

// What the engine took for likeliest, symbol by symbol.
struct ReadSymbol {
  char32_t symbol = 0;
  std::uint32_t step = 0;
  float probability = 0;
};
struct BestPath {
  std::vector<ReadSymbol> symbols;
  std::string text;       // UTF-8
  double confidence = 1;  // mean probability of the symbols; 1 for an empty line
  float weakest = 1;      // the least probability
};
[[nodiscard]] BestPath read_best_path(const LineReading& reading);

// The steps begin..end (end excluded) of a reading.
[[nodiscard]] LineReading slice(const LineReading& reading, std::size_t begin, std::size_t end);

[[nodiscard]] std::string to_utf8(std::u32string_view text);
[[nodiscard]] std::u32string to_utf32(std::string_view utf8);
// Full-width ASCII to ASCII, Chinese brackets and punctuation to their ASCII twins.
[[nodiscard]] char32_t fold_symbol(char32_t symbol);

constexpr double kImpossible = -std::numeric_limits<double>::infinity();

class NumberLattice {
 public:
  // Codes of symbols; texts are written with '0'-'9', '.', '-', '+', ':', '/'.
  static constexpr std::size_t kSymbols = 16;
  static constexpr std::uint8_t kBlank = 0, kSeparator = 11, kMinus = 12, kPlus = 13, kColon = 14,
                                kSlash = 15;
  using Step = std::array<float, kSymbols>;

  // Another line of the same cell is appended behind the first.
  void append(const LineReading& reading);
  [[nodiscard]] bool empty() const { return steps_.empty(); }
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  [[nodiscard]] float floor() const { return floor_; }
  // The likeliest text, symbol by symbol.
  [[nodiscard]] std::string best_text() const;
  // ln P(text | line) by the CTC forward algorithm; kImpossible as soon as it cannot reach
  // `give_up` any more.
  [[nodiscard]] double log_likelihood(std::string_view text, double give_up = kImpossible) const;
  // From now on a digit that was read as `read` may be `truth` at `share` of its probability.
  void allow_confusion(char read, char truth, float share);

  [[nodiscard]] static std::uint8_t code(char symbol);
  [[nodiscard]] static char symbol(std::uint8_t code) { return "_0123456789.-+:/"[code]; }

 private:
  std::vector<Step> steps_;
  float floor_ = 1e-4F;
};

// Strings that a line may say, the likeliest first, by a prefix beam search. `Grammar` decides
// which prefixes can still become a word of the language.
using PrefixTest = bool (*)(std::string_view prefix, char next);
struct ScoredText {
  std::string text;
  double log_likelihood = 0;
};
[[nodiscard]] std::vector<ScoredText> search_texts(const NumberLattice& lattice, PrefixTest may_add,
                                                   std::size_t count);
// The same of two crops of one line (`again` may be empty): strings that either may say, by what
// both say of them.
[[nodiscard]] std::vector<ScoredText> search_texts(const NumberLattice& lattice,
                                                   const NumberLattice& again, PrefixTest may_add,
                                                   std::size_t count);
// ln P(text | lattice) + ln P(text | again); an empty `again` says nothing.
[[nodiscard]] double log_likelihood_of(const NumberLattice& lattice, const NumberLattice& again,
                                       std::string_view text, double give_up = kImpossible);

class TextLattice {
 public:
  // Another line of the same cell is appended behind the first.
  void append(const LineReading& reading);
  [[nodiscard]] std::size_t steps() const { return ends_.size(); }
  // `text` must be folded (fold_symbol).
  [[nodiscard]] double log_likelihood(std::u32string_view text, double give_up = kImpossible) const;
  [[nodiscard]] float floor() const { return floor_; }

 private:
  [[nodiscard]] float probability(std::size_t step, char32_t symbol) const;
  std::vector<std::uint32_t> ends_;
  std::vector<SymbolScore> scores_;
  std::vector<float> blanks_;
  float floor_ = 1e-4F;
};

}  // namespace zhun::ocr
