// The team's corpus of files written by others: every CSV of its index must come out exactly.
// Skipped with a message where the corpus is not present.
#include <doctest/doctest.h>

#include <sstream>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// "CNY 989.84; USD 0" or "989.84", as sums by currency; sums of 0 are left out.
std::map<std::string, Money> parse_sums(const std::string& text, const std::string& currency) {
  std::map<std::string, Money> sums;
  for (const std::string& part : split(text, ';')) {
    std::istringstream words(part);
    std::string first, second;
    words >> first >> second;
    const auto amount = parse_money(second.empty() ? first : second);
    REQUIRE(amount.has_value());
    if (!amount->is_zero()) sums[second.empty() ? currency : first] += *amount;
  }
  return sums;
}

std::map<std::string, Money> without_zeros(std::map<std::string, Money> sums) {
  std::erase_if(sums, [](const auto& item) { return item.second.is_zero(); });
  return sums;
}

}  // namespace

TEST_CASE("every CSV of the corpus gives exactly the rows, sums and dates of its index") {
  const auto index = shared("corpus/index.tsv");
  if (!index) {
    MESSAGE("ZHUN_SHARED is not set: the corpus is skipped");
    return;
  }
  std::size_t read = 0, skipped = 0;
  for (const auto& expected : parse_tsv(*index)) {
    const std::string path = expected.at("path");
    if (!path.ends_with(".csv")) {
      ++skipped;  // MT940, camt, OFX, XLS, XLSX, OFD and XML have no reader yet
      continue;
    }
    CAPTURE(path);
    const auto bytes = shared("corpus/" + path);
    REQUIRE(bytes.has_value());
    const auto statements = read_statements(*bytes, options_for("corpus"));
    REQUIRE_MESSAGE(statements.has_value(), (statements ? "" : to_string(statements.error())));
    const Figures figures = figures_of(*statements);
    CHECK(std::to_string(figures.rows) == expected.at("n"));
    // These two print no currency; their amounts are compared, the currency cannot be.
    const bool currency_printed =
        expected.at("layout") != "bmo_credit_csv" && expected.at("layout") != "bmo_debit_csv";
    const std::string currency =
        currency_printed ? expected.at("currency") : statements->front().currency;
    if (!currency_printed) CHECK(has_note(statements->front().notes, "currency_assumed"));
    for (const auto& [direction, count, sum] :
         {std::tuple{"in", "n_in", "sum_in"}, std::tuple{"out", "n_out", "sum_out"},
          std::tuple{"neutral", "n_neutral", "sum_neutral"}}) {
      CAPTURE(direction);
      const auto found = figures.by_direction.find(direction);
      const bool any = found != figures.by_direction.end();
      CHECK(std::to_string(any ? found->second.first : 0) == expected.at(count));
      CHECK(without_zeros(any ? found->second.second : std::map<std::string, Money>{}) ==
            parse_sums(expected.at(sum), currency));
    }
    CHECK(figures.first == expected.at("first_date"));
    CHECK(figures.last == expected.at("last_date"));
    ++read;
  }
  CHECK(read >= 23);
  MESSAGE("corpus: " << read << " CSV files exact, " << skipped
                     << " files of other formats not read yet");
}
