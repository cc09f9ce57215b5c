// Large texts in other encodings than UTF-8 are read through a window; texts that repeat are kept
// once.
#include <doctest/doctest.h>

#include <string>

#include "read/csv.hpp"
#include "read/text_cache.hpp"
#include "read/text_window.hpp"
#include "zhun/read.hpp"

using namespace zhun;
using namespace zhun::read;

namespace {

// 交易日期,金额,摘要 and rows of 货款 in GB18030, longer than several windows.
std::string made_gb18030(int rows) {
  std::string text = "\xBD\xBB\xD2\xD7\xC8\xD5\xC6\xDA,\xBD\xF0\xB6\xEE,\xD5\xAA\xD2\xAA\r\n";
  for (int i = 0; i < rows; ++i) {
    text += "2026-01-" + std::to_string(10 + i % 20) + "," + std::to_string(i + 1) +
            (i % 2 == 0 ? ".00,\"\xBB\xF5\xBF\xEE,\"\"" : ".00,\"\xBB\xF5\xBF\xEE\r\n\"\"") +
            std::to_string(i) + "\"\"\"\r\n";
  }
  return text;
}

ReadOptions options_of(const char* name) {
  ReadOptions options;
  options.source_name = name;
  return options;
}

}  // namespace

TEST_CASE("a large file in GB18030 gives every row, those across the window's end included") {
  constexpr int kRows = 40'000;
  const auto statements = read_statements(made_gb18030(kRows), options_of("large.csv"));
  REQUIRE(statements.has_value());
  const auto& rows = statements->front().rows;
  REQUIRE(rows.size() == kRows);
  std::int64_t sum = 0;
  bool texts = true;
  for (const auto& row : rows) {
    sum += row.amount.fen();
    const std::int64_t number = row.amount.fen() / 100 - 1;
    const std::string middle = number % 2 == 0 ? "," : "\r\n";
    texts = texts && row.summary == "货款" + middle + "\"" + std::to_string(number) + "\"";
  }
  CHECK(sum == std::int64_t{kRows} * (kRows + 1) / 2 * 100);
  CHECK(texts);
}

TEST_CASE("bytes that are not GB18030 far behind in a large file are an error") {
  std::string text = made_gb18030(40'000);
  text[text.size() - 40] = '\xFF';
  const auto statements = read_statements(text, options_of("large.csv"));
  REQUIRE_FALSE(statements.has_value());
  CHECK(statements.error().code == ErrorCode::format);
  CHECK(statements.error().message.find("GB18030") != std::string::npos);
}

TEST_CASE("a large file in UTF-16 gives every row") {
  std::string wide = "\xFF\xFE";
  const std::string text = [] {
    std::string ascii = "date,amount,description\n";
    for (int i = 0; i < 20'000; ++i) ascii += "2026-01-05," + std::to_string(i + 1) + ",x\n";
    return ascii;
  }();
  for (const char c : text) wide += std::string{c, '\0'};
  const auto statements = read_statements(wide, options_of("wide.csv"));
  REQUIRE(statements.has_value());
  CHECK(statements->front().rows.size() == 20'000);
}

TEST_CASE("a copy of a reader goes on by itself") {
  const std::string text = made_gb18030(30'000);
  const Limits limits;
  CsvReader reader(TextWindow(text, Encoding::gb18030), ',', limits);
  CsvRow row, other_row;
  for (int i = 0; i < 10; ++i) REQUIRE(reader.next(row));
  CsvReader other(reader);
  std::size_t rows = 10;
  bool same = true;
  while (other.next(other_row)) {
    ++rows;
    same = same && reader.next(row) && row.raw == other_row.raw && row.line == other_row.line;
  }
  CHECK(rows == 30'001);
  CHECK(same);
}

TEST_CASE("a text that repeats is stored once") {
  TextArena arena;
  TextCache cache;
  const StoredText first = cache.store("货款", arena);
  CHECK(cache.store("采购款", arena) != first);
  CHECK(cache.store(std::string("货款"), arena).data() == first.data());
}

TEST_CASE("texts of any length are stored whole") {
  TextArena arena;
  for (const std::size_t size : {0u, 1u, 254u, 255u, 256u, 70'000u}) {
    const std::string text(size, 'x');
    const StoredText stored = arena.store(text);
    CHECK(stored.view() == text);
    CHECK(stored.empty() == text.empty());
  }
}

TEST_CASE("no amount is not an amount of 0") {
  OptionalMoney none;
  CHECK_FALSE(none.has_value());
  CHECK(none == OptionalMoney(std::nullopt));
  CHECK(none != OptionalMoney(Money()));
  CHECK(none.value_or(Money::from_fen(7)) == Money::from_fen(7));
  CHECK_THROWS_AS((void)none.value(), std::bad_optional_access);
  CHECK(OptionalMoney(std::optional<Money>(Money::from_fen(5)))->fen() == 5);
  CHECK_FALSE(std::optional<Money>(none).has_value());
}
