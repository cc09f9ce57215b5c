// A hash map of 64-bit keys in two arrays, for great tables that are built once and then only read.
// Reading is thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zhun::reconcile {

// The key 0xFFFFFFFFFFFFFFFF cannot be stored.
template <typename Value>
class FlatMap {
 public:
  FlatMap() : keys_(kSizeMin, kFree), values_(kSizeMin) {}

  [[nodiscard]] const Value* find(std::uint64_t key) const {
    const std::size_t at = place_of(key);
    return keys_[at] == key ? &values_[at] : nullptr;
  }
  // The value of the key, made where it is missing. Invalidates what was returned before.
  Value& operator[](std::uint64_t key) {
    std::size_t at = place_of(key);
    if (keys_[at] == key) return values_[at];
    if (++count_ * 2 > keys_.size()) {
      grow();
      at = place_of(key);
    }
    keys_[at] = key;
    return values_[at];
  }
  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};
  static constexpr std::size_t kSizeMin = 16;

  // Where the key is, or the free place where it belongs.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    std::uint64_t hash = key;
    hash = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15ULL;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9ULL;
    const std::size_t mask = keys_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash ^ hash >> 32) & mask;
    while (keys_[at] != kFree && keys_[at] != key) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<std::uint64_t> keys(keys_.size() * 2, kFree);
    std::vector<Value> values(keys.size());
    keys.swap(keys_);
    values.swap(values_);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] == kFree) continue;
      const std::size_t at = place_of(keys[i]);
      keys_[at] = keys[i];
      values_[at] = values[i];
    }
  }

  std::vector<std::uint64_t> keys_;
  std::vector<Value> values_;
  std::size_t count_ = 0;
};

}  // namespace zhun::reconcile
