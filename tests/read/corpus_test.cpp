// The team's corpus of files written by others: every file of its index that has a reader must come
// out exactly.
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

bool is_bank_message(const std::string& layout) {
  return layout.starts_with("mt940") || layout.starts_with("camt") || layout.starts_with("ofx");
}

bool is_sheet(const std::string& path) { return path.ends_with(".xls") || path.ends_with(".xlsx"); }

// The index has nothing for rows without a date, and prints days that do not exist; both are noted.
void check_dates(const Figures& figures, const std::vector<Statement>& statements,
                 const std::string& first, const std::string& last) {
  if (figures.rows > 0 && (first.empty() || !parse_date(first))) {
    CHECK(has_note(statements.front().notes, "date_missing"));
    return;
  }
  CHECK(figures.first == first);
  CHECK(figures.last == last);
}

}  // namespace

TEST_CASE("every CSV, workbook and bank message of the corpus is exactly what its index says") {
  const auto index = shared("corpus/index.tsv");
  if (!index) {
    MESSAGE("ZHUN_SHARED is not set: the corpus is skipped");
    return;
  }
  std::size_t read = 0, skipped = 0;
  for (const auto& expected : parse_tsv(*index)) {
    const std::string path = expected.at("path");
    const std::string layout = expected.at("layout");
    if (!path.ends_with(".csv") && !is_bank_message(layout) && !is_sheet(path)) {
      ++skipped;  // not a statement
      continue;
    }
    CAPTURE(path);
    const auto bytes = shared("corpus/" + path);
    REQUIRE(bytes.has_value());
    auto statements = read_statements(*bytes, options_for("corpus"));
    REQUIRE_MESSAGE(statements.has_value(), (statements ? "" : to_string(statements.error())));
    // Some figures are those of the first sheet, of which later ones are copies.
    if (expected.at("notes").find("figures are for sheet 0 only") != std::string::npos)
      statements->resize(1);
    const Figures figures = figures_of(*statements);
    CHECK(std::to_string(figures.rows) == expected.at("n"));
    // These print no currency; their amounts are compared, the currency cannot be.
    const bool currency_printed =
        layout != "bmo_credit_csv" && layout != "bmo_debit_csv" && expected.at("currency") != "?";
    const std::string currency =
        currency_printed ? expected.at("currency") : statements->front().currency;
    // MT942 has a currency in :34F:, which the index does not look at.
    if (!currency_printed && statements->front().layout != "mt942")
      CHECK(has_note(statements->front().notes, "currency_assumed"));
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
    check_dates(figures, *statements, expected.at("first_date"), expected.at("last_date"));
    ++read;
  }
  CHECK(read >= 23 + 51 + 5);
  MESSAGE("corpus: " << read << " files exact, " << skipped << " files of other kinds");
}
