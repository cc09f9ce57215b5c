// Bank messages: values that the three readers share, routing, and damage.
#include "messages_for_tests.hpp"
#include "read/message_values.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

constexpr const char* kMessages[] = {"mt940.sta",      "mt942_latin1.sta", "camt053_v2.xml",
                                     "camt052_v8.xml", "ofx1.ofx",         "ofx2.ofx"};

struct Sums {
  std::size_t rows = 0;
  Money in, out;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const Statement& statement) {
  Sums sums;
  for (const Transaction& row : statement.rows) {
    sums.rows += 1;
    (row.direction == Direction::inflow ? sums.in : sums.out) += row.amount;
  }
  return sums;
}

bool warns(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) {
    for (const char* code :
         {"control_total", "closing_missing", "opening_missing", "balance_break",
          "balance_currency", "balance_unreadable", "total_unreadable", "total_missing",
          "page_missing", "row_incomplete", "row_skipped", "file_cut", "several_currencies"}) {
      if (has_note(statement.notes, code)) return true;
    }
  }
  return false;
}

bool same_sums(const std::vector<Statement>& a, const std::vector<Statement>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].rows.empty() && has_note(a[i].notes, "no_rows")) continue;  // which says it
    if (!(sums_of(a[i]) == sums_of(b[i]))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("amounts of messages are digits with one decimal sign and two decimals") {
  CHECK(read::parse_message_amount("300,", ',') == Money::from_fen(30000));
  CHECK(read::parse_message_amount("8.85000", '.') == Money::from_fen(885));
  CHECK(read::parse_message_amount("000000000473,17", ',') == Money::from_fen(47317));
  for (const char* text : {"", ",", "-1", "1,2,3", "1.5", "1,005", " 1", "92233720368547758,08"}) {
    CAPTURE(text);
    CHECK_FALSE(read::parse_message_amount(text, ',').has_value());
  }
  CHECK(read::parse_message_amount("92233720368547758,07", ',').has_value());
}

TEST_CASE("bank messages are recognised by content among all sources") {
  for (const char* name : kMessages) {
    CAPTURE(name);
    const auto source = read_any(message(name), options_for(name));
    REQUIRE(source.has_value());
    CHECK(std::holds_alternative<std::vector<Statement>>(*source));
  }
}

TEST_CASE("a message cut at any byte is refused, or right, or it is noted") {
  for (const char* name : kMessages) {
    CAPTURE(std::string(name));
    const std::string whole = message(name);
    const auto complete = read_whole(whole);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto cut = read_statements(std::string_view(whole).substr(0, size), options_for(name));
      if (!cut || warns(*cut) || same_sums(*cut, complete)) continue;
      CAPTURE(size);
      CHECK_MESSAGE(false, "a wrong sum without a note");
    }
  }
}

TEST_CASE("a flipped bit never gives other sums in silence where the message proves its rows") {
  for (const char* name : kMessages) {
    CAPTURE(std::string(name));
    const std::string whole = message(name);
    const auto complete = read_whole(whole);
    const bool proved = !std::string_view(name).ends_with(".ofx");  // OFX prints no opening balance
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        const auto result = read_statements(changed, options_for(name));
        if (!result || !proved || warns(*result)) continue;
        if (result->size() == complete.size() && same_sums(*result, complete)) continue;
        CAPTURE(at);
        CAPTURE(bit);
        CHECK_MESSAGE(false, "a wrong sum without a note");
      }
    }
  }
}

TEST_CASE("a file of endless statements is refused") {
  const std::pair<std::string, std::string> files[] = {
      {"", ":20:A\n"}, {"<OFX>", "<STMTRS>"}, {"<Document><BkToCstmrStmt>", "<Stmt></Stmt>"}};
  for (const auto& [head, item] : files) {
    CAPTURE(item);
    std::string text = head;
    for (std::size_t i = 0; i < read::kStatementsMax + 2; ++i) text += item;
    const auto result = read_statements(text, options_for("endless"));
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::limit);
  }
}
