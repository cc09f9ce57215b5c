// Filling of columns: validity bits, offsets and values.
#include "present/arrow_batch.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>

namespace zhun::arrow {
namespace {

void append_bit(std::vector<std::byte>& bits, std::int64_t index, bool bit) {
  if (index % 8 == 0) bits.push_back(std::byte{0});
  if (bit) bits.back() |= static_cast<std::byte>(1U << static_cast<unsigned>(index % 8));
}

template <typename T>
std::span<const std::byte> bytes_of(const std::vector<T>& items) {
  return std::as_bytes(std::span<const T>(items));
}

}  // namespace

Column::Column(Type type) : type_(type) {
  if (type == Type::utf8) offsets_.push_back(0);
}

template <typename T>
void Column::append_raw(T value) {
  std::byte bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  values_.insert(values_.end(), bytes, bytes + sizeof(T));
  append_valid(true);
}

// There are no bits until the first null.
void Column::append_valid(bool valid) {
  if (!valid && null_count_++ == 0) {
    validity_.clear();
    for (std::int64_t i = 0; i < length_; ++i) append_bit(validity_, i, true);
  }
  if (null_count_ > 0) append_bit(validity_, length_, valid);
  ++length_;
}

void Column::append_boolean(bool value) {
  append_bit(values_, length_, value);
  append_valid(true);
}

void Column::append_text(std::string_view text) {
  constexpr std::size_t kMax = std::numeric_limits<std::int32_t>::max();
  if (text.size() > kMax - values_.size())
    throw std::length_error("the texts of a batch exceed 2 GiB");
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  values_.insert(values_.end(), bytes, bytes + text.size());
  offsets_.push_back(static_cast<std::int32_t>(values_.size()));
  append_valid(true);
}

void Column::append_null() {
  switch (type_) {
    case Type::boolean:
      append_bit(values_, length_, false);
      break;
    case Type::uint32:
    case Type::date32:
    case Type::time32_seconds:
      values_.resize(values_.size() + sizeof(std::int32_t));
      break;
    case Type::int64:
      values_.resize(values_.size() + sizeof(std::int64_t));
      break;
    case Type::utf8:
      offsets_.push_back(offsets_.back());
      break;
  }
  append_valid(false);
}

std::vector<std::span<const std::byte>> Column::buffers() const {
  std::vector<std::span<const std::byte>> list = {bytes_of(validity_)};
  if (type_ == Type::utf8) list.push_back(bytes_of(offsets_));
  list.push_back(bytes_of(values_));
  return list;
}

template void Column::append_raw(std::uint32_t);
template void Column::append_raw(std::int32_t);
template void Column::append_raw(std::int64_t);

Batch Table::next_batch() {
  Batch batch;
  batch.columns.reserve(type_.columns.size());
  for (const ColumnType& column : type_.columns) batch.columns.emplace_back(column.type);
  std::size_t text_bytes = 0;
  while (batch.rows < kRowsMax && text_bytes < kTextBytesMax && append_row(batch.columns)) {
    ++batch.rows;
    text_bytes = 0;
    for (const Column& column : batch.columns) text_bytes += column.text_bytes();
  }
  return batch;
}

}  // namespace zhun::arrow
