// libzhun_ppocr.so's one export.
#include "ocr/ppocr/ppocr_engine.hpp"

extern "C" __attribute__((visibility("default"))) zhun_status zhun_ocr_engine_open(
    const char* data_path, zhun_ocr_engine* out, zhun_error* error);

zhun_status zhun_ocr_engine_open(const char* data_path, zhun_ocr_engine* out, zhun_error* error) {
  return zhun::ocr::open_engine(
      [data_path] { return zhun::ocr::open_ppocr(data_path == nullptr ? "" : data_path); }, out,
      error);
}
