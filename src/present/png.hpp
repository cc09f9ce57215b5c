// PNG (ISO/IEC 15948) for pictures inside reports. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "zhun/image.hpp"

namespace zhun {

// Grey, `bits` 8 or 4 a pixel (4: sixteen greys, half the size, enough to read a crop). Colours are
// mixed to grey. The same image gives the same bytes with the same zlib.
[[nodiscard]] std::string write_png(const Image& image, int bits);

// The image at most `width_max` pixels wide, every pixel the mean of those it stands for; as it
// is when it is no wider. One channel.
[[nodiscard]] Image grey_at_most(const Image& image, std::uint32_t width_max);

// "data:image/png;base64,..."
[[nodiscard]] std::string data_uri(std::string_view png);

}  // namespace zhun
