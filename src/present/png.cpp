// Writing PNG: signature, IHDR, one IDAT deflated by zlib, IEND; each line with the better of two
// filters.
#include "present/png.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "base/digest.hpp"

namespace zhun {
namespace {

void append_number(std::string& out, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(number >> shift & 0xFF);
}

void append_chunk(std::string& out, std::string_view type, std::string_view data) {
  append_number(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t begin = out.size();
  out += type;
  out += data;
  const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(out.data() + begin),
                          static_cast<uInt>(out.size() - begin));
  append_number(out, static_cast<std::uint32_t>(sum));
}

std::uint8_t grey_of(const std::uint8_t* pixel, std::uint32_t channels) {
  if (channels == 1) return *pixel;
  // ITU-R BT.601 luma in 256ths.
  return static_cast<std::uint8_t>((77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2]) >> 8);
}

// One line in the file's bits a pixel.
std::vector<std::uint8_t> packed_line(const Image& image, std::uint32_t y, int bits) {
  const std::uint8_t* from = image.row(y);
  if (bits == 8) {
    std::vector<std::uint8_t> line(image.width);
    for (std::uint32_t x = 0; x < image.width; ++x)
      line[x] = grey_of(from + std::size_t{x} * image.channels, image.channels);
    return line;
  }
  std::vector<std::uint8_t> line((std::size_t{image.width} + 1) / 2);
  for (std::uint32_t x = 0; x < image.width; ++x) {
    const std::uint32_t grey = grey_of(from + std::size_t{x} * image.channels, image.channels);
    const std::uint32_t level = (grey * 15 + 127) / 255;
    line[x / 2] = static_cast<std::uint8_t>(line[x / 2] | (x % 2 == 0 ? level << 4 : level));
  }
  return line;
}

// The line itself or its difference to the line above, whichever has the smaller sum of absolute
// values (the standard's own rule of thumb, 12.8).
void append_filtered(std::string& out, const std::vector<std::uint8_t>& line,
                     const std::vector<std::uint8_t>& above) {
  std::uint64_t plain = 0, up = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    plain += static_cast<std::uint64_t>(std::abs(static_cast<std::int8_t>(line[i])));
    up += static_cast<std::uint64_t>(std::abs(static_cast<std::int8_t>(line[i] - above[i])));
  }
  const bool use_up = up < plain;
  out += use_up ? '\2' : '\0';
  for (std::size_t i = 0; i < line.size(); ++i)
    out += static_cast<char>(use_up ? static_cast<std::uint8_t>(line[i] - above[i]) : line[i]);
}

std::string deflated(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()),
                Z_BEST_COMPRESSION) != Z_OK)
    throw std::bad_alloc();
  out.resize(size);
  return out;
}

}  // namespace

std::string write_png(const Image& image, int bits) {
  std::string lines;
  std::vector<std::uint8_t> above;
  for (std::uint32_t y = 0; y < image.height; ++y) {
    std::vector<std::uint8_t> line = packed_line(image, y, bits);
    above.resize(line.size());
    append_filtered(lines, line, above);
    above = std::move(line);
  }
  std::string header;
  append_number(header, image.width);
  append_number(header, image.height);
  header += static_cast<char>(bits);
  header.append(4, '\0');  // grey, deflate, adaptive filters, not interlaced
  std::string out = "\x89PNG\r\n\x1a\n";
  append_chunk(out, "IHDR", header);
  append_chunk(out, "IDAT", deflated(lines));
  append_chunk(out, "IEND", {});
  return out;
}

Image grey_at_most(const Image& image, std::uint32_t width_max) {
  Image out;
  out.width = std::min(image.width, width_max);
  if (out.width == 0) return out;
  out.height = static_cast<std::uint32_t>(
      std::max<std::uint64_t>(1, std::uint64_t{image.height} * out.width / image.width));
  out.pixels.resize(std::size_t{out.width} * out.height);
  const auto edge = [](std::uint32_t at, std::uint32_t from, std::uint32_t to) {
    return static_cast<std::uint32_t>(std::uint64_t{at} * from / to);
  };
  for (std::uint32_t y = 0; y < out.height; ++y) {
    const std::uint32_t top = edge(y, image.height, out.height);
    const std::uint32_t bottom = std::max(top + 1, edge(y + 1, image.height, out.height));
    for (std::uint32_t x = 0; x < out.width; ++x) {
      const std::uint32_t left = edge(x, image.width, out.width);
      const std::uint32_t right = std::max(left + 1, edge(x + 1, image.width, out.width));
      std::uint64_t sum = 0;
      for (std::uint32_t v = top; v < bottom; ++v) {
        for (std::uint32_t u = left; u < right; ++u)
          sum += grey_of(image.row(v) + std::size_t{u} * image.channels, image.channels);
      }
      const std::uint64_t count = std::uint64_t{bottom - top} * (right - left);
      out.pixels[std::size_t{y} * out.width + x] =
          static_cast<std::uint8_t>((sum + count / 2) / count);
    }
  }
  return out;
}

std::string data_uri(std::string_view png) { return "data:image/png;base64," + base64(png); }

}  // namespace zhun
