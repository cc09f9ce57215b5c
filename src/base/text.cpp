// Text: detection and decoding of encodings, NFKC, the normal form of names, and the wiped arena.
#include "zhun/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "base/decoding.hpp"

namespace zhun {

namespace {

struct Gb18030Range {
  std::uint32_t linear, point;  // point 0: unassigned from here on
};
#include "gb18030_table.inc"

constexpr std::uint32_t kInvalid = 0xFFFFFFFF;

// Writes a code point; returns the new end. Four bytes of room are enough.
char* put_utf8(char* out, std::uint32_t point) {
  if (point < 0x80) {
    *out++ = static_cast<char>(point);
  } else if (point < 0x800) {
    *out++ = static_cast<char>(0xC0 | point >> 6);
    *out++ = static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    *out++ = static_cast<char>(0xE0 | point >> 12);
    *out++ = static_cast<char>(0x80 | (point >> 6 & 0x3F));
    *out++ = static_cast<char>(0x80 | (point & 0x3F));
  } else {
    *out++ = static_cast<char>(0xF0 | point >> 18);
    *out++ = static_cast<char>(0x80 | (point >> 12 & 0x3F));
    *out++ = static_cast<char>(0x80 | (point >> 6 & 0x3F));
    *out++ = static_cast<char>(0x80 | (point & 0x3F));
  }
  return out;
}

// One non-ASCII GB18030 sequence at `at`; moves past it. kInvalid when there is none.
std::uint32_t take_gb18030(std::string_view bytes, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
  };
  const unsigned lead = byte(at), second = byte(at + 1);
  if (lead < 0x81 || lead > 0xFE) return kInvalid;
  if (second >= 0x40 && second <= 0xFE && second != 0x7F) {
    const auto index = (lead - 0x81) * 190 + (second - 0x40) - (second > 0x7F ? 1 : 0);
    at += 2;
    return kGb18030TwoBytes[index] == 0 ? kInvalid : kGb18030TwoBytes[index];
  }
  const unsigned third = byte(at + 2), fourth = byte(at + 3);
  if (second < 0x30 || second > 0x39 || third < 0x81 || third > 0xFE || fourth < 0x30 ||
      fourth > 0x39) {
    return kInvalid;
  }
  const std::uint32_t linear =
      (((lead - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
  at += 4;
  if (linear >= 189000) {
    const std::uint32_t point = linear - 189000 + 0x10000;
    return point <= 0x10FFFF ? point : kInvalid;
  }
  if (linear >= 39420) return kInvalid;
  const auto* range =
      std::upper_bound(std::begin(kGb18030Ranges), std::end(kGb18030Ranges), linear,
                       [](std::uint32_t value, const Gb18030Range& r) { return value < r.linear; });
  if (range == std::begin(kGb18030Ranges)) return kInvalid;
  --range;
  return range->point == 0 ? kInvalid : range->point + (linear - range->linear);
}

std::uint32_t line_of(std::string_view bytes, std::size_t offset) {
  return static_cast<std::uint32_t>(
      1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

// A run of two-byte sequences from `at` on, mostly Chinese; stops at whatever else comes.
char* decode_gb18030_pairs(std::string_view bytes, std::size_t& at, char* out,
                           const char* out_end) {
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data()) + at;
  const auto* const end = reinterpret_cast<const unsigned char*>(bytes.data()) + bytes.size() - 1;
  const auto* const begin = p;
  for (; p < end && out < out_end; p += 2) {
    const unsigned lead = p[0], second = p[1];
    if (lead < 0x81 || lead > 0xFE || second < 0x40 || second > 0xFE || second == 0x7F) break;
    const std::uint32_t point =
        kGb18030TwoBytes[(lead - 0x81) * 190 + second - 0x40 - (second > 0x7F ? 1 : 0)];
    if (point < 0x800) break;
    out[0] = static_cast<char>(0xE0 | point >> 12);
    out[1] = static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out[2] = static_cast<char>(0x80 | (point & 0x3F));
    out += 3;
  }
  at += static_cast<std::size_t>(p - begin);
  return out;
}

// Eight bytes of ASCII at a time; a word with a longer sequence in it is taken up to that.
std::optional<std::size_t> decode_gb18030(std::string_view bytes, std::size_t& at, char* out,
                                          std::size_t size) {
  char* const begin = out;
  char* const out_end = out + size - kDecodeSlack;
  while (at < bytes.size() && out < out_end) {
    if (at + 8 <= bytes.size()) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, 8);
      std::memcpy(out, &word, 8);
      const std::uint64_t high = word & 0x8080808080808080u;
      std::size_t ascii = 8;
      if (high != 0) {
        ascii = static_cast<std::size_t>(std::endian::native == std::endian::little
                                             ? std::countr_zero(high)
                                             : std::countl_zero(high)) /
                8;
      }
      at += ascii;
      out += ascii;
      if (high == 0) continue;
    } else if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      *out++ = bytes[at++];
      continue;
    }
    out = decode_gb18030_pairs(bytes, at, out, out_end);
    if (at >= bytes.size() || out >= out_end || static_cast<unsigned char>(bytes[at]) < 0x80)
      continue;
    std::size_t next = at;
    const auto point = take_gb18030(bytes, next);
    if (point == kInvalid) return std::nullopt;
    at = next;
    out = put_utf8(out, point);
  }
  return static_cast<std::size_t>(out - begin);
}

std::optional<std::size_t> decode_utf16(std::string_view bytes, bool big_endian, std::size_t& at,
                                        char* out, std::size_t size) {
  char* const begin = out;
  char* const out_end = out + size - kDecodeSlack;
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]),
               b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  while (at < bytes.size() && out < out_end) {
    if (at + 1 >= bytes.size()) return std::nullopt;
    std::uint32_t point = unit(at);
    std::size_t taken = 2;
    if (point >= 0xDC00 && point <= 0xDFFF) return std::nullopt;
    if (point >= 0xD800 && point <= 0xDBFF) {
      if (at + 3 >= bytes.size()) return std::nullopt;
      const auto low = unit(at + 2);
      if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
      taken = 4;
    }
    at += taken;
    out = put_utf8(out, point);
  }
  return static_cast<std::size_t>(out - begin);
}

bool is_valid_gb18030(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
    } else if (take_gb18030(bytes, at) == kInvalid) {
      return false;
    }
  }
  return true;
}

// Text in UTF-16 without a mark: ASCII characters leave zero bytes on one side only.
std::optional<Encoding> utf16_by_zeros(std::string_view bytes) {
  const auto sample = bytes.substr(0, 4096);
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (sample[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  if (odd > 0 && even == 0 && odd * 20 >= sample.size()) return Encoding::utf16le;
  if (even > 0 && odd == 0 && even * 20 >= sample.size()) return Encoding::utf16be;
  return std::nullopt;
}

std::uint32_t decode_utf8(std::string_view text, std::size_t& at) {
  utf8proc_int32_t point = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                     static_cast<utf8proc_ssize_t>(text.size() - at), &point);
  at += size > 0 ? static_cast<std::size_t>(size) : 1;
  return size > 0 ? static_cast<std::uint32_t>(point) : kInvalid;
}

bool is_space(std::uint32_t point) {
  return point == ' ' || (point >= 9 && point <= 13) || point == 0xA0 || point == 0x3000 ||
         point == 0xFEFF || (point >= 0x2000 && point <= 0x200B) || point == 0x202F;
}

// ASCII without space, and the CJK ideographs of the basic block, are their own NFKC.
bool is_plain(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (byte <= ' ') return false;
      ++i;
    } else if (byte >= 0xE4 && byte <= 0xE9) {  // U+4000..U+9FFF
      if (i + 2 >= text.size()) return false;
      if (byte == 0xE4 && static_cast<unsigned char>(text[i + 1]) < 0xB8) return false;
      i += 3;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::gb18030:
      return "GB18030";
  }
  return "UTF-8";
}

EncodingGuess likely_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {Encoding::utf8, 3};
  if (bytes.starts_with("\xFF\xFE")) return {Encoding::utf16le, 2};
  if (bytes.starts_with("\xFE\xFF")) return {Encoding::utf16be, 2};
  if (const auto wide = utf16_by_zeros(bytes)) return {*wide, 0};
  return {is_valid_utf8(bytes) ? Encoding::utf8 : Encoding::gb18030, 0};
}

Error unknown_encoding() {
  return {ErrorCode::format,
          {},
          "the text is neither UTF-8, UTF-16 nor GB18030; export the file again as UTF-8"};
}

Result<EncodingGuess> detect_encoding(std::string_view bytes) {
  const EncodingGuess guess = likely_encoding(bytes);
  if (guess.encoding == Encoding::gb18030 && !is_valid_gb18030(bytes))
    return tl::unexpected(unknown_encoding());
  return guess;
}

std::optional<std::size_t> decode_part(std::string_view bytes, Encoding encoding, std::size_t& at,
                                       char* out, std::size_t size) {
  if (encoding == Encoding::gb18030) return decode_gb18030(bytes, at, out, size);
  return decode_utf16(bytes, encoding == Encoding::utf16be, at, out, size);
}

Result<std::string> to_utf8(std::string_view bytes, Encoding encoding) {
  if (encoding != Encoding::utf8) {
    // Two bytes become at most three, and four at most four.
    std::string text(bytes.size() + bytes.size() / 2 + 2 * kDecodeSlack, '\0');
    std::size_t at = 0;
    const auto size = decode_part(bytes, encoding, at, text.data(), text.size());
    if (size) {
      text.resize(*size);
      return text;
    }
    if (encoding == Encoding::gb18030) {
      return fail(ErrorCode::format, {"", 0, line_of(bytes, at), 0, ""},
                  "the bytes are not valid GB18030; export the file again or save it as UTF-8");
    }
    return fail(ErrorCode::format, {},
                "the bytes are not valid UTF-16; export the file again or save it as UTF-8");
  }
  if (is_valid_utf8(bytes)) return std::string(bytes);
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t start = at;
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
    } else if (decode_utf8(bytes, at) == kInvalid) {
      return fail(ErrorCode::format, {"", 0, line_of(bytes, start), 0, ""},
                  "the bytes are not valid UTF-8; export the file again or save it as UTF-8");
    }
  }
  return std::string(bytes);
}

std::string nfkc(std::string_view utf8) {
  utf8proc_uint8_t* result = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
      static_cast<utf8proc_ssize_t>(utf8.size()), &result,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  if (size < 0) return std::string(utf8);
  std::string out(reinterpret_cast<const char*>(result), static_cast<std::size_t>(size));
  std::free(result);
  return out;
}

std::string normalise_name(std::string_view name) {
  if (is_plain(name)) return std::string(name);
  const std::string folded = nfkc(name);
  std::string out;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t start = at;
    const auto point = decode_utf8(folded, at);
    if (point != kInvalid && is_space(point)) continue;
    // U+2022, U+30FB, U+2027 and the full-width stop become the middle dot U+00B7.
    if (point == 0x2022 || point == 0x30FB || point == 0x2027 || point == 0xFF0E) {
      out += "\xC2\xB7";
    } else if (point == 0x3010 || point == 0x3014) {
      out += '(';
    } else if (point == 0x3011 || point == 0x3015) {
      out += ')';
    } else {
      out.append(folded, start, at - start);
    }
  }
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == ' ' || (byte >= 9 && byte <= 13)) {
      text.remove_prefix(1);
    } else if (byte >= 0x80) {
      std::size_t at = 0;
      const auto point = decode_utf8(text, at);
      if (point == kInvalid || !is_space(point)) break;
      text.remove_prefix(at);
    } else {
      break;
    }
  }
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.back());
    if (byte == ' ' || (byte >= 9 && byte <= 13)) {
      text.remove_suffix(1);
      continue;
    }
    if (byte < 0x80) break;
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    std::size_t at = start;
    const auto point = decode_utf8(text, at);
    if (point == kInvalid || at != text.size() || !is_space(point)) break;
    text = text.substr(0, start);
  }
  return text;
}

std::vector<std::string_view> code_points(std::string_view utf8) {
  std::vector<std::string_view> points;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t start = at;
    decode_utf8(utf8, at);
    points.push_back(utf8.substr(start, at - start));
  }
  return points;
}

void wipe(void* data, std::size_t size) {
  if (size == 0) return;
  std::memset(data, 0, size);
  __asm__ __volatile__("" : : "r"(data) : "memory");
}

std::string_view StoredText::long_view() const {
  std::uint64_t size = 0;
  std::memcpy(&size, stored_ + 1, sizeof(size));
  return {stored_ + 1 + sizeof(size), static_cast<std::size_t>(size)};
}

TextArena::~TextArena() {
  for (Block& block : blocks_) wipe(block.bytes.get(), block.used);
  for (auto& text : kept_) wipe(text->data(), text->size());
}

StoredText TextArena::store(std::string_view text) {
  if (text.empty()) return {};
  const bool is_long = text.size() >= StoredText::kLongSize;
  const std::size_t front = is_long ? 1 + sizeof(std::uint64_t) : 1;
  const std::size_t needed = front + text.size();
  if (blocks_.empty() || blocks_.back().size - blocks_.back().used < needed) {
    constexpr std::size_t kBlockBytes = 4 << 10, kDoublings = 6;
    const std::size_t grown = kBlockBytes << std::min(blocks_.size(), kDoublings);
    const std::size_t size = std::max(grown, needed);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size, 0});
  }
  Block& block = blocks_.back();
  char* const stored = block.bytes.get() + block.used;
  block.used += needed;
  stored[0] = static_cast<char>(is_long ? StoredText::kLongSize : text.size());
  if (is_long) {
    const std::uint64_t size = text.size();
    std::memcpy(stored + 1, &size, sizeof(size));
  }
  std::memcpy(stored + front, text.data(), text.size());
  return StoredText(stored);
}

namespace {

std::string map_letters(std::string_view text, utf8proc_int32_t (*map)(utf8proc_int32_t)) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t point = decode_utf8(text, at);
    if (point == kInvalid) {
      out.append(text.substr(begin, at - begin));
      continue;
    }
    utf8proc_uint8_t bytes[4];
    const auto size = utf8proc_encode_char(map(static_cast<utf8proc_int32_t>(point)), bytes);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  return out;
}

}  // namespace

std::string upper_case(std::string_view text) {
  // utf8proc gives the sharp s a capital of its own; Unicode's simple mapping leaves it.
  return map_letters(text, [](utf8proc_int32_t point) {
    return point == 0xDF ? point : utf8proc_toupper(point);
  });
}
std::string lower_case(std::string_view text) { return map_letters(text, utf8proc_tolower); }

std::string_view TextArena::keep(std::string text) {
  kept_.push_back(std::make_unique<std::string>(std::move(text)));
  return *kept_.back();
}

}  // namespace zhun
