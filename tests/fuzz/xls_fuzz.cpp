// XLS: compound file, BIFF.
#include "fuzz.hpp"
#include "read/xls.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  if (auto book = read::open_xls(bytes, options))
    fuzz::check(read::read_statement_workbook(**book, options));
  fuzz::check(read_any(bytes, options));
  return 0;
}
