// PDFium for the tests: nullptr where it is not to be had; the caller then prints that it skips.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "files.hpp"
#include "zhun/pdf.hpp"

namespace zhun::test {

inline std::string pdfium_path() {
  if (const char* path = std::getenv("ZHUN_PDFIUM"); path != nullptr && *path != 0) return path;
#ifdef ZHUN_PDFIUM_DEFAULT
  return ZHUN_PDFIUM_DEFAULT;
#else
  return {};
#endif
}

inline const PdfEngine* pdf_engine() {
  static const auto engine = [] {
    const std::string path = pdfium_path();
    if (path.empty()) return std::shared_ptr<const PdfEngine>();
    const auto opened = PdfEngine::open(path);
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().message));
    return *opened;
  }();
  if (engine == nullptr) MESSAGE("skipped: PDFium is not here (ZHUN_PDFIUM names it)");
  return engine.get();
}

inline std::string pdf_fixture(const std::string& name) {
  return fixture("read/fixtures/pdf/" + name);
}

inline ReadOptions pdf_options(const std::string& name) {
  ReadOptions options;
  options.source_name = name;
  options.pdf = pdf_engine();
  return options;
}

}  // namespace zhun::test
