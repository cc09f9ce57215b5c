// Columns in Arrow's memory layout: what both the C stream and the IPC stream are made of.
// Not thread-safe while being filled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace zhun::arrow {

enum class Type : std::uint8_t { boolean, uint32, int64, date32, time32_seconds, utf8 };

using Pair = std::pair<std::string_view, std::string_view>;

struct ColumnType {
  std::string_view name;
  Type type = Type::utf8;
  bool nullable = false;
  std::span<const Pair> metadata;  // static
};

struct TableType {
  std::span<const ColumnType> columns;  // static
  std::vector<Pair> metadata;           // the texts outlive the table
};

// One column of one batch. Memory from the allocator of a vector is aligned well enough for all.
class Column {
 public:
  explicit Column(Type type);

  void append_boolean(bool value);
  void append_uint32(std::uint32_t value) { append_raw(value); }
  void append_int64(std::int64_t value) { append_raw(value); }
  void append_days(std::int32_t value) { append_raw(value); }
  void append_seconds(std::int32_t value) { append_raw(value); }
  // Throws std::length_error beyond 2 GiB of text in one column of one batch.
  void append_text(std::string_view text);
  void append_null();

  [[nodiscard]] std::int64_t length() const { return length_; }
  [[nodiscard]] std::int64_t null_count() const { return null_count_; }
  [[nodiscard]] std::size_t text_bytes() const { return type_ == Type::utf8 ? values_.size() : 0; }

  // In Arrow's order: validity (empty when there is no null), then offsets for texts, then values.
  [[nodiscard]] std::vector<std::span<const std::byte>> buffers() const;

 private:
  template <typename T>
  void append_raw(T value);
  void append_valid(bool valid);

  Type type_;
  std::int64_t length_ = 0, null_count_ = 0;
  std::vector<std::byte> validity_, values_;
  std::vector<std::int32_t> offsets_;
};

struct Batch {
  std::int64_t rows = 0;
  std::vector<Column> columns;
};

// A table whose rows are asked for a batch at a time.
class Table {
 public:
  virtual ~Table() = default;
  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  [[nodiscard]] const TableType& type() const { return type_; }
  // The next rows: at most kRowsMax, and not many more than kTextBytesMax bytes of text. No rows at
  // the end.
  [[nodiscard]] Batch next_batch();

  static constexpr std::int64_t kRowsMax = 65'536;
  static constexpr std::size_t kTextBytesMax = std::size_t{64} << 20;

 protected:
  TableType type_;
  // Appends one cell to each column; false when no row is left.
  [[nodiscard]] virtual bool append_row(std::vector<Column>& columns) = 0;
};

}  // namespace zhun::arrow
