#include "ocr/lattice.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>

#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;

namespace {

// Steps with probabilities of blank, '1', '2' and the separator that add up to one.
LineReading random_reading(std::size_t steps, simulated::Random& random) {
  LineReading reading;
  reading.floor = 1e-7F;
  for (std::size_t t = 0; t < steps; ++t) {
    double share[4], sum = 0;
    for (double& item : share) sum += item = 0.05 + random.unit();
    const char32_t symbols[4] = {0, U'1', U'2', U'.'};
    for (int i = 0; i < 4; ++i) {
      reading.scores.push_back({symbols[i], static_cast<float>(share[i] / sum)});
    }
    reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
  }
  return reading;
}

// The sum over all paths that collapse to `text`, by enumeration.
double enumerate(const LineReading& reading, const std::string& text) {
  const std::size_t steps = reading.steps();
  std::size_t paths = 1;
  for (std::size_t t = 0; t < steps; ++t) paths *= 4;
  const char symbols[4] = {'_', '1', '2', '.'};
  double sum = 0;
  for (std::size_t path = 0; path < paths; ++path) {
    std::string collapsed;
    char last = '_';
    double probability = 1;
    std::size_t rest = path;
    for (std::size_t t = 0; t < steps; ++t, rest /= 4) {
      const char symbol = symbols[rest % 4];
      probability *= double{reading.step(t)[rest % 4].probability};
      if (symbol != '_' && symbol != last) collapsed += symbol;
      last = symbol;
    }
    if (collapsed == text) sum += probability;
  }
  return std::log(sum);
}

}  // namespace

TEST_CASE("the forward algorithm gives what enumeration of all paths gives") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    simulated::Random random(seed);
    const LineReading reading = random_reading(6, random);
    NumberLattice numbers;
    numbers.append(reading);
    TextLattice texts;
    texts.append(reading);
    for (const char* text : {"1", "11", "12", "1.2", "121", "1.1.1", "22.1"}) {
      CAPTURE(text);
      const double expected = enumerate(reading, text);
      CHECK(numbers.log_likelihood(text) == doctest::Approx(expected).epsilon(1e-4));
      const std::u32string wide(text, text + std::string(text).size());
      CHECK(texts.log_likelihood(wide) == doctest::Approx(expected).epsilon(1e-4));
    }
  }
}

TEST_CASE("a string longer than the line can hold is impossible") {
  simulated::Random random(3);
  NumberLattice lattice;
  lattice.append(random_reading(3, random));
  CHECK(lattice.log_likelihood("1212") == kImpossible);
}

TEST_CASE("comma and point, full width, currency signs and blanks are folded") {
  simulated::Random random(3);
  NumberLattice lattice;
  lattice.append(simulated::make_reading("￥ １，234．50", {}, random));
  CHECK(lattice.best_text() == "1.234.50");
  CHECK(lattice.log_likelihood("1.234.50") > -1);
}

TEST_CASE("the search finds the rival of a blurred digit") {
  LineReading reading;
  const auto step = [&](std::vector<SymbolScore> scores) {
    reading.scores.insert(reading.scores.end(), scores.begin(), scores.end());
    reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
  };
  step({{U'4', 0.6F}, {U'1', 0.39F}});
  step({{0, 0.99F}});
  step({{U'2', 0.99F}});
  NumberLattice lattice;
  lattice.append(reading);
  const auto texts = search_texts(
      lattice, [](std::string_view, char) { return true; }, 5);
  REQUIRE(texts.size() >= 2);
  CHECK(texts[0].text == "42");
  CHECK(texts[1].text == "12");
  CHECK(texts[0].log_likelihood - texts[1].log_likelihood == doctest::Approx(std::log(0.6 / 0.39)));
}

TEST_CASE("a page's confusion makes the other digit as likely as told") {
  simulated::Random random(5);
  NumberLattice lattice;
  lattice.append(simulated::make_reading("11.00", {}, random));
  CHECK(lattice.log_likelihood("41.00") < -8);
  lattice.allow_confusion('1', '4', 0.5F);
  CHECK(lattice.log_likelihood("41.00") > -2);
}
