// ArrowTable: the batches of an Arrow stream, kept, so that any number of readers may take them
// without a copy: each gets structs of its own that share the buffers.
//
// Never changes after it was made: share freely between threads.
#pragma once

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>
#include <zhun_client.hpp>

namespace zhun_py {

class ArrowTable {
 public:
  ArrowTable() = default;
  // Takes all batches out of the stream.
  explicit ArrowTable(zhun_client::ArrowStream from) : held_(std::make_shared<Held>()) {
    auto* stream = from.get();
    check(*stream, stream->get_schema(stream, &held_->schema));
    while (true) {
      auto batch = std::make_shared<Batch>();
      check(*stream, stream->get_next(stream, &batch->array));
      if (batch->array.release == nullptr) return;
      rows_ += batch->array.length;
      held_->batches.push_back(std::move(batch));
    }
  }

  std::int64_t rows() const { return rows_; }
  std::vector<std::string> column_names() const {
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < held_->schema.n_children; ++i)
      names.emplace_back(held_->schema.children[i]->name);
    return names;
  }
  // Of the schema: kind, layout.
  std::vector<std::pair<std::string, std::string>> metadata() const {
    std::vector<std::pair<std::string, std::string>> out;
    const char* at = held_->schema.metadata;
    if (at == nullptr) return out;
    const auto number = [&at] {
      std::int32_t value = 0;
      std::memcpy(&value, at, sizeof value);
      at += sizeof value;
      return value;
    };
    const auto text = [&at, &number] {
      const auto size = static_cast<std::size_t>(number());
      std::string value(at, size);
      at += size;
      return value;
    };
    for (std::int32_t left = number(); left > 0; --left) {
      std::string key = text();
      out.emplace_back(std::move(key), text());
    }
    return out;
  }

  void export_schema(ArrowSchema& out) const { copy_schema(held_, held_->schema, out); }

  void export_stream(ArrowArrayStream& out) const {
    out = {};
    out.get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
      return without_throw([&] {
        const auto& reader = *static_cast<Reader*>(stream->private_data);
        copy_schema(reader.held, reader.held->schema, *schema);
      });
    };
    out.get_next = [](ArrowArrayStream* stream, ArrowArray* array) {
      return without_throw([&] {
        auto& reader = *static_cast<Reader*>(stream->private_data);
        *array = {};
        if (reader.next == reader.held->batches.size()) return;
        const auto& batch = reader.held->batches[reader.next++];
        copy_array(batch, batch->array, *array);
      });
    };
    out.get_last_error = [](ArrowArrayStream*) -> const char* {
      return "there is not enough memory";
    };
    out.release = [](ArrowArrayStream* stream) {
      delete static_cast<Reader*>(stream->private_data);
      stream->release = nullptr;
    };
    out.private_data = new Reader{held_, 0};
  }

  // Where a buffer of a column lies: what a reader without a copy has, too.
  std::uintptr_t buffer_address(std::size_t batch, std::size_t column, std::size_t buffer) const {
    const ArrowArray& array = held_->batches.at(batch)->array;
    if (column >= static_cast<std::size_t>(array.n_children) ||
        buffer >= static_cast<std::size_t>(array.children[column]->n_buffers))
      throw std::out_of_range("there is no such buffer");
    return reinterpret_cast<std::uintptr_t>(array.children[column]->buffers[buffer]);
  }

 private:
  struct Batch {
    ArrowArray array = {};
    Batch() = default;
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() {
      if (array.release != nullptr) array.release(&array);
    }
  };
  struct Held {
    ArrowSchema schema = {};
    std::vector<std::shared_ptr<const Batch>> batches;
    Held() = default;
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() {
      if (schema.release != nullptr) schema.release(&schema);
    }
  };
  struct Reader {
    std::shared_ptr<const Held> held;
    std::size_t next = 0;
  };
  // What a copied struct owns: its children, and a share of what it was copied from.
  template <typename Node>
  struct Copy {
    std::shared_ptr<const void> owner;
    std::vector<Node> children;
    std::vector<Node*> pointers;
  };

  static void check(ArrowArrayStream& stream, int status) {
    if (status == 0) return;
    const char* message = stream.get_last_error(&stream);
    if (status == ENOMEM) throw std::bad_alloc();
    throw std::runtime_error(message != nullptr ? message : "the Arrow stream failed");
  }
  template <typename Work>
  static int without_throw(Work work) {
    try {
      work();
      return 0;
    } catch (...) {
      return ENOMEM;
    }
  }

  template <typename Node>
  static void release_copy(Node* node) {
    auto* copy = static_cast<Copy<Node>*>(node->private_data);
    for (Node& child : copy->children)
      if (child.release != nullptr) child.release(&child);  // null: moved away
    delete copy;
    node->release = nullptr;
  }

  // The struct again with shares of its buffers; tables have one level of children and no
  // dictionary.
  template <typename Node>
  static void copy_node(const std::shared_ptr<const void>& owner, const Node& from, Node& out) {
    auto copy = std::make_unique<Copy<Node>>();
    copy->owner = owner;
    const auto count = static_cast<std::size_t>(from.n_children);
    copy->children.resize(count);
    copy->pointers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      auto part = std::make_unique<Copy<Node>>();
      part->owner = owner;
      Node& child = copy->children[i];
      child = *from.children[i];
      child.private_data = part.release();
      child.release = &release_copy<Node>;
      copy->pointers.push_back(&child);
    }
    out = from;
    out.children = copy->pointers.data();
    out.private_data = copy.release();
    out.release = &release_copy<Node>;
  }
  static void copy_schema(const std::shared_ptr<const void>& owner, const ArrowSchema& from,
                          ArrowSchema& out) {
    copy_node(owner, from, out);
  }
  static void copy_array(const std::shared_ptr<const void>& owner, const ArrowArray& from,
                         ArrowArray& out) {
    copy_node(owner, from, out);
  }

  std::shared_ptr<Held> held_ = std::make_shared<Held>();
  std::int64_t rows_ = 0;
};

}  // namespace zhun_py
