// The palette: contrast on its backgrounds, and distances as people see them who miss one kind of
// cone (Machado, Oliveira and Fernandes 2009, full severity; CIE 1976 differences).
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "present/report_assets.hpp"
#include "present/svg.hpp"

using namespace zhun::report;

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

constexpr Matrix kNormal = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix kProtan = {{{0.152286, 1.052583, -0.204868},
                             {0.114503, 0.786281, 0.099216},
                             {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan = {{{0.367322, 0.860646, -0.227968},
                             {0.280085, 0.672501, 0.047413},
                             {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritan = {{{1.255528, -0.076749, -0.178779},
                             {-0.078411, 0.930809, 0.147602},
                             {0.004733, 0.691367, 0.303900}}};

Triple times(const Matrix& matrix, const Triple& vector) {
  Triple result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 3; ++k) result[i] += matrix[i][k] * vector[k];
  return result;
}

Triple linear(std::string_view hex) {
  Triple result{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double value = std::stoi(std::string(hex.substr(1 + 2 * i, 2)), nullptr, 16) / 255.0;
    result[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return result;
}

double luminance(std::string_view hex) {
  const Triple rgb = linear(hex);
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

double contrast(std::string_view a, std::string_view b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Triple lab(std::string_view hex, const Matrix& seen) {
  Triple rgb = times(seen, linear(hex));
  for (double& part : rgb) part = std::clamp(part, 0.0, 1.0);
  const Triple xyz = times({{{0.4124564, 0.3575761, 0.1804375},
                             {0.2126729, 0.7151522, 0.0721750},
                             {0.0193339, 0.1191920, 0.9503041}}},
                           rgb);
  const Triple white = {0.95047, 1, 1.08883};
  Triple f{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = xyz[i] / white[i];
    f[i] = part > 216.0 / 24389 ? std::cbrt(part) : (24389.0 / 27 * part + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double distance(std::string_view a, std::string_view b, const Matrix& seen) {
  const Triple x = lab(a, seen), y = lab(b, seen);
  return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

double least_distance(std::string_view a, std::string_view b) {
  double least = 1e9;
  for (const Matrix* seen : {&kNormal, &kProtan, &kDeutan, &kTritan})
    least = std::min(least, distance(a, b, *seen));
  return least;
}

}  // namespace

TEST_CASE("text of drawings is readable on white, and fills stand out") {
  for (const auto text : {colour::kText, colour::kSecondary, colour::kAlert, colour::kCaution,
                          colour::kOk, colour::kEffective}) {
    CAPTURE(text);
    CHECK(contrast(text, "#ffffff") >= 4.5);
  }
  for (const auto fill : {colour::kInflow, colour::kInflowLight, colour::kOutflow,
                          colour::kOutflowLight, colour::kEffective, colour::kEffectiveLight,
                          colour::kTax, colour::kExcluded, colour::kAlert}) {
    CAPTURE(fill);
    CHECK(contrast(fill, "#ffffff") >= 3.0);
  }
  // Numbers inside the cells of the map of scanned pages.
  for (const auto cell : {colour::kHeat1, colour::kHeat2, colour::kDoubt}) {
    CAPTURE(cell);
    CHECK(contrast(colour::kText, cell) >= 4.5);
  }
}

TEST_CASE("words on their tinted backgrounds are readable") {
  const std::string css = style_sheet();
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {colour::kAlert, "#fdeeed"}, {colour::kCaution, "#fef6e7"}, {colour::kOk, "#eaf6f1"},
      {"#174a85", "#eef4fb"},      {"#556070", "#f0f2f5"},        {"#556070", "#f4f6f8"},
      {"#123e73", "#e1eaf5"},      {"#dbe6f2", "#0d3160"}};
  for (const auto& [text, background] : pairs) {
    CAPTURE(text);
    CAPTURE(background);
    CHECK(css.find(background) != std::string::npos);
    CHECK(contrast(text, background) >= 4.5);
  }
}

TEST_CASE("what stands side by side differs for every kind of sight") {
  CHECK(least_distance(colour::kInflow, colour::kOutflow) >= 80);
  CHECK(least_distance(colour::kInflowLight, colour::kOutflowLight) >= 60);
  CHECK(least_distance(colour::kInflow, colour::kTax) >= 20);
  CHECK(least_distance(colour::kEffectiveLight, colour::kInflow) >= 20);
  CHECK(least_distance(colour::kEffectiveLight, colour::kTax) >= 40);
  CHECK(least_distance(colour::kHeat2, colour::kDoubt) >= 30);
  const std::array heat = {colour::kHeat0, colour::kHeat1, colour::kHeat2, colour::kHeat3,
                           colour::kHeat4};
  for (std::size_t i = 1; i < heat.size(); ++i) {
    CAPTURE(i);
    CHECK(luminance(heat[i]) < luminance(heat[i - 1]));
    CHECK(least_distance(heat[i - 1], heat[i]) >= 12);
  }
}

// Why severity has a sign and a word, too: these are one colour to some.
TEST_CASE("red and amber are no signal without sign and word") {
  CHECK(distance(colour::kAlert, colour::kCaution, kDeutan) < 10);
  CHECK(distance(colour::kAlert, colour::kOk, kProtan) < 25);
}
