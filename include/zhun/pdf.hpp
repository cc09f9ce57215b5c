// PDF: text, ruling lines and pictures of pages through PDFium, which is opened at run time.
//
//   auto engine = zhun::PdfEngine::open("/opt/pdfium/libpdfium.so");
//   zhun::ReadOptions options;
//   options.pdf = engine->get();
//   auto statements = zhun::read_statements(bytes, options);
//
// PDFium is never linked: it exports `operator new` and FreeType's symbols. It is not thread-safe,
// so all engines and files of a process share one mutex: they may be used from any thread, but
// pages are read one at a time. An engine stays in memory until the process ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "zhun/error.hpp"
#include "zhun/image.hpp"
#include "zhun/read.hpp"

namespace zhun {

namespace read {
struct PdfPage;  // read/pdf_page.hpp: characters and lines, for the readers of this library
}

struct PdfPageSize {
  float width = 0, height = 0;  // in points of 1/72 inch, as the page is shown
};

// One open document. The bytes it was opened with must outlive it. Pages are counted from 1.
class PdfFile {
 public:
  virtual ~PdfFile() = default;
  PdfFile() = default;
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;

  [[nodiscard]] virtual std::uint32_t page_count() const = 0;
  [[nodiscard]] virtual Result<PdfPageSize> page_size(std::uint32_t page) const = 0;
  // Grey, upright as shown, white where nothing is drawn. ErrorCode::limit if it would have more
  // than `pixels_max` pixels.
  [[nodiscard]] virtual Result<Image> render(std::uint32_t page, std::uint32_t dots_per_inch,
                                             std::size_t pixels_max) const = 0;
  [[nodiscard]] virtual Result<read::PdfPage> read_page(std::uint32_t page) const = 0;
  // The programs that the file says it was written with: /Creator, a blank, /Producer.
  [[nodiscard]] virtual std::string programs() const = 0;
};

class PdfEngine {
 public:
  // ErrorCode::unsupported when there is no such library or it is no PDFium.
  [[nodiscard]] static Result<std::shared_ptr<const PdfEngine>> open(
      const std::string& library_path);

  virtual ~PdfEngine() = default;
  PdfEngine() = default;
  PdfEngine(const PdfEngine&) = delete;
  PdfEngine& operator=(const PdfEngine&) = delete;

  // Uses `source_name`, `password` and `limits` of the options. ErrorCode::encrypted without the
  // right password, ErrorCode::format if the bytes are damaged, ErrorCode::limit if there are too
  // many pages or a page unpacks to too much.
  [[nodiscard]] virtual Result<std::unique_ptr<PdfFile>> open_file(
      std::string_view bytes, const ReadOptions& options) const = 0;
};

// The bytes are a PDF: "%PDF-" stands within their first KiB.
[[nodiscard]] bool is_pdf(std::string_view bytes);

}  // namespace zhun
