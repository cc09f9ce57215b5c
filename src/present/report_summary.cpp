// Page 1 (决策摘要): what a reviewer needs in the first minute, every figure with its evidence.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "present/charts.hpp"
#include "present/report_context.hpp"
#include "present/report_grades.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

constexpr std::size_t kTopFindings = 5;
constexpr std::size_t kToDoMax = 5;
constexpr std::size_t kAdmissionMax = 14;

// Header
// ---------------------------------------------------------------------------------------------

void append_item(std::string& out, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  fmt::format_to(std::back_inserter(out), "<span class=\"item\">{} ", label);
  append_escaped(out, value);
  out += "</span>";
}

std::string shown_customer(Context& context) {
  const Customer& customer = context.dossier.customer;
  if (customer.type == CustomerType::legal) return context.masker.name(customer.name);
  const std::string person = context.masker.person(customer.name);
  if (customer.business_name.empty()) return person;
  return fmt::format("{}（{}）", context.masker.name(customer.business_name), person);
}

void append_header(Context& context) {
  std::string& out = context.out;
  const Customer& customer = context.dossier.customer;
  const Registry* registry = context.registry();
  out += "<header class=\"head\"><div><h1>";
  append_escaped(out, shown_customer(context));
  out += "</h1><p>";
  append_item(out, "统一社会信用代码", context.masker.uscc(customer.uscc));
  if (registry != nullptr) {
    append_item(out, "行业", registry->industry);
    if (registry->established) append_item(out, "成立", to_string(*registry->established));
  }
  const bool legal = customer.type == CustomerType::legal;
  append_item(out, legal ? "法定代表人" : "证件号码",
              legal ? context.masker.person(customer.legal_representative)
                    : context.masker.resident_id(customer.id_no));
  out += "</p>";
  if (context.masker.level() == Masking::none) {
    out += "<p class=\"unmasked\">⚠ 未脱敏：本报告含完整的个人信息，不得外传</p>";
  } else if (context.masker.level() == Masking::outward) {
    out += "<p class=\"unmasked\">对外版：企业名称已脱敏</p>";
  }
  out += "</div><div class=\"meta\"><p>申请编号 <code>";
  append_escaped(
      out, context.dossier.application.number.empty() ? "—" : context.dossier.application.number);
  fmt::format_to(std::back_inserter(out), "</code></p><p>数据基准日 {} · 引擎 ",
                 to_string(context.dossier.as_of));
  append_escaped(out, context.assessment.engine_version);
  out += "</p><p>规则包 <code>";
  append_escaped(out, context.assessment.policy_id);
  out += "</code></p><p>内容指纹 <code>sha256:";
  append_escaped(out, short_digest(context.assessment.input_digest));
  out += "</code></p></div></header>";
}

// Decision band
// --------------------------------------------------------------------------------------

std::string_view decision_css(Decision decision) {
  switch (decision) {
    case Decision::propose:
      return "ok";
    case Decision::refer:
      return "caution";
    case Decision::manual_review_required:
      return "alert";
  }
  return "caution";
}

// What rests on pictures is said beside the decision, not only where the figures stand.
void append_scan_warning(Context& context) {
  std::size_t doubtful = 0, unread = 0;
  for (const ScannedSource& scan : context.dossier.scans) {
    for (const ScannedRow& row : scan.rows)
      doubtful += row.verdict.verdict == Verdict::doubtful ? 1 : 0;
  }
  for (const Source& source : context.dossier.sources)
    unread += source.authorised && !source.unread.empty() ? 1 : 0;
  if (doubtful + unread == 0) return;
  std::string& out = context.out;
  out += "<p class=\"more\">";
  if (doubtful > 0)
    fmt::format_to(std::back_inserter(out), "◇ 扫描件有 {} 行存疑，带 ◇ 的数字含这些行",
                   grouped(doubtful));
  if (unread > 0)
    fmt::format_to(std::back_inserter(out), "{}{} 份扫描件未识别", doubtful > 0 ? "；" : "◇ ",
                   unread);
  out += " <a href=\"#m6\">识别质量</a></p>";
}

void append_decision(Context& context) {
  std::string& out = context.out;
  const Assessment& all = context.assessment;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"decision {}\"><p class=\"label\">系统建议（由人决定）</p><p "
                 "class=\"verdict\">{} {}</p>",
                 decision_css(all.decision), decision_icon(all.decision),
                 decision_words(all.decision));
  const bool knocked_out =
      std::any_of(all.findings.begin(), all.findings.end(), [](const Finding& finding) {
        return finding.status == FindingStatus::fail && finding.severity == Severity::ko;
      });
  if (knocked_out) out += "<p class=\"strong\">命中硬性拦截规则</p>";
  if (!all.decision_reasons.empty()) {
    out += "<ol class=\"reasons\">";
    constexpr std::size_t kShown = 3;
    for (std::size_t i = 0; i < std::min(all.decision_reasons.size(), kShown); ++i) {
      out += "<li>";
      append_escaped(out, context.masker.text(all.decision_reasons[i]));
      out += "</li>";
    }
    out += "</ol>";
    if (all.decision_reasons.size() > kShown) {
      fmt::format_to(std::back_inserter(out),
                     "<p class=\"more\"><a href=\"#m2\">另 {} 项理由</a></p>",
                     all.decision_reasons.size() - kShown);
    }
  }
  append_scan_warning(context);
  out += "</div>";
}

std::string limit_chip(Context& context) {
  const CreditLimit& limit = context.assessment.limit;
  EvidenceEntry entry;
  entry.title = "建议额度";
  entry.value = yuan(limit.limit) + " 元";
  entry.definition = "各上限取最小值，乘以等级系数，向下取整到万元；不超过申请金额";
  Evidence rows;
  for (const auto& cap : limit.caps) {
    entry.inputs.emplace_back(cap.title,
                              cap.amount ? yuan(*cap.amount) + " 元" : "— " + cap.reason);
    if (cap.id != limit.binding_cap) continue;
    entry.calculation = fmt::format("最小上限 {}：{}", cap.title, cap.formula);
    for (const auto& name : cap.facts) {
      if (const Fact* fact = context.evidence.fact(name)) rows.add(fact->evidence);
    }
  }
  entry.inputs.emplace_back("等级系数", to_string(limit.factor));
  if (limit.before_floor) entry.inputs.emplace_back("取整前", yuan(*limit.before_floor) + " 元");
  entry.rule = "额度表，最小上限 " + limit.binding_cap;
  return context.evidence.of_custom("limit", std::move(entry), rows);
}

void append_limit(Context& context) {
  std::string& out = context.out;
  const CreditLimit& limit = context.assessment.limit;
  const Application& application = context.dossier.application;
  out += "<div><p class=\"label\">建议额度 ";
  context.evidence.append_chip(out, limit_chip(context));
  fmt::format_to(std::back_inserter(out),
                 "</p><p class=\"big\">{}<small> 万元</small></p><p>申请 {} 万元", wan(limit.limit),
                 wan(application.requested));
  if (application.term_months > 0)
    fmt::format_to(std::back_inserter(out), " · {} 个月", application.term_months);
  out += "</p>";
  for (const auto& cap : limit.caps) {
    if (cap.id != limit.binding_cap) continue;
    out += "<p>最小约束：";
    append_escaped(out, cap.title);
    if (cap.amount) fmt::format_to(std::back_inserter(out), " {} 万元", wan(*cap.amount));
    out += "</p>";
  }
  fmt::format_to(std::back_inserter(out), "<p class=\"quiet\">等级系数 {}</p></div>",
                 to_string(limit.factor));
}

std::string score_chip(Context& context) {
  const Score& score = context.assessment.score;
  EvidenceEntry entry;
  entry.title = "评分";
  entry.value = std::to_string(score.total) + (score.grade.empty() ? "" : " · " + score.grade);
  entry.definition = "评分卡 " + score.model + "：基准分加各项得分；逐项证据见评分与额度";
  entry.calculation = std::to_string(score.base);
  for (const auto& point : score.points) {
    entry.calculation +=
        fmt::format(" {} {}", point.points < 0 ? "\u2212" : "+", std::abs(point.points));
    entry.inputs.emplace_back(
        point.characteristic + " " + point.title,
        context.masker.text(point.observed) + fmt::format(" → {} 分", signed_number(point.points)));
  }
  entry.calculation += " = " + std::to_string(score.total);
  entry.rule = "评分卡 " + score.model;
  return context.evidence.of_custom("score", std::move(entry), {});
}

void append_score_cell(Context& context) {
  std::string& out = context.out;
  const Score& score = context.assessment.score;
  out += "<div><p class=\"label\">评分 ";
  context.evidence.append_chip(out, score_chip(context));
  fmt::format_to(std::back_inserter(out), "</p><p class=\"big\">{}<small> · ", score.total);
  append_escaped(out, score.grade.empty() ? "数据不足" : score.grade + " 级");
  out += "</small></p><div class=\"scale\">";
  const GradeScale scale = grade_scale(context);
  out += draw_score_scale(scale.bands, scale.low, scale.high, score.total);
  out += "</div>";
  if (!score.points.empty()) {
    fmt::format_to(std::back_inserter(out), "<p class=\"quiet\">违约概率 {} · 缺 {} 项</p>",
                   percent(score.probability_of_default, 2), score.missing.size());
  }
  out += "</div>";
}

void append_admission_counts(Context& context, const std::vector<const Finding*>& rules) {
  std::string& out = context.out;
  AdmissionCounts counts;
  for (const Finding* rule : rules) {
    switch (admission_state(*rule)) {
      case AdmissionState::passed:
        ++counts.passed;
        break;
      case AdmissionState::pending:
        ++counts.pending;
        break;
      case AdmissionState::hit:
        ++counts.hit;
        break;
      case AdmissionState::not_applicable:
        ++counts.not_applicable;
        break;
    }
  }
  const auto& materials = context.assessment.materials;
  const auto open = std::count_if(materials.begin(), materials.end(), is_open);
  const auto blocking = std::count_if(materials.begin(), materials.end(), is_blocking);
  fmt::format_to(std::back_inserter(out),
                 "<div><p class=\"label\">准入规则 {} 条</p><div class=\"counts\">"
                 "<p class=\"ok\"><b>{}</b>✓ 通过</p><p class=\"caution\"><b>{}</b>? 待核</p>"
                 "<p class=\"{}\"><b>{}</b>✗ 命中</p></div>",
                 counts.total(), counts.passed, counts.pending, counts.hit > 0 ? "alert" : "quiet",
                 counts.hit);
  fmt::format_to(std::back_inserter(out),
                 "<p>阻断类缺件 <b>{}</b> 项 / 共缺 {} 项</p><p class=\"quiet\"><a "
                 "href=\"#m6\">见资料与数据质量</a></p></div>",
                 blocking, open);
}

// Cards
// ----------------------------------------------------------------------------------------------

struct Card {
  std::string label, value, unit, note, chip, spark, reason;
  bool bad = false;
};

void append_card(std::string& out, const EvidenceBook& evidence, const Card& card) {
  out += "<div class=\"card kpi\"><p class=\"label\"><span>";
  append_escaped(out, card.label);
  out += "</span>";
  evidence.append_chip(out, card.chip);
  out += "</p>";
  if (card.value.empty()) {
    out += "<p class=\"value absent-value\">未提供</p><p class=\"note\">";
    append_escaped(out, card.reason.empty() ? "缺少计算所需的资料" : card.reason);
    out += "</p></div>";
    return;
  }
  out += "<p class=\"value\">";
  append_escaped(out, card.value);
  out += "<small>";
  append_escaped(out, card.unit);
  fmt::format_to(std::back_inserter(out), "</small></p><p class=\"note{}\">",
                 card.bad ? " bad" : "");
  append_escaped(out, card.note);
  out += "</p>";
  out += card.spark;
  out += "</div>";
}

std::string draw_last(const std::vector<std::int64_t>& series, std::size_t count,
                      std::string_view strong = colour::kInflow) {
  return draw_spark(series, {series.size() - std::min(count, series.size()), count, strong});
}

// Fills value or reason from a fact.
void fill_from_fact(Context& context, Card& card, std::string_view name) {
  const auto& all = context.reconciliation.facts;
  const auto it = all.find(name);
  if (it == all.end()) return;
  if (it->second.state != FactState::value) {
    card.reason = context.masker.text(it->second.reason);
    return;
  }
  card.chip = context.evidence.of_fact(name);
  if (const auto* money = std::get_if<Money>(&it->second.value)) {
    card.value = wan(*money);
    card.unit = " 万元";
  } else if (const auto* number = std::get_if<Decimal>(&it->second.value)) {
    // A mean of amounts is a number of yuan that need not be whole fen.
    const auto wording = context.wording.facts.find(name);
    const bool is_amount = wording != context.wording.facts.end() && wording->second.unit == "元";
    card.value = is_amount ? wan(*number) : to_fixed_string(*number, 2);
    if (is_amount) card.unit = " 万元";
  }
}

std::vector<std::int64_t> effective_series(const Context& context) {
  std::vector<std::int64_t> series;
  for (const auto& month : context.reconciliation.months) series.push_back(month.effective.fen());
  return series;
}

Card effective_card(Context& context) {
  Card card{"有效净流入", {}, {}, {}, {}, {}, {}, false};
  fill_from_fact(context, card, facts::kNetEffective);
  const std::string ratio = context.evidence.fact_value(facts::kEffectiveRatio);
  card.note = fmt::format("毛流入 {} 的 {}", wan(context.flows.gross_in), ratio);
  card.spark = draw_last(effective_series(context), 3);
  return card;
}

Card monthly_card(Context& context) {
  Card card{"月均有效流入", {}, {}, {}, {}, {}, {}, false};
  fill_from_fact(context, card, facts::kMonthlyMean);
  const auto& months = context.reconciliation.months;
  const auto full =
      std::count_if(months.begin(), months.end(), [](const auto& m) { return m.full; });
  card.note = fmt::format("{} 个完整月", full);
  if (context.evidence.fact(facts::kMonthlyVariation) != nullptr) {
    card.note += "，波动 " + context.evidence.fact_value(facts::kMonthlyVariation);
  }
  card.spark = draw_last(effective_series(context), 3);
  return card;
}

Card balance_card(Context& context) {
  Card card{"日均余额", {}, {}, {}, {}, {}, {}, false};
  fill_from_fact(context, card, facts::kDailyBalance);
  const auto& daily = context.reconciliation.daily;
  card.note = fmt::format("{} 天日终余额", daily.size());
  // The balance at the end of each month.
  std::vector<std::int64_t> series;
  for (std::size_t i = 0; i < daily.size(); ++i) {
    if (i + 1 == daily.size() || daily[i + 1].date.month() != daily[i].date.month()) {
      series.push_back(daily[i].balance.fen());
    }
  }
  card.spark = draw_last(series, 3);
  return card;
}

Card net_card(Context& context) {
  Card card{"近 3 个完整月净流量", {}, {}, {}, {}, {}, {}, false};
  fill_from_fact(context, card, facts::kThreeMonthsNet);
  if (card.value.empty()) return card;
  std::vector<std::int64_t> series;
  Money in, out;
  std::size_t full = 0,
              after = 0;  // full months seen from the end, months behind the third of them
  const auto& months = context.reconciliation.months;
  for (std::size_t i = months.size(); i-- > 0;) {
    series.push_back((months[i].inflow - months[i].outflow).fen());
    if (full == 3) continue;
    ++after;
    if (!months[i].full) continue;
    ++full;
    in += months[i].inflow;
    out += months[i].outflow;
  }
  std::size_t negative = 0;
  while (negative < series.size() && series[negative] < 0) ++negative;
  std::reverse(series.begin(), series.end());
  card.bad = negative >= 2;
  card.note = card.bad ? fmt::format("▼ 连续 {} 月净流出", negative)
                       : fmt::format("流入 {}，流出 {}", wan(in), wan(out));
  card.spark = draw_last(series, after, in < out ? colour::kOutflow : colour::kInflow);
  return card;
}

Card customer_card(Context& context) {
  Card card{"第一大客户占比", {}, {}, {}, {}, {}, {}, false};
  fill_from_fact(context, card, facts::kTopCustomer);
  if (!card.value.empty()) {
    if (const auto* share =
            std::get_if<Decimal>(&context.evidence.fact(facts::kTopCustomer)->value)) {
      card.value = to_fixed_string(*share * Decimal(100), 1);
      card.unit = " %";
    }
  }
  card.note = "前五大合计 " + context.evidence.fact_value(facts::kTopFiveCustomers);
  std::vector<std::int64_t> series;
  for (const auto& customer : context.reconciliation.customers) {
    if (series.size() == 12) break;
    series.push_back(customer.amount.fen());
  }
  card.spark = draw_spark(series, {0, 1, colour::kInflow});
  return card;
}

Card invoice_card(Context& context) {
  Card card{"有效流入 / 开票", {}, {}, {}, {}, {}, {}, false};
  fill_from_fact(context, card, facts::kInflowToInvoice);
  Money issued;
  std::vector<std::int64_t> series;
  for (const auto& month : context.reconciliation.invoice_months) {
    series.push_back(month.issued_incl.fen());
    issued += month.issued_incl;
  }
  if (!card.value.empty()) card.unit = " 倍";
  // The ratio compares with what was invoiced while the statements run, which may be less than all.
  const Fact* compared = context.evidence.fact(facts::kInvoicedInPeriod);
  if (compared != nullptr && std::holds_alternative<Money>(compared->value)) {
    card.note = fmt::format("流水期内开票 {} 万元", wan(std::get<Money>(compared->value)));
  } else {
    card.note = fmt::format("开票净额（含税）{} 万元", wan(issued));
  }
  card.spark = draw_last(series, 3, colour::kEffective);
  return card;
}

// Findings, rules, to-do
// -----------------------------------------------------------------------------

void append_top_finding(Context& context, const Finding& finding) {
  std::string& out = context.out;
  const bool positive = finding.status == FindingStatus::pass;
  out += "<li>";
  if (positive) {
    out += "<span class=\"tag ok\">✓ 正面</span>";
  } else {
    append_severity(out, finding.severity, finding.status);
  }
  out += "<div><p class=\"claim\">";
  append_escaped(out, context.masker.text(positive ? finding.title : shown_claim(finding)));
  out += "</p><p class=\"figures\">";
  append_escaped(out, context.masker.text(finding.text));
  out += "</p></div><span class=\"chips\">";
  context.evidence.append_chip(out, context.evidence.of_finding(finding));
  // The first figure behind it that a reader can open.
  for (const auto& name : finding.facts) {
    const std::string id = context.evidence.of_fact(name);
    if (id.empty()) continue;
    context.evidence.append_chip(out, id);
    break;
  }
  out += "</span></li>";
}

// The passed checks to show as positive ones, best first: that the money is real says more than
// that nobody worked at night; then those that most rows prove.
std::vector<const Finding*> positives(const Assessment& assessment) {
  constexpr std::string_view kPreferred[] = {"S05", "X10", "X12", "S08", "S01", "S16"};
  std::vector<std::pair<std::size_t, const Finding*>> ranked;
  for (const auto& finding : assessment.findings) {
    if (finding.status != FindingStatus::pass || finding.evidence.empty()) continue;
    const auto at = std::find(std::begin(kPreferred), std::end(kPreferred), finding.id);
    ranked.emplace_back(static_cast<std::size_t>(at - std::begin(kPreferred)), &finding);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return a.second->evidence.row_count() > b.second->evidence.row_count();
  });
  std::vector<const Finding*> result;
  for (const auto& [rank, finding] : ranked) result.push_back(finding);
  return result;
}

void append_top_findings(Context& context) {
  std::string& out = context.out;
  out +=
      "<section class=\"card\" aria-labelledby=\"top-title\"><h2 id=\"top-title\" "
      "class=\"card-title\">主要发现"
      "<span class=\"sub\">按影响排序 · 点编号看原始行</span></h2><ul class=\"findings\">";
  std::vector<const Finding*> good = positives(context.assessment);
  const std::size_t failing_max = kTopFindings - (good.empty() ? 0 : 1);
  std::vector<const Finding*> failing;
  for (const auto& finding : context.assessment.findings) {
    if (finding.status == FindingStatus::fail) failing.push_back(&finding);
  }
  std::stable_sort(failing.begin(), failing.end(), [](const Finding* a, const Finding* b) {
    return a->severity != b->severity ? a->severity < b->severity : a->impact > b->impact;
  });
  const std::size_t shown = std::min(failing.size(), failing_max);
  for (std::size_t i = 0; i < shown; ++i) append_top_finding(context, *failing[i]);
  // One in any case; up to three where there is little to warn about.
  good.resize(std::min({good.size(), kTopFindings - shown, std::size_t{3}}));
  for (const Finding* finding : good) append_top_finding(context, *finding);
  out += "</ul>";
  if (failing.empty() && good.empty()) out += "<p class=\"absent\">没有可评估的检查</p>";
  if (failing.size() > shown) {
    fmt::format_to(std::back_inserter(out),
                   "<p class=\"more\"><a href=\"#m2\">另 {} 项发现见关键发现</a></p>",
                   failing.size() - shown);
  }
  out += "</section>";
}

void append_rule(Context& context, const Finding& finding) {
  std::string& out = context.out;
  std::string_view css = "ok", icon = "✓", word = "通过";
  switch (admission_state(finding)) {
    case AdmissionState::passed:
      break;
    case AdmissionState::pending:
      css = "caution";
      icon = "?";
      word = "待核";
      break;
    case AdmissionState::hit:
      css = "alert";
      icon = "✗";
      word = "命中";
      break;
    case AdmissionState::not_applicable:
      css = "quiet";
      icon = "–";
      word = "不适用";
      break;
  }
  fmt::format_to(std::back_inserter(out),
                 "<li class=\"{}\"><span class=\"icon\"><span aria-hidden=\"true\">{}</span><span "
                 "class=\"sr\">{}</span></span><span class=\"rule\">",
                 css, icon, word);
  out += "<span class=\"what\">";
  append_escaped(out, finding.title);
  out += "</span> <span class=\"seen\">";
  const bool unknown = finding.status == FindingStatus::not_evaluated;
  append_escaped(out, unknown ? "待核" : shortened(context.masker.text(shown_value(finding)), 16));
  out += "</span></span>";
  context.evidence.append_chip(out, context.evidence.of_finding(finding));
  out += "</li>";
}

void append_admission_rules(Context& context, const std::vector<const Finding*>& rules) {
  std::string& out = context.out;
  out +=
      "<section class=\"card\" aria-labelledby=\"rules-title\"><h2 id=\"rules-title\" "
      "class=\"card-title\">准入规则"
      "<span class=\"sub\">✗ 命中须人工复核；? 待核</span></h2>";
  if (rules.empty()) out += "<p class=\"absent\">规则包没有准入规则</p>";
  // What did not pass comes first; the rest stays in the order of the ids.
  std::vector<const Finding*> ordered = rules;
  std::stable_partition(ordered.begin(), ordered.end(), [](const Finding* rule) {
    return admission_state(*rule) != AdmissionState::passed;
  });
  out += "<ul class=\"rules\">";
  for (std::size_t i = 0; i < std::min(ordered.size(), kAdmissionMax); ++i)
    append_rule(context, *ordered[i]);
  out += "</ul>";
  if (ordered.size() > kAdmissionMax) {
    fmt::format_to(std::back_inserter(out),
                   "<p class=\"more\"><a href=\"#m2\">另 {} 条通过</a></p>",
                   ordered.size() - kAdmissionMax);
  }
  out += "</section>";
}

void append_to_do(Context& context) {
  std::string& out = context.out;
  std::vector<const MaterialItem*> blocking;
  for (const auto& item : context.assessment.materials) {
    if (is_blocking(item)) blocking.push_back(&item);
  }
  fmt::format_to(std::back_inserter(out),
                 "<section class=\"card\" aria-labelledby=\"todo-title\"><h2 id=\"todo-title\" "
                 "class=\"card-title\">放款前待办"
                 "<span class=\"sub\">{} 项阻断</span></h2>",
                 blocking.size());
  if (blocking.empty()) out += "<p class=\"absent\">没有阻断类缺件</p>";
  out += "<ul class=\"todo\">";
  for (std::size_t i = 0; i < std::min(blocking.size(), kToDoMax); ++i) {
    out += "<li><span class=\"box\" aria-hidden=\"true\"></span>";
    append_escaped(out, blocking[i]->name);
    if (blocking[i]->status == MaterialStatus::expired) out += "（已过期）";
    fmt::format_to(std::back_inserter(out), "<span class=\"due\">{} 日内</span></li>",
                   blocking[i]->due_days);
  }
  out += "</ul>";
  if (blocking.size() > kToDoMax) {
    fmt::format_to(std::back_inserter(out),
                   "<p class=\"more\"><a href=\"#m6\">另 {} 项见待补充资料</a></p>",
                   blocking.size() - kToDoMax);
  }
  out += "</section>";
}

}  // namespace

void append_summary(Context& context) {
  std::string& out = context.out;
  const std::vector<const Finding*> rules = admission_rules(context);
  out += "<section id=\"m0\" class=\"first\" aria-label=\"决策摘要\">";
  append_header(context);
  out += "<div class=\"band\">";
  append_decision(context);
  append_limit(context);
  append_score_cell(context);
  append_admission_counts(context, rules);
  out += "</div><div class=\"kpis\">";
  for (const auto make :
       {effective_card, monthly_card, balance_card, net_card, customer_card, invoice_card}) {
    const Card card = make(context);
    append_card(out, context.evidence, card);
  }
  out += "</div><div class=\"pair\"><div>";
  append_top_findings(context);
  out += "</div><div>";
  append_admission_rules(context, rules);
  append_to_do(context);
  out += "</div></div></section>";
}

}  // namespace zhun::report
