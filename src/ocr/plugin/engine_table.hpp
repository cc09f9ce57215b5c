// The plugins' side of the table of zhun.h: a C++ engine behind C functions, through which nothing
// is thrown. Linked into each plugin, never into the core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun.h"
#include "zhun/error.hpp"

namespace zhun::ocr {

// One line as the host lends it.
struct LineView {
  std::span<const std::uint8_t> pixels;  // to the end of the last row
  std::size_t stride = 0;
  std::uint32_t width = 0, height = 0, channels = 1;
  bool number = false;

  [[nodiscard]] const std::uint8_t* row(std::uint32_t y) const {
    return pixels.subspan(y * stride, std::size_t{width} * channels).data();
  }
};

// The reading of one line: scores in the order of their steps.
struct LineScores {
  std::uint32_t steps = 0;
  std::vector<zhun_ocr_score> scores;
};

class PluginEngine {
 public:
  virtual ~PluginEngine() = default;
  PluginEngine() = default;
  PluginEngine(const PluginEngine&) = delete;
  PluginEngine& operator=(const PluginEngine&) = delete;

  [[nodiscard]] virtual const std::string& name() const = 0;
  [[nodiscard]] virtual double proof_margin() const = 0;
  [[nodiscard]] virtual double floor() const = 0;
  // May throw.
  [[nodiscard]] virtual Result<LineScores> read(const LineView& line) = 0;
};

// Fills `out` with an engine that `open` makes, or `error` with why there is none.
[[nodiscard]] zhun_status open_engine(
    const std::function<Result<std::unique_ptr<PluginEngine>>()>& open, zhun_ocr_engine* out,
    zhun_error* error) noexcept;

// Where the shared object lies that contains `symbol`: its folder with a "/" at the end, or "".
[[nodiscard]] std::string folder_of(const void* symbol);

}  // namespace zhun::ocr
