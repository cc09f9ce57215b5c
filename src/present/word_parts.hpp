// One XML part of a Word template, taken apart: literal pieces, values and sections in the order in
// which they stand. The pieces are views into the part.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/error.hpp"

namespace zhun::word {

struct Piece {
  enum class Kind : std::uint8_t { literal, value, open, open_inverted, close };
  Kind kind = Kind::literal;
  std::string text;             // name; empty for a literal
  std::string_view literal;     // bytes of the part
  std::uint32_t paragraph = 0;  // 1-based, in the order in which paragraphs begin
  std::size_t end = 0;          // of an opening piece: index of the closing one
};

// `part` has to be well-formed (xml::check). `place` names template and part.
[[nodiscard]] Result<std::vector<Piece>> take_apart(std::string_view part, const Place& place);

}  // namespace zhun::word
