// What readers notice, in words for the reviewer.
#pragma once

#include <string_view>

namespace zhun {

// One Chinese sentence for ReadNote::code; "" for a code that has none. A new code of a reader gets
// its words here (tests/tidy.py looks).
[[nodiscard]] std::string_view note_words(std::string_view code);

}  // namespace zhun
