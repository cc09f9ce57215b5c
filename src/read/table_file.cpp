// Decoding of text files.
#include "read/table_file.hpp"

#include <algorithm>

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

// Rows are about as long as the next ones; a tenth is added so that growing is rare.
std::size_t CsvRows::estimate_rows() const {
  constexpr std::size_t kSampleRows = 64;
  CsvReader sample = reader_;
  CsvRow row;
  const std::size_t begin = sample.position();
  std::size_t rows = 0;
  while (rows < kSampleRows && sample.next(row)) ++rows;
  if (rows == 0) return 0;
  const std::size_t bytes_per_row = std::max<std::size_t>(1, (sample.position() - begin) / rows);
  const std::size_t left = size_ - begin;
  return left / bytes_per_row + left / bytes_per_row / 10 + 1;
}

}  // namespace zhun::read
