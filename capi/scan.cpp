// zhun_scan, zhun_normalize: pictures, or words that another OCR read, to JSON.
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "handles.hpp"
#include "zhun/present.hpp"
#include "zhun/text.hpp"

using zhun::capi::guarded;

namespace {

constexpr std::size_t kFirstVersion = offsetof(zhun_scan_options, cancel);  // version 1

struct Options {
  zhun_scan_options given = ZHUN_SCAN_OPTIONS_INIT;
  zhun::ScanOptions scan;
  Options() = default;
  Options(const Options&) = delete;  // `scan` points to `given`
  Options& operator=(const Options&) = delete;
};

zhun_status read_options(const zhun_scan_options* given, Options& out, zhun_error* error) {
  if (given == nullptr) return ZHUN_OK;
  if (const auto taken = zhun::capi::take_options(given, kFirstVersion, out.given, error);
      taken != ZHUN_OK)
    return taken;
  const zhun_scan_options& options = out.given;
  if (!zhun::capi::are_alive_if_given(options.cancel, options.pdf, options.second))
    return zhun::capi::report(error, zhun::capi::wrong_handle());
  if (options.password == nullptr && options.password_size > 0)
    return zhun::capi::invalid(error, "password is NULL");
  if (options.lexicon == nullptr && options.lexicon_size > 0)
    return zhun::capi::invalid(error, "lexicon is NULL");
  if (options.dots_per_inch != 0 && (options.dots_per_inch < 72 || options.dots_per_inch > 600))
    return zhun::capi::invalid(error, "dots_per_inch is a number from 72 to 600");
  if (options.source_name != nullptr) out.scan.source_name = options.source_name;
  for (std::size_t i = 0; i < options.lexicon_size; ++i) {
    if (options.lexicon[i] == nullptr)
      return zhun::capi::invalid(error, "a name of the lexicon is NULL");
    out.scan.lexicon.emplace_back(options.lexicon[i]);
  }
  if (options.pixels_max > 0) out.scan.limits.pixels_max = options.pixels_max;
  out.scan.progress = [&options](std::uint32_t page, std::uint32_t pages) {
    if (options.cancel != nullptr && options.cancel->token.requested()) return false;
    return options.progress == nullptr || options.progress(options.progress_self, page, pages) == 0;
  };
  return ZHUN_OK;
}

zhun_status read_files(const zhun_file* files, std::size_t count, const zhun_scan_options& options,
                       std::vector<zhun::PictureFile>& out, zhun_error* error) {
  if (files == nullptr || count == 0) return zhun::capi::invalid(error, "there are no files");
  for (std::size_t i = 0; i < count; ++i) {
    if (files[i].data == nullptr && files[i].size > 0)
      return zhun::capi::invalid(error, "data of a file is NULL");
    zhun::PictureFile file;
    if (files[i].name != nullptr) file.name = files[i].name;
    file.bytes = {static_cast<const char*>(files[i].data), files[i].size};
    if (options.password_size > 0) file.password = {options.password, options.password_size};
    out.push_back(std::move(file));
  }
  return ZHUN_OK;
}

zhun_status make_scanner(zhun::Result<std::unique_ptr<zhun::OcrEngine>> engine, zhun_scanner** out,
                         zhun_error* error) {
  if (!engine) return zhun::capi::report(error, engine.error());
  auto scanner = std::make_unique<zhun_scanner>();
  scanner->engines.push_back(std::move(*engine));
  *out = scanner.release();
  return zhun::capi::succeed(error);
}

}  // namespace

zhun_status zhun_scanner_open(const char* library_path, const char* data_path, zhun_scanner** out,
                              zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (library_path == nullptr || *library_path == '\0')
      return zhun::capi::invalid(error, "library_path is NULL or empty");
    return make_scanner(zhun::open_ocr_engine(library_path, data_path == nullptr ? "" : data_path),
                        out, error);
  });
}

zhun_status zhun_scanner_create(const zhun_ocr_engine* engine, zhun_scanner** out,
                                zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (engine == nullptr) return zhun::capi::invalid(error, "engine is NULL");
    return make_scanner(zhun::make_ocr_engine(*engine), out, error);
  });
}

void zhun_scanner_free(zhun_scanner* scanner) noexcept { zhun::capi::free_handle(scanner); }

void zhun_scan_options_init(zhun_scan_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, kFirstVersion);
}

zhun_status zhun_scan(zhun_scanner* scanner, const zhun_file* files, std::size_t file_count,
                      const zhun_scan_options* options, zhun_buffer* out,
                      zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (!zhun::capi::is_alive(scanner))
      return zhun::capi::invalid(error, "scanner is NULL, of another kind, or freed");
    Options read;
    if (const zhun_status status = read_options(options, read, error); status != ZHUN_OK)
      return status;
    if (read.given.second == scanner)
      return zhun::capi::invalid(error, "second is the same scanner as the first");
    std::vector<zhun::PictureFile> pages;
    if (const zhun_status status = read_files(files, file_count, read.given, pages, error);
        status != ZHUN_OK)
      return status;
    zhun::PictureOptions opening;
    opening.limits = read.scan.limits;
    if (read.given.pdf != nullptr) opening.pdf = read.given.pdf->engine.get();
    if (read.given.dots_per_inch > 0) opening.dots_per_inch = read.given.dots_per_inch;
    const auto pictures = zhun::open_pictures(pages, *scanner->engines.front(), opening);
    if (!pictures) return zhun::capi::report(error, pictures.error());
    const std::vector<std::unique_ptr<zhun::OcrEngine>> none;
    const auto& second = read.given.second != nullptr ? read.given.second->engines : none;
    const auto scan = zhun::read_scan(*pictures, scanner->engines, second, read.scan);
    if (!scan) return zhun::capi::report(error, scan.error());
    zhun::capi::fill(*out, zhun::render_scan_json(*scan));
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_normalize(const void* words, std::size_t size, const zhun_scan_options* options,
                           zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (words == nullptr && size > 0) return zhun::capi::invalid(error, "words is NULL");
    Options read;
    if (const zhun_status status = read_options(options, read, error); status != ZHUN_OK)
      return status;
    auto statements = zhun::normalize_words({static_cast<const char*>(words), size}, read.scan);
    if (!statements) return zhun::capi::report(error, statements.error());
    zhun::Scan scan;
    scan.statements = std::move(*statements);
    zhun::capi::fill(*out, zhun::render_scan_json(scan));
    return zhun::capi::succeed(error);
  });
}
