// CTC arithmetic: probabilities stay linear and are rescaled at every step, which is several times
// faster than adding logarithms and as exact.
#include "ocr/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

namespace zhun::ocr {
namespace {

constexpr std::size_t kTextSymbolsMax = 256;

// The forward algorithm over the states blank, s1, blank, s2, ..., blank. `symbol_at(step, index)`
// and `blank_at(step)` are probabilities; `repeats(index)`: symbol index equals the one before.
template <typename SymbolAt, typename BlankAt, typename Repeats>
double run_forward(std::size_t steps, std::size_t symbols, double give_up, SymbolAt symbol_at,
                   BlankAt blank_at, Repeats repeats) {
  if (symbols > kTextSymbolsMax || steps == 0) return kImpossible;
  std::array<double, 2 * kTextSymbolsMax + 1> alpha;
  const std::size_t states = 2 * symbols + 1;
  std::fill_n(alpha.begin(), states, 0.0);
  alpha[0] = 1;
  double scale = 0;
  for (std::size_t t = 0; t < steps; ++t) {
    const double blank = blank_at(t);
    double sum = 0;
    // Downwards, so that the values of the step before are still there. Before the first step only
    // state 0 holds anything, which makes states 0 and 1 the beginnings.
    const std::size_t last = std::min(states - 1, 2 * t + 1);
    const std::size_t rest = 2 * (steps - t);
    const std::size_t first = states > rest ? states - rest : 0;
    for (std::size_t s = last + 1; s-- > 0;) {
      if (s < first) {
        alpha[s] = 0;  // too late to reach the end from here
        continue;
      }
      double value = alpha[s];
      if (s > 0) value += alpha[s - 1];
      if (s % 2 == 1) {
        const std::size_t index = s / 2;
        if (s > 1 && !repeats(index)) value += alpha[s - 2];
        value *= symbol_at(t, index);
      } else {
        value *= blank;
      }
      alpha[s] = value;
      sum += value;
    }
    if (sum <= 0) return kImpossible;
    if (sum < 1e-60 || t + 1 == steps || (t & 7U) == 7U) {
      const double log_sum = std::log(sum);
      scale += log_sum;
      if (scale < give_up) return kImpossible;
      const double factor = 1 / sum;
      for (std::size_t s = 0; s < states; ++s) alpha[s] *= factor;
    }
  }
  const double end = alpha[states - 1] + (states > 1 ? alpha[states - 2] : 0);
  const double result = end > 0 ? scale + std::log(end) : kImpossible;
  return result < give_up ? kImpossible : result;
}

struct Folded {
  std::uint8_t code = 0;
  float weight = 0;
};

bool is_one_of(char32_t symbol, std::u32string_view set) {
  return set.find(symbol) != std::u32string_view::npos;
}

// What a symbol is in a number; weight 0: nothing.
Folded fold_number_symbol(char32_t symbol) {
  if (symbol >= 0xFF01 && symbol <= 0xFF5E) symbol -= 0xFEE0;
  if (symbol >= U'0' && symbol <= U'9') {
    return {static_cast<std::uint8_t>(1 + (symbol - U'0')), 1};
  }
  const auto digit = [](int value, float weight) {
    return Folded{static_cast<std::uint8_t>(1 + value), weight};
  };
  if (is_one_of(symbol, U".,'`\u3002\u3001\u00B7\u2019\u2018\u201A")) {
    return {NumberLattice::kSeparator, 1};
  }
  if (is_one_of(symbol, U"-_~\u2212\u2010\u2011\u2012\u2013\u2014\u2015\u4E00\u30FC")) {
    return {NumberLattice::kMinus, 1};
  }
  if (is_one_of(symbol, U"+\u5341")) return {NumberLattice::kPlus, 1};
  if (is_one_of(symbol, U":;")) return {NumberLattice::kColon, 1};
  // Year and month divide a date as a stroke does; the day's word ends it.
  if (is_one_of(symbol, U"/\u5E74\u6708")) return {NumberLattice::kSlash, 1};
  if (is_one_of(symbol, U" \u00A5\uFFE5\u5143\u3000*\"\u65E5")) return {NumberLattice::kBlank, 1};
  if (is_one_of(symbol, U"Oo\u3007\u25CB")) return digit(0, 1);
  if (is_one_of(symbol, U"lI|\u4E28")) return digit(1, 1);
  if (is_one_of(symbol, U"Zz")) return digit(2, 0.3F);
  if (is_one_of(symbol, U"Ss")) return digit(5, 0.3F);
  if (symbol == U'B') return digit(8, 0.3F);
  return {};
}

}  // namespace

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | (c >> 6));
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | (c >> 12));
      out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | ((c >> 18) & 7));
      out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
      out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return out;
}

std::u32string to_utf32(std::string_view utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + size > utf8.size()) break;
    char32_t symbol = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    for (std::size_t k = 1; k < size; ++k) {
      symbol = (symbol << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    }
    out += symbol;
    i += size;
  }
  return out;
}

char32_t fold_symbol(char32_t symbol) {
  if (symbol >= 0xFF01 && symbol <= 0xFF5E) return symbol - 0xFEE0;
  if (symbol == 0x3000) return U' ';
  if (symbol == 0x3014 || symbol == 0x3010) return U'(';
  if (symbol == 0x3015 || symbol == 0x3011) return U')';
  if (symbol == 0x2022 || symbol == 0x30FB) return 0x00B7;
  return symbol;
}

BestPath read_best_path(const LineReading& reading) {
  BestPath path;
  char32_t last = 0;
  double sum = 0;
  std::u32string text;
  for (std::size_t t = 0; t < reading.steps(); ++t) {
    const auto scores = reading.step(t);
    SymbolScore best;
    for (const auto& score : scores) {
      if (score.probability > best.probability) best = score;
    }
    if (best.symbol != 0 && best.symbol == last) {
      auto& symbol = path.symbols.back();
      symbol.probability = std::max(symbol.probability, best.probability);
    } else if (best.symbol != 0) {
      path.symbols.push_back({best.symbol, static_cast<std::uint32_t>(t), best.probability});
      text += best.symbol;
    }
    last = best.symbol;
  }
  for (const auto& symbol : path.symbols) {
    sum += symbol.probability;
    path.weakest = std::min(path.weakest, symbol.probability);
  }
  if (!path.symbols.empty()) path.confidence = sum / static_cast<double>(path.symbols.size());
  path.text = to_utf8(text);
  return path;
}

LineReading slice(const LineReading& reading, std::size_t begin, std::size_t end) {
  LineReading part;
  part.floor = reading.floor;
  for (std::size_t t = begin; t < std::min(end, reading.steps()); ++t) {
    const auto scores = reading.step(t);
    part.scores.insert(part.scores.end(), scores.begin(), scores.end());
    part.step_ends.push_back(static_cast<std::uint32_t>(part.scores.size()));
  }
  return part;
}

std::uint8_t NumberLattice::code(char symbol) {
  if (symbol >= '0' && symbol <= '9') return static_cast<std::uint8_t>(1 + symbol - '0');
  switch (symbol) {
    case '.':
      return kSeparator;
    case '-':
      return kMinus;
    case '+':
      return kPlus;
    case ':':
      return kColon;
    case '/':
      return kSlash;
    default:
      return kBlank;
  }
}

void NumberLattice::append(const LineReading& reading) {
  constexpr float kFloorLeast = 1e-7F, kSurelyBlank = 0.9F;
  const float floor = std::clamp(reading.floor, kFloorLeast, 0.1F);
  floor_ = steps_.empty() ? floor : std::max(floor_, floor);
  if (!steps_.empty() && reading.steps() > 0) {  // nothing runs over the end of a line
    Step gap;
    gap.fill(floor);
    gap[kBlank] = 1;
    steps_.push_back(gap);
  }
  bool after_blank = false;
  for (std::size_t t = 0; t < reading.steps(); ++t) {
    Step step{};
    for (const auto& score : reading.step(t)) {
      const Folded folded =
          score.symbol == 0 ? Folded{kBlank, 1} : fold_number_symbol(score.symbol);
      step[folded.code] += folded.weight * score.probability;
    }
    bool only_blank = step[kBlank] > kSurelyBlank;
    for (std::size_t s = 0; s < kSymbols; ++s) {
      step[s] = std::clamp(step[s], floor, 1.0F);
      if (s != kBlank && step[s] > 1.5F * floor) only_blank = false;
    }
    // A run of steps that can only be blank says no more than one of them.
    if (only_blank && after_blank) continue;
    after_blank = only_blank;
    steps_.push_back(step);
  }
}

std::string NumberLattice::best_text() const {
  std::string text;
  std::size_t last = 0;
  for (const auto& step : steps_) {
    const auto best =
        static_cast<std::size_t>(std::max_element(step.begin(), step.end()) - step.begin());
    if (best != kBlank && best != last) text += symbol(static_cast<std::uint8_t>(best));
    last = best;
  }
  return text;
}

double NumberLattice::log_likelihood(std::string_view text, double give_up) const {
  constexpr std::size_t kNumberMax = 40;
  if (text.size() > kNumberMax) return kImpossible;
  std::array<std::uint8_t, kNumberMax> codes{};
  for (std::size_t i = 0; i < text.size(); ++i) codes[i] = code(text[i]);
  return run_forward(
      steps_.size(), text.size(), give_up,
      [&](std::size_t t, std::size_t index) { return steps_[t][codes[index]]; },
      [&](std::size_t t) { return steps_[t][kBlank]; },
      [&](std::size_t index) { return index > 0 && codes[index] == codes[index - 1]; });
}

void NumberLattice::allow_confusion(char read, char truth, float share) {
  const auto from = code(read), to = code(truth);
  for (auto& step : steps_) step[to] = std::max(step[to], step[from] * share);
}

namespace {

constexpr std::size_t kPrefixMax = 30;

struct Prefix {
  std::array<char, kPrefixMax> text{};
  std::uint8_t size = 0;
  double blank = 0, symbol = 0;  // probability of ending in blank, in the last symbol
  [[nodiscard]] double total() const { return blank + symbol; }
  [[nodiscard]] std::string_view view() const { return {text.data(), size}; }
};

Prefix& find_or_add(std::vector<Prefix>& beam, const Prefix& parent, char added) {
  const std::size_t size = parent.size + (added != 0 ? 1U : 0U);
  for (auto& item : beam) {
    if (item.size != size) continue;
    if (added != 0 && item.text[size - 1] != added) continue;
    if (std::memcmp(item.text.data(), parent.text.data(), parent.size) == 0) return item;
  }
  beam.push_back(parent);
  Prefix& item = beam.back();
  if (added != 0) item.text[item.size++] = added;
  item.blank = item.symbol = 0;
  return item;
}

struct Active {
  std::uint8_t code;
  float probability;
};

// The symbols that a step offers: what the engine listed, the likeliest first.
std::size_t list_active(const NumberLattice::Step& step, float floor,
                        std::array<Active, NumberLattice::kSymbols>& active) {
  constexpr std::size_t kActiveMax = 6;
  std::size_t count = 0;
  for (std::uint8_t s = 1; s < NumberLattice::kSymbols; ++s) {
    if (step[s] > 1.5F * floor) active[count++] = {s, step[s]};
  }
  if (count > kActiveMax) {
    std::partial_sort(
        active.begin(), active.begin() + kActiveMax,
        active.begin() + static_cast<std::ptrdiff_t>(count),
        [](const Active& a, const Active& b) { return a.probability > b.probability; });
    count = kActiveMax;
  }
  return count;
}

void prune(std::vector<Prefix>& beam, double& scale) {
  constexpr std::size_t kBeamMax = 14;
  constexpr double kWorstShare = 1e-7;
  const auto better = [](const Prefix& a, const Prefix& b) { return a.total() > b.total(); };
  if (beam.size() > kBeamMax) {
    std::nth_element(beam.begin(), beam.begin() + kBeamMax, beam.end(), better);
    beam.resize(kBeamMax);
  }
  double best = 0;
  for (const auto& item : beam) best = std::max(best, item.total());
  if (best <= 0) return;
  std::erase_if(beam, [&](const Prefix& item) { return item.total() < best * kWorstShare; });
  if (best > 1e-30) return;
  scale += std::log(best);
  for (auto& item : beam) {
    item.blank /= best;
    item.symbol /= best;
  }
}

}  // namespace

std::vector<ScoredText> search_texts(const NumberLattice& lattice, PrefixTest may_add,
                                     std::size_t count) {
  std::vector<Prefix> beam(1), next;
  beam.front().blank = 1;
  double scale = 0;
  std::array<Active, NumberLattice::kSymbols> active;
  for (const auto& step : lattice.steps()) {
    const std::size_t actives = list_active(step, lattice.floor(), active);
    const double blank = step[NumberLattice::kBlank];
    next.clear();
    for (const auto& item : beam) {
      Prefix& same = find_or_add(next, item, 0);
      same.blank += item.total() * blank;
      if (item.size > 0) {
        same.symbol += item.symbol * step[NumberLattice::code(item.text[item.size - 1])];
      }
      if (item.size + 1U >= kPrefixMax) continue;
      for (std::size_t i = 0; i < actives; ++i) {
        const char symbol = NumberLattice::symbol(active[i].code);
        if (!may_add(item.view(), symbol)) continue;
        const bool repeated = item.size > 0 && item.text[item.size - 1] == symbol;
        const double mass = (repeated ? item.blank : item.total()) * double{active[i].probability};
        if (mass <= 0) continue;
        find_or_add(next, item, symbol).symbol += mass;
      }
    }
    beam.swap(next);
    prune(beam, scale);
  }
  std::sort(beam.begin(), beam.end(), [](const Prefix& a, const Prefix& b) {
    return a.total() != b.total() ? a.total() > b.total() : a.view() < b.view();
  });
  std::vector<ScoredText> texts;
  for (const auto& item : beam) {
    if (item.size == 0 || item.total() <= 0) continue;
    if (texts.size() == count) break;
    texts.push_back({std::string(item.view()), scale + std::log(item.total())});
  }
  return texts;
}

double log_likelihood_of(const NumberLattice& lattice, const NumberLattice& again,
                         std::string_view text, double give_up) {
  const double first = lattice.log_likelihood(text, give_up);
  if (first == kImpossible || again.empty()) return first;
  const double second = again.log_likelihood(text, give_up - first);
  return second == kImpossible ? kImpossible : first + second;
}

std::vector<ScoredText> search_texts(const NumberLattice& lattice, const NumberLattice& again,
                                     PrefixTest may_add, std::size_t count) {
  std::vector<ScoredText> texts = search_texts(lattice, may_add, count);
  if (again.empty()) return texts;
  for (auto& item : search_texts(again, may_add, count)) {
    const bool known = std::any_of(texts.begin(), texts.end(), [&](const ScoredText& other) {
      return other.text == item.text;
    });
    if (!known) texts.push_back(std::move(item));
  }
  for (auto& item : texts) item.log_likelihood = log_likelihood_of(lattice, again, item.text);
  std::stable_sort(texts.begin(), texts.end(), [](const ScoredText& a, const ScoredText& b) {
    return a.log_likelihood > b.log_likelihood;
  });
  if (texts.size() > count) texts.resize(count);
  return texts;
}

void TextLattice::append(const LineReading& reading) {
  constexpr float kFloorLeast = 1e-7F;
  const float floor = std::clamp(reading.floor, kFloorLeast, 0.1F);
  floor_ = ends_.empty() ? floor : std::max(floor_, floor);
  if (!ends_.empty() && reading.steps() > 0) {  // nothing runs over the end of a line
    blanks_.push_back(1);
    ends_.push_back(static_cast<std::uint32_t>(scores_.size()));
  }
  for (std::size_t t = 0; t < reading.steps(); ++t) {
    const std::size_t begin = scores_.size();
    float blank = floor_;
    for (const auto& score : reading.step(t)) {
      const char32_t symbol = fold_symbol(score.symbol);
      if (symbol == 0 || symbol == U' ') {
        blank = std::min(1.0F, blank + score.probability);
        continue;
      }
      const auto known =
          std::find_if(scores_.begin() + static_cast<std::ptrdiff_t>(begin), scores_.end(),
                       [&](const SymbolScore& item) { return item.symbol == symbol; });
      if (known != scores_.end()) {
        known->probability = std::min(1.0F, known->probability + score.probability);
      } else {
        scores_.push_back({symbol, score.probability});
      }
    }
    blanks_.push_back(blank);
    ends_.push_back(static_cast<std::uint32_t>(scores_.size()));
  }
}

float TextLattice::probability(std::size_t step, char32_t symbol) const {
  const std::size_t begin = step == 0 ? 0 : ends_[step - 1];
  for (std::size_t i = begin; i < ends_[step]; ++i) {
    if (scores_[i].symbol == symbol) return std::max(scores_[i].probability, floor_);
  }
  return floor_;
}

double TextLattice::log_likelihood(std::u32string_view text, double give_up) const {
  return run_forward(
      ends_.size(), text.size(), give_up,
      [&](std::size_t t, std::size_t index) { return probability(t, text[index]); },
      [&](std::size_t t) { return blanks_[t]; },
      [&](std::size_t index) { return index > 0 && text[index] == text[index - 1]; });
}

}  // namespace zhun::ocr
