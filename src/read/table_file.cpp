// Decoding of text files.
#include "read/table_file.hpp"

#include <utility>

#include "base/decoding.hpp"

namespace zhun::read {

Error with_source(Error error, const ReadOptions& options) {
  if (error.place.source.empty()) error.place.source = options.source_name;
  return error;
}

namespace {

Result<EncodingGuess> checked_encoding(std::string_view bytes, const ReadOptions& options) {
  if (bytes.size() > options.limits.bytes_max) {
    return fail(ErrorCode::limit, Place{options.source_name, 0, 0, 0, {}},
                "the source is larger than the limits allow");
  }
  const auto guess = detect_encoding(bytes);
  if (!guess) return tl::unexpected(with_source(guess.error(), options));
  return *guess;
}

// UTF-8 that detect_encoding has checked; behind a mark it has not.
bool is_plain(std::string_view body, const EncodingGuess& guess) {
  return guess.encoding == Encoding::utf8 && (guess.bom_bytes == 0 || is_valid_utf8(body));
}

Result<TableText> checked_table(TableText table, const ReadOptions& options) {
  if (table.window.at_end() && trim(table.text).empty()) {
    return fail(ErrorCode::format, Place{options.source_name, 0, 0, 0, {}}, "the source is empty");
  }
  return table;
}

}  // namespace

Result<TableText> load_text(std::string_view bytes, const ReadOptions& options) {
  const auto guess = checked_encoding(bytes, options);
  if (!guess) return tl::unexpected(guess.error());
  TableText table;
  table.encoding = guess->encoding;
  const auto body = bytes.substr(guess->bom_bytes);
  if (is_plain(body, *guess)) {
    table.text = table.arena->keep(std::string(body));
  } else {
    auto text = to_utf8(body, guess->encoding);
    if (!text) return tl::unexpected(with_source(text.error(), options));
    table.text = table.arena->keep(std::move(*text));
  }
  table.window = TextWindow(table.text);
  return checked_table(std::move(table), options);
}

Result<TableText> open_text(std::string_view bytes, const ReadOptions& options) {
  constexpr std::size_t kLargeBytes = 256 << 10;
  const bool large = bytes.size() > kLargeBytes && bytes.size() <= options.limits.bytes_max;
  const EncodingGuess guess = likely_encoding(bytes);
  const auto body = bytes.substr(guess.bom_bytes);
  TableText table;
  table.encoding = guess.encoding;
  if (large && guess.encoding != Encoding::utf8) {
    table.window = TextWindow(body, guess.encoding);
    table.text = table.window.text();
    return checked_table(std::move(table), options);
  }
  if (bytes.size() > options.limits.bytes_max || !is_plain(body, guess))
    return load_text(bytes, options);
  table.text = body;
  table.window = TextWindow(body);
  return checked_table(std::move(table), options);
}

}  // namespace zhun::read
