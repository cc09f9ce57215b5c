// A fitted scorecard, and its monitoring, as a page: tables and charts for those who approve it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digest.hpp"
#include "present/report_text.hpp"
#include "present/svg.hpp"
#include "zhun/scorecard.hpp"

namespace zhun {

namespace {

using report::Anchor;
using report::escaped;
using report::Svg;
namespace colour = report::colour;

constexpr std::string_view kStyle =
    "body{font:14px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:24px auto;"
    "max-width:1020px;padding:0 16px;color:#1f2a37}h1{font-size:22px}h2{font-size:17px;"
    "margin-top:32px;border-bottom:1px solid #dbe2ea}h3{font-size:15px;margin:20px 0 4px}"
    "table{border-collapse:collapse;margin:8px 0;width:100%}td,th{border-bottom:1px solid #e6eaef;"
    "padding:3px 8px;text-align:left}td.n,th.n{text-align:right;"
    "font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}.note{color:#8a5a00}"
    ".cards{display:flex;gap:12px;flex-wrap:wrap}.card{border:1px solid #dbe2ea;"
    "border-radius:6px;padding:8px 16px}.card b{display:block;font-size:22px}"
    "section{break-inside:avoid}";

std::string page_start(std::string_view title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'sha256-{0}'\"><title>{2}</title><style>{1}</style></head><body><h1>{2}</h1>",
      sha256_base64(kStyle), kStyle, title);
}

std::string card(std::string_view title, const std::string& value) {
  return fmt::format("<div class=\"card\">{}<b>{}</b></div>", title, value);
}

std::string percent(double share) { return fmt::format("{:.1f}%", 100 * share); }

std::string points_text(double points, int decimals) {
  return fmt::format("{:.{}f}", points == 0 ? 0 : points, decimals);
}

struct Column {
  std::string label;
  double share = 0;              // height of the bar
  std::optional<double> second;  // a bar beside it
  std::optional<double> line;    // a point of the line
};

// Bars of shares, with a line over them where there is one; both axes begin at zero.
std::string draw_columns(std::string_view id, const std::vector<Column>& columns) {
  constexpr int kWidth = 960, kHeight = 240, kTop = 24, kBottom = 196, kLeft = 8, kRight = 952;
  Svg svg(id, kWidth, kHeight);
  double most = 0, most_line = 0;
  for (const auto& column : columns) {
    most = std::max({most, column.share, column.second.value_or(0)});
    most_line = std::max(most_line, column.line.value_or(0));
  }
  if (most <= 0) most = 1;
  if (most_line <= 0) most_line = 1;
  svg.line(kLeft, kBottom, kRight, kBottom, {colour::kAxis, 1, {}});
  const double step = static_cast<double>(kRight - kLeft) /
                      static_cast<double>(std::max<std::size_t>(1, columns.size()));
  const double width = std::min(90.0, step * 0.7);
  std::string line;
  const double tall = (kBottom - kTop) * 0.8;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    const double middle = kLeft + (static_cast<double>(i) + 0.5) * step;
    const double bar = column.second ? width / 2 : width;
    const double height = tall * column.share / most;
    const report::Mark tip{column.label + ": " + percent(column.share), ""};
    svg.rect({middle - width / 2, kBottom - height, bar, height}, colour::kInflowLight, tip);
    if (column.second) {
      const double other = tall * *column.second / most;
      svg.rect({middle, kBottom - other, bar, other}, colour::kOutflow,
               {column.label + ": " + percent(*column.second), ""});
    } else {
      svg.text(middle, kBottom - height - 5, percent(column.share),
               {Anchor::middle, colour::kSecondary, 11, false});
    }
    if (column.line) {
      const double y = kBottom - (kBottom - kTop) * *column.line / most_line;
      line += line.empty() ? "M" : "L";
      report::append_coordinate(line, middle);
      line += ' ';
      report::append_coordinate(line, y);
      svg.circle(middle, y, 3.5, colour::kAlert);
      svg.text(middle + 6, y - 6, percent(*column.line), {Anchor::start, colour::kAlert, 11, true});
    }
    const auto room = static_cast<std::size_t>(std::max(4.0, step / 7));
    svg.text(middle, kBottom + 16, report::shortened(column.label, room),
             {Anchor::middle, colour::kText, 11, false});
  }
  if (!line.empty()) svg.polyline(line, {colour::kAlert, 1.5, {}});
  return std::move(svg).finish();
}

// Cumulative shares of good and bad cases over the bands, lowest scores first: where they stand
// furthest apart is the KS.
std::string draw_cumulative(std::string_view id, const Discrimination& d) {
  constexpr int kWidth = 460, kHeight = 300, kLeft = 44, kRight = 440, kTop = 16, kBottom = 256;
  Svg svg(id, kWidth, kHeight);
  for (int tenth = 0; tenth <= 10; tenth += 2) {
    const double y = kBottom - (kBottom - kTop) * tenth / 10.0;
    svg.line(kLeft, y, kRight, y, {colour::kGrid, 1, {}});
    svg.text(kLeft - 6, y + 4, fmt::format("{}%", tenth * 10),
             {Anchor::end, colour::kSecondary, 11, false});
  }
  for (const bool bad : {true, false}) {
    std::string path = "M";
    report::append_coordinate(path, kLeft);
    path += ' ';
    report::append_coordinate(path, kBottom);
    double sum = 0;
    for (std::size_t i = 0; i < d.bands.size(); ++i) {
      sum += static_cast<double>(bad ? d.bands[i].bad : d.bands[i].good);
      const double share =
          sum / static_cast<double>(std::max<std::int64_t>(1, bad ? d.bad : d.good));
      path += 'L';
      report::append_coordinate(path, kLeft + (kRight - kLeft) * static_cast<double>(i + 1) /
                                                  static_cast<double>(d.bands.size()));
      path += ' ';
      report::append_coordinate(path, kBottom - (kBottom - kTop) * share);
    }
    svg.polyline(path, {bad ? colour::kAlert : colour::kEffective, 2, {}});
  }
  svg.text(kLeft + 8, kTop + 14, "坏样本累计", {Anchor::start, colour::kAlert, 12, true});
  svg.text(kRight - 8, kBottom - 10, "好样本累计", {Anchor::end, colour::kEffective, 12, true});
  svg.text((kLeft + kRight) / 2.0, kBottom + 24, "评分由低到高的十分位",
           {Anchor::middle, colour::kSecondary, 11, false});
  return std::move(svg).finish();
}

std::string performance_row(std::string_view name, const Discrimination& d) {
  const double rate =
      static_cast<double>(d.bad) / static_cast<double>(std::max<std::int64_t>(1, d.good + d.bad));
  return fmt::format(
      "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{:.4f}</td><td "
      "class=\"n\">{:.4f}</td><td class=\"n\">{:.4f}</td><td class=\"n\">{:.4f}</td></tr>",
      name, report::grouped(static_cast<std::uint64_t>(d.good + d.bad)), percent(rate), d.auc,
      d.gini, d.ks, d.auc_points);
}

constexpr std::string_view kPerformanceHead =
    "<table><tr><th>样本</th><th class=\"n\">笔数</th><th class=\"n\">坏样本率</th><th "
    "class=\"n\">AUC</th><th class=\"n\">Gini</th><th class=\"n\">KS</th><th "
    "class=\"n\">取整后AUC</th></tr>";

void append_bands(std::string& out, const Discrimination& d) {
  out +=
      "<table><tr><th>评分段</th><th class=\"n\">笔数</th><th class=\"n\">坏样本</th><th "
      "class=\"n\">坏样本率</th></tr>";
  for (const auto& band : d.bands) {
    const std::int64_t count = band.good + band.bad;
    out += fmt::format(
        "<tr><td>{} – {}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td></tr>",
        band.low, band.high, count, band.bad,
        percent(static_cast<double>(band.bad) /
                static_cast<double>(std::max<std::int64_t>(1, count))));
  }
  out += "</table>";
}

void append_variable(std::string& out, const ScoreVariable& variable, std::size_t index,
                     const ScorecardFit& fit) {
  out += fmt::format("<section><h3>{}　IV {:.4f}", escaped(variable.name), variable.iv);
  if (variable.used)
    out += fmt::format("，系数 {:.4f}（标准误 {:.4f}，p {:.2g}）", variable.coefficient,
                       variable.standard_error, variable.p_value);
  out += "</h3>";
  if (!variable.note.empty())
    out += fmt::format("<p class=\"note\">{}</p>", escaped(variable.note));
  std::int64_t all = 0;
  for (const auto& bin : variable.bins) all += bin.good + bin.bad;
  std::vector<Column> columns;
  out +=
      "<table><tr><th>分箱</th><th class=\"n\">笔数</th><th class=\"n\">占比</th><th "
      "class=\"n\">坏样本率</th><th class=\"n\">WOE</th><th class=\"n\">IV</th><th "
      "class=\"n\">分值</th></tr>";
  for (const auto& bin : variable.bins) {
    const std::int64_t count = bin.good + bin.bad;
    const double share =
        static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(1, all));
    const double rate =
        static_cast<double>(bin.bad) / static_cast<double>(std::max<std::int64_t>(1, count));
    columns.push_back({bin.label, share, std::nullopt, rate});
    out += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{:.4f}</td><td class=\"n\">{:.4f}</td><td class=\"n\">{}</td></tr>",
        escaped(bin.label), count, percent(share), percent(rate), bin.woe, bin.iv,
        points_text(bin.points, fit.decimals));
  }
  out += "</table>";
  if (columns.size() > 1) out += draw_columns(fmt::format("v{}", index), columns);
  out += "</section>";
}

void append_monitored(std::string& out, const MonitoredVariable& variable, std::size_t index) {
  out += fmt::format("<section><h3>{}　PSI {:.4f}</h3>", escaped(variable.name), variable.psi);
  std::vector<Column> columns;
  for (const auto& bin : variable.bins)
    columns.push_back({bin.label, bin.share_then, bin.share_now, std::nullopt});
  out += draw_columns(fmt::format("m{}", index), columns) + "</section>";
}

}  // namespace

std::string render_scorecard_html(const ScorecardFit& fit) {
  std::string out = page_start("评分卡开发报告");
  out +=
      "<p>样本内的数字说明拟合的程度，不说明对新客户的效果；上线前须用时间外样本验证并经审批。</p>";
  out += "<div class=\"cards\">" + card("AUC", fmt::format("{:.4f}", fit.train.auc)) +
         card("KS", fmt::format("{:.4f}", fit.train.ks)) +
         card("Gini", fmt::format("{:.4f}", fit.train.gini)) +
         card("样本", report::grouped(static_cast<std::uint64_t>(fit.train.good + fit.train.bad)));
  if (fit.psi) out += card("PSI", fmt::format("{:.4f}", *fit.psi));
  out += "</div><h2>区分能力</h2>";
  out += kPerformanceHead;
  out += performance_row("建模", fit.train);
  if (fit.test) out += performance_row("验证", *fit.test);
  out += "</table>" + draw_cumulative("ks", fit.train);
  if (fit.test) out += draw_cumulative("kstest", *fit.test);
  append_bands(out, fit.train);
  out += fmt::format(
      "<h2>刻度</h2><p>好坏比 {}:1 对应 {} 分，好坏比翻倍加 {} 分；评分 = {:.4f} + {:.4f} × "
      "ln(好坏比)；基础分 {}。</p>",
      fit.odds, fit.base, fit.pdo, fit.offset, fit.factor,
      points_text(fit.base_points, fit.decimals));
  out += fmt::format("<p>WOE = {}；逻辑回归截距 {:.6f}，迭代 {} 步{}。</p>",
                     fit.good_over_bad ? "ln(好占比 / 坏占比)" : "ln(坏占比 / 好占比)",
                     fit.intercept, fit.iterations, fit.converged ? "" : "，未收敛");
  for (const auto& note : fit.notes) out += fmt::format("<p class=\"note\">{}</p>", escaped(note));
  out += "<h2>变量</h2><p>柱为笔数占比，红线为坏样本率。</p>";
  std::vector<std::size_t> order(fit.variables.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return fit.variables[a].iv > fit.variables[b].iv;
  });
  for (const std::size_t i : order) append_variable(out, fit.variables[i], i, fit);
  return out + "</body></html>\n";
}

std::string render_monitor_html(const ScorecardMonitor& monitor) {
  std::string out = page_start("评分卡监控报告");
  out += "<div class=\"cards\">" + card("评分PSI", fmt::format("{:.4f}", monitor.score.psi)) +
         card("基准笔数", report::grouped(monitor.rows_then)) +
         card("当前笔数", report::grouped(monitor.rows_now)) + "</div>";
  out += "<p>PSI低于0.1为稳定，0.1至0.25为有偏移，高于0.25为客群已变。</p>";
  if (monitor.then || monitor.now) {
    out += kPerformanceHead;
    if (monitor.then) out += performance_row("基准", *monitor.then);
    if (monitor.now) out += performance_row("当前", *monitor.now);
    out += "</table>";
  }
  for (const auto& note : monitor.notes)
    out += fmt::format("<p class=\"note\">{}</p>", escaped(note));
  out += "<h2>分布</h2><p>左柱为基准，右柱为当前。</p>";
  append_monitored(out, monitor.score, 0);
  for (std::size_t i = 0; i < monitor.variables.size(); ++i)
    append_monitored(out, monitor.variables[i], i + 1);
  return out + "</body></html>\n";
}

}  // namespace zhun
