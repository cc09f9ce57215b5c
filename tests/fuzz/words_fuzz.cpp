// The words of an OCR: a row that is called verified has an amount, and the answer is JSON.
#include "base/json.hpp"
#include "fuzz.hpp"
#include "zhun/ocr.hpp"
#include "zhun/present.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ScanOptions options;
  options.source_name = "input";
  options.limits = fuzz::options().limits;
  auto statements = normalize_words(fuzz::text_of(data, size), options);
  if (!statements) {
    fuzz::check(statements.error());
    return 0;
  }
  Scan scan;
  scan.statements = std::move(*statements);
  fuzz::expect(json::parse(render_scan_json(scan), "output", Limits{}).has_value());
  return 0;
}
