// The sliding view: decoding in steps, and guessing the number of lines from samples.
#include "read/text_window.hpp"

#include <algorithm>
#include <cstring>

#include "base/decoding.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kWindowBytes = 128 << 10;

std::size_t count_line_ends(std::string_view bytes) {
  const auto newlines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  if (newlines > 0) return newlines;
  return static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\r'));
}

std::size_t estimate_lines_of(std::string_view bytes) {
  constexpr std::size_t kSamples = 32, kSampleBytes = 16 << 10;
  if (bytes.size() <= kSamples * kSampleBytes) return count_line_ends(bytes) + 1;
  const std::size_t step = (bytes.size() - kSampleBytes) / (kSamples - 1);
  std::size_t lines = 0;
  for (std::size_t i = 0; i < kSamples; ++i)
    lines += count_line_ends(bytes.substr(i * step, kSampleBytes));
  // A little more, since one row too few costs a copy of all.
  return lines * (bytes.size() / kSampleBytes + 1) / kSamples / 32 * 33 + 1;
}

}  // namespace

TextWindow::TextWindow(std::string_view bytes, Encoding encoding)
    : bytes_(bytes), encoding_(encoding), decodes_(true) {
  decoded_.resize(std::min(kWindowBytes, bytes.size() + bytes.size() / 2 + 2 * kDecodeSlack));
  fill();
}

void TextWindow::fill() {
  const auto size =
      decode_part(bytes_, encoding_, at_, decoded_.data() + filled_, decoded_.size() - filled_);
  failed_ = !size;
  filled_ += size.value_or(0);
}

void TextWindow::slide(std::size_t begin) {
  if (at_end()) return;
  filled_ -= begin;
  std::memmove(decoded_.data(), decoded_.data() + begin, filled_);
  if (filled_ > decoded_.size() / 2) decoded_.resize(decoded_.size() * 2);
  fill();
}

std::size_t TextWindow::estimate_lines(std::size_t begin) const {
  if (!decodes_) return estimate_lines_of(whole_text_.substr(begin));
  return count_line_ends(text().substr(begin)) + estimate_lines_of(bytes_.substr(at_));
}

}  // namespace zhun::read
