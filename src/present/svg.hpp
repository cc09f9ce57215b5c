// Svg: a small kit to draw charts with: marks, scales with round ticks, and nothing else.
//
// Presentation attributes only (no style, no script), so that the drawing passes a strict content
// policy. Coordinates are rounded to two decimals; labels are never derived from coordinates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::report {

// One meaning each, everywhere in the report.
namespace colour {
inline constexpr std::string_view kInflow = "#1f5fa8", kInflowLight = "#5b95cf";
inline constexpr std::string_view kOutflow = "#c2611f", kOutflowLight = "#d4803f";
inline constexpr std::string_view kEffective = "#0f766e", kEffectiveLight = "#35a096";
inline constexpr std::string_view kTax = "#2b2140", kExcluded = "#828e9c", kLag = "#d9a441";
inline constexpr std::string_view kAlert = "#b3261e", kCaution = "#8a5a00", kOk = "#0f6b4f";
inline constexpr std::string_view kText = "#1f2a37", kSecondary = "#556070";
inline constexpr std::string_view kGrid = "#e6eaef", kAxis = "#9aa5b1", kFaint = "#dbe6f2";
inline constexpr std::string_view kSpark = "#b9c9da";
// Classes of the heat map, from nothing to much; cells of scans with doubt.
inline constexpr std::string_view kHeat0 = "#eceff3", kHeat1 = "#c3d9ee", kHeat2 = "#86b2dc";
inline constexpr std::string_view kHeat3 = "#3f7fc0", kHeat4 = "#123e73", kDoubt = "#e08a4a";
}  // namespace colour

// Round steps (1, 2 or 5 times a power of ten) whose multiples cover low..high.
struct Ticks {
  std::int64_t step = 1, first = 0, last = 1;
  [[nodiscard]] std::vector<std::int64_t> values() const;
};
// 0 is always inside; equal bounds become one step. count_max >= 2.
[[nodiscard]] Ticks nice_ticks(std::int64_t low, std::int64_t high, int count_max);

// Maps low..high to from..to; a domain of nothing maps to `from`.
struct Scale {
  double low = 0, high = 1, from = 0, to = 1;
  [[nodiscard]] double at(std::int64_t value) const;
};

// An axis of amounts: ticks in fen, shown in 万元 or 元.
struct MoneyAxis {
  Ticks ticks;
  bool in_wan = true;
  MoneyAxis(std::int64_t low_fen, std::int64_t high_fen, int count_max);
  [[nodiscard]] std::string_view unit() const { return in_wan ? "万元" : "元"; }
  [[nodiscard]] std::string label(std::int64_t fen) const;
  // An amount beside a mark, in the axis's unit.
  [[nodiscard]] std::string amount(std::int64_t fen) const;
};

enum class Anchor : std::uint8_t { start, middle, end };

struct TextStyle {
  Anchor anchor = Anchor::start;
  std::string_view fill = colour::kText;
  int size = 12;
  bool bold = false;
};

struct Stroke {
  std::string_view colour = colour::kAxis;
  double width = 1;
  std::string_view dash = {};
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

// What a mark tells on hovering, and the rows it stands for ("month=2026-03"); both may be empty.
struct Mark {
  std::string tip, filter;
};

class Svg {
 public:
  // `id` makes the ids inside unique in a page.
  Svg(std::string_view id, int width, int height);

  void rect(Box box, std::string_view fill, const Mark& mark = {});
  // Striped: a negative or doubtful quantity, readable without colour.
  void hatched_rect(Box box, std::string_view fill, const Mark& mark = {});
  void line(double x1, double y1, double x2, double y2, Stroke stroke);
  void text(double x, double y, std::string_view content, TextStyle style);
  void circle(double x, double y, double radius, std::string_view fill);
  void diamond(double x, double y, double radius, std::string_view fill);
  void path(std::string_view commands, std::string_view fill, std::string_view opacity);
  void polyline(std::string_view commands, Stroke stroke);
  // An invisible area over a column: hovering and clicking need not hit the bar.
  void hit_area(Box box, const Mark& mark);
  // An invisible area over cells of one day each, seven in a column: the script finds the day.
  void day_area(Box box, std::int32_t first_day, double cell);

  [[nodiscard]] std::string finish() &&;

 private:
  void attributes(const Mark& mark);
  void box(Box box);
  std::string id_, body_;
  std::vector<std::string_view> hatches_;
  int width_, height_;
};

// An upper estimate of the width of a text in the fonts of the report, and as much of it as is not
// wider than `width`, the rest as "…".
[[nodiscard]] double text_width(std::string_view text, int size);
[[nodiscard]] std::string fitted(std::string_view text, double width, int size);

// Appends a coordinate: at most two decimals, no exponent; what is not finite becomes 0.
void append_coordinate(std::string& out, double value);

}  // namespace zhun::report
