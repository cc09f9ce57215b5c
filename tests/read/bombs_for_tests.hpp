// Files that try to cost more than they weigh, and what is to become of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "zip_for_tests.hpp"

namespace zhun::test {

struct Bomb {
  std::string name;
  std::function<std::string()> make;
  // The ErrorCode's name, or "read": it is harmless and read within the limits.
  std::string fate;
};

inline std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

inline std::string nested(const std::string& open, const std::string& close, std::size_t depth) {
  return repeated(open, depth) + repeated(close, depth);
}

inline ZipEntry run_of(const std::string& name, std::size_t runs, std::uint32_t stated) {
  return {name, deflated_run('1', runs), 0, 0, 8, stated};
}

inline std::string workbook_of(const std::string& sheet_data) {
  return archive_of(workbook_parts(sheet_data));
}

inline std::string workbook_with(const std::string& part, const ZipEntry& instead) {
  auto parts = workbook_parts("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
  for (ZipEntry& entry : parts) {
    if (entry.name == part) entry = instead;
  }
  return archive_of(parts);
}

// Every entry of the directory has the same bytes.
inline std::string overlapping_archive(std::size_t count) {
  const std::string packed = deflated_run('1', 1'000'000);
  const std::string one = archive_of({{"a", packed, 0, 0, 8, 258'000'001}});
  const std::size_t directory = 30 + 1 + packed.size();
  const std::string central = one.substr(directory, 46 + 1);
  return one.substr(0, directory) + repeated(central, count) + "PK\x05\x06" + little_bytes(0, 4) +
         little_bytes(count, 2) + little_bytes(count, 2) + little_bytes(central.size() * count, 4) +
         little_bytes(directory, 4) + little_bytes(0, 2);
}

inline std::string many_sheets(std::size_t count) {
  std::string sheets, relations;
  for (std::size_t i = 0; i < count; ++i) {
    sheets += "<sheet name=\"a\" r:id=\"r1\"/>";
  }
  auto parts = workbook_parts("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
  parts[1] = stored("xl/workbook.xml",
                    "<workbook xmlns:r=\"r\"><sheets>" + sheets + "</sheets></workbook>");
  return archive_of(parts);
}

inline const std::string& statement_rows() {
  static const std::string rows =
      "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\xE4\xBA\xA4\xE6\x98\x93\xE6\x97\xA5\xE6\x9C"
      "\x9F</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>\xE6\x94\xB6\xE5\x85\xA5</t></is></c>"
      "<c r=\"C1\" t=\"inlineStr\"><is><t>\xE6\x94\xAF\xE5\x87\xBA</t></is></c>"
      "<c r=\"D1\" t=\"inlineStr\"><is><t>\xE6\x91\x98\xE8\xA6\x81</t></is></c></row>";
  return rows;
}

inline std::string formula_rows() {
  return statement_rows() +
         "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>2026-01-05</t></is></c>"
         "<c r=\"B2\"><f>HYPERLINK(\"http://127.0.0.1/\")</f><v>5</v></c><c r=\"D2\" t=\"str\">"
         "<f>cmd|' /C calc'!A0</f><v>x</v></c></row>";
}

inline std::string entities(const std::string& root) {
  std::string doctype =
      "<?xml version=\"1.0\"?><!DOCTYPE " + root + " [<!ENTITY a0 \"1111111111\">";
  for (int i = 1; i < 12; ++i) {
    const std::string inner = "&a" + std::to_string(i - 1) + ";";
    doctype += "<!ENTITY a" + std::to_string(i) + " \"" + repeated(inner, 10) + "\">";
  }
  return doctype + "]>";
}

inline std::vector<Bomb> bombs() {
  constexpr std::size_t kDeep = 100'000;
  const std::string camt =
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>";
  const std::string invoice = "<EInvoice><Header>";
  const std::string book = "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
  const auto with_macro = [] {
    auto parts = workbook_parts(formula_rows());
    parts.push_back(stored("xl/vbaProject.bin", "\xD0\xCF\x11\xE0 macro"));
    return archive_of(parts);
  };
  return {
      // Zip.
      {"zip: 258 MB of one byte, admitted",
       [] { return archive_of({run_of("a", 1'000'000, 258'000'001)}); }, "limit"},
      {"zip: 258 MB of one byte, denied",
       [] { return archive_of({run_of("a", 1'000'000, 1'000)}); }, "format"},
      {"zip: 400 entries that expand 160 times",
       [] { return archive_of(std::vector<ZipEntry>(400, run_of("a", 4'000, 4'000 * 258 + 1))); },
       "format"},
      {"zip: 10,000 entries of the same bytes", [] { return overlapping_archive(10'000); },
       "format"},
      {"zip: 20,000 entries",
       [] { return archive_of(std::vector<ZipEntry>(20'000, stored("a", ""))); }, "limit"},
      {"zip: 10,000 files",
       [] { return archive_of(std::vector<ZipEntry>(10'000, stored("a", "x"))); }, "limit"},
      {"zip: an archive in an archive in an archive",
       [] {
         return archive_of(
             {stored("a", archive_of({stored("b", archive_of({run_of("c", 9, 1)}))}))});
       },
       "unsupported"},
      {"xlsx: a sheet of 258 MB",
       [] { return workbook_with("xl/s.xml", run_of("xl/s.xml", 1'000'000, 258'000'001)); },
       "limit"},
      {"xlsx: strings that lie about their size",
       [] { return workbook_with("xl/strings.xml", run_of("xl/strings.xml", 1'000'000, 9)); },
       "format"},
      // XML and mark-up.
      {"camt: entities", [camt] { return entities("Document") + camt + "&a11;"; }, "format"},
      {"invoice: entities", [invoice] { return entities("EInvoice") + invoice + "&a11;"; },
       "format"},
      {"xlsx: entities",
       [] {
         return workbook_with("xl/s.xml",
                              stored("xl/s.xml", entities("worksheet") + "<worksheet>"));
       },
       "format"},
      {"2003: entities", [book] { return entities("Workbook") + book + "&a11;"; }, "format"},
      {"camt: nested", [camt] { return camt + repeated("<a>", kDeep); }, "limit"},
      {"invoice: nested", [invoice] { return invoice + repeated("<a>", kDeep); }, "limit"},
      {"xbrl: nested", [] { return "<xbrl>" + repeated("<a>", kDeep); }, "limit"},
      {"xlsx: nested", [] { return workbook_of(repeated("<a>", kDeep)); }, "limit"},
      {"2003: nested", [book] { return book + repeated("<a>", kDeep); }, "limit"},
      {"html: tables in tables",
       [] { return "<html>" + nested("<table><tr><td>", "</td></tr></table>", kDeep); }, "limit"},
      {"html: elements in elements",
       [] { return "<html><table><tr><td>" + nested("<div>", "</div>", kDeep); }, "unsupported"},
      {"html: a million columns",
       [] { return "<table><tr>" + repeated("<td>1", 1'000'000) + "</table>"; }, "limit"},
      {"html: spans of a million",
       [] {
         return "<table>" + repeated("<tr><td colspan=1000000 rowspan=1000000>1</td></tr>", 1'000) +
                "</table>";
       },
       "limit"},
      {"ofx: nested", [] { return "OFXHEADER:100\n\n<OFX>" + repeated("<A>", kDeep); }, "read"},
      // JSON.
      {"json: arrays", [] { return nested("[", "]", kDeep); }, "limit"},
      {"json: objects", [] { return nested("{\"rows\":", "}", kDeep); }, "limit"},
      // Sheets.
      {"xlsx: a million columns",
       [] { return workbook_of("<row r=\"1\">" + repeated("<c><v>1</v></c>", 1'000'000)); },
       "limit"},
      {"xlsx: a cell in the last column",
       [] { return workbook_of("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"); }, "limit"},
      {"xlsx: a million sheets", [] { return many_sheets(1'000'000); }, "limit"},
      {"xlsx: one string of 20 MB",
       [] {
         return workbook_with("xl/strings.xml",
                              stored("xl/strings.xml", "<sst><si><t>" + std::string(20 << 20, 'x') +
                                                           "</t></si></sst>"));
       },
       "limit"},
      {"xlsx: formulas, links and DDE", [] { return workbook_of(formula_rows()); }, "read"},
      {"xlsm: macros", with_macro, "read"},
      // Text.
      {"csv: a cell of 50 MB", [] { return "a,b\n\"" + std::string(50 << 20, 'x'); }, "limit"},
      {"csv: a million columns", [] { return repeated("1,", 1'000'000); }, "limit"},
      {"csv: a million empty lines", [] { return repeated("\n", 1'000'000) + "x"; }, "unsupported"},
      {"mt940: a million lines of text",
       [] { return ":20:a\n:25:1\n:60F:C260105CNY1,\n" + repeated(":86:x\n", 1'000'000); }, "read"},
      {"mhtml: a million parts",
       [] {
         return "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n" +
                repeated("--b\nContent-Type: text/html\n\n<table><tr><td>1</table>\n", 100'000);
       },
       "unsupported"},
  };
}

}  // namespace zhun::test
