// Names are scored through the posteriors, not by their edit distance: two names that differ in one
// symbol are as far apart as the pixels say.
#include "ocr/names.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "ocr/columns.hpp"

namespace zhun::ocr {
namespace {

bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x3000 && c <= 0x303F);
}

std::u32string fold_name(std::string_view name) {
  std::u32string folded;
  for (const char32_t c : to_utf32(name)) {
    const char32_t symbol = fold_symbol(c);
    if (symbol != U' ') folded += symbol;
  }
  return folded;
}

}  // namespace

std::string tidy_name(std::string_view text) {
  const std::u32string symbols = to_utf32(text);
  const bool chinese = std::any_of(symbols.begin(), symbols.end(),
                                   [](char32_t c) { return c >= 0x3400 && c <= 0x9FFF; });
  std::u32string tidy;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    char32_t c = symbols[i];
    if (c == 0x3000) c = U' ';
    if (c == U' ') {
      const bool inside = !tidy.empty() && i + 1 < symbols.size();
      const bool by_wide = inside && (is_wide(tidy.back()) || is_wide(symbols[i + 1]));
      if (!inside || by_wide || tidy.back() == U' ') continue;
    }
    if (chinese && c == U'(') c = 0xFF08;
    if (chinese && c == U')') c = 0xFF09;
    tidy += c;
  }
  while (!tidy.empty() && tidy.back() == U' ') tidy.pop_back();
  return to_utf8(tidy);
}

NameReading read_name(const Cell& cell) {
  NameReading reading;
  const CellText text = read_cell(cell);
  reading.text = tidy_name(text.text);
  reading.confidence = text.confidence;
  for (const auto& line : cell.lines) reading.lattice.append(line.reading);
  return reading;
}

void Lexicon::add(std::string_view name) {
  std::string tidy = tidy_name(name);
  std::u32string folded = fold_name(tidy);
  constexpr std::size_t kSymbolsMin = 2;
  if (folded.size() < kSymbolsMin) return;
  for (const auto& entry : entries_) {
    if (entry.folded == folded) return;
  }
  entries_.push_back({std::move(tidy), std::move(folded)});
}

bool Lexicon::knows(std::string_view name) const {
  const std::u32string folded = fold_name(name);
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const Entry& entry) { return entry.folded == folded; });
}

std::optional<std::string> Lexicon::resolve(const NameReading& reading) const {
  const std::u32string read = fold_name(reading.text);
  constexpr std::size_t kSymbolsMin = 3;
  if (read.size() < kSymbolsMin || knows(reading.text)) return std::nullopt;
  const double base = reading.lattice.log_likelihood(read);
  if (base == kImpossible) return std::nullopt;
  // A symbol that is not what it looked like costs up to this much; a rival must cost more.
  const double floor = -std::log(double{reading.lattice.floor()});
  const double per_symbol = 0.8 * floor;
  constexpr double kRivalMargin = 3;
  const Entry* best = nullptr;
  double best_cost = 0, second_cost = 1e9;
  for (const auto& entry : entries_) {
    const std::size_t longer = std::max(entry.folded.size(), read.size());
    const std::size_t shorter = std::min(entry.folded.size(), read.size());
    const std::size_t allowed = std::max<std::size_t>(1, longer / 5);
    if (longer - shorter > allowed) continue;
    const std::size_t distance = edit_distance(entry.folded, read);
    if (distance > allowed) continue;
    const double cost = base - reading.lattice.log_likelihood(entry.folded);
    if (cost > per_symbol * static_cast<double>(distance)) continue;
    if (best == nullptr || cost < best_cost) {
      if (best != nullptr) second_cost = std::min(second_cost, best_cost);
      best = &entry;
      best_cost = cost;
    } else {
      second_cost = std::min(second_cost, cost);
    }
  }
  if (best == nullptr || second_cost - best_cost < kRivalMargin) return std::nullopt;
  return best->name;
}

Lexicon build_lexicon(const std::vector<std::string>& known,
                      const std::vector<const NameReading*>& readings) {
  Lexicon lexicon;
  for (const auto& name : known) lexicon.add(name);
  // A name of the statement itself counts once it stands there twice, clearly both times.
  constexpr double kClear = 0.97;
  std::map<std::string, std::size_t> clear;
  for (const auto* reading : readings) {
    if (reading->confidence >= kClear) clear[reading->text] += 1;
  }
  for (const auto& [name, count] : clear) {
    if (count >= 2) lexicon.add(name);
  }
  return lexicon;
}

}  // namespace zhun::ocr
