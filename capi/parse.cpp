// zhun_parse...: one file of any kind to JSON, CSV, Arrow, or words for a person.
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "dossier/scanned_source.hpp"
#include "handles.hpp"
#include "zhun/arrow.hpp"
#include "zhun/pdf.hpp"
#include "zhun/present.hpp"
#include "zhun/read.hpp"
#include "zhun/text.hpp"

using zhun::capi::guarded;

namespace {

bool looks_like_json(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
}

const zhun::Date kNoDateIsLate = zhun::Date().plus_days(84'000);  // 2199-12-26

constexpr std::size_t kOptionsSizeMin = offsetof(zhun_parse_options, cancel);  // version 1

// The read options that stand for the caller's; wipes the password when it goes.
struct Parse {
  zhun::ReadOptions read;
  zhun::Watch watch{nullptr};
  const zhun_scanner* scanner = nullptr;
  Parse() = default;
  Parse(const Parse&) = delete;
  Parse& operator=(const Parse&) = delete;
  ~Parse() { zhun::wipe(read.password.data(), read.password.size()); }
};

zhun_status read_options(const zhun_parse_options* given, Parse& parse, zhun_error* error) {
  if (given == nullptr) return ZHUN_OK;
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  if (const auto taken = zhun::capi::take_options(given, kOptionsSizeMin, options, error);
      taken != ZHUN_OK)
    return taken;
  if (options.reserved != 0)
    return zhun::capi::report(error, ZHUN_EVERSION,
                              "the options ask for something that this version does not know");
  if (!zhun::capi::are_alive_if_given(options.cancel, options.pdf, options.scanner))
    return zhun::capi::report(error, zhun::capi::wrong_handle());
  parse.watch = zhun::capi::watch_of(options.cancel, options.progress, options.progress_user);
  parse.read.limits.watch = &parse.watch;
  if (options.password == nullptr && options.password_size > 0)
    return zhun::capi::invalid(error, "password is NULL");
  if (options.source_name != nullptr) parse.read.source_name = options.source_name;
  if (options.password_size > 0)
    parse.read.password.assign(options.password, options.password_size);
  if (options.pdf != nullptr) parse.read.pdf = options.pdf->engine.get();
  parse.scanner = options.scanner;
  if (options.source_bytes_max > 0) parse.read.limits.bytes_max = options.source_bytes_max;
  if (options.source_rows_max > 0) parse.read.limits.rows_max = options.source_rows_max;
  return ZHUN_OK;
}

// The rows of a scan that can count; zhun_scan gives the others, too, and what proves each.
zhun::Result<zhun::AnySource> read_scanned(std::string_view bytes, Parse& parse) {
  zhun::DossierOptions options;
  options.limits = parse.read.limits;
  options.pdf = parse.read.pdf;
  options.ocr_engines = parse.scanner->engines;
  const zhun::PictureFile file{parse.read.source_name, bytes, parse.read.password};
  auto reading = zhun::read_scanned_source(std::span(&file, 1), options, {}, kNoDateIsLate);
  if (!reading) return tl::unexpected(reading.error());
  if (!reading->unread.empty())
    return zhun::fail(zhun::ErrorCode::unsupported, {parse.read.source_name, 0, 0, 0, {}},
                      "no page has a readable column of dates and one of amounts; scan it again, "
                      "or ask for the bank's own file");
  return std::move(reading->statements);
}

// One source of one.
zhun::Result<zhun::AnySource> read_watched(std::string_view bytes, Parse& parse) {
  parse.watch.begin("read", 1);
  if (parse.watch.stopped()) return tl::unexpected(zhun::cancelled_error(parse.read.source_name));
  auto source = parse.scanner != nullptr && zhun::is_scan(bytes, parse.read)
                    ? read_scanned(bytes, parse)
                    : zhun::read_any(bytes, parse.read);
  if (source) parse.watch.advance();
  if (parse.watch.stopped()) return tl::unexpected(zhun::cancelled_error(parse.read.source_name));
  return source;
}

zhun::Result<std::string> render(const zhun::AnySource& source, std::string_view media_type) {
  if (media_type == "text/csv") return zhun::render_source_csv(source);
  if (media_type == "text/plain") return zhun::render_source_why(source);
  if (media_type == "application/vnd.apache.arrow.stream") return zhun::render_source_arrow(source);
  return zhun::render_source_json(source);
}

bool is_media_type(std::string_view name) {
  return name == "application/json" || name == "text/csv" || name == "text/plain" ||
         name == "application/vnd.apache.arrow.stream";
}

zhun_status report_with_source(zhun_error* error, zhun::Error why, const Parse& parse) {
  if (why.place.source.empty()) why.place.source = parse.read.source_name;
  return zhun::capi::report(error, why);
}

zhun::Error wrong_media_type(const std::string& source_name) {
  zhun::Error error;
  error.code = zhun::ErrorCode::format;
  error.place.source = source_name;
  error.message = "the contents are not of the media type that was stated";
  return error;
}

}  // namespace

zhun_status zhun_parse(const char* media_type, const char* name, const void* data, std::size_t size,
                       zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (data == nullptr && size > 0) return zhun::capi::invalid(error, "data is NULL");
    const std::string_view bytes(static_cast<const char*>(data), size);
    const std::string_view expected = media_type == nullptr ? "" : media_type;
    zhun::ReadOptions options;
    if (name != nullptr) options.source_name = name;
    if (!expected.empty()) {
      if (expected != "text/csv" && expected != "application/json")
        return zhun::capi::report(error, ZHUN_EUNSUPPORTED, "zhun does not read this media type");
      if (looks_like_json(bytes) != (expected == "application/json"))
        return zhun::capi::report(error, wrong_media_type(options.source_name));
    }
    const auto source = zhun::read_any(bytes, options);
    if (!source) return zhun::capi::report(error, source.error());
    zhun::capi::fill(*out, zhun::render_source_json(*source));
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_pdf_engine_open(const char* library_path, zhun_pdf_engine** out,
                                 zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (library_path == nullptr) return zhun::capi::invalid(error, "library_path is NULL");
    auto engine = zhun::PdfEngine::open(library_path);
    if (!engine) return zhun::capi::report(error, engine.error());
    *out = new zhun_pdf_engine{.engine = std::move(*engine)};
    return zhun::capi::succeed(error);
  });
}

void zhun_pdf_engine_free(zhun_pdf_engine* engine) noexcept { zhun::capi::free_handle(engine); }

void zhun_parse_options_init(zhun_parse_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, kOptionsSizeMin);
}

zhun_status zhun_parse_as(const char* media_type, const void* data, std::size_t size,
                          const zhun_parse_options* options, zhun_buffer* out,
                          zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (data == nullptr && size > 0) return zhun::capi::invalid(error, "data is NULL");
    if (media_type == nullptr || !is_media_type(media_type))
      return zhun::capi::invalid(error, "zhun does not write this media type");
    Parse parse;
    if (const zhun_status status = read_options(options, parse, error); status != ZHUN_OK)
      return status;
    const auto source = read_watched({static_cast<const char*>(data), size}, parse);
    if (!source) return zhun::capi::report(error, source.error());
    auto text = render(*source, media_type);
    if (!text) return report_with_source(error, text.error(), parse);
    zhun::capi::fill(*out, std::move(*text));
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_parse_arrow(const void* data, std::size_t size, const zhun_parse_options* options,
                             ArrowArrayStream* stream, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (stream == nullptr) return zhun::capi::invalid(error, "stream is NULL");
    *stream = {};
    if (data == nullptr && size > 0) return zhun::capi::invalid(error, "data is NULL");
    Parse parse;
    if (const zhun_status status = read_options(options, parse, error); status != ZHUN_OK)
      return status;
    auto source = read_watched({static_cast<const char*>(data), size}, parse);
    if (!source) return zhun::capi::report(error, source.error());
    if (auto exported = zhun::export_source_arrow(std::move(*source), stream); !exported)
      return report_with_source(error, exported.error(), parse);
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_table_from_arrow(ArrowArrayStream* stream, const zhun_parse_options* options,
                                  zhun_buffer* out, zhun_error* error) noexcept {
  const zhun_status status = guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (stream == nullptr) return zhun::capi::invalid(error, "stream is NULL");
    Parse parse;
    if (const zhun_status taken = read_options(options, parse, error); taken != ZHUN_OK)
      return taken;
    auto text = zhun::read_arrow_table(*stream, parse.read.source_name, parse.read.limits);
    if (!text) return zhun::capi::report(error, text.error());
    zhun::capi::fill(*out, std::move(*text));
    return zhun::capi::succeed(error);
  });
  if (stream != nullptr && stream->release != nullptr) stream->release(stream);
  return status;
}
