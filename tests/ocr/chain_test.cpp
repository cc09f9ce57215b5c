#include "ocr/chain.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "ocr/chain_proof.hpp"
#include "ocr/chain_roles.hpp"
#include "ocr/chain_totals.hpp"
#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;
using simulated::Document;
using simulated::Noise;
using simulated::Outcome;
using simulated::Random;
using simulated::Style;

namespace {

std::size_t rows_to_try() { return std::getenv("ZHUN_LONG") != nullptr ? 20000 : 2000; }

constexpr Style kStyles[] = {Style::marked, Style::signs, Style::two_columns};

void add(Outcome& sum, const Outcome& one) {
  sum.rows += one.rows;
  sum.matched += one.matched;
  sum.exact += one.exact;
  sum.verified += one.verified;
  sum.verified_wrong += one.verified_wrong;
  sum.plausible += one.plausible;
  sum.plausible_wrong += one.plausible_wrong;
  sum.verified_misdated += one.verified_misdated;
}

Outcome run(const Noise& noise, std::size_t rows, double margin = 10) {
  Outcome sum;
  for (std::uint64_t seed = 1; sum.rows < rows; ++seed) {
    Random random(seed);
    Document document;
    document.style = kStyles[seed % 3];
    document.newest_first = seed % 2 == 0;
    document.grouped = seed % 5 != 0;
    document.rows = simulated::make_rows(8 + seed % 60, random);
    document.rows_per_page = 28;
    const auto result =
        decode_pages(print_pages(document, noise, random), simulated::options(margin));
    if (!result) {
      sum.rows += document.rows.size();
      continue;
    }
    const Outcome one = compare(document, *result);
    if (one.verified_wrong > 0) MESSAGE("verified wrongly with seed " << seed);
    add(sum, one);
  }
  return sum;
}

void report(const char* what, const Outcome& outcome) {
  MESSAGE(std::string(what) << ": rows " << outcome.rows << ", matched " << outcome.matched
                            << ", exact " << outcome.exact << ", verified " << outcome.verified
                            << ", wrongly " << outcome.verified_wrong << ", misdated "
                            << outcome.verified_misdated << ", plausible " << outcome.plausible
                            << ", of them wrong " << outcome.plausible_wrong);
}

}  // namespace

TEST_CASE("no row is verified wrongly, whatever the noise") {
  struct Level {
    const char* name;
    double error, blur, confident, lost;
    float floor;
    double verified_least;
  };
  constexpr Level levels[] = {
      {"clean", 0, 0, 0, 0, 1e-4F, 0.96},
      {"office", 0.002, 0.01, 0.2, 0.0, 1e-4F, 0.85},
      {"photo", 0.01, 0.05, 0.3, 0.002, 1e-4F, 0.25},
      {"bad", 0.03, 0.10, 0.5, 0.01, 1e-4F, 0.015},
      {"worst", 0.08, 0.2, 0.6, 0.02, 1e-4F, 0},
      {"saturated", 0.004, 0.02, 0.3, 0, 0.004F, 0.55},
      {"saturated bad", 0.03, 0.1, 0.5, 0, 0.004F, 0.01},
  };
  for (const auto& level : levels) {
    Noise noise;
    noise.error = level.error;
    noise.blur = level.blur;
    noise.confident = level.confident;
    noise.lost = level.lost;
    noise.floor = level.floor;
    const Outcome outcome = run(noise, rows_to_try());
    report(level.name, outcome);
    CHECK(outcome.verified_wrong == 0);
    // Where all figures are right and a single crop says clearly what a neighbour's date could be,
    // nothing tells.
    CHECK(outcome.verified_misdated <= 1 + outcome.rows / 5000);
    CHECK(static_cast<double>(outcome.verified) >=
          level.verified_least * static_cast<double>(outcome.rows));
  }
}

TEST_CASE("one digit taken for another throughout ends flagged, never verified wrongly") {
  constexpr const char* hunts[] = {"41", "38", "06", "17", "56", "89", "60", "65",
                                   "08", "94", "71", "23", "83", "90", "27"};
  for (const char* hunt : hunts) {
    for (const double rate : {1.0, 0.5, 0.15}) {
      for (const float floor : {1e-4F, 0.004F}) {
        Noise noise;
        noise.confused_truth = hunt[0];
        noise.confused_read = hunt[1];
        noise.confused_rate = rate;
        noise.floor = floor;
        const Outcome outcome = run(noise, rows_to_try() / 4);
        CAPTURE(hunt);
        CAPTURE(rate);
        report(hunt, outcome);
        CHECK(outcome.verified_wrong == 0);
        CHECK(outcome.verified_misdated * 200 <= outcome.rows);
      }
    }
  }
}

TEST_CASE("a digit confused throughout the balances alone never verifies a wrong row") {
  constexpr const char* hunts[] = {"41", "38", "06", "56", "17", "83", "60", "71", "90", "27"};
  for (const char* hunt : hunts) {
    CAPTURE(hunt);
    Outcome sum;
    for (std::uint64_t seed = 1; sum.rows < rows_to_try() / 4; ++seed) {
      Random random(seed);
      Document document;
      document.style = kStyles[seed % 3];
      document.newest_first = seed % 2 == 0;
      document.rows = simulated::make_rows(8 + seed % 60, random);
      Noise noise;
      auto pages = print_pages(document, noise, random);
      noise.confused_truth = hunt[0];
      noise.confused_read = hunt[1];
      const std::size_t column = document.style == Style::marked  ? 5
                                 : document.style == Style::signs ? 3
                                                                  : 4;
      for (auto& page : pages) {
        for (auto& row : page.rows) {
          auto& reading = row.cells[column].lines.front().reading;
          reading = simulated::make_reading(read_best_path(reading).text, noise, random);
        }
      }
      const auto result = decode_pages(pages, simulated::options(10));
      sum.rows += result ? 0 : document.rows.size();
      if (result) add(sum, compare(document, *result));
    }
    report(hunt, sum);
    CHECK(sum.verified_wrong == 0);
  }
}
