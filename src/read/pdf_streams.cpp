// Finds the streams by their keyword, without trusting the file's structure, and inflates them into
// nothing.
#include "read/pdf_streams.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "read/pdf_forms.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kPieceBytes = 32 << 10;

// Whether a piece of a stream reads like drawing instructions: numbers and blanks. Pictures and
// fonts, which may be large, do not.
bool is_drawing(const unsigned char* piece, std::size_t size) {
  static constexpr auto kTypical = [] {
    std::array<std::uint8_t, 256> typical{};
    for (const char c : {' ', '\n', '\r', '\t', '.', '-'})
      typical[static_cast<unsigned char>(c)] = 1;
    for (char c = '0'; c <= '9'; ++c) typical[static_cast<unsigned char>(c)] = 1;
    return typical;
  }();
  std::size_t count = 0;
  for (std::size_t i = 0; i < size; ++i) count += kTypical[piece[i]];
  return count * 5 >= size * 2;
}

class Inflating {
 public:
  Inflating() { ready_ = inflateInit(&stream_) == Z_OK; }
  Inflating(const Inflating&) = delete;
  Inflating& operator=(const Inflating&) = delete;
  ~Inflating() {
    if (ready_) inflateEnd(&stream_);
  }

  void begin(std::string_view bytes) {
    inflateReset(&stream_);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    constexpr std::size_t kInputMax = std::size_t{1} << 30;
    stream_.avail_in = static_cast<uInt>(bytes.size() < kInputMax ? bytes.size() : kInputMax);
  }
  // The size of the next piece; 0 at the end or where the stream is damaged.
  [[nodiscard]] std::size_t next() {
    if (!ready_) return 0;
    stream_.next_out = piece_.data();
    stream_.avail_out = static_cast<uInt>(piece_.size());
    const int state = inflate(&stream_, Z_NO_FLUSH);
    const std::size_t got = piece_.size() - stream_.avail_out;
    return state == Z_OK || state == Z_STREAM_END ? got : 0;
  }
  [[nodiscard]] const unsigned char* piece() const { return piece_.data(); }
  [[nodiscard]] std::size_t taken(std::string_view bytes) const {
    return static_cast<std::size_t>(reinterpret_cast<const char*>(stream_.next_in) - bytes.data());
  }

 private:
  z_stream stream_ = {};
  bool ready_ = false;
  std::array<unsigned char, kPieceBytes> piece_;
};

bool has_zlib_header(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  return (first & 0x0F) == 8 && (first * 256U + second) % 31 == 0;
}

// "N G obj << ... >>" in front of the keyword of a stream.
std::string_view dictionary_before(std::string_view bytes, std::size_t keyword) {
  constexpr std::size_t kDictionaryMax = 8 << 10;
  const std::size_t from = keyword > kDictionaryMax ? keyword - kDictionaryMax : 0;
  const auto window = bytes.substr(from, keyword - from);
  const auto obj = window.rfind(" obj");
  if (obj == std::string_view::npos) return window;
  const std::size_t begin = object_begin(bytes, from + obj);
  return bytes.substr(begin, keyword - begin);
}

class Measuring {
 public:
  Measuring(std::string_view bytes, const Limits& limits) : bytes_(bytes), limits_(limits) {}

  [[nodiscard]] bool run() {
    constexpr std::string_view begins = "stream", ends = "endstream";
    std::size_t at = 0;
    while ((at = bytes_.find(begins, at)) != std::string_view::npos) {
      const std::size_t keyword = at;
      const bool is_end = at >= 3 && bytes_.substr(at - 3, ends.size()) == ends;
      at += begins.size();
      if (is_end) continue;
      while (at < bytes_.size() && (bytes_[at] == '\r' || bytes_[at] == '\n')) ++at;
      const std::string_view body = bytes_.substr(at);
      start(dictionary_before(bytes_, keyword));
      if (has_zlib_header(body)) {
        inflating_.begin(body);
        for (std::size_t size = inflating_.next(); size > 0; size = inflating_.next()) {
          if (!add(inflating_.piece(), size)) return false;
        }
        at += inflating_.taken(body);
      } else {
        const std::string_view plain = body.substr(0, body.find(ends));
        for (std::size_t from = 0; from < plain.size(); from += kPieceBytes) {
          const auto piece = plain.substr(from, kPieceBytes);
          if (!add(reinterpret_cast<const unsigned char*>(piece.data()), piece.size()))
            return false;
        }
        at += plain.size();
      }
      finish();
    }
    constexpr std::size_t kFormsMay = 4;  // times what one stream may hold itself
    return drawings_within_limits(bytes_, drawings_, objects_, limits_.page_bytes_max * kFormsMay);
  }

 private:
  void start(std::string_view dictionary) {
    drawing_ = PdfDrawing{};
    drawing_.dictionary = dictionary;
    is_objects_ = dictionary.find("/ObjStm") != std::string_view::npos;
    is_form_ = is_form(dictionary);
    text_.clear();
  }

  // False when a limit is passed.
  [[nodiscard]] bool add(const unsigned char* piece, std::size_t size) {
    unpacked_ += size;
    const std::string_view text(reinterpret_cast<const char*>(piece), size);
    if (is_form_ || is_objects_) text_ += text;
    if (is_form_ || is_drawing(piece, size)) {
      drawing_.bytes += size;
      if (!is_form_) add_drawn_names(text, drawing_);
    }
    return drawing_.bytes <= limits_.page_bytes_max && unpacked_ <= limits_.bytes_max &&
           text_.size() <= limits_.page_bytes_max;
  }

  void finish() {
    if (is_objects_) {
      add_object_stream(drawing_.dictionary, text_, objects_);
      return;
    }
    if (is_form_) add_drawn_names(text_, drawing_);
    if (is_form_ || drawing_.uses > 0) drawings_.push_back(std::move(drawing_));
  }

  std::string_view bytes_;
  const Limits& limits_;
  Inflating inflating_;
  std::size_t unpacked_ = 0;  // all streams
  PdfDrawing drawing_;        // the stream at hand
  bool is_form_ = false, is_objects_ = false;
  std::string text_;  // of a form or an object stream
  std::vector<PdfDrawing> drawings_;
  std::vector<PdfObjectText> objects_;
};

}  // namespace

bool streams_within_limits(std::string_view bytes, const Limits& limits) {
  return Measuring(bytes, limits).run();
}

}  // namespace zhun::read
