// Unpacks the golden crop.
#include "ocr/ppocr/ppocr_golden.hpp"

#include <string_view>

namespace zhun::ocr {
namespace {

#include "ppocr_golden.inc"

}  // namespace

GoldenCrop golden_crop() {
  GoldenCrop crop{kWidth, kHeight, {}, U"\u4f59\u989d8,051.37"};
  crop.pixels.reserve(kPixels.size());
  for (const char digit : kPixels) {
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    crop.pixels.push_back(static_cast<std::uint8_t>(value * 17));
  }
  return crop;
}

}  // namespace zhun::ocr
