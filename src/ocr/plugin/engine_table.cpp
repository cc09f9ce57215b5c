// The C functions of an engine's table, and the error that they fill.
#include "ocr/plugin/engine_table.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "ocr/codecs/codec.hpp"

namespace zhun::ocr {
namespace {

constexpr std::uint32_t kSideMax = 1U << 16U;  // pixels of a line, one way

template <std::size_t N>
void copy_text(char (&out)[N], std::string_view text) {
  const std::size_t size = std::min(text.size(), N - 1);
  std::memcpy(out, text.data(), size);
  std::memset(out + size, 0, N - size);
}

zhun_status report(zhun_error* out, zhun_status status, const Place& place,
                   std::string_view message) {
  if (out == nullptr || out->struct_size < sizeof(zhun_error)) return status;
  out->status = status;
  out->page = place.page;
  out->row = place.row;
  out->column = place.column;
  copy_text(out->source, place.source);
  copy_text(out->field, place.field);
  copy_text(out->message, message);
  return status;
}

zhun_status report(zhun_error* out, const Error& error) {
  return report(out, static_cast<zhun_status>(error.code), error.place, error.message);
}

// What an exception of a library says is dropped: it might quote a document.
template <typename Work>
zhun_status guarded(zhun_error* error, Work&& work) noexcept {
  try {
    return std::forward<Work>(work)();
  } catch (const std::bad_alloc&) {
    return report(error, ZHUN_ENOMEM, {}, "there is not enough memory");
  } catch (const std::length_error&) {
    return report(error, ZHUN_ENOMEM, {}, "there is not enough memory");
  } catch (...) {
    return report(error, ZHUN_EINTERNAL, {}, "the OCR engine failed");
  }
}

bool is_line(const zhun_ocr_line& line) {
  return line.pixels != nullptr && line.width > 0 && line.width <= kSideMax && line.height > 0 &&
         line.height <= kSideMax && (line.channels == 1 || line.channels == 3) &&
         line.stride >= std::size_t{line.width} * line.channels &&
         line.stride <= (std::size_t{1} << 32U);
}

LineView view_of(const zhun_ocr_line& line) {
  const std::size_t row = std::size_t{line.width} * line.channels;
  return {{line.pixels, line.stride * (line.height - 1) + row},
          line.stride,
          line.width,
          line.height,
          line.channels,
          line.content == ZHUN_OCR_NUMBER};
}

zhun_status read_lines(void* self, const zhun_ocr_line* lines, std::size_t line_count,
                       zhun_ocr_line_sink sink, void* sink_self, zhun_error* error) {
  return guarded(error, [&] {
    if (self == nullptr || sink == nullptr || (lines == nullptr && line_count > 0))
      return report(error, ZHUN_EINVAL, {}, "an argument is NULL");
    auto& engine = *static_cast<PluginEngine*>(self);
    const std::span all(lines, line_count);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!is_line(all[i])) return report(error, ZHUN_EINVAL, {}, "a line to read is no image");
      auto read = engine.read(view_of(all[i]));
      if (!read) return report(error, read.error());
      const zhun_status status =
          sink(sink_self, i, read->steps, read->scores.data(), read->scores.size());
      if (status != ZHUN_OK)
        return report(error, status, {}, "the host stopped the reading of lines");
    }
    return report(error, ZHUN_OK, {}, "");
  });
}

zhun_status decode_picture(void* /*self*/, const void* data, std::size_t size, std::uint32_t frame,
                           std::uint64_t pixels_max, zhun_ocr_picture_sink sink, void* sink_self,
                           zhun_error* error) {
  return guarded(error, [&] {
    if (sink == nullptr || (data == nullptr && size > 0))
      return report(error, ZHUN_EINVAL, {}, "an argument is NULL");
    const PictureRoom room = [&](const PictureInfo& info) {
      const zhun_ocr_picture picture{sizeof(picture), info.width,         info.height,
                                     info.channels,   info.dots_per_inch, info.frame_count};
      return sink(sink_self, &picture);
    };
    const auto done =
        decode_picture_file({static_cast<const char*>(data), size}, {frame, pixels_max}, room);
    if (!done) return report(error, done.error());
    return report(error, ZHUN_OK, {}, "");
  });
}

void close(void* self) { delete static_cast<PluginEngine*>(self); }

}  // namespace

zhun_status open_engine(const std::function<Result<std::unique_ptr<PluginEngine>>()>& open,
                        zhun_ocr_engine* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr || out->struct_size < sizeof(zhun_ocr_engine))
      return report(error, ZHUN_EVERSION, {}, "the host's table of the OCR engine is too small");
    auto engine = open();
    if (!engine) return report(error, engine.error());
    const std::uint32_t struct_size = out->struct_size;
    std::memset(static_cast<void*>(out), 0, struct_size);
    out->struct_size = struct_size;
    out->name = (*engine)->name().c_str();
    out->proof_margin = (*engine)->proof_margin();
    out->floor = (*engine)->floor();
    out->read_lines = read_lines;
    out->decode_picture = decode_picture;
    out->close = close;
    out->self = engine->release();
    return report(error, ZHUN_OK, {}, "");
  });
}

std::string folder_of(const void* symbol) {
  Dl_info info{};
  if (dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return {};
  const std::string_view path = info.dli_fname;
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

}  // namespace zhun::ocr
