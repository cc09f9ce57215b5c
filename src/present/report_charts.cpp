// The charts of the report one by one, for notebooks and pages of the host's own.
#include <algorithm>
#include <array>
#include <iterator>

#include "present/report_context.hpp"
#include "present/report_text.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

using report::append_escaped;

// As hosts call them, and as the report numbers them.
constexpr std::array<std::string_view, 10> kNames = {
    "effective-inflow", "monthly-flow", "daily-balance", "top-customers",
    "money-flow",       "calendar",     "sales",         "score",
    "freshness",        "scan-pages"};
constexpr std::array<std::string_view, 10> kIds = {"c1", "c2", "c3", "c4", "c5",
                                                   "c6", "c7", "c8", "c9", "c10"};

std::string figure_html(const report::Figure& figure) {
  std::string out = "<figure class=\"zhun-chart\"><figcaption><strong>";
  append_escaped(out, figure.title);
  out += "</strong> ";
  append_escaped(out, figure.subtitle);
  out += "</figcaption>" + figure.svg + "<p>";
  append_escaped(out, figure.summary);
  return out + "</p></figure>";
}

}  // namespace

std::span<const std::string_view> chart_names() { return kNames; }

std::vector<Chart> render_charts(const Assessment& assessment, Masking masking) {
  report::Context context(assessment, masking);
  report::append_statements(context);
  report::append_sales(context);
  report::append_score(context);
  report::append_materials(context);
  std::vector<Chart> charts;
  for (const report::Figure& figure : context.figures) {
    const auto at = std::find(kIds.begin(), kIds.end(), figure.id) - kIds.begin();
    if (at == std::ssize(kIds)) continue;
    charts.push_back({std::string(kNames[static_cast<std::size_t>(at)]), figure.title, figure.svg,
                      figure_html(figure)});
  }
  return charts;
}

}  // namespace zhun
