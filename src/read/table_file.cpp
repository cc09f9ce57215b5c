// Decoding of text files.
#include "read/table_file.hpp"

namespace zhun::read {

Error with_source(Error error, const ReadOptions& options) {
  if (error.place.source.empty()) error.place.source = options.source_name;
  return error;
}

Result<TableText> load_text(std::string_view bytes, const ReadOptions& options) {
  if (bytes.size() > options.limits.bytes_max) {
    return fail(ErrorCode::limit, Place{options.source_name, 0, 0, 0, {}},
                "the source is larger than the limits allow");
  }
  const auto guess = detect_encoding(bytes);
  if (!guess) return tl::unexpected(with_source(guess.error(), options));
  TableText table;
  const auto body = bytes.substr(guess->bom_bytes);
  if (guess->encoding == Encoding::utf8 && (guess->bom_bytes == 0 || is_valid_utf8(body))) {
    table.text = table.arena->store(body);  // without a mark detect_encoding has checked it
  } else {
    const auto text = to_utf8(body, guess->encoding);
    if (!text) return tl::unexpected(with_source(text.error(), options));
    table.text = table.arena->store(*text);
  }
  if (trim(table.text).empty()) {
    return fail(ErrorCode::format, Place{options.source_name, 0, 0, 0, {}}, "the source is empty");
  }
  return table;
}

}  // namespace zhun::read
