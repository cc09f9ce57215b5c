// An invented assessment for the tests of the report: fourteen months of a small trading company
// with a circular transfer, a wrong interest line, invoices, tax returns and government data.
// Names, numbers and texts are made up.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "score/policy_pack.hpp"
#include "zhun/assessment.hpp"

namespace zhun::test {

struct SampleOptions {
  int months = 14;
  int rows_a_month = 43;
  bool probes = false;  // hostile strings wherever text of a document goes
};

inline constexpr const char* kProbeElement = "<img src=x onerror=alert(1)>";
inline constexpr const char* kProbeScript = "</script><script>alert(2)</script>";
inline constexpr const char* kProbeFormula = "=HYPERLINK(\"x\")";
inline constexpr const char* kSampleResidentId = "370102198603071234";
inline constexpr const char* kSampleMobile = "13800138000";
inline constexpr const char* kSampleAccount = "6222021602001234567";

class SampleBuilder {
 public:
  explicit SampleBuilder(SampleOptions options) : options_(options), first_(Month(2024, 9)) {}

  Assessment build() {
    add_case();
    add_rows();
    add_invoices();
    add_government();
    add_figures();
    add_facts();
    add_findings();
    add_score();
    add_checklist();
    result_.policy = default_policy().value();
    result_.policy_id = policy_id(result_.policy);
    result_.engine_version = "0.1.0";
    result_.input_digest = "9f2c4c1be07d55aa9f2c4c1be07d55aa9f2c4c1be07d55aa9f2c4c1be07db19e";
    result_.dossier = std::make_shared<const Dossier>(std::move(dossier_));
    return std::move(result_);
  }

 private:
  std::uint32_t random() {  // a fixed linear congruence: the same rows every time
    seed_ = seed_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(seed_ >> 33);
  }
  Date last_day() const { return Date::last_of(first_.plus(options_.months - 1)); }

  void add_case() {
    dossier_.name = "sample";
    dossier_.as_of = last_day().plus_days(12);
    auto& customer = dossier_.customer;
    customer.name = options_.probes ? std::string("济南") + kProbeElement + "商贸有限公司"
                                    : "济南泉润机电设备有限公司";
    customer.uscc = "91370102MA3ABCDE1X";
    customer.legal_representative = "周建国";
    customer.legal_representative_id = kSampleResidentId;
    customer.spouse = "赵丽华";
    customer.mobile = kSampleMobile;
    customer.address = "山东省济南市历下区泉城路88号2单元301室";
    customer.related_names = {"赵丽华", "济南瑞盛商贸有限公司"};
    customer.claimed_staff = 14;
    auto& application = dossier_.application;
    application.number = "SQ-20251112-000731";
    application.product = "WC_UNSECURED";
    application.requested = Money::from_yuan(2'000'000);
    application.term_months = 12;
    application.repayment = "REVOLVING";
    application.purpose = "采购电机与减速机，支付给青岛恒力电机有限公司，联系人电话13800138000";
    application.annual_rate = Decimal::parse("0.0435");
    application.existing_loans = Money::from_yuan(500'000);
    application.declared_annual_sales = Money::from_yuan(9'600'000);
    application.disclosed_lenders = {"齐鲁银行济南分行"};
    const DateTime signed_at{dossier_.as_of.plus_days(-10), 36'000};
    dossier_.consents.push_back({"C01",
                                 ConsentDocument::enterprise,
                                 customer.name,
                                 customer.uscc,
                                 {"PRE_LOAN"},
                                 {"STATEMENT", "INVOICE", "TAX", "REGISTRY"},
                                 signed_at,
                                 signed_at.date,
                                 signed_at.date.plus_days(90),
                                 {},
                                 {},
                                 {}});
    dossier_.consents.push_back({"C02",
                                 ConsentDocument::personal,
                                 "周建国",
                                 kSampleResidentId,
                                 {"PRE_LOAN"},
                                 {"CREDIT"},
                                 signed_at,
                                 signed_at.date,
                                 {},
                                 {},
                                 {},
                                 {}});
    add_source(SourceKind::statement,
               options_.probes ? kProbeScript : "工行对公流水_202409-202510.csv", "bank-csv");
    add_source(SourceKind::statement, "个人卡流水.csv", "bank-csv");
    add_source(SourceKind::invoices, "销项发票.csv", "invoice-csv");
    add_source(SourceKind::tax, "增值税申报.json", "tax-json");
    add_source(SourceKind::government, "泉城链_登记.json", "government-json");
    add_source(SourceKind::government, "泉城链_社保.json", "government-json");
    dossier_.sources.back().authorised = false;
    dossier_.sources.back().refusal = "no consent covers SOCIAL at the time of the pull";
  }

  void add_source(SourceKind kind, std::string name, std::string layout) {
    Source source;
    source.id = "F0" + std::to_string(dossier_.sources.size() + 1);
    source.name = std::move(name);
    source.kind = kind;
    source.layout = std::move(layout);
    source.sha256 = std::string(56, 'a') + "0" + std::to_string(dossier_.sources.size()) + "77e1b2";
    source.data_as_of = last_day();
    source.consent_id = "C01";
    dossier_.sources.push_back(std::move(source));
  }

  struct Kind {
    const char* name;
    const char* summary;
    TransactionClass cls;
    bool in;
    int weight, low, high;  // yuan
  };

  void add_rows() {
    static constexpr Kind kKinds[] = {
        {"济南启明机电有限公司", "货款", TransactionClass::operating_in, true, 12, 20'000, 96'000},
        {"上海卓越电梯配件有限公司", "货款", TransactionClass::operating_in, true, 8, 8'000,
         40'000},
        {"淄博海澜五金批发部", "货款", TransactionClass::operating_in, true, 7, 5'000, 30'000},
        {"潍坊万顺建材商行", "订金", TransactionClass::operating_in, true, 5, 5'000, 20'000},
        {"王小明", "货款", TransactionClass::operating_in, true, 4, 500, 9'000},
        {"财付通支付科技有限公司", "收单结算", TransactionClass::operating_in, true, 6, 600, 6'000},
        {"周建国", "往来款", TransactionClass::own, true, 3, 10'000, 50'000},
        {"济南瑞盛商贸有限公司", "往来款", TransactionClass::related, true, 2, 20'000, 60'000},
        {"青岛恒力电机有限公司", "采购款", TransactionClass::operating_out, false, 18, 15'000,
         60'000},
        {"济南供电公司", "电费", TransactionClass::util, false, 2, 2'000, 7'000},
        {"国家税务总局济南市税务局", "税款", TransactionClass::tax, false, 2, 2'000, 15'000},
        {"代发工资", "工资", TransactionClass::wage, false, 2, 60'000, 80'000},
        {"李秀英", "房租 电话13800138000", TransactionClass::rent, false, 1, 12'000, 12'001},
        {"齐鲁银行济南分行", "贷款还款", TransactionClass::loan_repay, false, 1, 8'000, 8'001}};
    Statement bank;
    bank.source = 0;
    bank.layout = "bank-csv";
    bank.holder = dossier_.customer.name;
    bank.account = kSampleAccount;
    bank.bank = "工商银行";
    bank.period_from = Date::first_of(first_);
    bank.period_to = last_day();
    Statement personal = bank_like(1, "建设银行", "6217001234567893305");
    std::vector<std::pair<Date, Kind>> plan;
    int weights = 0;
    for (const auto& kind : kKinds) weights += kind.weight;
    for (int m = 0; m < options_.months; ++m) {
      const Month month = first_.plus(m);
      const int length = Date::last_of(month).day();
      for (int i = 0; i < options_.rows_a_month; ++i) {
        int pick = static_cast<int>(random() % static_cast<std::uint32_t>(weights));
        const Kind* kind = kKinds;
        while (pick >= kind->weight) pick -= (kind++)->weight;
        plan.emplace_back(Date::first_of(month).plus_days(
                              static_cast<int>(random() % static_cast<std::uint32_t>(length))),
                          *kind);
      }
      if (month.month() % 3 == 0)
        plan.emplace_back(Date::first_of(month).plus_days(20),
                          Kind{"", "结息", TransactionClass::interest, true, 1, 0, 1});
      if (m % 3 == 1) {
        plan.emplace_back(
            Date::first_of(month).plus_days(4),
            Kind{"孙循环", "往来款", TransactionClass::round_trip, false, 1, 180'000, 180'001});
        plan.emplace_back(
            Date::first_of(month).plus_days(9),
            Kind{"孙循环", "往来款", TransactionClass::round_trip, true, 1, 179'000, 179'001});
      }
      if (m == options_.months - 4)
        plan.emplace_back(Date::first_of(month).plus_days(6),
                          Kind{"某某小额贷款有限公司", "放款", TransactionClass::loan_in, true, 1,
                               300'000, 300'001});
    }
    std::stable_sort(plan.begin(), plan.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Money balance = Money::from_yuan(820'000);
    for (const auto& [date, kind] : plan) {
      Statement& owner = kind.cls == TransactionClass::rent ? personal : bank;
      Transaction row;
      row.row = static_cast<std::uint32_t>(owner.rows.size() + 1);
      row.line = row.row + 1;
      row.time = {date, 36'000 + static_cast<std::int32_t>(random() % 20'000)};
      row.direction = kind.in ? Direction::inflow : Direction::outflow;
      const auto span = static_cast<std::uint32_t>(kind.high - kind.low) * 100;
      row.amount = kind.summary == std::string("结息")
                       ? Money::from_fen(5'000 + random() % 9'000)
                       : Money::from_fen(std::int64_t{kind.low} * 100 + random() % span);
      const bool is_bank = &owner == &bank;
      if (is_bank) {
        balance += kind.in ? row.amount : -row.amount;
        row.balance = balance;
      }
      const bool probe = options_.probes && owner.rows.size() % 40 == 3;
      row.counterparty_name = owner.text->store(probe ? kProbeElement : kind.name);
      row.counterparty_account = owner.text->store(kSampleAccount);
      row.summary = owner.text->store(
          probe ? (owner.rows.size() % 80 == 3 ? kProbeScript : kProbeFormula) : kind.summary);
      classes_[is_bank ? 0 : 1].push_back(kind.cls);
      owner.rows.push_back(row);
    }
    // A copied row, and a balance that does not follow.
    if (bank.rows.size() > 60) {
      Transaction copy = bank.rows[50];
      copy.row = static_cast<std::uint32_t>(bank.rows.size() + 1);
      classes_[0].push_back(TransactionClass::neutral);
      bank.rows.push_back(copy);
      result_.reconciliation.duplicates.push_back({0, copy.row, 51});
      result_.reconciliation.breaks.push_back(
          {0, 58, *bank.rows[57].balance - Money::from_yuan(10'000), *bank.rows[57].balance});
    }
    bank.totals.push_back({"inflow", balance, balance, {}, {}, 3});
    bank.totals.push_back({"count", {}, {}, bank.rows.size(), bank.rows.size() - 1, 4});
    ReadNote note;
    note.code = "unknown_column";
    note.place.row = 1;
    note.place.column = 9;
    note.message = "the column is not known and was not used";
    bank.notes.push_back(note);
    dossier_.sources[0].rows = bank.rows.size();
    dossier_.sources[1].rows = personal.rows.size();
    dossier_.statements.push_back(std::move(bank));
    dossier_.statements.push_back(std::move(personal));
  }

  Statement bank_like(std::uint32_t source, std::string bank, std::string account) {
    Statement statement;
    statement.source = source;
    statement.layout = "bank-csv";
    statement.bank = std::move(bank);
    statement.account = std::move(account);
    return statement;
  }

  void add_invoices() {
    InvoiceList list;
    list.source = 2;
    list.period_from = Date::first_of(first_);
    list.period_to = last_day();
    TaxReturns returns;
    returns.source = 3;
    returns.credit_rating = "A";
    for (int m = 0; m < options_.months; ++m) {
      const Month month = first_.plus(m);
      Money ex, incl;
      for (int i = 0; i < 8; ++i) {
        Invoice invoice;
        invoice.row = static_cast<std::uint32_t>(list.invoices.size() + 1);
        invoice.number =
            "2437" + std::to_string(10'000'000'000'000'00 + static_cast<std::int64_t>(invoice.row));
        invoice.date = Date::first_of(month).plus_days(i * 3);
        invoice.buyer = i % 2 == 0 ? "济南启明机电有限公司" : "上海卓越电梯配件有限公司";
        invoice.seller = dossier_.customer.name;
        invoice.red = i == 7 && m % 5 == 2;
        const Money amount = Money::from_fen(4'000'000 + random() % 6'000'000);
        invoice.amount_ex = invoice.red ? -amount : amount;
        invoice.tax = Money::from_fen(invoice.amount_ex.fen() * 13 / 100);
        ex += invoice.amount_ex;
        incl += invoice.total();
        list.invoices.push_back(invoice);
      }
      result_.reconciliation.invoice_months.push_back({month, ex, incl, ex, true});
      if (m < options_.months - 1) {
        TaxPeriod period;
        period.row = static_cast<std::uint32_t>(m + 1);
        period.from = Date::first_of(month);
        period.to = Date::last_of(month);
        period.sales_ex = Money::from_fen(ex.fen() / 100 * (m % 4 == 3 ? 88 : 100));
        returns.periods.push_back(period);
        result_.reconciliation.filed.push_back({returns.source, period.row, period.from, period.to,
                                                period.sales_ex, *Decimal::parse("0.13")});
        result_.reconciliation.vat.push_back(
            {period.from, period.to, period.sales_ex, ex, Decimal::parse("0.13")});
      }
    }
    Evidence all;
    for (const auto& invoice : list.invoices) all.add_row(2, invoice.row);
    result_.reconciliation.buyers.push_back({"济南启明机电有限公司",
                                             Money::from_yuan(3'950'000),
                                             {},
                                             {},
                                             *Decimal::parse("0.5123"),
                                             all,
                                             false});
    result_.reconciliation.buyers.push_back({"上海卓越电梯配件有限公司",
                                             Money::from_yuan(3'760'000),
                                             {},
                                             {},
                                             *Decimal::parse("0.4877"),
                                             all,
                                             false});
    dossier_.sources[2].rows = list.invoices.size();
    dossier_.invoice_lists.push_back(std::move(list));
    dossier_.tax_returns.push_back(std::move(returns));
  }

  void add_government() {
    GovernmentRecord record;
    record.source = 4;
    record.source_name = "泉城链 市场主体登记";
    record.department = "济南市行政审批服务局";
    record.subject_name = dossier_.customer.name;
    record.authorisation_no = "QCL-2025-0091";
    record.data_as_of = dossier_.as_of.plus_days(-5);
    Registry registry;
    registry.name = dossier_.customer.name;
    registry.uscc = dossier_.customer.uscc;
    registry.status = "存续";
    registry.legal_representative = "周建国";
    registry.industry = "通用设备批发 F5179";
    registry.established = Date::from_ymd(2018, 5, 11);
    registry.capital = Money::from_yuan(5'000'000);
    registry.paid_in_capital = Money::from_yuan(5'000'000);
    registry.address = "山东省济南市历下区泉城路88号";
    registry.shareholders = {{"周建国", Decimal::parse("0.8")}, {"赵丽华", Decimal::parse("0.2")}};
    record.registry = registry;
    record.judicial = Judicial{};
    dossier_.government.push_back(std::move(record));
  }

  void add_figures() {
    auto& all = result_.reconciliation;
    std::map<Month, MonthlyFigures> months;
    std::map<Date, Money> closing;
    std::map<std::string, CounterpartyFigures> customers;
    std::map<TransactionClass, Reconciliation::ClassTotal> totals;
    for (std::uint32_t s = 0; s < dossier_.statements.size(); ++s) {
      const auto& statement = dossier_.statements[s];
      for (std::uint32_t i = 0; i < statement.rows.size(); ++i) {
        const auto& row = statement.rows[i];
        if (classes_[s][i] == TransactionClass::neutral) continue;
        all.ledger.push_back({s, i, classes_[s][i], false, false, false, "sample", {}});
        auto& month = months[row.time.date.month()];
        month.month = row.time.date.month();
        month.full = true;
        const bool in = row.direction == Direction::inflow;
        (in ? month.inflow : month.outflow) += row.amount;
        ++(in ? month.inflow_count : month.outflow_count);
        (in ? gross_in_ : gross_out_) += row.amount;
        auto& total = totals[classes_[s][i]];
        total.cls = classes_[s][i];
        total.amount += row.amount;
        ++total.count;
        total.evidence.add_row(statement.source, row.row);
        if (classes_[s][i] == TransactionClass::operating_in) {
          month.effective += row.amount;
          effective_ += row.amount;
          effective_rows_.add_row(statement.source, row.row);
          auto& customer = customers[std::string(row.counterparty_name)];
          customer.name = row.counterparty_name;
          customer.amount += row.amount;
          customer.evidence.add_row(statement.source, row.row);
        }
        if (classes_[s][i] == TransactionClass::round_trip && row.direction == Direction::outflow)
          pending_ = {s, i};
        if (classes_[s][i] == TransactionClass::round_trip && in) {
          const auto& first = dossier_.statements[pending_.first].rows[pending_.second];
          all.cycles.push_back({{{pending_.first, first.row}, {s, row.row}},
                                {std::string(row.counterparty_name)},
                                pending_.first,
                                row.time.date.minus(first.time.date),
                                row.amount,
                                first.time.date,
                                row.time.date});
          cycle_rows_.add_row(statement.source, first.row);
          cycle_rows_.add_row(statement.source, row.row);
        }
        if (classes_[s][i] == TransactionClass::interest) add_interest(s, row);
        if (row.balance) closing[row.time.date] = *row.balance;
      }
    }
    std::stable_sort(all.ledger.begin(), all.ledger.end(), [this](const auto& a, const auto& b) {
      return dossier_.statements[a.statement].rows[a.index].time <
             dossier_.statements[b.statement].rows[b.index].time;
    });
    for (auto& [month, figures] : months) all.months.push_back(figures);
    for (auto& [cls, total] : totals) all.classes.push_back(total);
    if (!closing.empty()) {
      Money balance = closing.begin()->second;
      for (Date day = closing.begin()->first; day <= closing.rbegin()->first;
           day = day.plus_days(1)) {
        if (const auto it = closing.find(day); it != closing.end()) balance = it->second;
        all.daily.push_back({day, balance});
      }
    }
    for (auto& [name, customer] : customers) {
      customer.share = divide(Decimal::from_yuan(customer.amount), Decimal::from_yuan(effective_))
                           .value_or(Decimal());
      all.customers.push_back(customer);
    }
    std::stable_sort(all.customers.begin(), all.customers.end(),
                     [](const auto& a, const auto& b) { return a.amount > b.amount; });
    all.both_sides.push_back({"孙循环",
                              {},
                              Money::from_yuan(716'000),
                              Money::from_yuan(720'000),
                              {},
                              cycle_rows_,
                              true});
    all.ages = {{0, "流水", last_day(), 12, 30, 60},
                {2, "发票", last_day(), 12, 40, 90},
                {3, "申报", last_day().plus_days(-45), 57, 45, 90},
                {4, "登记", dossier_.as_of.plus_days(-5), 5, 30, 90}};
  }

  void add_interest(std::uint32_t statement, const Transaction& row) {
    InterestCheck check;
    check.statement = statement;
    check.row = row.row;
    check.credited_on = row.time.date;
    check.period_from = row.time.date.plus_days(-92);
    check.period_to = row.time.date.plus_days(-1);
    check.days = 92;
    check.covered_days = 92;
    check.accumulated = Money::from_yuan(91'200'000);
    check.rate = *Decimal::parse("0.0005");
    check.stated = row.amount;
    const bool wrong = result_.reconciliation.interest.size() == 2;
    check.expected =
        Decimal::from_yuan(row.amount) * (wrong ? *Decimal::parse("2.35") : Decimal(1));
    check.observed_average = *Decimal::parse("991304.35");
    check.implied_average = *Decimal::parse("423000.12");
    check.verdict = wrong ? "WARN" : "PASS";
    result_.reconciliation.interest.push_back(check);
    interest_rows_.add_row(0, row.row);
  }

  void fact(const std::string& name, FactValue value, Evidence evidence) {
    result_.reconciliation.facts[name] = {
        name, FactState::value, std::move(value), std::move(evidence), "", ""};
  }

  void add_facts() {
    const auto& all = result_.reconciliation;
    Evidence everything;
    for (const auto& statement : dossier_.statements) {
      for (const auto& row : statement.rows) everything.add_row(statement.source, row.row);
    }
    fact("net_effective_inflow", effective_, effective_rows_);
    fact("gross_inflow", gross_in_, everything);
    fact("effective_ratio",
         divide(Decimal::from_yuan(effective_), Decimal::from_yuan(gross_in_)).value_or(Decimal()),
         everything);
    fact("monthly_effective_mean",
         Money::from_fen(effective_.fen() /
                         std::max<std::int64_t>(1, static_cast<std::int64_t>(all.months.size()))),
         effective_rows_);
    fact("monthly_effective_cv", *Decimal::parse("0.1934"), effective_rows_);
    Money net;
    for (std::size_t i = all.months.size() - std::min<std::size_t>(all.months.size(), 3);
         i < all.months.size(); ++i) {
      net += all.months[i].inflow - all.months[i].outflow;
    }
    fact("last_3_months_net", net, everything);
    fact("average_daily_balance", Money::from_fen(124'033'512), everything);
    if (!all.customers.empty())
      fact("customer_top1_share", all.customers.front().share, all.customers.front().evidence);
    fact("customer_top5_share", *Decimal::parse("0.9471"), effective_rows_);
    result_.reconciliation.facts["inflow_to_invoice"] = {
        "inflow_to_invoice", FactState::value, *Decimal::parse("1.0834"), effective_rows_, "", ""};
    fact("cycle_share", *Decimal::parse("0.0812"), cycle_rows_);
    result_.reconciliation.facts["staff_ratio"] = {
        "staff_ratio", FactState::missing, false, {}, "社保数据未授权", "M-SS"};
  }

  void finding(std::string id, FindingStatus status, Severity severity, std::string title,
               std::string text, std::string observed, Evidence evidence,
               std::vector<std::string> facts) {
    Finding item;
    item.id = std::move(id);
    item.status = status;
    item.severity = severity;
    item.title = std::move(title);
    item.text = std::move(text);
    item.value = observed;
    item.observed = std::move(observed);
    if (item.id == "S20") item.claim = "与个人循环转账 5 组";
    if (item.id == "S08") item.claim = "一季度结息与余额不符";
    item.theme = "流水";
    item.evidence = std::move(evidence);
    item.facts = std::move(facts);
    item.decision = "check_" + item.id;
    item.rule = 2;
    item.rule_annotation = "默认阈值";
    item.inputs = {{"effective_ratio", "0.7011", {"effective_ratio"}}};
    result_.findings.push_back(std::move(item));
  }

  void add_findings() {
    using enum FindingStatus;
    finding("S20", fail, Severity::warn_severe, "资金回流",
            "与\x02孙循环\x03 5 日内转出又转回 5 组，合计 89.50 万元，占毛流入 "
            "8.12%，已从有效流入剔除。",
            "5 组 8.12%", cycle_rows_, {"cycle_share"});
    finding("S08", fail, Severity::warn_severe, "结息倒推",
            "2025-03-21 实收结息与日终余额推算不符，倒推日均 42.30 万元，流水日均 99.13 万元。",
            "1/4 不符", interest_rows_, {"average_daily_balance"});
    finding("S26", fail, Severity::warn, "未披露负债",
            "流水显示某某小额贷款有限公司放款 30.00 万元，申请表未列。", "300000.00", {}, {});
    finding("S09", fail, Severity::warn, "客户集中",
            "第一大客户占有效流入的 52.3%，前五大合计 94.7%。", "52.3%", effective_rows_,
            {"customer_top1_share"});
    finding("X10", fail, Severity::info, "流入与开票",
            options_.probes ? kProbeElement : "有效流入为开票的 1.08 倍。", "1.0834",
            effective_rows_, {"inflow_to_invoice"});
    finding("S15", not_evaluated, Severity::none, "同比趋势", "", "", {}, {});
    result_.findings.back().missing_reason = "流水不足 15 个月";
    result_.findings.back().missing_material = "M-STMT";
    for (const auto& [id, title, observed] : {std::tuple{"G01", "登记状态", "存续"},
                                              {"G02", "失信被执行人", "无记录"},
                                              {"G04", "经营异常", "无记录"},
                                              {"S05", "有效流水占比", "70.1%"},
                                              {"S42", "流水覆盖期", "14 个月"},
                                              {"T04", "纳税信用", "A"},
                                              {"V08", "红字占比", "1.7%"},
                                              {"X01", "名称一致", "一致"},
                                              {"X41", "授权有效", "2 份"},
                                              {"S01", "余额连续", "1 处"}}) {
      finding(id, pass, Severity::none, title, std::string(title) + "符合要求：" + observed + "。",
              observed, id == std::string("S05") ? effective_rows_ : Evidence(),
              {"effective_ratio"});
    }
  }

  void add_score() {
    auto& score = result_.score;
    score.card = "L";
    score.model = "zhun-sample-L 1.0";
    score.total = 500;
    score.grade = "B";
    score.probability_of_default = *Decimal::parse("0.0206");
    const std::tuple<const char*, const char*, const char*, int, int> rows[] = {
        {"L1", "经营年限", "7 年", 25, 25},
        {"L2", "有效流水占比", "70.1%", 20, 30},
        {"L3", "流入月份", "100%", 25, 25},
        {"L4", "开票同比", "—", 0, 20},
        {"L5", "开票断档", "0 月", 20, 20},
        {"L6", "第一大客户占比", "52.3%", -10, 15},
        {"L7", "日均余额 / 月流出", "1.9", 20, 20},
        {"L8", "流入与开票差", "8.3%", 20, 20},
        {"L9", "纳税信用", "A", 25, 25},
        {"L10", "参保人数变化", "—", 0, 15},
        {"L11", "还款占有效流入", "1.2%", 15, 15},
        {"L12", "司法与处罚", "无", 15, 15}};
    for (const auto& [id, title, observed, points, most] : rows) {
      score.points.push_back(
          {id, title, id == std::string("L2") ? "effective_ratio" : "staff_ratio", observed,
           observed == std::string("—"), points, most, points < most ? "≥ 上一档" : "", most});
      score.total += points;
    }
    score.missing = {"L4", "L10"};
    score.reason_codes = {"L6", "L4", "L10", "L2"};
    auto& limit = result_.limit;
    limit.caps = {{"cap1",
                   "营运资金需求",
                   "8,415,630.20 × 20% − 500,000.00 = 1,183,126.04",
                   Decimal::parse("1183126.04"),
                   "",
                   {"net_effective_inflow"}},
                  {"cap2",
                   "流入法",
                   "8,104,412.00 × 25% = 2,026,103.00",
                   Decimal::parse("2026103"),
                   "",
                   {"net_effective_inflow"}},
                  {"cap3",
                   "开票法",
                   "8,712,001.10 × 30% = 2,613,600.33",
                   Decimal::parse("2613600.33"),
                   "",
                   {}},
                  {"cap6", "集团剩余额度", "", {}, "未提供集团授信数据", {}},
                  {"cap8", "申请金额", "2,000,000.00", Decimal::parse("2000000"), "", {}}};
    limit.binding_cap = "cap1";
    limit.factor = *Decimal::parse("0.9");
    limit.before_floor = Decimal::parse("1064813.44");
    limit.limit = Money::from_yuan(1'060'000);
    result_.triangulation = {Decimal::parse("8104412"),   Decimal::parse("8712001.1"),
                             Decimal::parse("8415630.2"), Decimal::parse("8104412"),
                             Decimal::parse("0.0697"),    "高"};
    result_.decision = Decision::refer;
    result_.decision_reasons = {"结息差异须书面解释", "小贷合同须核实", "与孙循环的往来须四单一致"};
  }

  void add_checklist() {
    result_.materials = {{"M-CTR",
                          "购销合同（用途）",
                          true,
                          MaterialStatus::missing,
                          Severity::warn,
                          "",
                          {"S09"},
                          "用途与前五大客户须有合同",
                          "客户提供原件扫描",
                          3},
                         {"M-DEBT",
                          "某小额贷款公司借款合同、还款计划",
                          true,
                          MaterialStatus::missing,
                          Severity::warn_severe,
                          "",
                          {"S26"},
                          "流水显示放款，申请表未列",
                          "客户提供",
                          3},
                         {"M-STMT",
                          "2025-03 纸质对账单原件（加盖业务章）",
                          true,
                          MaterialStatus::missing,
                          Severity::warn_severe,
                          "",
                          {"S08"},
                          "结息与余额不符",
                          "向开户行打印",
                          5},
                         {"M-SS",
                          "社保缴纳证明",
                          false,
                          MaterialStatus::missing,
                          Severity::info,
                          "",
                          {},
                          "社保数据未授权",
                          "补签授权后由数据替代",
                          7},
                         {"M-BL",
                          "营业执照",
                          true,
                          MaterialStatus::replaced_by_data,
                          Severity::none,
                          "F05",
                          {},
                          "",
                          "",
                          3},
                         {"M-ID",
                          "身份证",
                          true,
                          MaterialStatus::received,
                          Severity::none,
                          "",
                          {},
                          "2025-11-01 收到",
                          "",
                          3}};
    result_.points = {{"IP-S20",
                       1,
                       Severity::warn_severe,
                       "与孙循环 5 组往来的背景是什么？",
                       "转出后 5 日内转回，合计 89.50 万元",
                       "调合同、发票、物流与资金四单",
                       "TEXT",
                       {"S20"}},
                      {"IP-S08",
                       2,
                       Severity::warn_severe,
                       "2025-03-21 结息为什么少？",
                       "应为实收的 2.35 倍",
                       "到开户行打印对账单原件",
                       "PHOTO",
                       {"S08"}},
                      {"IP-S09",
                       3,
                       Severity::warn,
                       "第一大客户是否签有长期合同？",
                       "占有效流入 52.3%",
                       "合同与近三月对账单",
                       "YESNO",
                       {"S09"}}};
  }

  SampleOptions options_;
  Month first_;
  std::uint64_t seed_ = 20251016;
  Dossier dossier_;
  Assessment result_;
  std::vector<TransactionClass> classes_[2];
  Money gross_in_, gross_out_, effective_;
  Evidence effective_rows_, cycle_rows_, interest_rows_;
  std::pair<std::uint32_t, std::uint32_t> pending_{0, 0};
};

inline Assessment sample_assessment(SampleOptions options = {}) {
  return SampleBuilder(options).build();
}

// A case with an application and nothing else.
inline Assessment empty_assessment() {
  Assessment assessment;
  Dossier dossier;
  dossier.as_of = *Date::from_ymd(2025, 11, 12);
  dossier.customer.name = "济南空白商贸有限公司";
  assessment.dossier = std::make_shared<const Dossier>(std::move(dossier));
  assessment.engine_version = "0.1.0";
  return assessment;
}

}  // namespace zhun::test
