// Decoding of large texts piece by piece, so that a file is never in memory twice.
// Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "zhun/text.hpp"

namespace zhun {

// As detect_encoding, but what is neither UTF-8 nor UTF-16 is taken for GB18030 unseen: whoever
// decodes it will see.
[[nodiscard]] EncodingGuess likely_encoding(std::string_view bytes);

// The error of bytes that are in none of the encodings.
[[nodiscard]] Error unknown_encoding();

// Room that decode_part needs behind the last byte that it fills.
inline constexpr std::size_t kDecodeSlack = 16;

// Decodes GB18030 or UTF-16 from `at` on into `out`, until fewer than kDecodeSlack bytes of `size`
// are left or the bytes end. Returns how many bytes it wrote; nullopt for a sequence that is not
// valid, at which `at` then stands.
[[nodiscard]] std::optional<std::size_t> decode_part(std::string_view bytes, Encoding encoding,
                                                     std::size_t& at, char* out, std::size_t size);

}  // namespace zhun
