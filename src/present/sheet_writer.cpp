// Worksheets, styles and the package around them.
#include "present/sheet_writer.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/zip_write.hpp"
#include "present/word_template.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define ZHUN_SHEET_SPACE "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define ZHUN_RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define ZHUN_PACKAGE "http://schemas.openxmlformats.org/package/2006"

enum Style : int { kHeading = 1, kAmount, kDate, kCount, kShare, kText, kDecimal };

constexpr std::string_view kStyles =
    "<styleSheet xmlns=\"" ZHUN_SHEET_SPACE
    "\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"0.########\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"10\"/><name val=\"宋体\"/></font>"
    "<font><b/><sz val=\"10\"/><name val=\"黑体\"/></font></fonts>"
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor "
    "rgb=\"FFEDF1F6\"/></patternFill></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
    "</cellStyleXfs><cellXfs count=\"8\">"
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyFill=\"1\"/>"
    "<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"10\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
    "</styleSheet>";

// A, B, ... Z, AA.
std::string letters(std::size_t column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

std::string_view shortened_to(std::string_view text, std::size_t points_max) {
  if (text.size() <= points_max) return text;
  std::size_t points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // A spreadsheet counts UTF-16 units: characters of four bytes are two.
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) == 0x80) continue;
    points += byte >= 0xf0 ? 2 : 1;
    if (points > points_max) return text.substr(0, i);
  }
  return text;
}

}  // namespace

Sheet::Sheet(std::string_view name, const std::vector<Column>& columns)
    : name_(name), columns_(columns.size()) {
  out_ = kHead;
  fmt::format_to(std::back_inserter(out_),
                 "<worksheet xmlns=\"" ZHUN_SHEET_SPACE
                 "\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" "
                 "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>"
                 "</sheetViews><cols>");
  for (std::size_t i = 0; i < columns.size(); ++i)
    fmt::format_to(std::back_inserter(out_),
                   "<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", i + 1,
                   columns[i].width);
  out_ += "</cols><sheetData>";
  begin_row();
  for (const Column& column : columns) {
    begin_cell();
    fmt::format_to(std::back_inserter(out_), " s=\"{}\" t=\"inlineStr\"><is><t>",
                   static_cast<int>(kHeading));
    word::append_text(out_, column.title);
    out_ += "</t></is></c>";
  }
  end_row();
}

bool Sheet::begin_row() {
  if (rows_ == kRowsMax) {
    full_ = true;
    return false;
  }
  ++rows_;
  column_ = 0;
  fmt::format_to(std::back_inserter(out_), "<row r=\"{}\">", rows_);
  return true;
}

void Sheet::end_row() {
  if (!full_) out_ += "</row>";
}

void Sheet::begin_cell() {
  out_ += "<c r=\"";
  out_ += letters(column_++);
  fmt::format_to(std::back_inserter(out_), "{}\"", rows_);
}

void Sheet::cell(std::string_view value, int style) {
  if (full_) return;
  begin_cell();
  fmt::format_to(std::back_inserter(out_), " s=\"{}\"><v>{}</v></c>", style, value);
}

void Sheet::text(std::string_view value) {
  if (full_) return;
  if (value.empty()) return empty();
  begin_cell();
  fmt::format_to(std::back_inserter(out_),
                 " s=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                 static_cast<int>(kText));
  word::append_text(out_, shortened_to(value, kTextPointsMax));
  out_ += "</t></is></c>";
}

void Sheet::empty() { ++column_; }
void Sheet::amount(Money value) { cell(to_string(value), kAmount); }
void Sheet::amount(const std::optional<Money>& value) { value ? amount(*value) : empty(); }
void Sheet::number(std::int64_t value) { cell(std::to_string(value), kCount); }
void Sheet::decimal(const Decimal& value) { cell(to_string(value.rounded(8)), kDecimal); }
void Sheet::share(const Decimal& ratio) { cell(to_string(ratio.rounded(8)), kShare); }
void Sheet::date(const std::optional<Date>& value) { value ? date(*value) : empty(); }

// Day 1 is 1900-01-01, and there is a 1900-02-29 that never was: 1970-01-01 is 25569.
void Sheet::date(Date value) { cell(std::to_string(value.days_since_epoch() + 25'569), kDate); }

std::string Sheet::take() {
  out_ += "</sheetData>";
  fmt::format_to(std::back_inserter(out_), "<autoFilter ref=\"A1:{}{}\"/></worksheet>",
                 letters(columns_ - 1), rows_);
  return std::move(out_);
}

std::string write_workbook(std::vector<Sheet> sheets) {
  std::string types(kHead), book(kHead), relations(kHead);
  types += "<Types xmlns=\"" ZHUN_PACKAGE
           "/content-types\"><Default Extension=\"rels\" "
           "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
           "Extension=\"xml\" ContentType=\"application/xml\"/><Override "
           "PartName=\"/xl/workbook.xml\" ContentType=\"application/"
           "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override "
           "PartName=\"/xl/styles.xml\" ContentType=\"application/"
           "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>";
  book += "<workbook xmlns=\"" ZHUN_SHEET_SPACE "\" xmlns:r=\"" ZHUN_RELATIONS "\"><sheets>";
  relations += "<Relationships xmlns=\"" ZHUN_PACKAGE
               "/relationships\"><Relationship Id=\"rId0\" "
               "Type=\"" ZHUN_RELATIONS "/styles\" Target=\"styles.xml\"/>";
  std::vector<ZipFile> files(5);
  for (std::size_t i = 1; i <= sheets.size(); ++i) {
    fmt::format_to(std::back_inserter(types),
                   "<Override PartName=\"/xl/worksheets/sheet{}.xml\" ContentType=\"application/"
                   "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
                   i);
    fmt::format_to(std::back_inserter(book),
                   "<sheet name=\"{0}\" sheetId=\"{1}\" r:id=\"rId{1}\"/>", sheets[i - 1].name(),
                   i);
    fmt::format_to(std::back_inserter(relations),
                   "<Relationship Id=\"rId{0}\" Type=\"" ZHUN_RELATIONS
                   "/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
                   i);
    files.push_back({fmt::format("xl/worksheets/sheet{}.xml", i), sheets[i - 1].take()});
  }
  files[0] = {"[Content_Types].xml", types + "</Types>"};
  files[1] = {"_rels/.rels", std::string(kHead) +
                                 "<Relationships xmlns=\"" ZHUN_PACKAGE
                                 "/relationships\"><Relationship Id=\"rId1\" Type=\"" ZHUN_RELATIONS
                                 "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"};
  files[2] = {"xl/workbook.xml", book + "</sheets></workbook>"};
  files[3] = {"xl/_rels/workbook.xml.rels", relations + "</Relationships>"};
  files[4] = {"xl/styles.xml", std::string(kHead) + std::string(kStyles)};
  return write_zip(files, ZipMethod::deflated);
}

}  // namespace zhun
