// Painted pages: pictures of ruled tables whose cells hold bars instead of letters, and an engine
// that reads the bars. A whole scan runs through layout, decoder and what is behind it without
// letters, models or files.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zhun/ocr.hpp"

namespace zhun::test {

// Every text gets a number; thirteen bars say which. Shared by the painter and the engine.
class PaintedTexts {
 public:
  std::size_t number_of(const std::string& text) {
    for (std::size_t i = 0; i < texts_.size(); ++i)
      if (texts_[i] == text) return i;
    texts_.push_back(text);
    return texts_.size() - 1;
  }
  [[nodiscard]] const std::string& text(std::size_t number) const {
    static const std::string kNone;
    return number < texts_.size() ? texts_[number] : kNone;
  }

 private:
  std::vector<std::string> texts_;
};

constexpr std::uint32_t kBars = 12;

// One page: lines above the table, the header, the rows; a blank text leaves its cell empty.
struct PaintedPage {
  std::vector<std::string> above;
  std::vector<std::vector<std::string>> rows;  // the first is the header
};

inline Image paint(const PaintedPage& page, PaintedTexts& texts) {
  constexpr std::uint32_t kColumn = 260, kLine = 44, kLeft = 60, kTall = 20;
  const auto columns = static_cast<std::uint32_t>(page.rows.front().size());
  const auto above = static_cast<std::uint32_t>(page.above.size());
  const auto lines = static_cast<std::uint32_t>(page.rows.size());
  Image image;
  image.width = kLeft * 2 + columns * kColumn;
  image.height = 160 + above * 60 + lines * kLine;
  image.dots_per_inch = 150;
  image.pixels.assign(std::size_t{image.width} * image.height, 255);
  const auto fill = [&](std::uint32_t left, std::uint32_t top, std::uint32_t right,
                        std::uint32_t bottom) {
    for (std::uint32_t y = top; y < bottom; ++y)
      for (std::uint32_t x = left; x < right; ++x) image.row(y)[x] = 0;
  };
  const auto write = [&](std::uint32_t left, std::uint32_t top, const std::string& text) {
    if (text.empty()) return;
    const std::size_t number = texts.number_of(text);
    fill(left, top, left + 9, top + kTall);  // the first bar is always wide
    for (std::uint32_t bit = 0; bit < kBars; ++bit) {
      const std::uint32_t x = left + (bit + 1) * 14;
      fill(x, top, x + ((number >> bit & 1U) != 0 ? 9 : 4), top + kTall);
    }
  };
  for (std::uint32_t i = 0; i < above; ++i) write(kLeft + 10, 60 + i * 60, page.above[i]);
  const std::uint32_t top = 70 + above * 60;
  for (std::uint32_t line = 0; line <= lines; ++line)
    fill(kLeft, top + line * kLine, kLeft + columns * kColumn, top + line * kLine + 2);
  for (std::uint32_t column = 0; column <= columns; ++column)
    fill(kLeft + column * kColumn, top, kLeft + column * kColumn + 2, top + lines * kLine + 2);
  for (std::uint32_t line = 0; line < lines; ++line)
    for (std::uint32_t column = 0; column < columns; ++column)
      write(kLeft + column * kColumn + 40, top + line * kLine + 12, page.rows[line][column]);
  return image;
}

inline std::optional<std::size_t> painted_number(const Image& image) {
  std::vector<std::uint32_t> runs;  // widths of the bars, from left to right
  std::uint32_t width = 0;
  for (std::uint32_t x = 0; x <= image.width; ++x) {
    std::uint32_t dark = 0;
    for (std::uint32_t y = 0; x < image.width && y < image.height; ++y)
      dark += image.row(y)[std::size_t{x} * image.channels] < 128 ? 1U : 0U;
    if (dark >= 10) {
      ++width;
    } else if (width > 0) {
      if (width >= 3) runs.push_back(width);  // thinner: a ruling
      width = 0;
    }
  }
  if (runs.size() != kBars + 1) return std::nullopt;
  std::size_t number = 0;
  for (std::uint32_t bit = 0; bit < kBars; ++bit)
    if (runs[bit + 1] >= 7) number |= std::size_t{1} << bit;
  return number;
}

inline std::vector<char32_t> symbols_of(const std::string& text) {
  std::vector<char32_t> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t symbol = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      symbol = symbol << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    out.push_back(symbol);
    i += length;
  }
  return out;
}

inline LineReading spell(const std::string& text) {
  LineReading reading;
  const std::vector<char32_t> symbols = symbols_of(text);
  const auto step = [&](std::initializer_list<SymbolScore> scores) {
    reading.scores.insert(reading.scores.end(), scores);
    reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
  };
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    step({{0, 0.9998F}});
    if (i + 2 < symbols.size() && symbols[i + 1] == U'|') {
      step({{symbols[i], 0.6F}, {symbols[i + 2], 0.39F}});
      i += 2;
    } else {
      step({{symbols[i], 0.9998F}});
    }
  }
  step({{0, 0.9998F}});
  return reading;
}

// What an engine sees in a painted line: each symbol clearly; of "5|8" it is unsure which it is.
inline LineReading read_painted(const Image& line, const PaintedTexts& texts) {
  const auto number = painted_number(line);
  return spell(number ? texts.text(*number) : std::string());
}

class PaintedEngine final : public OcrEngine {
 public:
  explicit PaintedEngine(std::shared_ptr<const PaintedTexts> texts) : texts_(std::move(texts)) {}
  [[nodiscard]] std::string_view name() const override { return "painted 1"; }
  [[nodiscard]] double proof_margin() const override { return 10; }
  [[nodiscard]] Result<std::vector<LineReading>> read(
      std::span<const LineCrop> lines) const override {
    std::vector<LineReading> readings;
    for (const LineCrop& line : lines) readings.push_back(read_painted(line.image, *texts_));
    return readings;
  }

  // Bytes are "page 0", "page 1", ...: pictures that were handed over before.
  std::vector<Image> pictures;
  [[nodiscard]] Result<Image> decode(std::string_view bytes, std::uint32_t frame,
                                     const Limits&) const override {
    const std::size_t at = bytes.empty() ? 0 : static_cast<std::size_t>(bytes.back() - '0') + frame;
    if (at >= pictures.size()) return fail(ErrorCode::format, {}, "there is no such picture");
    return pictures[at];
  }
  [[nodiscard]] Result<std::uint32_t> frames(std::string_view, const Limits&) const override {
    return 1;
  }

 private:
  std::shared_ptr<const PaintedTexts> texts_;
};

// A table with date, direction, amount, balance and counterparty, oldest first, whose balances
// follow from one another; `first` rows are left out, so that pages go on.
inline PaintedPage painted_statement(std::size_t first, std::size_t count,
                                     const std::string& account = "6222020200112345678") {
  PaintedPage page;
  page.above = {"账号：" + account};
  page.rows = {{"交易日期", "借贷标志", "交易金额", "账户余额", "对方户名"}};
  std::int64_t balance = 5'000'000;
  const auto money = [](std::int64_t fen) {
    std::string text =
        std::to_string(fen / 100) + "." + std::to_string(fen % 100 / 10) + std::to_string(fen % 10);
    for (std::size_t at = text.size() - 3; at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
  };
  for (std::size_t i = 0; i < first + count; ++i) {
    const bool in = i % 3 != 1;
    const std::int64_t amount = static_cast<std::int64_t>((i * 7919 + 1237) % 90'000) * 10 +
                                10'000 + static_cast<std::int64_t>(i);
    balance += in ? amount : -amount;
    if (i < first) continue;
    const std::size_t day = 1 + i / 2;
    const std::string date = "2026-0" + std::to_string(3 + day / 28) + "-" +
                             (day % 28 + 1 < 10 ? "0" : "") + std::to_string(day % 28 + 1);
    page.rows.push_back({date, in ? "贷" : "借", money(amount), money(balance),
                         i % 2 == 0 ? "山东样例农机有限公司" : "青岛样例钢材有限公司"});
  }
  return page;
}

}  // namespace zhun::test
