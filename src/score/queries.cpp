// One query for each record that another source contradicts, and for each source that is too old:
// record, field, what it says, what the others say, since when.
#include "score/queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "dossier/names.hpp"

namespace zhun {

namespace {

constexpr std::size_t kOfOneKindMax = 20;  // a forged statement must not bury the rest

class QueryList {
 public:
  QueryList(const Dossier& dossier, const Reconciliation& reconciliation,
            const std::vector<Finding>& findings)
      : dossier_(dossier), all_(reconciliation) {
    for (const Finding& finding : findings) {
      if (finding.status == FindingStatus::fail) failed_.insert(finding.id);
    }
  }

  std::vector<DataQuery> take() {
    registry();
    headcount();
    declared_sales();
    contradictions();
    balances();
    interest();
    files();
    ages();
    std::stable_sort(queries_.begin(), queries_.end(), [](const DataQuery& a, const DataQuery& b) {
      return std::tie(a.provider, a.source, a.record, a.field) <
             std::tie(b.provider, b.source, b.record, b.field);
    });
    for (std::size_t i = 0; i < queries_.size(); ++i)
      queries_[i].id = fmt::format("DQ-{:02}", i + 1);
    return std::move(queries_);
  }

 private:
  bool failed(std::string_view id) const { return failed_.contains(id); }

  std::string provider_of(std::uint32_t source) const {
    for (const GovernmentRecord& record : dossier_.government) {
      if (record.source != source) continue;
      if (!record.department.empty()) return record.department;
      if (!record.source_name.empty()) return record.source_name;
      return "政务数据提供方";
    }
    for (const Statement& statement : dossier_.statements) {
      if (statement.source != source) continue;
      if (!statement.bank.empty()) return statement.bank;
      if (statement.layout.starts_with("wechat")) return "微信支付";
      if (statement.layout.starts_with("alipay")) return "支付宝";
      return "流水开户行";
    }
    return dossier_.sources[source].kind == SourceKind::invoices ? "税务机关（发票数据）"
                                                                 : "税务机关（申报数据）";
  }

  std::string place(std::uint32_t source, std::uint32_t row) const {
    return row == 0 ? dossier_.sources[source].id
                    : fmt::format("{} 第{}行", dossier_.sources[source].id, row);
  }

  DataQuery& add(std::uint32_t source, std::uint32_t row, std::string check) {
    DataQuery& query = queries_.emplace_back();
    query.provider = provider_of(source);
    query.source = source;
    query.checks.push_back(std::move(check));
    query.evidence.add_row(source, row);
    return query;
  }

  const GovernmentRecord* newest_registry() const {
    const GovernmentRecord* newest = nullptr;
    for (const GovernmentRecord& record : dossier_.government) {
      if (!record.registry) continue;
      if (newest == nullptr || record.data_as_of > newest->data_as_of) newest = &record;
    }
    return newest;
  }

  void registry_field(const GovernmentRecord& record, std::string_view check,
                      std::string_view field, const std::string& stated, std::string_view other,
                      const std::string& other_stated, std::optional<Date> since) {
    if (stated.empty() || other_stated.empty() ||
        normalise_name(stated) == normalise_name(other_stated)) {
      return;
    }
    DataQuery& query = add(record.source, 0, std::string(check));
    query.record = "市场主体登记";
    query.field = field;
    query.stated = marked_name(stated);
    query.others.push_back({std::string(other), marked_name(other_stated)});
    query.since = since ? since : record.data_as_of;
    query.question = fmt::format("登记的{}是否最新、何时变更？请提供变更记录", field);
  }

  // X01, X03: the registry beside the application, and one pull beside another.
  void registry() {
    const GovernmentRecord* record = newest_registry();
    if (record == nullptr) return;
    const Registry& entry = *record->registry;
    const Customer& customer = dossier_.customer;
    const bool legal = customer.type == CustomerType::legal;
    if (failed("X01")) {
      registry_field(*record, "X01", "名称", entry.name, "申请资料",
                     legal ? customer.name : customer.business_name, std::nullopt);
      registry_field(*record, "X01", "统一社会信用代码", entry.uscc, "申请资料", customer.uscc,
                     std::nullopt);
    }
    if (failed("X03")) {
      registry_field(*record, "X03", legal ? "法定代表人" : "经营者", entry.legal_representative,
                     "申请资料", legal ? customer.legal_representative : customer.name,
                     entry.legal_representative_changed_on);
    }
    for (const GovernmentRecord& other : dossier_.government) {
      if (&other == record || !other.registry) continue;
      const std::string source = dossier_.sources[other.source].id + " 登记数据";
      const Registry& old = *other.registry;
      registry_field(*record, "X01", "名称", entry.name, source, old.name, std::nullopt);
      registry_field(*record, "X03", "法定代表人", entry.legal_representative, source,
                     old.legal_representative, entry.legal_representative_changed_on);
      registry_field(*record, "G01", "登记状态", entry.status, source, old.status, std::nullopt);
    }
  }

  std::optional<std::int64_t> integer(std::string_view name) const {
    const auto it = all_.facts.find(name);
    if (it == all_.facts.end() || it->second.state != FactState::value) return std::nullopt;
    const auto* value = std::get_if<std::int64_t>(&it->second.value);
    return value == nullptr ? std::nullopt : std::optional(*value);
  }

  // X21 and X23: insured heads beside what the applicant claims and the tax filings count.
  void headcount() {
    const auto insured = integer("insured_headcount");
    if (!insured || (!failed("X21") && !failed("X23"))) return;
    for (const GovernmentRecord& record : dossier_.government) {
      if (!record.social_security) continue;
      DataQuery& query = add(record.source, 0, failed("X21") ? "X21" : "X23");
      query.record = "社会保险缴纳";
      query.field = "参保人数";
      query.stated = fmt::format("{}人", *insured);
      if (const auto claimed = integer("claimed_staff")) {
        query.others.push_back({"申请资料", fmt::format("员工{}人", *claimed)});
      }
      if (const auto filed = integer("withheld_persons")) {
        query.others.push_back({"个税申报", fmt::format("{}人", *filed)});
      }
      query.since = record.data_as_of;
      if (!record.social_security->months.empty()) {
        query.since = Date::first_of(record.social_security->months.back().month);
      }
      query.question = "参保人数是否含全部在职人员？有无在其他单位参保者？";
      return;
    }
  }

  // X11, T02: periods whose declared sales are not what was invoiced.
  void declared_sales() {
    if (!failed("X11") && !failed("T02")) return;
    std::size_t count = 0;
    for (const VatPeriodComparison& period : all_.vat) {
      if (period.declared_ex == period.invoiced_ex || ++count > kOfOneKindMax) continue;
      const auto filed = std::find_if(all_.filed.begin(), all_.filed.end(), [&](const auto& f) {
        return f.from == period.from && f.to == period.to;
      });
      if (filed == all_.filed.end()) continue;
      DataQuery& query = add(filed->source, filed->row, failed("X11") ? "X11" : "T02");
      query.record = to_string(period.from) + "至" + to_string(period.to) + " 增值税申报";
      query.field = "申报销售额（不含税）";
      query.stated = to_grouped_string(period.declared_ex) + "元";
      query.others.push_back({"发票清单", to_grouped_string(period.invoiced_ex) + "元"});
      query.since = period.from;
      query.question = "申报与开票为何不同？有无未开票收入、更正申报或迟开的发票？";
    }
  }

  void contradictions() {
    for (const Contradiction& c : all_.contradictions) {
      const bool invoice = dossier_.sources[c.source].kind == SourceKind::invoices;
      DataQuery& query = add(c.source, c.row, invoice ? "V16" : "T02");
      query.evidence.add_row(c.other_source, c.other_row);
      query.record = c.record;
      query.field = c.field;
      query.stated = c.stated + "元";
      query.others.push_back({place(c.other_source, c.other_row), c.other_stated + "元"});
      query.since = c.since;
      query.question = "两份数据以哪一份为准？请提供查验结果或更正记录";
    }
  }

  const Transaction* row_of(std::uint32_t statement, std::uint32_t row) const {
    for (const Transaction& t : dossier_.statements[statement].rows) {
      if (t.row == row) return &t;
    }
    return nullptr;
  }

  // S01: balances that do not follow from the row before.
  void balances() {
    for (std::size_t i = 0; i < std::min(all_.breaks.size(), kOfOneKindMax); ++i) {
      const ChainBreak& b = all_.breaks[i];
      const std::uint32_t source = dossier_.statements[b.statement].source;
      DataQuery& query = add(source, b.row, "S01");
      query.record = place(source, b.row);
      query.field = "余额";
      query.stated = to_grouped_string(b.shown) + "元";
      query.others.push_back({"按上一行推算", to_grouped_string(b.expected) + "元"});
      if (const Transaction* t = row_of(b.statement, b.row)) query.since = t->time.date;
      query.question = "该行余额及其上一行是否与行内账务一致？请回传该日明细";
    }
  }

  // S08: interest that the balances do not bear out.
  void interest() {
    for (const InterestCheck& check : all_.interest) {
      if (check.verdict == "PASS" || check.verdict == "RATE" || check.verdict.empty()) continue;
      const std::uint32_t source = dossier_.statements[check.statement].source;
      DataQuery& query = add(source, check.row, "S08");
      query.record = place(source, check.row);
      query.field = "结息";
      query.stated = check.row == 0 ? "无结息行" : to_grouped_string(check.stated) + "元";
      query.others.push_back({fmt::format("按{}天日终余额推算", check.covered_days),
                              to_fixed_string(check.expected, 2) + "元"});
      query.since = check.credited_on;
      query.question = "该季结息金额、计息积数与执行利率是多少？";
    }
  }

  // S03: rows that only one of two overlapping files has, files that do not join.
  void files() {
    for (const LedgerAccount& account : all_.accounts) {
      for (std::size_t i = 0; i < std::min(account.differences.size(), kOfOneKindMax); ++i) {
        const RowPlace& at = account.differences[i];
        const std::uint32_t source = dossier_.statements[at.statement].source;
        DataQuery& query = add(source, at.row, "S03");
        query.record = place(source, at.row);
        query.field = "交易";
        const Transaction* t = row_of(at.statement, at.row);
        if (t != nullptr) {
          query.stated = fmt::format("{} {}元",
                                     t->direction == Direction::inflow    ? "收"
                                     : t->direction == Direction::outflow ? "付"
                                                                          : "不计收支",
                                     to_grouped_string(t->amount));
          query.since = t->time.date;
        }
        query.others.push_back({"同一账户的另一份文件", "无此交易"});
        query.question = "该笔交易是否真实入账？请回传该日明细";
      }
      for (const auto& joint : account.joints) {
        const std::uint32_t source = dossier_.statements[joint.statement].source;
        DataQuery& query = add(source, 0, "S03");
        query.record = place(source, 0);
        query.field = "期初余额";
        query.stated = to_grouped_string(joint.shown) + "元";
        query.others.push_back({"同一账户的前一份文件", to_grouped_string(joint.expected) + "元"});
        query.since = joint.at;
        query.question = "该日日初余额是多少？两份文件之间有无未列示的交易？";
      }
    }
  }

  // X42: what is too old.
  void ages() {
    for (const SourceAge& age : all_.ages) {
      if (!age.old()) continue;
      DataQuery& query = add(age.source, 0, "X42");
      query.record = age.label + "数据";
      query.field = "数据日期";
      query.stated = fmt::format("{}，距基准日{}天", to_string(age.data_as_of), age.age_days);
      query.others.push_back({"规则包时效", fmt::format("不超过{}天", age.warn_days)});
      query.since = age.data_as_of;
      query.question = age.age_days > age.hard_days ? "数据已过时，未计入指标，请重新查询"
                                                    : "请重新查询；此前依据它的结论须打折看待";
    }
  }

  const Dossier& dossier_;
  const Reconciliation& all_;
  std::set<std::string, std::less<>> failed_;
  std::vector<DataQuery> queries_;
};

}  // namespace

std::vector<DataQuery> list_queries(const Dossier& dossier, const Reconciliation& reconciliation,
                                    const std::vector<Finding>& findings) {
  return QueryList(dossier, reconciliation, findings).take();
}

void mark_old_sources(const Reconciliation& reconciliation, std::vector<Finding>& findings) {
  std::set<std::uint32_t> old;
  for (const SourceAge& age : reconciliation.ages) {
    if (age.old()) old.insert(age.source);
  }
  if (old.empty()) return;
  for (Finding& finding : findings) {
    if (finding.id == "X42") continue;  // says so itself
    for (const RowRange& range : finding.evidence.ranges()) {
      if (!old.contains(range.source)) continue;
      if (finding.old_sources.empty() || finding.old_sources.back() != range.source) {
        finding.old_sources.push_back(range.source);
      }
    }
  }
}

}  // namespace zhun
