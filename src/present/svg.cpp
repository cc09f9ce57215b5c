// The drawing kit; see svg.hpp.
#include "present/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "present/report_text.hpp"
#include "zhun/money.hpp"

namespace zhun::report {
namespace {

// Amounts beyond this are drawn at the edge; steps cannot overflow below it.
constexpr std::int64_t kDomainMax = 4'000'000'000'000'000'000;

constexpr std::string_view name_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      return "end";
  }
  return "start";
}

std::int64_t next_step(std::int64_t step) {
  std::int64_t power = 1;
  while (step / power >= 10) power *= 10;
  const std::int64_t lead = step / power;
  return power * (lead < 2 ? 2 : lead < 5 ? 5 : 10);
}

std::int64_t floor_multiple(std::int64_t value, std::int64_t step) {
  const std::int64_t quotient = value / step;
  return (quotient - (value % step < 0 ? 1 : 0)) * step;
}

}  // namespace

std::vector<std::int64_t> Ticks::values() const {
  std::vector<std::int64_t> result;
  for (std::int64_t value = first; value <= last; value += step) result.push_back(value);
  return result;
}

Ticks nice_ticks(std::int64_t low, std::int64_t high, int count_max) {
  low = std::clamp(std::min<std::int64_t>(low, 0), -kDomainMax, kDomainMax);
  high = std::clamp(std::max<std::int64_t>(high, 0), -kDomainMax, kDomainMax);
  if (low == high) high = 1;
  std::int64_t step = 1;
  const auto count = [&] {
    return (high / step - low / step) + (high % step != 0 ? 1 : 0) + (low % step != 0 ? 1 : 0);
  };
  while (count() > std::max(count_max - 1, 1)) step = next_step(step);
  const std::int64_t first = floor_multiple(low, step);
  const std::int64_t last = -floor_multiple(-high, step);
  return {step, first, last};
}

double Scale::at(std::int64_t value) const {
  const double span = high - low;
  if (span <= 0) return from;
  const double share = (static_cast<double>(value) - low) / span;
  return from + std::clamp(share, 0.0, 1.0) * (to - from);
}

MoneyAxis::MoneyAxis(std::int64_t low_fen, std::int64_t high_fen, int count_max) {
  const std::int64_t largest = std::max(high_fen, low_fen == INT64_MIN ? INT64_MAX : -low_fen);
  in_wan = largest >= 1'000'000;
  // A domain below one yuan would give ticks that all read the same.
  if (largest < 100) high_fen = 100;
  ticks = nice_ticks(low_fen, high_fen, count_max);
}

std::string MoneyAxis::label(std::int64_t fen) const {
  const std::int64_t unit = in_wan ? 1'000'000 : 100;
  int decimals = 0;
  for (std::int64_t scale = unit; ticks.step % scale != 0 && decimals < (in_wan ? 6 : 2);
       scale /= 10) {
    ++decimals;
  }
  const Decimal value = Decimal::from_scaled(fen, in_wan ? -6 : -2);
  return grouped_digits(to_fixed_string(value, decimals));
}

std::string MoneyAxis::amount(std::int64_t fen) const {
  const Money value = Money::from_fen(fen);
  return in_wan ? wan_short(value) : yuan(value);
}

void append_coordinate(std::string& out, double value) {
  if (!std::isfinite(value)) value = 0;
  const auto hundredths =
      static_cast<std::int64_t>(std::llround(std::clamp(value, -1e7, 1e7) * 100));
  if (hundredths < 0) out += '-';
  const std::int64_t magnitude = hundredths < 0 ? -hundredths : hundredths;
  fmt::format_to(std::back_inserter(out), "{}", magnitude / 100);
  const std::int64_t rest = magnitude % 100;
  if (rest == 0) return;
  out += '.';
  out += static_cast<char>('0' + rest / 10);
  if (rest % 10 != 0) out += static_cast<char>('0' + rest % 10);
}

double text_width(std::string_view text, int size) {
  double ems = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xc0) {
      ems += 1;  // the first byte of a character beyond ASCII
    } else if (byte < 0x80) {
      const bool wide = c == 'M' || c == 'W' || c == 'm' || c == 'w' || c == '@' || c == '%';
      ems += wide ? 0.95 : c >= 'A' && c <= 'Z' ? 0.74 : 0.57;
    }
  }
  return ems * size;
}

std::string fitted(std::string_view text, double width, int size) {
  if (text_width(text, size) <= width) return std::string(text);
  std::string result = shortened(text, columns_of(text));
  for (std::size_t columns = columns_of(text); columns > 1; --columns) {
    result = shortened(text, columns - 1);
    if (text_width(result, size) <= width) break;
  }
  return result;
}

Svg::Svg(std::string_view id, int width, int height) : id_(id), width_(width), height_(height) {
  body_.reserve(8 << 10);
}

void Svg::attributes(const Mark& mark) {
  if (!mark.tip.empty()) {
    body_ += " data-tip=\"";
    append_escaped(body_, mark.tip);
    body_ += '"';
  }
  if (!mark.filter.empty()) {
    body_ += " data-filter=\"";
    append_escaped(body_, mark.filter);
    body_ += '"';
  }
}

void Svg::box(Box box) {
  body_ += "<rect x=\"";
  append_coordinate(body_, box.x);
  body_ += "\" y=\"";
  append_coordinate(body_, box.y);
  body_ += "\" width=\"";
  append_coordinate(body_, std::max(box.width, 0.0));
  body_ += "\" height=\"";
  append_coordinate(body_, std::max(box.height, 0.0));
  body_ += '"';
}

void Svg::rect(Box area, std::string_view fill, const Mark& mark) {
  box(area);
  fmt::format_to(std::back_inserter(body_), " fill=\"{}\"", fill);
  attributes(mark);
  body_ += "/>";
}

void Svg::hatched_rect(Box area, std::string_view fill, const Mark& mark) {
  auto hatch = std::find(hatches_.begin(), hatches_.end(), fill);
  if (hatch == hatches_.end()) hatch = hatches_.insert(hatches_.end(), fill);
  box(area);
  fmt::format_to(std::back_inserter(body_), " fill=\"url(#{}-h{})\"", id_,
                 hatch - hatches_.begin());
  attributes(mark);
  body_ += "/>";
}

void Svg::line(double x1, double y1, double x2, double y2, Stroke stroke) {
  body_ += "<path d=\"M";
  append_coordinate(body_, x1);
  body_ += ' ';
  append_coordinate(body_, y1);
  body_ += 'L';
  append_coordinate(body_, x2);
  body_ += ' ';
  append_coordinate(body_, y2);
  fmt::format_to(std::back_inserter(body_), "\" fill=\"none\" stroke=\"{}\"", stroke.colour);
  if (stroke.width != 1) {
    body_ += " stroke-width=\"";
    append_coordinate(body_, stroke.width);
    body_ += '"';
  }
  if (!stroke.dash.empty()) {
    fmt::format_to(std::back_inserter(body_), " stroke-dasharray=\"{}\"", stroke.dash);
  }
  body_ += "/>";
}

void Svg::text(double x, double y, std::string_view content, TextStyle style) {
  body_ += "<text x=\"";
  append_coordinate(body_, x);
  body_ += "\" y=\"";
  append_coordinate(body_, y);
  body_ += '"';
  auto out = std::back_inserter(body_);
  if (style.anchor != Anchor::start)
    fmt::format_to(out, " text-anchor=\"{}\"", name_of(style.anchor));
  if (style.fill != colour::kText) fmt::format_to(out, " fill=\"{}\"", style.fill);
  if (style.size != 12) fmt::format_to(out, " font-size=\"{}\"", style.size);
  if (style.bold) body_ += " font-weight=\"700\"";
  body_ += '>';
  append_escaped(body_, content);
  body_ += "</text>";
}

void Svg::circle(double x, double y, double radius, std::string_view fill) {
  body_ += "<circle cx=\"";
  append_coordinate(body_, x);
  body_ += "\" cy=\"";
  append_coordinate(body_, y);
  body_ += "\" r=\"";
  append_coordinate(body_, radius);
  fmt::format_to(std::back_inserter(body_), "\" fill=\"{}\"/>", fill);
}

void Svg::diamond(double x, double y, double radius, std::string_view fill) {
  std::string commands = "M";
  append_coordinate(commands, x);
  commands += ' ';
  append_coordinate(commands, y - radius);
  for (const auto& [dx, dy] : {std::pair{radius, radius}, {-radius, radius}, {-radius, -radius}}) {
    commands += 'l';
    append_coordinate(commands, dx);
    commands += ' ';
    append_coordinate(commands, dy);
  }
  path(commands + "z", fill, "1");
}

void Svg::path(std::string_view commands, std::string_view fill, std::string_view opacity) {
  fmt::format_to(std::back_inserter(body_), "<path d=\"{}\" fill=\"{}\"", commands, fill);
  if (opacity != "1") fmt::format_to(std::back_inserter(body_), " fill-opacity=\"{}\"", opacity);
  body_ += "/>";
}

void Svg::polyline(std::string_view commands, Stroke stroke) {
  fmt::format_to(std::back_inserter(body_),
                 "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"", commands,
                 stroke.colour);
  append_coordinate(body_, stroke.width);
  body_ += '"';
  if (!stroke.dash.empty()) {
    fmt::format_to(std::back_inserter(body_), " stroke-dasharray=\"{}\"", stroke.dash);
  }
  body_ += "/>";
}

void Svg::hit_area(Box area, const Mark& mark) {
  box(area);
  body_ += " fill=\"none\" pointer-events=\"all\"";
  attributes(mark);
  body_ += "/>";
}

void Svg::day_area(Box area, std::int32_t first_day, double cell) {
  box(area);
  fmt::format_to(std::back_inserter(body_),
                 " fill=\"none\" pointer-events=\"all\" data-first-day=\"{}\" data-cell=\"",
                 first_day);
  append_coordinate(body_, cell);
  body_ += "\"/>";
}

std::string Svg::finish() && {
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" "
      "font-family=\"Helvetica Neue, Arial, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source "
      "Han "
      "Sans SC, WenQuanYi Micro Hei, sans-serif\" font-size=\"12\" fill=\"{2}\" "
      "aria-hidden=\"true\" "
      "focusable=\"false\">",
      width_, height_, colour::kText);
  if (!hatches_.empty()) {
    out += "<defs>";
    for (std::size_t i = 0; i < hatches_.size(); ++i) {
      fmt::format_to(
          std::back_inserter(out),
          "<pattern id=\"{0}-h{1}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
          "patternTransform=\"rotate(45)\"><path d=\"M0 0h6v6H0z\" fill=\"{2}\"/>"
          "<path d=\"M0 0h2v6H0z\" fill=\"#fff\" fill-opacity=\".45\"/></pattern>",
          id_, i, hatches_[i]);
    }
    out += "</defs>";
  }
  out += body_;
  out += "</svg>";
  return out;
}

}  // namespace zhun::report
