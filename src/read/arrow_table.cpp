// The rows of an Arrow C stream as delimited text. The stream is a stranger's: whatever can be
// checked of its structs is checked before it is used.
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zhun/arrow.hpp"
#include "zhun/date.hpp"
#include "zhun/text.hpp"
#include "zhun/watch.hpp"

namespace zhun {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kShanghaiSeconds = 8 * 3'600;

enum class Kind : std::uint8_t {
  null,
  boolean,
  signed_integer,
  unsigned_integer,
  floating,
  text,
  large_text,
  text_view,
  decimal,
  days,
  milliseconds_date,
  time,
  timestamp
};

// What a column's format says; `width` in bytes, `per_second` of times, `scale` of decimals.
struct ColumnFormat {
  Kind kind = Kind::null;
  std::size_t width = 0;
  std::int64_t per_second = 1;
  int scale = 0;
  bool zoned = false;
};

std::optional<std::int64_t> per_second_of(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 1'000;
    case 'u':
      return 1'000'000;
    case 'n':
      return 1'000'000'000;
    default:
      return std::nullopt;
  }
}

// "d:19,4" and "d:19,4,128".
std::optional<ColumnFormat> decimal_of(std::string_view rest) {
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::string_view scale = rest.substr(comma + 1);
  if (const std::size_t second = scale.find(','); second != std::string_view::npos) {
    if (scale.substr(second + 1) != "128") return std::nullopt;
    scale = scale.substr(0, second);
  }
  ColumnFormat format{Kind::decimal, 16};
  const auto [end, problem] =
      std::from_chars(scale.data(), scale.data() + scale.size(), format.scale);
  if (problem != std::errc() || end != scale.data() + scale.size()) return std::nullopt;
  if (format.scale < 0 || format.scale > 38) return std::nullopt;
  return format;
}

std::optional<ColumnFormat> temporal_of(std::string_view text) {
  if (text == "tdD") return ColumnFormat{Kind::days, 4};
  if (text == "tdm") return ColumnFormat{Kind::milliseconds_date, 8, 1'000};
  if (text.size() < 3) return std::nullopt;
  const auto per_second = per_second_of(text[2]);
  if (!per_second) return std::nullopt;
  if (text[1] == 't' && text.size() == 3)
    return ColumnFormat{Kind::time, text[2] == 's' || text[2] == 'm' ? std::size_t{4} : 8,
                        *per_second};
  if (text[1] == 's' && text.size() >= 4 && text[3] == ':')
    return ColumnFormat{Kind::timestamp, 8, *per_second, 0, text.size() > 4};
  return std::nullopt;
}

std::optional<ColumnFormat> format_of(std::string_view text) {
  if (text.starts_with("d:")) return decimal_of(text.substr(2));
  if (text.starts_with("t")) return temporal_of(text);
  if (text == "vu") return ColumnFormat{Kind::text_view, 16};
  if (text.size() != 1) return std::nullopt;
  switch (text[0]) {
    case 'n':
      return ColumnFormat{};
    case 'b':
      return ColumnFormat{Kind::boolean};
    case 'c':
      return ColumnFormat{Kind::signed_integer, 1};
    case 's':
      return ColumnFormat{Kind::signed_integer, 2};
    case 'i':
      return ColumnFormat{Kind::signed_integer, 4};
    case 'l':
      return ColumnFormat{Kind::signed_integer, 8};
    case 'C':
      return ColumnFormat{Kind::unsigned_integer, 1};
    case 'S':
      return ColumnFormat{Kind::unsigned_integer, 2};
    case 'I':
      return ColumnFormat{Kind::unsigned_integer, 4};
    case 'L':
      return ColumnFormat{Kind::unsigned_integer, 8};
    case 'f':
      return ColumnFormat{Kind::floating, 4};
    case 'g':
      return ColumnFormat{Kind::floating, 8};
    case 'u':
      return ColumnFormat{Kind::text, 4};
    case 'U':
      return ColumnFormat{Kind::large_text, 8};
    default:
      return std::nullopt;
  }
}

template <typename T>
T value_at(const void* buffer, std::int64_t index) {
  T value;
  std::memcpy(&value,
              static_cast<const char*>(buffer) + index * static_cast<std::int64_t>(sizeof value),
              sizeof value);
  return value;
}

template <typename Number>
void append_number(Number number, std::string& out) {
  char digits[32];
  const auto [end, problem] = std::to_chars(std::begin(digits), std::end(digits), number);
  if (problem == std::errc()) out.append(digits, end);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// False: beyond the days that the house counts.
bool append_date(std::int64_t days, std::string& out) {
  constexpr std::int64_t kDaysMax = 100'000;
  if (days < -kDaysMax || days > kDaysMax) return false;
  const Date date = Date().plus_days(static_cast<int>(days));
  if (date.year() < 1800 || date.year() > 2199) return false;
  out += to_string(date);
  return true;
}

void append_two(std::int64_t number, std::string& out) {
  out += static_cast<char>('0' + number / 10);
  out += static_cast<char>('0' + number % 10);
}

// Seconds of a day; false when there are no such.
bool append_time(std::int64_t seconds, std::string& out) {
  if (seconds < 0 || seconds >= kDaySeconds) return false;
  append_two(seconds / 3'600, out);
  out += ':';
  append_two(seconds / 60 % 60, out);
  out += ':';
  append_two(seconds % 60, out);
  return true;
}

bool append_timestamp(std::int64_t value, const ColumnFormat& format, std::string& out) {
  const std::int64_t seconds =
      floor_divide(value, format.per_second) + (format.zoned ? kShanghaiSeconds : 0);
  const std::int64_t days = floor_divide(seconds, kDaySeconds);
  if (!append_date(days, out)) return false;
  out += ' ';
  return append_time(seconds - days * kDaySeconds, out);
}

// Sixteen bytes, little-endian, two's complement, `scale` digits behind the point.
void append_decimal(const void* buffer, std::int64_t index, int scale, std::string& out) {
  std::uint64_t low = value_at<std::uint64_t>(buffer, 2 * index);
  std::uint64_t high = value_at<std::uint64_t>(buffer, 2 * index + 1);
  const bool negative = high >> 63 != 0;
  if (negative) {
    low = ~low + 1;
    high = ~high + (low == 0 ? 1 : 0);
  }
  std::string digits;
  while (low != 0 || high != 0) {  // long division by ten, in halves of 32 bits
    std::uint64_t rest = 0;
    const auto divide = [&rest](std::uint64_t& word) {
      const std::uint64_t upper = rest << 32 | word >> 32;
      const std::uint64_t lower = upper % 10 << 32 | (word & 0xFFFF'FFFFU);
      word = upper / 10 << 32 | lower / 10;
      rest = lower % 10;
    };
    divide(high);
    divide(low);
    digits += static_cast<char>('0' + rest);
  }
  while (digits.size() <= static_cast<std::size_t>(scale)) digits += '0';
  if (negative) out += '-';
  for (std::size_t i = digits.size(); i-- > 0;) {
    out += digits[i];
    if (i == static_cast<std::size_t>(scale) && i > 0) out += '.';
  }
}

void append_quoted(std::string_view text, std::string& out) {
  if (!text.empty() && text.find_first_of(",;\t|\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

// One column of one batch, checked when it is made. Errors are sentences.
class ColumnReader {
 public:
  static tl::expected<ColumnReader, std::string> open(const ArrowSchema& schema,
                                                      const ColumnFormat& format,
                                                      const ArrowArray& array, std::int64_t first,
                                                      std::int64_t rows);
  // A sentence on what is wrong with the value, or nothing.
  const char* append(std::int64_t row, std::string& out) const;

 private:
  ColumnReader(const ColumnFormat& format, const ArrowArray& array, std::int64_t first)
      : format_(format), array_(&array), first_(first + array.offset) {}

  [[nodiscard]] bool is_null(std::int64_t index) const {
    const auto* bits = static_cast<const std::uint8_t*>(array_->buffers[0]);
    return bits != nullptr && (bits[index / 8] >> (index % 8) & 1) == 0;
  }
  const char* append_text(std::int64_t index, std::string& out) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::int64_t index) const;
  [[nodiscard]] std::optional<std::string_view> text(std::int64_t index) const;

  ColumnFormat format_;
  const ArrowArray* array_;
  std::int64_t first_;
  std::shared_ptr<const ColumnReader> dictionary_;
  std::int64_t dictionary_size_ = 0;
};

// Buffers that a format has, the validity among them; of views those that are always there.
std::int64_t buffers_of(Kind kind) {
  if (kind == Kind::null) return 0;
  const bool text = kind == Kind::text || kind == Kind::large_text || kind == Kind::text_view;
  return text ? 3 : 2;
}

tl::expected<ColumnReader, std::string> ColumnReader::open(const ArrowSchema& schema,
                                                           const ColumnFormat& format,
                                                           const ArrowArray& array,
                                                           std::int64_t first, std::int64_t rows) {
  constexpr std::int64_t kRowsMax = std::int64_t{1} << 40;
  if (array.release == nullptr || array.offset < 0 || array.length < 0 || array.offset > kRowsMax ||
      array.length > kRowsMax || first > array.length || rows > array.length - first)
    return tl::unexpected<std::string>("the array of a column is shorter than its table");
  const std::int64_t buffers = buffers_of(format.kind);
  const bool enough =
      format.kind == Kind::text_view ? array.n_buffers >= buffers : array.n_buffers == buffers;
  if (!enough || (array.n_buffers > 0 && array.buffers == nullptr))
    return tl::unexpected<std::string>("a column has not the buffers that its format asks for");
  if (buffers > 0 && array.null_count > 0 && array.buffers[0] == nullptr)
    return tl::unexpected<std::string>("a column has nulls and does not say which");
  if (buffers > 0 && rows > 0 && array.buffers[1] == nullptr)
    return tl::unexpected<std::string>("a column has no values");
  if ((schema.dictionary == nullptr) != (array.dictionary == nullptr))
    return tl::unexpected<std::string>("schema and array do not agree on a dictionary");
  ColumnReader reader(format, array, first);
  if (schema.dictionary == nullptr) return reader;
  const ArrowSchema& values = *schema.dictionary;
  const auto known = values.format == nullptr ? std::nullopt : format_of(values.format);
  const bool integers =
      format.kind == Kind::signed_integer || format.kind == Kind::unsigned_integer;
  if (!known || !integers || values.dictionary != nullptr)
    return tl::unexpected<std::string>("zhun does not read such a dictionary");
  const ArrowArray& entries = *array.dictionary;
  auto dictionary = open(values, *known, entries, 0, entries.length);
  if (!dictionary) return dictionary;
  reader.dictionary_ = std::make_shared<const ColumnReader>(*dictionary);
  reader.dictionary_size_ = entries.length;
  return reader;
}

std::optional<std::int64_t> ColumnReader::integer(std::int64_t index) const {
  const void* values = array_->buffers[1];
  const bool is_signed = format_.kind != Kind::unsigned_integer;
  switch (format_.width) {
    case 1:
      return is_signed ? value_at<std::int8_t>(values, index)
                       : value_at<std::uint8_t>(values, index);
    case 2:
      return is_signed ? value_at<std::int16_t>(values, index)
                       : value_at<std::uint16_t>(values, index);
    case 4:
      return is_signed ? std::int64_t{value_at<std::int32_t>(values, index)}
                       : std::int64_t{value_at<std::uint32_t>(values, index)};
    default:
      break;
  }
  const auto value = value_at<std::int64_t>(values, index);
  if (!is_signed && value < 0) return std::nullopt;
  return value;
}

// Nothing where offsets lie.
std::optional<std::string_view> ColumnReader::text(std::int64_t index) const {
  const void* const* buffers = array_->buffers;
  if (format_.kind == Kind::text_view) {
    const auto size = value_at<std::int32_t>(buffers[1], 4 * index);
    const char* view = static_cast<const char*>(buffers[1]) + 16 * index;
    if (size < 0) return std::nullopt;
    if (size <= 12) return std::string_view(view + 4, static_cast<std::size_t>(size));
    const auto buffer = value_at<std::int32_t>(buffers[1], 4 * index + 2);
    const auto offset = value_at<std::int32_t>(buffers[1], 4 * index + 3);
    const std::int64_t variadic = array_->n_buffers - 3;
    if (buffer < 0 || buffer >= variadic || offset < 0 || buffers[2 + buffer] == nullptr ||
        buffers[array_->n_buffers - 1] == nullptr)
      return std::nullopt;
    const auto length = value_at<std::int64_t>(buffers[array_->n_buffers - 1], buffer);
    if (length < 0 || std::int64_t{offset} + size > length) return std::nullopt;
    return std::string_view(static_cast<const char*>(buffers[2 + buffer]) + offset,
                            static_cast<std::size_t>(size));
  }
  const bool large = format_.kind == Kind::large_text;
  const std::int64_t begin =
      large ? value_at<std::int64_t>(buffers[1], index) : value_at<std::int32_t>(buffers[1], index);
  const std::int64_t end = large ? value_at<std::int64_t>(buffers[1], index + 1)
                                 : value_at<std::int32_t>(buffers[1], index + 1);
  if (begin < 0 || end < begin || (end > begin && buffers[2] == nullptr)) return std::nullopt;
  if (end == begin) return std::string_view();
  return std::string_view(static_cast<const char*>(buffers[2]) + begin,
                          static_cast<std::size_t>(end - begin));
}

const char* ColumnReader::append_text(std::int64_t index, std::string& out) const {
  const auto cell = text(index);
  if (!cell) return "the offsets of a text contradict one another";
  if (!is_valid_utf8(*cell) || cell->find('\0') != std::string_view::npos)
    return "a text is not UTF-8";
  if (!cell->empty()) append_quoted(*cell, out);
  return nullptr;
}

const char* ColumnReader::append(std::int64_t row, std::string& out) const {
  const std::int64_t index = first_ + row;
  if (format_.kind == Kind::null || is_null(index)) return nullptr;
  if (dictionary_) {
    const auto code = integer(index);
    if (!code || *code < 0 || *code >= dictionary_size_) return "a code is not in its dictionary";
    return dictionary_->append(*code, out);
  }
  const void* values = array_->buffers[1];
  switch (format_.kind) {
    case Kind::null:
      return nullptr;
    case Kind::boolean: {
      const auto* bits = static_cast<const std::uint8_t*>(values);
      out += (bits[index / 8] >> (index % 8) & 1) != 0 ? "true" : "false";
      return nullptr;
    }
    case Kind::unsigned_integer:
      if (format_.width == 8) {
        append_number(value_at<std::uint64_t>(values, index), out);
        return nullptr;
      }
      [[fallthrough]];
    case Kind::signed_integer:
      append_number(*integer(index), out);
      return nullptr;
    case Kind::floating: {
      const double number = format_.width == 4 ? double{value_at<float>(values, index)}
                                               : value_at<double>(values, index);
      if (std::isnan(number)) return nullptr;
      if (std::isinf(number)) return "a number is infinite";
      if (format_.width == 4)
        append_number(value_at<float>(values, index), out);
      else
        append_number(number, out);
      return nullptr;
    }
    case Kind::text:
    case Kind::large_text:
    case Kind::text_view:
      return append_text(index, out);
    case Kind::decimal:
      append_decimal(values, index, format_.scale, out);
      return nullptr;
    case Kind::days:
      return append_date(value_at<std::int32_t>(values, index), out) ? nullptr
                                                                     : "a date is out of range";
    case Kind::milliseconds_date:
      return append_date(floor_divide(value_at<std::int64_t>(values, index), kDaySeconds * 1'000),
                         out)
                 ? nullptr
                 : "a date is out of range";
    case Kind::time: {
      const std::int64_t value = format_.width == 4 ? value_at<std::int32_t>(values, index)
                                                    : value_at<std::int64_t>(values, index);
      return append_time(floor_divide(value, format_.per_second), out) ? nullptr
                                                                       : "a time is out of range";
    }
    case Kind::timestamp:
      return append_timestamp(value_at<std::int64_t>(values, index), format_, out)
                 ? nullptr
                 : "a time is out of range";
  }
  return nullptr;
}

template <typename Struct>
struct Released {
  Struct value = {};
  Released() = default;
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
  ~Released() {
    if (value.release != nullptr) value.release(&value);
  }
};

class TableReader {
 public:
  TableReader(ArrowArrayStream& stream, const std::string& source, const Limits& limits)
      : stream_(stream), source_(source), limits_(limits) {}

  Result<std::string> read() {
    if (auto known = read_schema(); !known) return tl::unexpected(known.error());
    while (true) {
      Released<ArrowArray> batch;
      if (const int status = stream_.get_next(&stream_, &batch.value); status != 0)
        return tl::unexpected(stream_failed(status));
      if (batch.value.release == nullptr) return std::move(out_);
      if (auto taken = take_batch(batch.value); !taken) return tl::unexpected(taken.error());
    }
  }

 private:
  struct ColumnType {
    const ArrowSchema* schema;
    ColumnFormat format;
  };

  [[nodiscard]] Error error(ErrorCode code, std::string message, std::string field = {}) const {
    return {code, Place{source_, 0, rows_, 0, std::move(field)}, std::move(message)};
  }
  // The stream's own words may quote its data.
  [[nodiscard]] Error stream_failed(int status) const {
    if (status == ENOMEM) return error(ErrorCode::out_of_memory, "the stream is out of memory");
    return error(ErrorCode::format, "the Arrow stream failed; ask its maker why");
  }
  [[nodiscard]] Error lies(std::string sentence, std::string field = {}) const {
    return error(ErrorCode::format, std::move(sentence) + ": the Arrow stream contradicts itself",
                 std::move(field));
  }

  Result<void> read_schema() {
    if (stream_.release == nullptr || stream_.get_schema == nullptr || stream_.get_next == nullptr)
      return tl::unexpected(error(ErrorCode::invalid_argument, "the Arrow stream is released"));
    if (const int status = stream_.get_schema(&stream_, &schema_.value); status != 0)
      return tl::unexpected(stream_failed(status));
    const ArrowSchema& schema = schema_.value;
    if (schema.release == nullptr || schema.format == nullptr)
      return tl::unexpected(lies("the schema has no format"));
    is_struct_ = std::string_view(schema.format) == "+s";
    if (!is_struct_) return add_column(&schema);
    if (schema.n_children < 1 || schema.children == nullptr)
      return tl::unexpected(lies("the table has no columns"));
    if (schema.n_children > static_cast<std::int64_t>(limits_.columns_max))
      return tl::unexpected(error(ErrorCode::limit, "the table has more columns than the limit"));
    for (std::int64_t i = 0; i < schema.n_children; ++i)
      if (auto added = add_column(schema.children[i]); !added) return added;
    out_ += '\n';
    return {};
  }

  Result<void> add_column(const ArrowSchema* column) {
    if (column == nullptr || column->format == nullptr || column->release == nullptr)
      return tl::unexpected(lies("a column has no format"));
    const std::string_view name = column->name == nullptr ? "" : column->name;
    if (name.empty())
      return tl::unexpected(error(ErrorCode::format, "a column has no name; give it one"));
    if (!is_valid_utf8(name))
      return tl::unexpected(error(ErrorCode::format, "a column's name is not UTF-8"));
    const auto format = format_of(column->format);
    if (!format)
      return tl::unexpected(error(ErrorCode::unsupported,
                                  "zhun does not read columns of this type; cast it to text, a "
                                  "number, a date or a time",
                                  std::string(name)));
    if (!columns_.empty()) out_ += ',';
    append_quoted(name, out_);
    columns_.push_back({column, *format});
    if (!is_struct_) out_ += '\n';
    return {};
  }

  Result<void> take_batch(const ArrowArray& batch) {
    if (batch.length < 0 || batch.offset < 0)
      return tl::unexpected(lies("a batch has a negative length"));
    if (batch.length > static_cast<std::int64_t>(limits_.rows_max - rows_))
      return tl::unexpected(error(ErrorCode::limit, "the table has more rows than the limit"));
    std::vector<ColumnReader> readers;
    if (is_struct_) {
      if (batch.n_children != static_cast<std::int64_t>(columns_.size()) ||
          batch.children == nullptr)
        return tl::unexpected(lies("a batch has another number of columns than the schema"));
      if (batch.n_buffers != 1 || (batch.null_count > 0 && batch.buffers[0] == nullptr))
        return tl::unexpected(lies("a batch has not the buffers of a table"));
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const ArrowArray* array = is_struct_ ? batch.children[i] : &batch;
      if (array == nullptr) return tl::unexpected(lies("a batch lacks a column"));
      auto reader = ColumnReader::open(*columns_[i].schema, columns_[i].format, *array,
                                       is_struct_ ? batch.offset : 0, batch.length);
      if (!reader) return tl::unexpected(lies(reader.error(), columns_[i].schema->name));
      readers.push_back(std::move(*reader));
    }
    return append_rows(batch, readers);
  }

  Result<void> append_rows(const ArrowArray& batch, const std::vector<ColumnReader>& readers) {
    const auto* valid = is_struct_ && batch.buffers != nullptr
                            ? static_cast<const std::uint8_t*>(batch.buffers[0])
                            : nullptr;
    for (std::int64_t row = 0; row < batch.length; ++row) {
      ++rows_;
      if (is_stopped(limits_)) return tl::unexpected(cancelled_error(source_));
      const std::int64_t at = batch.offset + row;
      const bool present = valid == nullptr || (valid[at / 8] >> (at % 8) & 1) != 0;
      for (std::size_t i = 0; i < readers.size(); ++i) {
        if (i > 0) out_ += ',';
        const char* wrong = present ? readers[i].append(row, out_) : nullptr;
        if (wrong != nullptr) return tl::unexpected(lies(wrong, columns_[i].schema->name));
      }
      out_ += '\n';
      if (out_.size() > limits_.bytes_max)
        return tl::unexpected(error(ErrorCode::limit, "the table has more bytes than the limit"));
    }
    return {};
  }

  ArrowArrayStream& stream_;
  const std::string& source_;
  const Limits& limits_;
  Released<ArrowSchema> schema_;
  std::vector<ColumnType> columns_;
  bool is_struct_ = false;
  std::uint32_t rows_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> read_arrow_table(ArrowArrayStream& stream, const std::string& source_name,
                                     const Limits& limits) {
  return TableReader(stream, source_name, limits).read();
}

}  // namespace zhun
