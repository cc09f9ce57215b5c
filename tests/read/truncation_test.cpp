// Damage: truncated at every byte and with every byte changed, a fixture is refused or read, and
// where it carries a control total or balances it never gives other sums without saying so.
#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

struct Sums {
  std::size_t rows = 0;
  Money in, out, neutral;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const Statement& statement, std::size_t rows) {
  Sums sums;
  for (const Transaction& row : statement.rows) {
    if (row.row > rows) continue;
    sums.rows += 1;
    (row.direction == Direction::inflow    ? sums.in
     : row.direction == Direction::outflow ? sums.out
                                           : sums.neutral) += row.amount;
  }
  return sums;
}

// Notes that say that something is wrong, and not only how the file was understood.
bool warns(const Statement& statement) {
  for (const char* code :
       {"control_total", "balance_break", "balance_missing", "balance_unreadable", "short_row",
        "long_row", "quote_unclosed", "text_after_table", "total_unreadable", "direction_unknown",
        "direction_undecided", "no_rows", "order_mixed", "table_resumed", "unknown_column"}) {
    if (has_note(statement.notes, code)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a file cut at any byte is refused, or its whole rows are right, or it is noted") {
  for (const char* name :
       {"alipay_2023.csv", "wechat.csv", "icbc_debit_v1.csv", "abc.csv", "boc_debit.csv",
        "corporate.csv", "quoting_damage.csv", "corporate_utf16le.csv", "bank_tabs.csv"}) {
    CAPTURE(name);
    const std::string whole = fixture(std::string("read/fixtures/") + name);
    const auto complete = read_statements(whole, options_for(name));
    REQUIRE(complete.has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto cut = read_statements(std::string_view(whole).substr(0, size), options_for(name));
      if (!cut) {
        CHECK_FALSE(cut.error().message.empty());
        continue;
      }
      for (const Statement& statement : *cut) {
        const bool same =
            sums_of(statement, UINT32_MAX) == sums_of(complete->front(), statement.rows.size());
        if (same || warns(statement)) continue;
        CAPTURE(size);
        CHECK_MESSAGE(false, "a wrong sum without a note");
      }
    }
  }
}

TEST_CASE("a file with printed totals that is cut inside its table always says so") {
  for (const char* name : {"alipay_2023.csv", "wechat.csv"}) {
    CAPTURE(name);
    const std::string whole = fixture(std::string("read/fixtures/") + name);
    const auto complete = read_statements(whole, options_for(name));
    REQUIRE(complete.has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto cut = read_statements(std::string_view(whole).substr(0, size), options_for(name));
      if (!cut || cut->front().rows.size() == complete->front().rows.size()) continue;
      CAPTURE(size);
      CHECK(has_note(cut->front().notes, "control_total"));
    }
  }
}

TEST_CASE("a changed byte never gives other sums in silence where balances or totals are printed") {
  for (const char* name : {"alipay_2023_resaved.csv", "corporate.csv", "boc_debit.csv"}) {
    CAPTURE(name);
    const std::string whole = fixture(std::string("read/fixtures/") + name);
    const auto complete = read_statements(whole, options_for(name));
    REQUIRE(complete.has_value());
    const Sums expected = sums_of(complete->front(), UINT32_MAX);
    // The amount of the oldest row, the last of boc_debit.csv, stands in no equation of that file.
    const bool newest_first = std::string_view(name) == "boc_debit.csv";
    const std::size_t end = newest_first ? whole.rfind('\n', whole.size() - 2) : whole.size();
    for (std::size_t at = 0; at < end; ++at) {
      for (const int bit : {0, 2, 4, 6}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        const auto result = read_statements(changed, options_for(name));
        if (!result) continue;
        Sums sums;
        bool noted = result->size() != 1;
        for (const Statement& statement : *result) {
          sums = sums_of(statement, UINT32_MAX);
          noted = noted || warns(statement);
        }
        if (noted || sums == expected) continue;
        CAPTURE(at);
        CAPTURE(bit);
        CHECK_MESSAGE(false, "a wrong sum without a note");
      }
    }
  }
}
