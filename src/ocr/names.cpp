// Names are scored through the posteriors, not by their edit distance: two names that differ in one
// symbol are as far apart as the pixels say.
#include "ocr/names.hpp"

#include <algorithm>
#include <array>
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

namespace {

// Forms that statements in simplified characters do not print, and what they print instead.
constexpr std::u32string_view kTraditional =
    U"\u9EC3\u5F37\u975C\u54E1\u8CA0\u6771\u570B\u5EE3\u96F2\u9F8D\u98A8\u8F1D\u9E97\u83EF\u862D";
constexpr std::u32string_view kSimplified =
    U"\u9EC4\u5F3A\u9759\u5458\u8D1F\u4E1C\u56FD\u5E7F\u4E91\u9F99\u98CE\u8F89\u4E3D\u534E\u5170";

constexpr std::array<std::u32string_view, 5> kEndings = {
    U"\u6709\u9650\u516C\u53F8",              // you xian gong si
    U"\u6709\u9650\u8D23\u4EFB\u516C\u53F8",  // you xian ze ren gong si
    U"\u80A1\u4EFD\u6709\u9650\u516C\u53F8",  // gu fen you xian gong si
    U"\u96C6\u56E2\u6709\u9650\u516C\u53F8",  // ji tuan you xian gong si
    U"\u5206\u516C\u53F8"};                   // fen gong si

bool ends_with(std::u32string_view text, std::u32string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// What the name may be instead.
std::vector<std::u32string> list_mended(const std::u32string& read) {
  std::vector<std::u32string> list;
  std::u32string plain = read;
  for (char32_t& c : plain) {
    const auto at = kTraditional.find(c);
    if (at != std::u32string_view::npos) c = kSimplified[at];
  }
  if (plain != read) list.push_back(plain);
  const auto opened = std::count(read.begin(), read.end(), U'(');
  if (opened == std::count(read.begin(), read.end(), U')') + 1) list.push_back(read + U')');
  const bool ended = std::any_of(kEndings.begin(), kEndings.end(),
                                 [&](std::u32string_view end) { return ends_with(read, end); });
  if (ended) return list;
  constexpr std::size_t kStemMin = 3;
  for (const auto end : kEndings) {
    // A symbol is lost or wrong; none that was seen is dropped.
    for (std::size_t size = end.size() - 1; size <= end.size(); ++size) {
      if (end.size() < 4 || read.size() < size + kStemMin) continue;
      const std::u32string_view tail = std::u32string_view(read).substr(read.size() - size);
      if (edit_distance(tail, end) > 1) continue;
      std::u32string whole = read.substr(0, read.size() - size);
      whole += end;
      list.push_back(std::move(whole));
    }
  }
  return list;
}

}  // namespace

std::optional<std::string> mend_name(const NameReading& reading) {
  const std::u32string read = fold_name(reading.text);
  const double base = reading.lattice.log_likelihood(read);
  if (base == kImpossible) return std::nullopt;
  // One symbol of which the pixels show nothing.
  const double most = 1 - std::log(double{reading.lattice.floor()});
  constexpr double kRivalMargin = 3;
  std::u32string best;
  double best_cost = kRivalMargin + most, second_cost = best_cost + kRivalMargin;
  for (auto& mended : list_mended(read)) {
    if (mended == best) continue;
    const double cost = base - reading.lattice.log_likelihood(mended);
    if (cost < best_cost) {
      second_cost = best_cost;
      best_cost = cost;
      best = std::move(mended);
    } else {
      second_cost = std::min(second_cost, cost);
    }
  }
  if (best.empty() || best_cost > most || second_cost - best_cost < kRivalMargin) {
    return std::nullopt;
  }
  return tidy_name(to_utf8(best));
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
