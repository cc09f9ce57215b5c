// The Arrow IPC stream: a schema message, one message a batch, and an end mark. Numbers are ids of
// members in Message.fbs and Schema.fbs of the Arrow format, version 5 of its metadata.
#include <stdexcept>
#include <string>

#include "present/flatbuffer.hpp"
#include "present/source_arrow.hpp"
#include "zhun/arrow.hpp"

namespace zhun {
namespace {

using arrow::Batch;
using arrow::ColumnType;
using arrow::FlatBuffer;
using arrow::Pair;
using arrow::Type;

constexpr std::uint16_t kVersion5 = 4;
constexpr std::uint8_t kSchemaHeader = 1, kBatchHeader = 3;  // union MessageHeader
constexpr std::size_t kAlignment = 64;                       // of buffers, as the format advises

std::size_t padded(std::size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

void put_u32(std::string& out, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

template <typename Pairs>
FlatBuffer::Offset put_metadata(FlatBuffer& b, const Pairs& pairs) {
  std::vector<FlatBuffer::Offset> items;
  for (const Pair& pair : pairs) {
    const auto key = b.text(pair.first), value = b.text(pair.second);
    items.push_back(b.table({FlatBuffer::child(0, key), FlatBuffer::child(1, value)}));
  }
  return b.children(items);
}

struct TypeOffset {
  std::uint8_t id;  // union Type
  FlatBuffer::Offset offset;
};

TypeOffset put_type(FlatBuffer& b, Type type) {
  switch (type) {
    case Type::boolean:
      return {6, b.table({})};
    case Type::uint32:
      return {2, b.table({FlatBuffer::i32(0, 32), FlatBuffer::u8(1, 0)})};
    case Type::int64:
      return {2, b.table({FlatBuffer::i32(0, 64), FlatBuffer::u8(1, 1)})};
    case Type::date32:
      return {8, b.table({FlatBuffer::i16(0, 0)})};  // days
    case Type::time32_seconds:
      return {9, b.table({FlatBuffer::i16(0, 0), FlatBuffer::i32(1, 32)})};
    case Type::utf8:
      return {5, b.table({})};
  }
  return {1, b.table({})};
}

FlatBuffer::Offset put_field(FlatBuffer& b, const ColumnType& column) {
  const auto metadata = put_metadata(b, column.metadata);
  const auto children = b.children({});
  const auto [type_id, type] = put_type(b, column.type);
  const auto name = b.text(column.name);
  return b.table({FlatBuffer::child(0, name), FlatBuffer::u8(1, column.nullable ? 1 : 0),
                  FlatBuffer::u8(2, type_id), FlatBuffer::child(3, type),
                  FlatBuffer::child(5, children), FlatBuffer::child(6, metadata)});
}

// A message: the length of its metadata, the metadata, the body.
void put_message(std::string& out, FlatBuffer& b, std::uint8_t kind, FlatBuffer::Offset header,
                 std::size_t body_size) {
  const auto root =
      b.table({FlatBuffer::i16(0, kVersion5), FlatBuffer::u8(1, kind), FlatBuffer::child(2, header),
               FlatBuffer::i64(3, static_cast<std::int64_t>(body_size))});
  std::string metadata = b.finish(root);
  constexpr std::size_t kPrefix = 8;
  while ((out.size() + kPrefix + metadata.size()) % kAlignment != 0) metadata += '\0';
  put_u32(out, 0xFFFFFFFFU);
  put_u32(out, static_cast<std::uint32_t>(metadata.size()));
  out += metadata;
}

void put_schema(std::string& out, const arrow::TableType& type) {
  FlatBuffer b;
  std::vector<FlatBuffer::Offset> fields;
  for (const ColumnType& column : type.columns) fields.push_back(put_field(b, column));
  const auto list = b.children(fields);
  const auto metadata = put_metadata(b, type.metadata);
  const auto schema =
      b.table({FlatBuffer::i16(0, 0), FlatBuffer::child(1, list), FlatBuffer::child(2, metadata)});
  put_message(out, b, kSchemaHeader, schema, 0);
}

void put_batch(std::string& out, const Batch& batch) {
  std::vector<std::pair<std::int64_t, std::int64_t>> nodes, places;
  std::size_t body_size = 0;
  for (const arrow::Column& column : batch.columns) {
    nodes.emplace_back(column.length(), column.null_count());
    for (const auto buffer : column.buffers()) {
      places.emplace_back(body_size, buffer.size());
      body_size += padded(buffer.size());
    }
  }
  FlatBuffer b;
  const auto buffers = b.pairs(places), columns = b.pairs(nodes);
  const auto header = b.table({FlatBuffer::i64(0, batch.rows), FlatBuffer::child(1, columns),
                               FlatBuffer::child(2, buffers)});
  put_message(out, b, kBatchHeader, header, body_size);
  out.reserve(out.size() + body_size);
  for (const arrow::Column& column : batch.columns) {
    for (const auto buffer : column.buffers()) {
      out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size());
      out.append(padded(buffer.size()) - buffer.size(), '\0');
    }
  }
}

}  // namespace

Result<std::string> render_source_arrow(const AnySource& source) {
  const auto table = arrow::table_of(source);
  if (!table) return tl::unexpected(table.error());
  std::string out;
  put_schema(out, (*table)->type());
  try {
    for (Batch batch = (*table)->next_batch(); batch.rows > 0; batch = (*table)->next_batch())
      put_batch(out, batch);
  } catch (const std::length_error&) {
    return fail(ErrorCode::limit, {}, "the texts of the rows are too long for one batch of Arrow");
  }
  put_u32(out, 0xFFFFFFFFU);
  put_u32(out, 0);
  return out;
}

}  // namespace zhun
