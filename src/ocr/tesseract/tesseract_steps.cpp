// CTC over the codes of single characters.
#include "ocr/tesseract/tesseract_steps.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zhun::ocr {
namespace {

constexpr float kListed = 1e-3F;
constexpr std::size_t kListedMax = 12;  // characters of one segment
constexpr std::uint32_t kBlank = 0;
constexpr float kUnlisted = 1e-4F;  // keeps a path open where the network is sure of another

float probability(const CodeStep& step, std::int32_t code) {
  for (const CodeStep::Score& score : step.scores)
    if (score.code == code) return score.probability;
  return 0;
}

// The probability that the steps spell the codes: states are blank, code, blank, code, ..., blank.
double forward_sum(std::span<const CodeStep> segment, const std::vector<std::int32_t>& codes) {
  const std::size_t states = 2 * codes.size() + 1;
  std::vector<double> before(states, 0), now(states, 0);
  before[0] = 1;
  bool first = true;
  for (const CodeStep& step : segment) {
    for (std::size_t s = 0; s < states; ++s) {
      double sum = before[s];
      if (s > 0 && !(first && s > 1)) sum += before[s - 1];
      const bool is_code = s % 2 == 1;
      if (is_code && s >= 3 && codes[s / 2] != codes[s / 2 - 1] && !first) sum += before[s - 2];
      const float here = is_code ? probability(step, codes[s / 2]) : step.blank;
      now[s] = sum * static_cast<double>(here);
    }
    std::swap(before, now);
    first = false;
  }
  return before[states - 1] + before[states - 2];
}

bool occur(std::span<const CodeStep> segment, const std::vector<std::int32_t>& codes) {
  return std::all_of(codes.begin(), codes.end(), [&](std::int32_t code) {
    return std::any_of(segment.begin(), segment.end(),
                       [&](const CodeStep& step) { return probability(step, code) > 0; });
  });
}

// The Chinese model knows no wide parentheses and reads angle brackets for them.
char32_t as_printed(char32_t symbol) {
  switch (symbol) {
    case U'\u3008':
    case U'\u300A':
      return U'(';
    case U'\u3009':
    case U'\u300B':
      return U')';
    default:
      return symbol;
  }
}

struct Spelled {
  char32_t symbol = 0;
  float probability = 0;
};

// The most probable first.
std::vector<Spelled> spelled_by(std::span<const CodeStep> segment, const TesseractCodes& codes) {
  std::vector<std::int32_t> firsts;
  for (const CodeStep& step : segment)
    for (const CodeStep::Score& score : step.scores) firsts.push_back(score.code);
  std::sort(firsts.begin(), firsts.end());
  firsts.erase(std::unique(firsts.begin(), firsts.end()), firsts.end());
  std::vector<Spelled> found;
  for (const std::int32_t first : firsts)
    for (const TesseractCodes::Character& character : codes.beginning_with(first)) {
      if (!occur(segment, character.codes)) continue;
      const auto sum = static_cast<float>(forward_sum(segment, character.codes));
      if (sum < kListed) continue;
      const char32_t symbol = as_printed(character.symbol);
      const auto same = std::find_if(found.begin(), found.end(),
                                     [&](const Spelled& other) { return other.symbol == symbol; });
      if (same != found.end())
        same->probability = std::min(1.0F, same->probability + sum);
      else
        found.push_back({symbol, std::min(sum, 1.0F)});
    }
  std::sort(found.begin(), found.end(), [](const Spelled& a, const Spelled& b) {
    return std::pair(-a.probability, a.symbol) < std::pair(-b.probability, b.symbol);
  });
  if (found.size() > kListedMax) found.resize(kListedMax);
  return found;
}

// Where each character of a text begins and ends: the likeliest path of its codes through the
// steps. States as in forward_sum(), for the codes of the whole text.
class Alignment {
 public:
  Alignment(std::span<const CodeStep> steps, const std::vector<std::vector<std::int32_t>>& text)
      : steps_(steps) {
    for (std::size_t i = 0; i < text.size(); ++i)
      for (const std::int32_t code : text[i]) {
        codes_.push_back(code);
        character_of_code_.push_back(i);
      }
    states_ = 2 * codes_.size() + 1;
  }

  // The first step behind each character, half way to the next one; empty: the text does not fit.
  [[nodiscard]] std::vector<std::size_t> ends() const {
    const std::vector<std::size_t> path = best_path();
    if (path.empty() || codes_.empty()) return {};
    const std::size_t count = character_of_code_.back() + 1;
    std::vector<std::size_t> first(count, 0), last(count, 0);
    for (std::size_t t = path.size(); t-- > 0;)
      if (path[t] % 2 == 1) first[character_of_code_[path[t] / 2]] = t;
    for (std::size_t t = 0; t < path.size(); ++t)
      if (path[t] % 2 == 1) last[character_of_code_[path[t] / 2]] = t;
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i + 1 < count; ++i) ends.push_back((last[i] + first[i + 1] + 1) / 2);
    ends.push_back(steps_.size());
    return ends;
  }

 private:
  static constexpr double kNever = -1e30;

  [[nodiscard]] double log_score(std::size_t step, std::size_t state) const {
    const float score =
        state % 2 == 1 ? probability(steps_[step], codes_[state / 2]) : steps_[step].blank;
    return std::log(static_cast<double>(std::max(score, kUnlisted)));
  }

  [[nodiscard]] std::vector<std::size_t> best_path() const {
    if (steps_.empty()) return {};
    std::vector<double> before(states_, kNever), now(states_, kNever);
    std::vector<std::uint8_t> moves(states_ * steps_.size(), 0);  // how many states forward
    before[0] = log_score(0, 0);
    if (states_ > 1) before[1] = log_score(0, 1);
    for (std::size_t t = 1; t < steps_.size(); ++t) {
      for (std::size_t s = 0; s < states_; ++s) {
        std::uint8_t move = 0;
        if (s >= 1 && before[s - 1] > before[s]) move = 1;
        const bool may_skip = s >= 3 && s % 2 == 1 && codes_[s / 2] != codes_[s / 2 - 1];
        if (may_skip && before[s - 2] > before[s - move]) move = 2;
        moves[t * states_ + s] = move;
        now[s] = before[s - move] + log_score(t, s);
      }
      std::swap(before, now);
    }
    std::size_t state = states_ - 1;
    if (states_ > 1 && before[state - 1] > before[state]) --state;
    if (before[state] <= kNever / 2) return {};
    std::vector<std::size_t> path(steps_.size());
    for (std::size_t t = steps_.size(); t-- > 0;) {
      path[t] = state;
      state -= moves[t * states_ + state];
    }
    return path;
  }

  std::span<const CodeStep> steps_;
  std::vector<std::int32_t> codes_;
  std::vector<std::size_t> character_of_code_;
  std::size_t states_ = 1;
};

}  // namespace

LineScores steps_of_codes(std::span<const CodeStep> steps, const TesseractCodes& codes) {
  LineScores out;
  for (const CodeStep& step : steps) {
    if (step.blank > 0) out.scores.push_back({out.steps, kBlank, step.blank});
    for (const CodeStep::Score& score : step.scores)
      for (const TesseractCodes::Character& character : codes.beginning_with(score.code))
        out.scores.push_back({out.steps, character.symbol, score.probability});
    ++out.steps;
  }
  return out;
}

LineScores steps_of_characters(std::span<const CodeStep> steps, const std::u32string& text,
                               const TesseractCodes& codes) {
  std::vector<std::vector<std::int32_t>> spelled;
  for (const char32_t symbol : text)
    if (auto one = codes.codes_of(symbol); !one.empty()) spelled.push_back(std::move(one));
  LineScores out;
  std::size_t begin = 0;
  for (const std::size_t end : Alignment(steps, spelled).ends()) {
    const std::span<const CodeStep> segment = steps.subspan(begin, end - begin);
    begin = end;
    for (const Spelled& character : spelled_by(segment, codes))
      out.scores.push_back({out.steps, character.symbol, character.probability});
    float nothing = 1;
    for (const CodeStep& step : segment) nothing *= step.blank;
    if (nothing >= kListed) out.scores.push_back({out.steps, kBlank, nothing});
    ++out.steps;
    out.scores.push_back({out.steps, kBlank, 1});
    ++out.steps;
  }
  return out;
}

}  // namespace zhun::ocr
