// Decoder: from what an engine saw in the cells of all pages to statements whose rows are proved
// or flagged. The running balance is the code that corrects; knows no engine and no pixels.
#pragma once

#include <string>
#include <vector>

#include "ocr/page.hpp"
#include "zhun/ocr.hpp"

namespace zhun::ocr {

struct DecodeOptions {
  std::string source_name;
  std::vector<std::string> lexicon;
  double proof_margin = 10;  // OcrEngine::proof_margin()
  Limits limits;
};

// The pages of one file, in their order, their lines read. One statement for each account.
// ErrorCode::unsupported when no page has a column of amounts and a column of dates.
[[nodiscard]] Result<std::vector<ScannedStatement>> decode_pages(const std::vector<PageGrid>& pages,
                                                                 const DecodeOptions& options);

}  // namespace zhun::ocr
