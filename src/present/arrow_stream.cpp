// The Arrow C stream interface: schema and batches as structs with release callbacks.
#include <cerrno>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "present/arrow_stream.hpp"
#include "present/source_arrow.hpp"
#include "zhun/arrow.hpp"

namespace zhun {
namespace {

using arrow::Batch;
using arrow::ColumnType;
using arrow::Pair;
using arrow::Type;

const char* format_of(Type type) {
  switch (type) {
    case Type::boolean:
      return "b";
    case Type::uint32:
      return "I";
    case Type::int64:
      return "l";
    case Type::date32:
      return "tdD";
    case Type::time32_seconds:
      return "tts";
    case Type::utf8:
      return "u";
  }
  return "n";
}

// Counts and lengths as int32 in the machine's order, then the texts, as the interface asks.
template <typename Pairs>
std::string encode_metadata(const Pairs& pairs) {
  std::string out;
  const auto put = [&out](std::size_t number) {
    const auto value = static_cast<std::int32_t>(number);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
  };
  if (std::size(pairs) == 0) return out;
  put(std::size(pairs));
  for (const Pair& pair : pairs) {
    put(pair.first.size());
    out += pair.first;
    put(pair.second.size());
    out += pair.second;
  }
  return out;
}

// What a schema or one of its fields owns.
struct SchemaData {
  std::string name, metadata;
  std::vector<ArrowSchema> fields;
  std::vector<ArrowSchema*> children;
};

void release_schema(ArrowSchema* schema) {
  auto* data = static_cast<SchemaData*>(schema->private_data);
  for (ArrowSchema& field : data->fields) {
    if (field.release != nullptr) field.release(&field);  // null: moved away
  }
  delete data;
  schema->release = nullptr;
}

void fill(ArrowSchema& out, const char* format, std::int64_t flags,
          std::unique_ptr<SchemaData> data) {
  out = {};
  out.format = format;
  out.name = data->name.c_str();
  out.metadata = data->metadata.empty() ? nullptr : data->metadata.data();
  out.flags = flags;
  out.n_children = static_cast<std::int64_t>(data->children.size());
  out.children = data->children.empty() ? nullptr : data->children.data();
  out.release = release_schema;
  out.private_data = data.release();
}

void export_schema(const arrow::TableType& type, ArrowSchema& out) {
  auto data = std::make_unique<SchemaData>();
  data->metadata = encode_metadata(type.metadata);
  data->fields.resize(type.columns.size());
  data->children.reserve(type.columns.size());
  // Released with the fields that are filled, should one more not fit into memory.
  ArrowSchema whole;
  fill(whole, "+s", 0, std::move(data));
  auto* owner = static_cast<SchemaData*>(whole.private_data);
  try {
    for (std::size_t i = 0; i < type.columns.size(); ++i) {
      const ColumnType& column = type.columns[i];
      auto field = std::make_unique<SchemaData>();
      field->name = column.name;
      field->metadata = encode_metadata(column.metadata);
      fill(owner->fields[i], format_of(column.type), column.nullable ? ARROW_FLAG_NULLABLE : 0,
           std::move(field));
      owner->children.push_back(&owner->fields[i]);
    }
  } catch (...) {
    whole.release(&whole);
    throw;
  }
  whole.n_children = static_cast<std::int64_t>(owner->children.size());
  whole.children = owner->children.data();
  out = whole;
}

// What a batch or one of its columns owns. Every column shares the batch, so that it may be moved
// out and outlive it.
struct ArrayData {
  std::shared_ptr<const Batch> batch;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> columns;
  std::vector<ArrowArray*> children;
};

void release_array(ArrowArray* array) {
  auto* data = static_cast<ArrayData*>(array->private_data);
  for (ArrowArray& column : data->columns) {
    if (column.release != nullptr) column.release(&column);
  }
  delete data;
  array->release = nullptr;
}

void fill(ArrowArray& out, std::int64_t length, std::int64_t null_count,
          std::unique_ptr<ArrayData> data) {
  out = {};
  out.length = length;
  out.null_count = null_count;
  out.n_buffers = static_cast<std::int64_t>(data->buffers.size());
  out.buffers = data->buffers.data();
  out.release = release_array;
  out.private_data = data.release();
}

void export_batch(Batch&& made, ArrowArray& out) {
  static constexpr std::int64_t kNothing = 0;  // an address for buffers without bytes
  const auto batch = std::make_shared<const Batch>(std::move(made));
  auto data = std::make_unique<ArrayData>();
  data->buffers = {nullptr};
  data->columns.resize(batch->columns.size());
  data->children.reserve(batch->columns.size());
  ArrowArray whole;
  fill(whole, batch->rows, 0, std::move(data));
  auto* owner = static_cast<ArrayData*>(whole.private_data);
  try {
    for (std::size_t i = 0; i < batch->columns.size(); ++i) {
      const arrow::Column& column = batch->columns[i];
      auto part = std::make_unique<ArrayData>();
      part->batch = batch;
      for (const auto buffer : column.buffers()) {
        const bool validity = part->buffers.empty();
        part->buffers.push_back(!buffer.empty() ? static_cast<const void*>(buffer.data())
                                : validity      ? nullptr
                                                : &kNothing);
      }
      fill(owner->columns[i], column.length(), column.null_count(), std::move(part));
      owner->children.push_back(&owner->columns[i]);
    }
  } catch (...) {
    whole.release(&whole);
    throw;
  }
  whole.n_children = static_cast<std::int64_t>(owner->children.size());
  whole.children = owner->children.data();
  out = whole;
}

struct StreamData {
  std::shared_ptr<const void> owner;  // of what the table shows
  std::unique_ptr<arrow::Table> table;
  const char* error = nullptr;
};

// No exception leaves a callback.
template <typename Work>
int guarded(ArrowArrayStream* stream, Work work) {
  auto* data = static_cast<StreamData*>(stream->private_data);
  try {
    data->error = nullptr;
    work(*data);
    return 0;
  } catch (const std::length_error&) {
    data->error = "the texts of a batch exceed 2 GiB";
    return EOVERFLOW;
  } catch (const std::bad_alloc&) {
    data->error = "there is not enough memory";
    return ENOMEM;
  } catch (const std::exception&) {
    data->error = "this is a mistake in zhun; please report it";
    return EIO;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  *out = {};
  return guarded(stream, [out](StreamData& data) { export_schema(data.table->type(), *out); });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  *out = {};  // released: the end of the stream
  return guarded(stream, [out](StreamData& data) {
    Batch batch = data.table->next_batch();
    if (batch.rows > 0) export_batch(std::move(batch), *out);
  });
}

const char* get_last_error(ArrowArrayStream* stream) {
  return static_cast<StreamData*>(stream->private_data)->error;
}

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamData*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

namespace arrow {

void export_table(std::shared_ptr<const void> owner, std::unique_ptr<Table> table,
                  ArrowArrayStream* out) {
  auto data = std::make_unique<StreamData>();
  data->owner = std::move(owner);
  data->table = std::move(table);
  out->get_schema = get_schema;
  out->get_next = get_next;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = data.release();
}

}  // namespace arrow

Result<void> export_source_arrow(AnySource source, ArrowArrayStream* out) {
  *out = {};
  const auto owner = std::make_shared<const AnySource>(std::move(source));
  auto table = arrow::table_of(*owner);
  if (!table) return tl::unexpected(table.error());
  arrow::export_table(owner, std::move(*table), out);
  return {};
}

}  // namespace zhun
