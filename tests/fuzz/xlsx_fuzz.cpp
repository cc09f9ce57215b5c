// The parts of an XLSX: the first byte says which one the rest is. (zip_fuzz breaks the container.)
#include "fuzz.hpp"
#include "read/xlsx.hpp"
#include "read/zip_for_tests.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto options = fuzz::options();
  auto parts = test::workbook_parts(
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45000.5</v></c></row>");
  test::ZipEntry& part = parts[1 + data[0] % (parts.size() - 1)];
  part = test::stored(part.name, std::string(fuzz::text_of(data + 1, size - 1)));
  const std::string bytes = test::archive_of(parts);
  if (auto book = read::open_xlsx(bytes, options)) {
    fuzz::check(read::read_statement_workbook(**book, options));
    fuzz::check(read::read_invoice_workbook(**book, options));
    fuzz::check(read::read_tax_workbook(**book, options));
  }
  fuzz::check(read_any(bytes, options));
  return 0;
}
