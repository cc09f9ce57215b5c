// Zip archives, also encrypted, and what reads their entries: bundles, XLSX, OFD.
#include "fuzz.hpp"
#include "read/zip.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = fuzz::options();
  const auto bytes = fuzz::text_of(data, size);
  if (auto zip = read::ZipReader::open(bytes, options)) {
    for (std::size_t i = 0; i < zip->names().size() && i < 50; ++i) {
      const auto text = zip->read(i, 1 << 20);
      fuzz::expect(!text || text->size() <= 1 << 20);
      if (!text) fuzz::check(text.error());
    }
  }
  fuzz::check(read_any(bytes, options));
  return 0;
}
