// PDF through PDFium, which ZHUN_PDFIUM names; without it only the refusal is fuzzed. PDFium itself
// is not instrumented: what is looked for are faults in what stands in front of and behind it.
#include <cstdlib>
#include <memory>

#include "fuzz.hpp"
#include "zhun/pdf.hpp"

namespace {

const zhun::PdfEngine* engine() {
  static const auto opened = [] {
    const char* path = std::getenv("ZHUN_PDFIUM");
    if (path == nullptr || *path == 0) return std::shared_ptr<const zhun::PdfEngine>();
    auto result = zhun::PdfEngine::open(path);
    zhun::fuzz::expect(result.has_value());
    return *result;
  }();
  return opened.get();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  zhun::ReadOptions options = zhun::fuzz::options();
  options.password = "sample-777";
  options.pdf = engine();
  options.limits.pages_max = 20;
  options.limits.page_objects_max = 20'000;
  options.limits.page_bytes_max = std::size_t{1} << 20;
  const std::string_view bytes = zhun::fuzz::text_of(data, size);
  if (!zhun::is_pdf(bytes)) return 0;
  zhun::fuzz::check(zhun::read_any(bytes, options));
  return 0;
}
