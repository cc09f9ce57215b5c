#include "ocr/verdict.hpp"

#include <doctest/doctest.h>

#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;

TEST_CASE("the names of verdicts are stable") {
  CHECK(to_string(Verdict::verified) == "verified");
  CHECK(to_string(Verdict::plausible) == "plausible");
  CHECK(to_string(Verdict::doubtful) == "doubtful");
}

TEST_CASE("an unclear amount that the balances settle is a repair, told and not verified") {
  simulated::Random random(41);
  simulated::Document document;
  document.rows = simulated::make_rows(20, random);
  auto pages = print_pages(document, {}, random);
  // The last digit before the point of row 9's amount is as likely another one.
  LineReading& reading = pages[0].rows[9].cells[4].lines[0].reading;
  for (auto& score : reading.scores) {
    if (score.symbol < U'0' || score.symbol > U'9') continue;
    score.symbol = score.symbol == U'9' ? U'8' : score.symbol + 1;
    score.probability = 0.6F;
    break;
  }
  // The true digit stands beside it.
  const std::string text = simulated::print_grouped(document.rows[9].amount);
  LineReading both;
  both.floor = reading.floor;
  std::size_t changed = 0;
  for (std::size_t t = 0; t < reading.steps(); ++t) {
    for (auto score : reading.step(t)) {
      both.scores.push_back(score);
      if (score.probability == 0.6F && changed++ == 0) {
        both.scores.push_back({static_cast<char32_t>(text[0]), 0.35F});
      }
    }
    both.step_ends.push_back(static_cast<std::uint32_t>(both.scores.size()));
  }
  reading = both;
  const auto result = decode_pages(pages, simulated::options());
  REQUIRE(result.has_value());
  const auto& row = result->at(0).statement.rows[9];
  const auto& verdict = result->at(0).verdicts[9];
  CHECK(row.amount.fen() == document.rows[9].true_amount);
  CHECK(row.repaired);
  CHECK(verdict.verdict == Verdict::doubtful);
  REQUIRE(verdict.repairs.size() == 1);
  CHECK(verdict.repairs[0].field == "amount");
  CHECK(verdict.amounts.size() >= 2);
}

TEST_CASE("a second engine's agreement is reported and proves nothing") {
  simulated::Random random(42);
  simulated::Document document;
  document.style = simulated::Style::wallet;
  document.rows = simulated::make_rows(10, random);
  auto pages = print_pages(document, {}, random);
  for (auto& row : pages[0].rows) row.cells[4].lines[0].second = row.cells[4].lines[0].reading;
  pages[0].rows[2].cells[4].lines[0].second = simulated::make_reading("77.70", {}, random);
  const auto result = decode_pages(pages, simulated::options());
  REQUIRE(result.has_value());
  CHECK(result->at(0).verdicts[1].second == SecondReading::agrees);
  CHECK(result->at(0).verdicts[1].verdict == Verdict::plausible);
  CHECK(result->at(0).verdicts[2].second == SecondReading::differs);
  CHECK(result->at(0).verdicts[2].verdict == Verdict::doubtful);
}
