// JSON of the four kinds.
#include "fuzz.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  fuzz::check(read_statements(bytes, options));
  fuzz::check(read_invoices(bytes, options));
  fuzz::check(read_tax_returns(bytes, options));
  fuzz::check(read_government(bytes, options));
  fuzz::check(read_any(bytes, options));
  return 0;
}
