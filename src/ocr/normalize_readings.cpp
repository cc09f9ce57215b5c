// Posteriors out of words: the alternatives are aligned to the best reading symbol by symbol.
#include <algorithm>
#include <cmath>

#include "ocr/lattice.hpp"
#include "ocr/normalize.hpp"

namespace zhun::ocr {
namespace {

constexpr float kFloor = 1e-3F;  // engines of this kind tell less than posteriors do

// For each symbol of `best` the symbol of `other` that stands in its place, 0 where none does.
std::u32string align(std::u32string_view best, std::u32string_view other) {
  const std::size_t rows = best.size(), columns = other.size();
  std::vector<std::vector<std::size_t>> cost(rows + 1, std::vector<std::size_t>(columns + 1));
  for (std::size_t i = 0; i <= rows; ++i) {
    for (std::size_t k = 0; k <= columns; ++k) {
      if (i == 0 || k == 0) {
        cost[i][k] = i + k;
        continue;
      }
      const std::size_t change = cost[i - 1][k - 1] + (best[i - 1] == other[k - 1] ? 0U : 1U);
      cost[i][k] = std::min({cost[i - 1][k] + 1, cost[i][k - 1] + 1, change});
    }
  }
  std::u32string aligned(rows, U'\0');
  for (std::size_t i = rows, k = columns; i > 0 && k > 0;) {
    const std::size_t change = cost[i - 1][k - 1] + (best[i - 1] == other[k - 1] ? 0U : 1U);
    if (cost[i][k] == change) {
      aligned[--i] = other[--k];
    } else if (cost[i][k] == cost[i - 1][k] + 1) {
      --i;
    } else {
      --k;
    }
  }
  return aligned;
}

void push_step(LineReading& reading, std::vector<SymbolScore>& scores) {
  std::stable_sort(scores.begin(), scores.end(), [](const SymbolScore& a, const SymbolScore& b) {
    return a.probability > b.probability;
  });
  reading.scores.insert(reading.scores.end(), scores.begin(), scores.end());
  reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
}

}  // namespace

LineReading reading_of(const std::vector<WordAlternative>& readings) {
  constexpr std::size_t kSymbolsMax = 200, kAlternativesMax = 8;
  LineReading reading;
  reading.floor = kFloor;
  if (readings.empty()) return reading;
  std::u32string best = to_utf32(readings.front().text);
  if (best.size() > kSymbolsMax) best.resize(kSymbolsMax);
  struct Voice {
    std::u32string symbols;
    double share = 0;
  };
  std::vector<Voice> voices;
  double sum = 0;
  for (std::size_t i = 0; i < std::min(readings.size(), kAlternativesMax); ++i) {
    const double score = std::clamp(readings[i].score, 1e-3, 1.0);
    std::u32string symbols = i == 0 ? best : to_utf32(readings[i].text);
    if (symbols.size() > kSymbolsMax) symbols.resize(kSymbolsMax);
    voices.push_back({i == 0 ? best : align(best, symbols), score});
    sum += score;
  }
  // What the scores leave over is nobody's: the floor.
  for (auto& voice : voices) voice.share /= std::max(1.0, sum);
  std::vector<SymbolScore> gap{{0, 0.99F}};
  push_step(reading, gap);
  for (std::size_t at = 0; at < best.size(); ++at) {
    std::vector<SymbolScore> scores;
    for (const auto& voice : voices) {
      const char32_t symbol = voice.symbols[at];
      const auto share = static_cast<float>(voice.share);
      const auto known = std::find_if(scores.begin(), scores.end(), [&](const SymbolScore& item) {
        return item.symbol == symbol;
      });
      if (known != scores.end()) {
        known->probability += share;
      } else {
        scores.push_back({symbol, share});
      }
    }
    push_step(reading, scores);
    gap.assign({{0, 0.99F}});
    push_step(reading, gap);
  }
  return reading;
}

}  // namespace zhun::ocr
