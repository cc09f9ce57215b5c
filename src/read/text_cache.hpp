// The last texts of one column, so that a text that repeats (a summary, a name, a channel) is
// stored once. Bounded: what does not fit is stored again. Not thread-safe.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "zhun/text.hpp"

namespace zhun::read {

class TextCache {
 public:
  StoredText store(std::string_view text, TextArena& arena) {
    if (text.empty()) return {};
    if (useless_) return arena.store(text);
    if (places_.empty()) places_.resize(kPlaces);
    const std::size_t index = place_of(text);
    lookups_ += 1;
    hits_ += 1;
    if (places_[index] == text) return places_[index];
    StoredText& other = places_[index ^ 1];
    if (other == text) return other;
    hits_ -= 1;
    other = places_[index];  // what was here last stays a little longer
    places_[index] = arena.store(text);
    // A column of numbers that never repeat is not worth the look.
    if (lookups_ % kTrial == 0) useless_ = hits_ < lookups_ / kHitsOneIn;
    return places_[index];
  }

 private:
  static constexpr std::size_t kPlaces = 2048;
  static constexpr std::uint32_t kTrial = 1024, kHitsOneIn = 16;

  // Of the length and of eight bytes at the front, in the middle and at the end.
  static std::size_t place_of(std::string_view text) {
    std::uint64_t front = 0, middle = 0, back = 0;
    if (text.size() >= 8) {
      std::memcpy(&front, text.data(), 8);
      std::memcpy(&middle, text.data() + (text.size() - 8) / 2, 8);
      std::memcpy(&back, text.data() + text.size() - 8, 8);
    } else {
      std::memcpy(&front, text.data(), text.size());
    }
    std::uint64_t mixed = front * 0x9E3779B97F4A7C15u;
    mixed ^= middle + text.size();
    mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9u;
    mixed ^= back;
    mixed = (mixed ^ (mixed >> 32)) * 0x94D049BB133111EBu;
    return static_cast<std::size_t>(mixed >> 53);
  }

  std::vector<StoredText> places_;
  std::uint32_t lookups_ = 0, hits_ = 0;
  bool useless_ = false;
};

}  // namespace zhun::read
