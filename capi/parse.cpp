// zhun_parse: one file of any kind to JSON.
#include <string_view>

#include "handles.hpp"
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
