// Electronic invoices as XML and XBRL.
#include "fuzz.hpp"
#include "read/einvoice_files.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  if (const auto list = read::read_einvoice(bytes, options)) fuzz::check(*list);
  fuzz::check(read_any(bytes, options));
  return 0;
}
