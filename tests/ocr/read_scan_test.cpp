// Pages side by side: what fails on one thread reaches the caller, and the number of threads
// changes nothing.
#include <doctest/doctest.h>

#include <memory>
#include <new>
#include <string>
#include <vector>

#include "zhun/ocr.hpp"

using namespace zhun;

namespace {

// Sees nothing in any line.
class BlindEngine final : public OcrEngine {
 public:
  [[nodiscard]] std::string_view name() const override { return "blind"; }
  [[nodiscard]] double proof_margin() const override { return 10; }
  [[nodiscard]] Result<std::vector<LineReading>> read(
      std::span<const LineCrop> lines) const override {
    return std::vector<LineReading>(lines.size());
  }
};

// A ruled table of dark bars.
Image ruled_page() {
  Image page{900, 700, 1, 150, std::vector<std::uint8_t>(std::size_t{900} * 700, 255)};
  const auto fill = [&](std::uint32_t left, std::uint32_t top, std::uint32_t right,
                        std::uint32_t bottom) {
    for (std::uint32_t y = top; y < bottom; ++y)
      for (std::uint32_t x = left; x < right; ++x) page.row(y)[x] = 0;
  };
  for (std::uint32_t line = 0; line <= 14; ++line) fill(50, 60 + line * 40, 850, 62 + line * 40);
  for (std::uint32_t column = 0; column <= 4; ++column)
    fill(50 + column * 200, 60, 52 + column * 200, 622);
  for (std::uint32_t line = 0; line < 14; ++line)
    for (std::uint32_t column = 0; column < 4; ++column)
      for (std::uint32_t bar = 0; bar < 8; ++bar) {
        const std::uint32_t left = 70 + column * 200 + bar * 14, top = 72 + line * 40;
        fill(left, top, left + 8, top + 18);
      }
  return page;
}

// Every page from `throws_from` on is more than the memory holds.
Result<Scan> scan(std::size_t threads, std::uint32_t pages, std::uint32_t throws_from = 1000) {
  std::vector<std::unique_ptr<OcrEngine>> engines;
  for (std::size_t i = 0; i < threads; ++i) engines.push_back(std::make_unique<BlindEngine>());
  const Pictures pictures{pages, [&](std::uint32_t index, const OcrEngine&) -> Result<Image> {
                            if (index >= throws_from) throw std::bad_alloc();
                            return ruled_page();
                          }};
  return read_scan(pictures, engines, {}, {});
}

}  // namespace

TEST_CASE("what is thrown on any thread is thrown to the caller, not out of the thread") {
  CHECK_THROWS_AS((void)scan(1, 2, 1), std::bad_alloc);
  for (int round = 0; round < 20; ++round) CHECK_THROWS_AS((void)scan(3, 6, 1), std::bad_alloc);
}

TEST_CASE("pages on which nothing can be read are refused, by one thread as by three") {
  const auto one = scan(1, 3), three = scan(3, 3);
  REQUIRE_FALSE(one);
  REQUIRE_FALSE(three);
  CHECK(one.error().code == ErrorCode::unsupported);
  CHECK(to_string(one.error()) == to_string(three.error()));
}

TEST_CASE("no engine and no page are said, and progress can stop the reading") {
  CHECK(scan(0, 1).error().code == ErrorCode::unsupported);
  CHECK(scan(1, 0).error().code == ErrorCode::unsupported);
  std::vector<std::unique_ptr<OcrEngine>> engines;
  engines.push_back(std::make_unique<BlindEngine>());
  ScanOptions options;
  options.progress = [](std::uint32_t, std::uint32_t) { return false; };
  const Pictures pictures{
      1, [](std::uint32_t, const OcrEngine&) -> Result<Image> { return ruled_page(); }};
  CHECK(read_scan(pictures, engines, {}, options).error().code == ErrorCode::cancelled);
}
