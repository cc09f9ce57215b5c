#include "read/xlsx.hpp"

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"
#include "zip_for_tests.hpp"

using namespace zhun;
using namespace zhun::read;
using namespace zhun::test;

namespace {

const ReadOptions kOptions = options_for("a.xlsx");

struct Line {
  std::uint32_t number;
  std::vector<std::string> cells;
  bool operator==(const Line&) const = default;
};

// The rows of the first sheet, or the error.
Result<std::vector<Line>> lines_of(const std::string& bytes) {
  auto book = open_workbook(bytes, kOptions);
  REQUIRE(book.has_value());
  if (!*book) return tl::unexpected(book->error());
  auto rows = (**book)->open_sheet(0);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<Line> lines;
  CsvRow row;
  while ((*rows)->next(row)) lines.push_back({row.line, {row.cells.begin(), row.cells.end()}});
  if ((*rows)->error()) return tl::unexpected(*(*rows)->error());
  return lines;
}

Result<std::vector<Line>> sheet_of(const std::string& sheet_data) {
  return lines_of(archive_of(workbook_parts(sheet_data)));
}

std::string cell_of(const std::string& xml) {
  const auto lines = sheet_of("<row><c r=\"A1\"" + xml + "</c></row>");
  REQUIRE_MESSAGE(lines.has_value(), (lines ? "" : to_string(lines.error())));
  return lines->empty() ? "" : lines->front().cells.at(0);
}

ErrorCode error_of(const std::string& sheet_data) {
  const auto lines = sheet_of(sheet_data);
  REQUIRE_FALSE(lines.has_value());
  return lines.error().code;
}

}  // namespace

TEST_CASE("each type of cell gives its text") {
  CHECK(cell_of(" t=\"s\"><v>0</v>") == "one");
  CHECK(cell_of(" t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is>") ==
        "ab");
  CHECK(cell_of(" t=\"str\"><f>A2</f><v>text</v>") == "text");
  CHECK(cell_of(" t=\"b\"><v>1</v>") == "TRUE");
  CHECK(cell_of(" t=\"e\"><v>#N/A</v>") == "#N/A");
  CHECK(cell_of(" t=\"d\"><v>2026-01-05T10:00:00.000</v>") == "2026-01-05T10:00:00");
  CHECK(cell_of("><f>1+1</f><v>2</v>") == "2");
  CHECK(cell_of("><v>28.160000000000004</v>") == "28.16");
  CHECK(cell_of(" s=\"1\"><v>46027.5</v>") == "2026-01-05 12:00:00");
  CHECK(cell_of(" s=\"0\"><v>46027.5</v>") == "46027.5");
  CHECK(cell_of(" t=\"str\"><v>a_x000D_b</v>") == "a\rb");
  CHECK(cell_of(" t=\"s\"><f>x</f>") == "");
}

TEST_CASE("cells stand where their references say, rows where their numbers say") {
  const auto lines = sheet_of(
      "<row r=\"3\"><c r=\"B3\"><v>1</v></c><c><v>2</v></c><c r=\"AA3\"><v>3</v></c></row>"
      "<row><c r=\"A4\"/></row><row><c><v>4</v></c></row>");
  REQUIRE(lines.has_value());
  REQUIRE(lines->size() == 2);
  CHECK(lines->at(0).number == 3);
  CHECK(lines->at(0).cells.size() == 27);
  CHECK(lines->at(0).cells[1] == "1");
  CHECK(lines->at(0).cells[2] == "2");
  CHECK(lines->at(0).cells[26] == "3");
  CHECK(lines->at(1) == Line{5, {"4"}});
}

TEST_CASE("rows that run over the pieces in which a sheet is inflated are whole") {
  std::string data;
  constexpr std::size_t kRows = 20'000;
  for (std::size_t i = 1; i <= kRows; ++i) {
    const std::string n = std::to_string(i);
    data += "<row r=\"" + n + "\"><c r=\"A" + n + "\"><v>" + n + "</v></c><c r=\"B" + n +
            "\" t=\"str\"><v>text " + n + "</v></c></row>";
  }
  const auto lines = sheet_of(data);
  REQUIRE(lines.has_value());
  REQUIRE(lines->size() == kRows);
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::string n = std::to_string(i + 1);
    if (lines->at(i) == Line{static_cast<std::uint32_t>(i + 1), {n, "text " + n}}) continue;
    CAPTURE(i);
    FAIL("a row is damaged");
  }
}

TEST_CASE("a fork gives the rows that are left, and does not disturb its origin") {
  const std::string bytes = archive_of(workbook_parts(
      "<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row>"));
  auto book = open_xlsx(bytes, kOptions);
  auto rows = (*book)->open_sheet(0);
  CsvRow row;
  REQUIRE((*rows)->next(row));
  const auto other = (*rows)->fork();
  REQUIRE(other->next(row));
  CHECK(row.cells.at(0) == "2");
  CHECK(other->next(row));
  CHECK_FALSE(other->next(row));
  REQUIRE((*rows)->next(row));
  CHECK(row.cells.at(0) == "2");
}

TEST_CASE("what no honest workbook has is refused") {
  CHECK(error_of("<row><c r=\"XFE1\"><v>1</v></c></row>") == ErrorCode::format);
  CHECK(error_of("<row><c r=\"ALM1\"><v>1</v></c></row>") == ErrorCode::limit);  // column 1001
  CHECK(error_of("<row><c r=\"1\"><v>1</v></c></row>") == ErrorCode::format);
  CHECK(error_of("<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>") ==
        ErrorCode::format);
  CHECK(error_of("<row><c t=\"s\"><v>1</v></c></row>") == ErrorCode::format);
  CHECK(error_of("<row><c t=\"str\"><v>" + std::string(70'000, 'a') + "</v></c></row>") ==
        ErrorCode::limit);
  CHECK(error_of("<row>") == ErrorCode::format);
  auto parts = workbook_parts("");
  parts.back() = stored("xl/s.xml", "<!DOCTYPE worksheet [<!ENTITY a \"b\">]><worksheet/>");
  CHECK(lines_of(archive_of(parts)).error().code == ErrorCode::format);
  parts.pop_back();
  CHECK(lines_of(archive_of(parts)).error().code == ErrorCode::format);
  parts = workbook_parts("");
  parts[1] = stored("xl/workbook.xml", "<!DOCTYPE a><workbook/>");
  CHECK(lines_of(archive_of(parts)).error().code == ErrorCode::format);
}

TEST_CASE("bombs are refused by the limits") {
  std::string wide = "<row>";
  for (int i = 0; i < 1'000'000; ++i) wide += "<c><v>1</v></c>";
  CHECK(error_of(wide + "</row>") == ErrorCode::limit);
  std::string deep, ends;
  for (int i = 0; i < 100'000; ++i) {
    deep += "<a>";
    ends += "</a>";
  }
  CHECK(error_of(deep + ends) == ErrorCode::limit);
  auto parts = workbook_parts("");
  constexpr std::size_t kRuns = 300'000'000 / 258;
  parts.back() = {"xl/s.xml", deflated_run(' ', kRuns), 0, 0, 8, kRuns * 258 + 1};
  CHECK(lines_of(archive_of(parts)).error().code == ErrorCode::limit);
  parts.back().expanded = 100;  // it lies
  CHECK(lines_of(archive_of(parts)).error().code == ErrorCode::format);
}

TEST_CASE("a zip archive without a workbook says what to do") {
  const auto code_of = [](const std::string& bytes) {
    auto book = open_workbook(bytes, kOptions);
    REQUIRE((book.has_value() && !book->has_value()));
    return book->error().code;
  };
  CHECK(code_of(archive_of({stored("bill.csv", "a")})) == ErrorCode::unsupported);
  auto secret = stored("bill.csv", "a");
  secret.flags = 1;
  CHECK(code_of(archive_of({secret})) == ErrorCode::encrypted);
  CHECK(code_of("PK\x03\x04 nothing") == ErrorCode::format);
}

TEST_CASE("references and escapes") {
  CHECK(column_of_reference("A1") == 0);
  CHECK(column_of_reference("Z9") == 25);
  CHECK(column_of_reference("AA10") == 26);
  CHECK(column_of_reference("XFD1") == 16'383);
  CHECK_FALSE(column_of_reference("XFE1").has_value());
  CHECK_FALSE(column_of_reference("AAAA1").has_value());
  CHECK_FALSE(column_of_reference("").has_value());
  CHECK(decode_escapes("_x000d_a_x005F_x0041_") == "\ra_x0041_");
  CHECK(decode_escapes("_x00zz_ _x4E2D_ _x00") == "_x00zz_ _x4E2D_ _x00");
}
