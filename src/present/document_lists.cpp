// The tables of the documents: findings, materials, months, parties, sources and the rest.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>

#include "present/document_values.hpp"
#include "present/report_text.hpp"
#include "reconcile/need.hpp"

namespace zhun::report {
namespace {

constexpr std::size_t kPartiesShown = 10;
constexpr std::size_t kCyclesShown = 30;
constexpr int kInstalmentsMax = 360;

std::string chip(const std::string& id) { return id.empty() ? std::string() : "[" + id + "]"; }

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "、") + part;
  return out;
}

std::string_view level_words(const Finding& finding) {
  switch (finding.status) {
    case FindingStatus::pass:
      return "✓ 通过";
    case FindingStatus::not_evaluated:
      return "? 未评估";
    case FindingStatus::not_applicable:
      return "— 不适用";
    case FindingStatus::fail:
      break;
  }
  switch (finding.severity) {
    case Severity::ko:
      return "✗ 拦截";
    case Severity::warn_severe:
      return "▲ 高";
    case Severity::warn:
      return "◆ 中";
    case Severity::info:
    case Severity::none:
      break;
  }
  return "● 提示";
}

std::vector<std::string> finding_row(Context& context, const Finding& finding) {
  std::string text = context.masker.text(finding.text);
  if (finding.status == FindingStatus::not_evaluated)
    text = to_be_supplied(context.masker.text(finding.missing_reason), finding.missing_material);
  const std::string value = context.masker.text(shown_value(finding));
  const bool numbered = finding.status == FindingStatus::fail || !value.empty();
  return {finding.id,
          finding.title,
          std::string(level_words(finding)),
          std::move(text),
          value,
          numbered ? chip(context.evidence.of_finding(finding)) : std::string(),
          joined(finding.materials)};
}

const std::vector<std::string> kFindingColumns = {"id",    "title",    "level",    "text",
                                                  "value", "evidence", "materials"};

std::string_view status_words(const MaterialItem& item) {
  switch (item.status) {
    case MaterialStatus::received:
      return "已收到";
    case MaterialStatus::replaced_by_data:
      return "由数据替代";
    case MaterialStatus::waived:
      return "免交";
    case MaterialStatus::missing:
      return "缺";
    case MaterialStatus::expired:
      return "已过期";
  }
  return "";
}

// The evidence of a statement's period: its rows of that account.
std::string period_words(const std::vector<LedgerAccount::Days>& days) {
  std::string out;
  for (const auto& span : days)
    out += fmt::format("{}{} 至 {}", out.empty() ? "" : "；", to_string(span.from),
                       to_string(span.to));
  return out;
}

void add_parties(Context& context, word::Values& values, std::string_view name,
                 std::string_view kind, const std::vector<CounterpartyFigures>& parties) {
  word::List& list = values.lists[std::string(name)];
  list.columns = {"rank", "name", "amount", "share", "evidence"};
  for (std::size_t i = 0; i < std::min(parties.size(), kPartiesShown); ++i) {
    const CounterpartyFigures& party = parties[i];
    const std::string shown = context.masker.name(party.name);
    EvidenceEntry entry;
    entry.title = shown;
    entry.value = fmt::format("{} 元，占 {}", yuan(party.amount), percent(party.share));
    const std::string id = context.evidence.of_custom(fmt::format("{}/{}", kind, i),
                                                      std::move(entry), party.evidence, 3);
    list.rows.push_back(
        {std::to_string(i + 1), shown, yuan(party.amount), percent(party.share), chip(id)});
  }
}

void add_accounts(Context& context, word::Values& values) {
  word::List& list = values.lists["accounts"];
  list.columns = {"account", "bank", "sources", "rows", "covered", "gaps"};
  for (const LedgerAccount& account : context.reconciliation.accounts) {
    const Statement& first = context.dossier.statements[account.statements.front()];
    std::string sources;
    for (const std::uint32_t statement : account.statements)
      sources += (sources.empty() ? "" : "、") +
                 context.source_id(context.dossier.statements[statement].source);
    list.rows.push_back({context.masker.account(first.account),
                         first.bank.empty() ? "—" : context.masker.text(first.bank), sources,
                         grouped(account.rows), period_words(account.covered),
                         account.gaps.empty() ? "无" : period_words(account.gaps)});
  }
}

void add_interest_and_cycles(Context& context, word::Values& values) {
  word::List& interest = values.lists["interest"];
  interest.columns = {"date", "period", "expected", "stated", "verdict"};
  for (const InterestCheck& check : context.reconciliation.interest) {
    interest.rows.push_back({to_string(check.credited_on),
                             to_string(check.period_from) + " 至 " + to_string(check.period_to),
                             yuan(check.expected), check.row == 0 ? "—" : yuan(check.stated),
                             check.verdict == "PASS"     ? "相符"
                             : check.verdict == "RATE"   ? "利率口径不同"
                             : check.verdict == "ABSENT" ? "缺结息行"
                                                         : "不符"});
  }
  word::List& cycles = values.lists["cycles"];
  cycles.columns = {"from", "to", "days", "amount", "parties", "evidence"};
  const auto& all = context.reconciliation.cycles;
  for (std::size_t i = 0; i < std::min(all.size(), kCyclesShown); ++i) {
    const Cycle& cycle = all[i];
    std::vector<std::string> parties;
    Evidence rows;
    for (const auto& party : cycle.parties) parties.push_back(context.masker.name(party));
    for (const RowPlace& leg : cycle.legs)
      rows.add_row(context.dossier.statements[leg.statement].source, leg.row);
    const std::string id = context.evidence.of_custom(
        fmt::format("cycle/{}", i), figure_entry("资金回流", yuan(cycle.amount) + " 元"), rows);
    cycles.rows.push_back({to_string(cycle.from), to_string(cycle.to), std::to_string(cycle.days),
                           yuan(cycle.amount), joined(parties), chip(id)});
  }
}

void add_social(Context& context, word::Values& values) {
  word::List& social = values.lists["social"];
  social.columns = {"month", "headcount", "paid"};
  word::List& utilities = values.lists["utilities"];
  utilities.columns = {"kind", "month", "quantity", "fee", "arrears"};
  word::List& properties = values.lists["properties"];
  properties.columns = {"certificate", "address", "use", "owners", "state"};
  const auto optional = [](const std::optional<Money>& amount) {
    return amount ? yuan(*amount) : std::string("—");
  };
  for (const GovernmentRecord& record : context.dossier.government) {
    if (record.social_security) {
      for (const auto& month : record.social_security->months)
        social.rows.push_back(
            {to_string(month.month), std::to_string(month.headcount), optional(month.paid)});
    }
    if (record.utilities) {
      const std::pair<std::string_view, const std::vector<UtilityMonth>*> kinds[] = {
          {"电", &record.utilities->electricity},
          {"水", &record.utilities->water},
          {"气", &record.utilities->gas}};
      for (const auto& [kind, months] : kinds) {
        for (const auto& month : *months)
          utilities.rows.push_back(
              {std::string(kind), to_string(month.month),
               month.quantity ? grouped_digits(to_string(*month.quantity)) : "—",
               optional(month.fee), month.arrears ? "欠费" : "无"});
      }
    }
    if (!record.real_estate) continue;
    for (const RealEstate& estate : *record.real_estate) {
      std::vector<std::string> owners;
      for (const auto& owner : estate.owners) owners.push_back(context.masker.name(owner));
      properties.rows.push_back({context.masker.text(estate.certificate_no),
                                 context.masker.address(estate.address),
                                 context.masker.text(estate.use), joined(owners),
                                 estate.seized      ? "查封"
                                 : estate.mortgaged ? "抵押"
                                                    : "无抵押、无查封"});
    }
  }
}

void add_cases(Context& context, word::Values& values) {
  word::List& cases = values.lists["cases"];
  cases.columns = {"kind", "number", "court", "role", "cause", "status", "amount", "date"};
  word::List& penalties = values.lists["penalties"];
  penalties.columns = {"number", "authority", "reason", "date", "amount"};
  const auto date = [](const std::optional<Date>& value) {
    return value ? to_string(*value) : std::string("—");
  };
  const auto optional = [](const std::optional<Money>& amount) {
    return amount ? yuan(*amount) : std::string("—");
  };
  Masker& masker = context.masker;
  for (const GovernmentRecord& record : context.dossier.government) {
    if (record.judicial) {
      const std::pair<std::string_view, const std::vector<JudicialCase>*> kinds[] = {
          {"失信被执行人", &record.judicial->dishonest},
          {"被执行人", &record.judicial->enforced},
          {"限制高消费", &record.judicial->restricted},
          {"涉诉", &record.judicial->litigation}};
      for (const auto& [kind, list] : kinds) {
        for (const JudicialCase& item : *list)
          cases.rows.push_back({std::string(kind), masker.text(item.case_no),
                                masker.text(item.court), masker.text(item.role),
                                masker.text(item.cause), masker.text(item.status),
                                optional(item.amount), date(item.date)});
      }
    }
    if (!record.penalties) continue;
    for (const Penalty& item : *record.penalties)
      penalties.rows.push_back({masker.text(item.document_no), masker.text(item.authority),
                                masker.text(item.reason), date(item.date), optional(item.amount)});
  }
}

std::string_view document_words(ConsentDocument document) {
  switch (document) {
    case ConsentDocument::personal:
      return "个人信息查询、使用授权书";
    case ConsentDocument::enterprise:
      return "企业信息查询、使用授权书";
    case ConsentDocument::qcl:
      return "“泉城链”数据使用客户授权书";
  }
  return "";
}

std::string scope_words(const std::vector<std::string>& codes) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"REGISTRY", "登记"},      {"SOCIAL", "社保"},        {"HOUSING_FUND", "公积金"},
      {"REAL_ESTATE", "不动产"}, {"UTILITY", "水电气"},     {"JUDICIAL", "司法"},
      {"PENALTY", "行政处罚"},   {"TAX", "税务"},           {"INVOICE", "发票"},
      {"STATEMENT", "流水"},     {"CREDIT_REPORT", "征信"}, {"PRE_LOAN", "贷前调查"},
      {"APPROVAL", "授信审批"},  {"POST_LOAN", "贷后管理"}};
  std::vector<std::string> words;
  for (const auto& code : codes) {
    const auto* it = std::find_if(std::begin(kWords), std::end(kWords),
                                  [&](const auto& pair) { return pair.first == code; });
    words.emplace_back(it == std::end(kWords) ? std::string_view("其他") : it->second);
  }
  return joined(words);
}

std::string consent_check(const Consent& consent, Date as_of) {
  if (consent.revoked_at && consent.revoked_at->date <= as_of) return "✗ 已撤回";
  if (!consent.valid_to) return "✗ 未载明有效期";
  if (*consent.valid_to < as_of) return "✗ 已过期";
  if (consent.signed_at.date > as_of || (consent.valid_from && *consent.valid_from > as_of))
    return "✗ 未生效";
  return "✓ 有效";
}

// Exactly, then rounded to whole fen; the last instalment takes what rounding left (DOMAIN 7.2).
std::vector<std::vector<std::string>> schedule(Money principal, const Decimal& annual_rate,
                                               int months, bool interest_only) {
  std::vector<std::vector<std::string>> rows;
  const Decimal rate = divide(annual_rate, Decimal(12)).value_or(Decimal());
  const Decimal whole = Decimal::from_yuan(principal);
  Decimal instalment = divide(whole, Decimal(months)).value_or(Decimal());
  if (!rate.is_zero()) {
    const auto growth = power(Decimal(1) + rate, std::int64_t{months});
    if (!growth) return rows;
    instalment = divide(whole * rate * *growth, *growth - Decimal(1)).value_or(Decimal());
  }
  Money left = principal;
  for (int month = 1; month <= months; ++month) {
    const Money interest = (Decimal::from_yuan(left) * rate).to_money().value_or(Money());
    Money repaid = interest_only ? Money() : instalment.to_money().value_or(Money()) - interest;
    if (month == months) repaid = left;
    left -= repaid;
    rows.push_back(
        {std::to_string(month), yuan(repaid), yuan(interest), yuan(repaid + interest), yuan(left)});
  }
  return rows;
}

void add_need(Context& context, word::Values& values) {
  word::List& items = values.lists["working_capital"];
  items.columns = {"title", "opening", "closing"};
  values.texts["need.margin"] = values.texts["need.cycle"] = values.texts["need.turnover"] =
      values.texts["need.amount"] = to_be_supplied("", "M-FS");
  values.texts["need.sales"] = values.texts["need.cost"] = values.texts["need.profit"] =
      to_be_supplied("", "M-FS");
  const Application& application = context.dossier.application;
  if (!application.working_capital) return;
  const WorkingCapitalInputs& inputs = *application.working_capital;
  values.texts["need.sales"] = yuan(inputs.sales) + " 元";
  values.texts["need.cost"] = yuan(inputs.cost) + " 元";
  values.texts["need.profit"] = yuan(inputs.total_profit) + " 元";
  const std::pair<std::string_view, const WorkingCapitalInputs::Item*> rows[] = {
      {"存货", &inputs.inventory},
      {"应收账款", &inputs.receivables},
      {"应付账款", &inputs.payables},
      {"预付账款", &inputs.prepayments},
      {"预收账款", &inputs.advances}};
  for (const auto& [title, item] : rows)
    items.rows.push_back({std::string(title), yuan(item->opening), yuan(item->closing)});
  if (inputs.sales <= Money() || inputs.cost <= Money()) return;
  const WorkingCapitalNeed need =
      working_capital_need(inputs, application.growth.value_or(Decimal()), NeedMode::worksheet);
  values.texts["need.margin"] = percent(need.margin, 2);
  values.texts["need.cycle"] = to_fixed_string(need.cycle_days, 2) + " 天";
  values.texts["need.turnover"] = to_fixed_string(need.turnover, 2) + " 次";
  values.texts["need.amount"] = yuan(need.amount) + " 元";
}

// What a registry change says is an address, names or neither, as its item tells. Persons who left
// stand nowhere else in the dossier, so that only here can they be known as names.
std::string change_words(Masker& masker, std::string_view item, std::string_view value) {
  const auto names = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
      return item.find(word) != std::string_view::npos;
    });
  };
  if (names({"住所", "地址", "场所"})) return masker.address(value);
  if (!names({"代表人", "负责人", "经营者", "股东", "投资人", "人员", "董事", "监事", "经理",
              "合伙", "联络", "名称"}))
    return masker.text(value);
  std::string out;
  while (!value.empty()) {
    std::size_t end = value.size(), next = end;
    for (const std::string_view mark : {"、", "；", "，", ";", ",", " ", "　", "/"}) {
      const std::size_t at = value.find(mark);
      if (at < end) {
        end = at;
        next = at + mark.size();
      }
    }
    out += masker.name(value.substr(0, end));
    out += value.substr(end, next - end);
    value.remove_prefix(next);
  }
  return out;
}

}  // namespace

void add_finding_lists(Context& context, word::Values& values) {
  const std::pair<std::string_view, std::string_view> themes[] = {{"流水", "checks.statement"},
                                                                  {"税票", "checks.invoice"},
                                                                  {"政务", "checks.government"},
                                                                  {"交叉", "checks.cross"}};
  for (const auto* name : {"findings", "unevaluated", "admission", "checks.statement",
                           "checks.invoice", "checks.government", "checks.cross"})
    values.lists[name].columns = kFindingColumns;
  for (const Finding& finding : context.assessment.findings) {
    if (finding.status == FindingStatus::not_applicable) continue;
    const auto row = finding_row(context, finding);
    if (finding.status == FindingStatus::fail) values.lists["findings"].rows.push_back(row);
    if (finding.status == FindingStatus::not_evaluated)
      values.lists["unevaluated"].rows.push_back(row);
    for (const auto& [theme, list] : themes) {
      if (finding.theme == theme) values.lists[std::string(list)].rows.push_back(row);
    }
  }
  for (const Finding* rule : admission_rules(context))
    values.lists["admission"].rows.push_back(finding_row(context, *rule));
  word::List& reasons = values.lists["reasons"];
  reasons.columns = {"number", "text"};
  for (const auto& reason : context.assessment.decision_reasons)
    reasons.rows.push_back({std::to_string(reasons.rows.size() + 1), context.masker.text(reason)});
}

void add_checklist_lists(Context& context, word::Values& values) {
  const std::vector<std::string> columns = {"id",  "name", "need", "status",  "replaced_by",
                                            "why", "how",  "due",  "reasons", "blocking"};
  word::List& all = values.lists["materials"];
  word::List& missing = values.lists["missing"];
  all.columns = missing.columns = columns;
  for (const MaterialItem& item : context.assessment.materials) {
    all.rows.push_back(
        {item.id, item.name, item.required ? "必需" : "视情况", std::string(status_words(item)),
         item.replaced_by.empty() ? "—" : item.replaced_by, context.masker.text(item.why), item.how,
         is_open(item) ? fmt::format("{} 日内", item.due_days) : "—", joined(item.reasons),
         is_blocking(item) ? "▲ 放款前必须" : "补充"});
    if (is_open(item)) missing.rows.push_back(all.rows.back());
  }
  word::List& points = values.lists["points"];
  points.columns = {"id", "priority", "question", "why", "how", "findings", "evidence"};
  for (const InvestigationPoint& point : context.assessment.points) {
    std::string chips;
    for (const auto& id : point.findings) {
      for (const Finding& finding : context.assessment.findings) {
        if (finding.id == id && finding.status == FindingStatus::fail)
          chips += chip(context.evidence.of_finding(finding));
      }
    }
    points.rows.push_back({point.id, std::to_string(point.priority),
                           context.masker.text(point.question), context.masker.text(point.why),
                           context.masker.text(point.how), joined(point.findings), chips});
  }
  word::List& queries = values.lists["queries"];
  queries.columns = {"id", "provider", "record", "field", "stated", "others", "question"};
  for (const DataQuery& query : context.assessment.queries) {
    std::string others;
    for (const auto& other : query.others)
      others += (others.empty() ? "" : "；") + context.masker.text(other.source) + "：" +
                context.masker.text(other.stated);
    queries.rows.push_back({query.id, context.masker.text(query.provider),
                            context.masker.text(query.record), query.field,
                            context.masker.text(query.stated), others,
                            context.masker.text(query.question)});
  }
}

void add_statement_lists(Context& context, word::Values& values) {
  add_accounts(context, values);
  word::List& months = values.lists["months"];
  months.columns = {"month",     "full",         "inflow",        "outflow", "net",
                    "effective", "inflow_count", "outflow_count", "evidence"};
  for (const MonthlyFigures& month : context.reconciliation.months) {
    const std::string id = context.evidence.of_custom(
        "month=" + to_string(month.month),
        figure_entry(to_string(month.month) + " 月度收支",
                     fmt::format("流入 {}，流出 {} 元", yuan(month.inflow), yuan(month.outflow))),
        {}, 3);
    months.rows.push_back({to_string(month.month), month.full ? "" : "不完整", yuan(month.inflow),
                           yuan(month.outflow), yuan(month.inflow - month.outflow),
                           yuan(month.effective), grouped(month.inflow_count),
                           grouped(month.outflow_count), chip(id)});
  }
  word::List& classes = values.lists["classes"];
  classes.columns = {"title", "amount", "count", "evidence"};
  for (const auto& total : context.reconciliation.classes) {
    if (total.count == 0) continue;
    const std::string id = context.evidence.of_custom(
        fmt::format("class/{}", to_string(total.cls)),
        figure_entry(fmt::format("{} 合计", class_title(total.cls)),
                     fmt::format("{} 元，{} 笔", yuan(total.amount), grouped(total.count))),
        total.evidence);
    classes.rows.push_back(
        {std::string(class_title(total.cls)), yuan(total.amount), grouped(total.count), chip(id)});
  }
  add_parties(context, values, "customers", "customer", context.reconciliation.customers);
  add_parties(context, values, "suppliers", "supplier", context.reconciliation.suppliers);
  add_interest_and_cycles(context, values);
}

void add_sales_lists(Context& context, word::Values& values) {
  word::List& months = values.lists["invoice_months"];
  months.columns = {"month", "issued_ex", "issued_incl", "covered"};
  for (const InvoiceMonth& month : context.reconciliation.invoice_months)
    months.rows.push_back({to_string(month.month), yuan(month.issued_ex), yuan(month.issued_incl),
                           month.covered ? "完整" : "不完整"});
  add_parties(context, values, "buyers", "buyer", context.reconciliation.buyers);
  word::List& filed = values.lists["filed"];
  filed.columns = {"from", "to", "declared", "invoiced", "difference"};
  for (const VatPeriodComparison& period : context.reconciliation.vat)
    filed.rows.push_back({to_string(period.from), to_string(period.to), yuan(period.declared_ex),
                          yuan(period.invoiced_ex), yuan(period.declared_ex - period.invoiced_ex)});
  std::map<std::string, Money> sellers;
  for (const InvoiceList& list : context.dossier.invoice_lists) {
    for (const Invoice& invoice : list.invoices) {
      if (invoice.side == InvoiceSide::input && invoice.status != InvoiceStatus::voided)
        sellers[invoice.seller] += invoice.total();
    }
  }
  std::vector<std::pair<std::string, Money>> sorted(sellers.begin(), sellers.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  word::List& list = values.lists["sellers"];
  list.columns = {"rank", "name", "amount"};
  for (std::size_t i = 0; i < std::min(sorted.size(), kPartiesShown); ++i)
    list.rows.push_back(
        {std::to_string(i + 1), context.masker.name(sorted[i].first), yuan(sorted[i].second)});
}

void add_government_lists(Context& context, word::Values& values) {
  word::List& holders = values.lists["shareholders"];
  holders.columns = {"name", "share"};
  word::List& changes = values.lists["changes"];
  changes.columns = {"date", "item", "before", "after"};
  word::List& records = values.lists["records"];
  records.columns = {"source", "name", "department", "retrieved", "as_of", "status"};
  if (const Registry* registry = context.registry()) {
    for (const Shareholder& holder : registry->shareholders)
      holders.rows.push_back(
          {context.masker.name(holder.name), holder.share ? percent(*holder.share, 2) : "—"});
    for (const RegistryChange& change : registry->changes)
      changes.rows.push_back({change.date ? to_string(*change.date) : "—",
                              context.masker.text(change.item),
                              change_words(context.masker, change.item, change.before),
                              change_words(context.masker, change.item, change.after)});
  }
  for (const GovernmentRecord& record : context.dossier.government)
    records.rows.push_back({context.source_id(record.source),
                            context.masker.text(record.source_name),
                            context.masker.text(record.department),
                            record.retrieved_at ? to_string(*record.retrieved_at) : "—",
                            record.data_as_of ? to_string(*record.data_as_of) : "—",
                            record.status == PullStatus::ok          ? "成功"
                            : record.status == PullStatus::no_record ? "无记录"
                            : record.status == PullStatus::partial   ? "不完整"
                                                                     : "失败"});
  add_social(context, values);
  add_cases(context, values);
}

void add_score_lists(Context& context, word::Values& values) {
  word::List& points = values.lists["score_points"];
  points.columns = {"id", "title", "observed", "points", "most", "evidence"};
  for (const ScorePoint& point : context.assessment.score.points) {
    const std::string id = context.evidence.of_custom(
        "point/" + point.characteristic,
        figure_entry(point.title, context.masker.text(point.observed)), {});
    points.rows.push_back({point.characteristic, point.title,
                           point.missing ? "待补充" : context.masker.text(point.observed),
                           std::to_string(point.points), std::to_string(point.points_max),
                           chip(id)});
  }
  // For the customer: what cost most, without points and without what others are compared with.
  word::List& reasons = values.lists["customer_reasons"];
  reasons.columns = {"number", "title", "observed"};
  for (const std::string& code : context.assessment.score.reason_codes) {
    for (const ScorePoint& point : context.assessment.score.points) {
      if (point.characteristic != code || reasons.rows.size() == 4) continue;
      reasons.rows.push_back(
          {std::to_string(reasons.rows.size() + 1), point.title,
           point.missing ? "没有可用的数据" : context.masker.text(point.observed)});
    }
  }
  word::List& caps = values.lists["caps"];
  caps.columns = {"id", "title", "formula", "amount", "binding", "evidence"};
  for (const LimitCap& cap : context.assessment.limit.caps) {
    const std::string id = context.evidence.of_custom(
        "cap/" + cap.id, figure_entry(cap.title, cap.amount ? yuan(*cap.amount) + " 元" : "—"), {});
    caps.rows.push_back({cap.id, cap.title,
                         cap.amount ? context.masker.text(cap.formula)
                                    : to_be_supplied(context.masker.text(cap.reason), ""),
                         cap.amount ? yuan(*cap.amount) : "—",
                         cap.id == context.assessment.limit.binding_cap ? "◀ 起限制作用" : "",
                         chip(id)});
  }
}

void add_loan_lists(Context& context, word::Values& values) {
  add_need(context, values);
  word::List& list = values.lists["schedule"];
  list.columns = {"number", "principal", "interest", "payment", "left"};
  const Application& application = context.dossier.application;
  const Money limit = context.assessment.limit.limit;
  const bool usable = application.annual_rate && !application.annual_rate->is_negative() &&
                      application.term_months > 0 && application.term_months <= kInstalmentsMax &&
                      !limit.is_zero() && application.repayment != "REVOLVING";
  if (usable)
    list.rows = schedule(limit, *application.annual_rate, application.term_months,
                         application.repayment == "INTEREST_ONLY");
  values.texts["schedule.why_empty"] =
      usable                                 ? ""
      : application.repayment == "REVOLVING" ? "循环额度随借随还，无分期计划"
      : limit.is_zero()                      ? "建议额度为零，无还款计划"
                                             : to_be_supplied("申请的利率或期限", "M-APP");
}

void add_source_lists(Context& context, word::Values& values) {
  const Dossier& dossier = context.dossier;
  word::List& consents = values.lists["consents"];
  consents.columns = {"id",       "document", "subject",    "subject_no", "scopes",
                      "purposes", "signed",   "valid_from", "valid_to",   "check"};
  const auto date = [](const std::optional<Date>& value) {
    return value ? to_string(*value) : std::string("—");
  };
  for (const Consent& consent : dossier.consents) {
    const bool person = consent.document == ConsentDocument::personal;
    consents.rows.push_back({context.masker.text(consent.id),
                             std::string(document_words(consent.document)),
                             person ? context.masker.person(consent.subject_name)
                                    : context.masker.name(consent.subject_name),
                             person ? context.masker.resident_id(consent.subject_id)
                                    : context.masker.uscc(consent.subject_id),
                             scope_words(consent.scopes), scope_words(consent.purposes),
                             to_string(consent.signed_at.date), date(consent.valid_from),
                             date(consent.valid_to), consent_check(consent, dossier.as_of)});
  }
  word::List& sources = values.lists["sources"];
  sources.columns = {"id",    "name", "kind",   "rows",    "retrieved",
                     "as_of", "age",  "status", "consent", "digest"};
  for (std::size_t i = 0; i < dossier.sources.size(); ++i) {
    const Source& source = dossier.sources[i];
    const auto& ages = context.reconciliation.ages;
    const auto age = std::find_if(ages.begin(), ages.end(),
                                  [&](const SourceAge& item) { return item.source == i; });
    std::string status = !source.authorised                ? "未使用：" + source.refusal
                         : !source.unread.empty()          ? source.unread
                         : age != ages.end() && age->old() ? "使用，已过时"
                                                           : "使用";
    sources.rows.push_back(
        {source.id, context.masker.file_name(source.name), std::string(kind_title(source.kind)),
         grouped(source.rows), source.retrieved_at ? to_string(*source.retrieved_at) : "—",
         date(source.data_as_of),
         age != ages.end() ? fmt::format("{} 天", age->age_days) : std::string("—"),
         context.masker.text(status),
         source.consent_id.empty() ? "—" : context.masker.text(source.consent_id),
         short_digest(source.sha256)});
  }
}

void add_evidence_list(Context& context, word::Values& values) {
  word::List& list = values.lists["evidence"];
  list.columns = {"id", "title", "value", "rule", "sources"};
  const auto& entries = context.evidence.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EvidenceEntry& entry = entries[i];
    std::vector<std::string> sources;
    for (const EvidenceRow& row : entry.rows) {
      std::string id = context.source_id(row.source);
      if (std::find(sources.begin(), sources.end(), id) == sources.end())
        sources.push_back(std::move(id));
    }
    const bool more = entry.row_count > 0;
    list.rows.push_back({fmt::format("E{:02}", i + 1), entry.title, entry.value, entry.rule,
                         more
                             ? fmt::format("{}（{} 行）", joined(sources), grouped(entry.row_count))
                             : joined(sources)});
  }
}

}  // namespace zhun::report
