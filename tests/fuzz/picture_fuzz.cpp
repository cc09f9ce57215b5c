// The heads of pictures: what is taken for one is opened or refused, without an engine.
#include "fuzz.hpp"
#include "zhun/dossier.hpp"
#include "zhun/ocr.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  const bool scan = is_scan(bytes, options);
  fuzz::expect(scan == is_scan(bytes, options));
  fuzz::check(read_any(bytes, options));
  return 0;
}
