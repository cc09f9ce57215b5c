// What the streams of a PDF unpack to, measured before PDFium is asked to: it would follow a page
// of a million strokes, or a bomb, to its end. Pure function; thread-safe.
#pragma once

#include <string_view>

#include "zhun/limits.hpp"

namespace zhun::read {

// False when a stream holds more drawing instructions than `page_bytes_max`, or all of them
// together unpack to more than `bytes_max`. Streams of encrypted files cannot be looked into.
[[nodiscard]] bool streams_within_limits(std::string_view bytes, const Limits& limits);

}  // namespace zhun::read
