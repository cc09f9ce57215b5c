// OCR engines are shared objects of their own, found beside the program or where the user says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/error.hpp"
#include "zhun/ocr.hpp"

namespace zhun::cli {

struct EngineChoice {
  std::string name;                   // "ppocr", "tesseract", "both"; empty: the best that is there
  std::optional<std::string> folder;  // where they are; else ZHUN_OCR_PATH, else beside the program
  std::uint32_t threads = 1;          // one engine each
};

struct Engines {
  std::vector<std::unique_ptr<OcrEngine>> first, second;
};

[[nodiscard]] bool is_engine_name(std::string_view name);  // or empty

// ErrorCode::unsupported when there is none, or the one that was named is not there.
Result<Engines> open_engines(const EngineChoice& choice);

}  // namespace zhun::cli
