// camt.052 to camt.054.
#include "fuzz.hpp"
#include "read/camt.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  fuzz::check(read::read_camt(bytes, options));
  fuzz::check(read_any(bytes, options));
  return 0;
}
