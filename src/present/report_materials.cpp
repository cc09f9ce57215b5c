// M6 资料与数据质量: what is missing, how old the data is, what the readers noticed.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "present/charts.hpp"
#include "present/note_words.hpp"
#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

constexpr std::size_t kNotesShown = 40;

void append_level(std::string& out, const MaterialItem& item) {
  if (is_blocking(item)) {
    out += "<span class=\"tag alert\">▲ 阻断</span>";
  } else if (item.priority == Severity::warn) {
    out += "<span class=\"tag caution\">◆ 重要</span>";
  } else {
    out += "<span class=\"tag info\">● 一般</span>";
  }
}

std::string reason_chips(Context& context, const MaterialItem& item) {
  std::string chips;
  std::size_t shown = 0;
  for (const auto& id : item.reasons) {
    for (const auto& finding : context.assessment.findings) {
      if (finding.id != id || shown == 3) continue;
      context.evidence.append_chip(chips, context.evidence.of_finding(finding));
      ++shown;
      break;
    }
  }
  return chips;
}

void append_missing(Context& context) {
  std::string& out = context.out;
  const auto& materials = context.assessment.materials;
  const auto open = std::count_if(materials.begin(), materials.end(), is_open);
  const auto blocking = std::count_if(materials.begin(), materials.end(), is_blocking);
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>待补充资料 {} 项，其中阻断 {} 项</h3>", open,
                 blocking);
  if (open == 0) {
    out += "<p class=\"absent\">资料齐全</p></div>";
    return;
  }
  open_table(out, "待补充资料", {"级别", "资料", "为什么需要", "怎样取得", "期限", "依据"},
             "cards");
  for (const auto& item : materials) {
    if (!is_open(item)) continue;
    out += "<tr><td>";
    append_level(out, item);
    out += "</td><td><b>";
    append_escaped(out, item.name);
    out += "</b> <span class=\"code\">";
    append_escaped(out, item.id);
    out += item.status == MaterialStatus::expired ? " · 已过期</span></td>" : "</span></td>";
    cell(out, context.masker.text(item.why));
    cell(out, item.how);
    fmt::format_to(std::back_inserter(out), "<td class=\"d\">{} 日内</td>", item.due_days);
    out += "<td class=\"chips\">" + reason_chips(context, item) + "</td></tr>";
  }
  close_table(out);
  out += "</div>";
}

std::string_view status_words(MaterialStatus status) {
  switch (status) {
    case MaterialStatus::received:
      return "✓ 已收到";
    case MaterialStatus::replaced_by_data:
      return "✓ 由数据替代";
    case MaterialStatus::waived:
      return "– 免交";
    case MaterialStatus::missing:
      return "✗ 缺";
    case MaterialStatus::expired:
      return "✗ 已过期";
  }
  return "";
}

void append_present(Context& context) {
  const auto& materials = context.assessment.materials;
  const auto count = std::count_if(materials.begin(), materials.end(),
                                   [](const auto& item) { return !is_open(item); });
  if (count == 0) return;
  std::string& out = context.out;
  fmt::format_to(
      std::back_inserter(out),
      "<details class=\"card span\"><summary>✓ 已收到、由数据替代或免交的 {} 项</summary>", count);
  open_table(out, "已有资料", {"资料", "状态", "说明"});
  for (const auto& item : materials) {
    if (is_open(item)) continue;
    out += "<tr>";
    head_cell(out, item.id + " " + item.name);
    cell(out, status_words(item.status));
    cell(out,
         item.replaced_by.empty() ? context.masker.text(item.why) : "来源 " + item.replaced_by);
    out += "</tr>";
  }
  close_table(out);
  out += "</details>";
}

// Period of the statements and invoices of a source; nothing for a single record.
std::optional<Date> begin_of(const Context& context, std::uint32_t source) {
  std::optional<Date> first;
  const auto take = [&](std::optional<Date> date) {
    if (date) first = first ? std::min(*first, *date) : *date;
  };
  for (const auto& statement : context.dossier.statements) {
    if (statement.source != source) continue;
    take(statement.period_from);
    if (!statement.period_from && !statement.rows.empty()) take(statement.rows.front().time.date);
  }
  for (const auto& list : context.dossier.invoice_lists) {
    if (list.source != source) continue;
    take(list.period_from);
    if (list.period_from) continue;
    for (const auto& invoice : list.invoices) take(invoice.date);
  }
  for (const auto& returns : context.dossier.tax_returns) {
    if (returns.source == source && !returns.periods.empty()) take(returns.periods.front().from);
  }
  return first;
}

void append_freshness(Context& context) {
  const auto& ages = context.reconciliation.ages;
  if (ages.empty()) return;
  std::vector<FreshnessBar> bars;
  std::size_t late = 0;
  std::string table;
  open_table(table, "数据时效",
             {"数据", "来源", "数据日期", "#距基准日（天）", "#提醒线", "#失效线", "结论"});
  for (const auto& age : ages) {
    const int level = age.hard_days > 0 && age.age_days > age.hard_days   ? 2
                      : age.warn_days > 0 && age.age_days > age.warn_days ? 1
                                                                          : 0;
    late += level > 0 ? 1 : 0;
    const std::string verdict =
        level == 2   ? fmt::format("✗ {} 天，超 {} 天", age.age_days, age.hard_days)
        : level == 1 ? fmt::format("◆ {} 天，超 {} 天", age.age_days, age.warn_days)
                     : fmt::format("✓ {} 天", age.age_days);
    const std::string id = context.source_id(age.source);
    bars.push_back({fmt::format("{} {}", id, age.label), verdict, begin_of(context, age.source),
                    age.data_as_of, level});
    table += "<tr>";
    head_cell(table, age.label);
    cell(table, id);
    cell(table, to_string(age.data_as_of));
    number_cell(table, std::to_string(age.age_days));
    number_cell(table, age.warn_days > 0 ? std::to_string(age.warn_days) : "—");
    number_cell(table, age.hard_days > 0 ? std::to_string(age.hard_days) : "—");
    cell(table, verdict);
    table += "</tr>";
  }
  close_table(table);
  Figure figure;
  figure.id = "c9";
  figure.wide = true;
  figure.title = late == 0 ? fmt::format("{} 项数据都在时效内", bars.size())
                           : fmt::format("{} 项数据中 {} 项偏旧", bars.size(), late);
  figure.subtitle = "横条为覆盖期，菱形为单次查询，虚线为到基准日的空档";
  figure.svg = draw_freshness(bars, context.dossier.as_of);
  for (const auto& bar : bars) figure.summary += fmt::format("{} {}；", bar.label, bar.verdict);
  figure.data_table = std::move(table);
  append_figure(context, std::move(figure));
}

std::string_view total_words(std::string_view kind) {
  if (kind == "count") return "总笔数";
  if (kind == "inflow_count") return "收入笔数";
  if (kind == "inflow") return "收入合计";
  if (kind == "outflow_count") return "支出笔数";
  if (kind == "outflow") return "支出合计";
  if (kind == "neutral" || kind == "neutral_count") return "不计收支";
  if (kind == "opening") return "期初余额";
  if (kind == "closing") return "期末余额";
  return kind;
}

std::string total_value(const std::optional<Money>& sum,
                        const std::optional<std::uint64_t>& count) {
  if (sum) return yuan(*sum);
  return count ? grouped(*count) : "—";
}

void append_control_totals(Context& context) {
  std::string& out = context.out;
  std::size_t all = 0, wrong = 0;
  for (const auto& statement : context.dossier.statements) {
    for (const auto& total : statement.totals) {
      ++all;
      wrong += total.holds() ? 0 : 1;
    }
  }
  if (all == 0) return;
  fmt::format_to(std::back_inserter(out), "<div class=\"card\"><h3>{}</h3>",
                 wrong == 0 ? fmt::format("文件自带的 {} 项合计全部相符", all)
                            : fmt::format("文件自带的 {} 项合计中 {} 项不符", all, wrong));
  open_table(out, "文件自带合计", {"文件", "项目", "#打印", "#逐行计算", "结论"});
  for (const auto& statement : context.dossier.statements) {
    for (const auto& total : statement.totals) {
      out += total.holds() ? "<tr>" : "<tr class=\"wrong\">";
      head_cell(out, context.source_id(statement.source));
      cell(out, total_words(total.kind));
      number_cell(out, total_value(total.printed_sum, total.printed_count));
      number_cell(out, total_value(total.computed_sum, total.computed_count));
      cell(out, total.holds() ? "✓ 相符" : "✗ 不符");
      out += "</tr>";
    }
  }
  close_table(out);
  out += "</div>";
}

struct ScanCounts {
  std::size_t verified = 0, plausible = 0, doubtful = 0, left_out = 0;
  Money doubtful_amount;
};

ScanCounts count_rows(const ScannedSource& scan) {
  ScanCounts counts;
  for (const ScannedRow& row : scan.rows) {
    counts.left_out += row.used ? 0 : 1;
    switch (row.verdict.verdict) {
      case Verdict::verified:
        ++counts.verified;
        break;
      case Verdict::plausible:
        ++counts.plausible;
        break;
      case Verdict::doubtful:
        ++counts.doubtful;
        counts.doubtful_amount += row.amount;
        break;
    }
  }
  return counts;
}

std::vector<ScanPage> scan_pages(const Context& context) {
  std::vector<ScanPage> pages;
  for (const ScannedSource& scan : context.dossier.scans) {
    std::map<std::uint32_t, ScanPage> by_page;
    for (const ScannedRow& row : scan.rows) {
      ScanPage& page = by_page[row.verdict.page];
      page.source = context.source_id(scan.source);
      page.page = row.verdict.page;
      ++page.rows;
      page.unproved += row.verdict.verdict == Verdict::plausible ? 1 : 0;
      page.doubtful += row.verdict.verdict == Verdict::doubtful ? 1 : 0;
      page.repaired += row.verdict.repairs.empty() ? 0 : 1;
    }
    for (auto& [number, page] : by_page) pages.push_back(std::move(page));
  }
  return pages;
}

void append_scan_pages(Context& context) {
  const std::vector<ScanPage> pages = scan_pages(context);
  if (pages.empty()) return;
  std::size_t rows = 0, proved = 0, to_check = 0;
  for (const auto& page : pages) {
    rows += page.rows;
    proved += page.rows - page.unproved - page.doubtful;
    to_check += page.doubtful + page.repaired > 0 ? 1 : 0;
  }
  Figure figure;
  figure.id = "c10";
  figure.wide = true;
  figure.title = fmt::format("扫描件 {} 页 {} 行中已证实 {} 行，{} 页要核对", pages.size(),
                             grouped(rows), grouped(proved), to_check);
  figure.subtitle = "一格一页：页码，已证实行数 / 全部行数";
  figure.svg = draw_scan_pages(pages);
  for (const auto& page : pages) {
    figure.summary += fmt::format("{} 第 {} 页 {}/{}；", page.source, page.page,
                                  page.rows - page.unproved - page.doubtful, page.rows);
  }
  append_figure(context, std::move(figure));
}

void append_scans(Context& context) {
  const auto& sources = context.dossier.sources;
  const auto unread = std::count_if(sources.begin(), sources.end(), [](const Source& source) {
    return source.authorised && !source.unread.empty();
  });
  if (context.dossier.scans.empty() && unread == 0) return;
  std::string& out = context.out;
  out +=
      "<div class=\"card span\"><h3>扫描件识别<span class=\"sub\">已证实：余额勾稽或所印合计证明；"
      "存疑：不清或与余额矛盾，可读的按所印计入并以 ◇ 标明</span></h3>";
  open_table(
      out, "扫描件识别",
      {"文件", "引擎", "#行数", "#已证实", "#识读未证", "#存疑", "#其中未计入", "#存疑金额"});
  for (const ScannedSource& scan : context.dossier.scans) {
    const ScanCounts counts = count_rows(scan);
    out += counts.doubtful == 0 ? "<tr>" : "<tr class=\"wrong\">";
    head_cell(out, context.source_id(scan.source));
    cell(out, scan.engine);
    for (const std::size_t count :
         {scan.rows.size(), counts.verified, counts.plausible, counts.doubtful, counts.left_out})
      number_cell(out, grouped(count));
    number_cell(out, yuan(counts.doubtful_amount));
    out += "</tr>";
  }
  close_table(out);
  for (const Source& source : sources) {
    if (!source.authorised || source.unread.empty()) continue;
    out += "<p class=\"note\">";
    append_escaped(out, source.id + " " + source.unread);
    out += "</p>";
  }
  if (!context.dossier.scans.empty())
    out +=
        "<p class=\"note\">证据中的影像截图只取日期、方向、金额、余额单元格；户名与账号不在截图内，"
        "识读结果不像数字的单元格不截取。</p>";
  out += "</div>";
}

// A code without words speaks English.
std::string_view words_of(const ReadNote& note) {
  const auto words = note_words(note.code);
  return words.empty() ? std::string_view(note.message) : words;
}

void append_notes(Context& context) {
  std::vector<std::pair<std::uint32_t, const ReadNote*>> notes;
  const auto take = [&](std::uint32_t source, const std::vector<ReadNote>& list) {
    for (const auto& note : list) notes.emplace_back(source, &note);
  };
  for (const auto& statement : context.dossier.statements) take(statement.source, statement.notes);
  for (const auto& list : context.dossier.invoice_lists) take(list.source, list.notes);
  for (const auto& returns : context.dossier.tax_returns) take(returns.source, returns.notes);
  for (const auto& record : context.dossier.government) take(record.source, record.notes);
  if (notes.empty()) return;
  std::string& out = context.out;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card\"><h3>读取时的说明 {} 条<span "
                 "class=\"sub\">读取器不猜，原样报告</span></h3>",
                 notes.size());
  open_table(out, "读取说明", {"文件", "位置", "说明"});
  for (std::size_t i = 0; i < std::min(notes.size(), kNotesShown); ++i) {
    const ReadNote& note = *notes[i].second;
    std::string place;
    if (note.place.page != 0) place += fmt::format("p{} ", note.place.page);
    if (note.place.row != 0) place += fmt::format("行 {} ", note.place.row);
    if (note.place.column != 0) place += fmt::format("列 {} ", note.place.column);
    place += context.masker.text(note.place.field);
    out += "<tr>";
    head_cell(out, context.source_id(notes[i].first));
    cell(out, place.empty() ? "整份" : place);
    cell(out, words_of(note));
    out += "</tr>";
  }
  close_table(out);
  if (notes.size() > kNotesShown)
    fmt::format_to(std::back_inserter(out), "<p class=\"note\">另 {} 条见 assessment.json</p>",
                   notes.size() - kNotesShown);
  out += "</div>";
}

}  // namespace

void append_materials(Context& context) {
  const auto& materials = context.assessment.materials;
  const auto open = std::count_if(materials.begin(), materials.end(), is_open);
  open_module(context.out,
              {6, "m6", "资料与数据质量",
               fmt::format("缺 {} 项；基准日 {}", open, to_string(context.dossier.as_of))});
  context.out += "<div class=\"grid\">";
  append_missing(context);
  append_present(context);
  append_freshness(context);
  append_queries(context);
  append_control_totals(context);
  append_scan_pages(context);
  append_scans(context);
  append_notes(context);
  context.out += "</div>";
  close_module(context.out);
}

}  // namespace zhun::report
