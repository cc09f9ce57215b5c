// Tables that are only named .xls: HTML, MHTML, XML of 2003.
#include "fuzz.hpp"
#include "read/sheet_html.hpp"
#include "read/sheet_xml.hpp"
#include "read/table_file.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  if (const auto text = read::load_text(bytes, options)) {
    if (auto book = read::open_html(*text, options))
      fuzz::check(read::read_statement_workbook(**book, options));
    if (auto book = read::open_spreadsheet_xml(*text, options))
      fuzz::check(read::read_statement_workbook(**book, options));
  }
  if (auto book = read::open_mhtml(bytes, options))
    fuzz::check(read::read_statement_workbook(**book, options));
  fuzz::check(read_any(bytes, options));
  return 0;
}
