// The tokenizer: no byte and no cell is lost, and the damage of real exports is mended.
#include "read/csv.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace zhun;
using namespace zhun::read;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_all(std::string_view text, std::size_t columns = 0, char delimiter = ',') {
  const Limits limits;
  CsvReader reader(text, delimiter, limits);
  reader.expect_columns(columns);
  CsvRow row;
  Rows rows;
  while (reader.next(row)) rows.emplace_back(row.cells.begin(), row.cells.end());
  CHECK_FALSE(reader.error().has_value());
  return rows;
}

// A small generator with a fixed seed, so that the test says the same every time.
class Chance {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<std::uint32_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 20260325;
};

}  // namespace

TEST_CASE("cells are divided at delimiters, rows at CR, LF and CRLF alike") {
  CHECK(read_all("a,b\r\nc,\rd\n,e") == Rows{{"a", "b"}, {"c", ""}, {"d"}, {"", "e"}});
  CHECK(read_all("a;b|c", 0, ';') == Rows{{"a", "b|c"}});
  CHECK(read_all("").empty());
  CHECK(read_all("\n\n") == Rows{{""}, {""}});
}

TEST_CASE("a quoted cell keeps delimiters, line ends and doubled quotes") {
  CHECK(read_all("\"a,b\",c\n") == Rows{{"a,b", "c"}});
  CHECK(read_all("\"a\nb\",c\nd,e\n", 2) == Rows{{"a\nb", "c"}, {"d", "e"}});
  CHECK(read_all("\"a \"\"x\"\" b\",\"\"\n") == Rows{{"a \"x\" b", ""}});
}

TEST_CASE("blanks and tabs around quotes do not spoil the cell") {
  CHECK(read_all("\"1\"\t,\"2\"\t\t, \"3\" \n") == Rows{{"1", "2", "3"}});
  CHECK(read_all("\"1\"\t\"2\"\n", 0, '\t') == Rows{{"1", "2"}});
}

TEST_CASE("a quote inside a cell is a character") {
  CHECK(read_all("a\"b\"c,d\"\n") == Rows{{"a\"b\"c", "d\""}});
  CHECK(read_all("\"a \"b\" c\",d\n") == Rows{{"a \"b\" c", "d"}});
}

TEST_CASE("a quote that is never closed ends with its line when rows follow") {
  const Rows rows = read_all("1,\"a,x\n2,\"b\",y\n3,c,z\n", 3);
  CHECK(rows == Rows{{"1", "a", "x"}, {"2", "b", "y"}, {"3", "c", "z"}});
  CHECK(read_all("1,2,\"a\n3,4,b\n5,6,\"c\"\n", 3) ==
        Rows{{"1", "2", "a"}, {"3", "4", "b"}, {"5", "6", "c"}});
}

TEST_CASE("an open quote at the end of the text takes the rest") {
  const Limits limits;
  CsvReader reader("a,\"b", ',', limits);
  CsvRow row;
  REQUIRE(reader.next(row));
  CHECK(row.quote_open);
  CHECK(row.cells == std::vector<std::string_view>{"a", "b"});
  CHECK_FALSE(reader.next(row));
}

TEST_CASE("lines are counted as an editor counts them") {
  const Limits limits;
  CsvReader reader("a\r\n\"b\nc\",d\ne\rf", ',', limits);
  CsvRow row;
  std::vector<std::uint32_t> lines;
  while (reader.next(row)) lines.push_back(row.line);
  CHECK(lines == std::vector<std::uint32_t>{1, 2, 4, 5});
}

TEST_CASE("the delimiter that divides the rows evenly is found") {
  CHECK(detect_delimiter("a,b,c\n1,2,3\n") == ',');
  CHECK(detect_delimiter("a;b;c\n1,5;2;3\n") == ';');
  CHECK(detect_delimiter("a\tb\n1,234.00\t2\n1,234.00\t3\n5\t6\n") == '\t');
  CHECK(detect_delimiter("a|b|c\n1|2|3\n") == '|');
  CHECK(detect_delimiter("") == ',');
}

TEST_CASE("what is written with quotes is read back cell by cell") {
  Chance chance;
  const std::string alphabet = "ab,\"\n\r\t 7";
  for (int round = 0; round < 300; ++round) {
    Rows written;
    std::string text;
    const std::uint32_t columns = 1 + chance.below(5);
    for (std::uint32_t r = 0; r < 1 + chance.below(6); ++r) {
      written.emplace_back();
      for (std::uint32_t c = 0; c < columns; ++c) {
        std::string cell;
        for (std::uint32_t k = chance.below(8); k > 0; --k) {
          cell += alphabet[chance.below(static_cast<std::uint32_t>(alphabet.size()))];
        }
        text += c > 0 ? ",\"" : "\"";
        for (const char byte : cell) text.append(byte == '"' ? 2 : 1, byte);
        text += '"';
        written.back().push_back(cell);
      }
      text += round % 2 == 0 ? "\n" : "\r\n";
    }
    CAPTURE(text);
    CHECK(read_all(text) == written);
  }
}

TEST_CASE("whatever the bytes, the rows together are the text") {
  Chance chance;
  const std::string alphabet = "a,\"\n\r\t;";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::uint32_t k = chance.below(200); k > 0; --k) {
      text += alphabet[chance.below(static_cast<std::uint32_t>(alphabet.size()))];
    }
      const Limits limits;
    CsvReader reader(text, ',', limits);
    reader.expect_columns(chance.below(4));
    CsvRow row;
    std::size_t at = 0;
    while (reader.next(row)) {
      CAPTURE(text);
      REQUIRE(row.raw.data() == text.data() + at);
      at += row.raw.size();
      if (at < text.size()) {
        REQUIRE((text[at] == '\n' || text[at] == '\r'));
        at += text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2u : 1u;
      }
      std::size_t cell_bytes = 0, delimiters = 0;
      for (const auto cell : row.cells) cell_bytes += cell.size();
      for (const char byte : row.raw) delimiters += byte == ',' ? 1u : 0u;
      CHECK(cell_bytes <= row.raw.size());
      CHECK(row.cells.size() <= delimiters + 1);
    }
    CHECK(at == text.size());
  }
}

TEST_CASE("rows without quotes lose no byte") {
  const std::string text = "ab,c d,,\tx\nk,,\n";
  const Limits limits;
  CsvReader reader(text, ',', limits);
  CsvRow row;
  std::string joined;
  while (reader.next(row)) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) joined += ',';
      joined += row.cells[i];
    }
    joined += '\n';
  }
  CHECK(joined == text);
}

TEST_CASE("too many columns and too long cells are refused") {
  Limits limits;
  limits.columns_max = 3;
  limits.cell_bytes_max = 8;
  CsvRow row;
  CsvReader wide("a,b\n1,2,3,4\n", ',', limits);
  CHECK(wide.next(row));
  CHECK_FALSE(wide.next(row));
  REQUIRE(wide.error().has_value());
  CHECK(wide.error()->code == ErrorCode::limit);
  CHECK(wide.error()->place.row == 2);
  CsvReader tall("123456789\n", ',', limits);
  CHECK_FALSE(tall.next(row));
  REQUIRE(tall.error().has_value());
  CHECK(tall.error()->code == ErrorCode::limit);
}

TEST_CASE("unclosed quotes cost linear time") {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "2026-01-01,\"open,3,4,5\n";
  const Rows rows = read_all(text, 5);
  CHECK(rows.size() == 20000);
  CHECK(rows.back() == std::vector<std::string>{"2026-01-01", "open", "3", "4", "5"});
}
