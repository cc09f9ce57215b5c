// The single values of the documents; document_lists has the tables.
#include "present/document_values.hpp"

#include <fmt/format.h>

#include "present/assessment_parts.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

std::string words_or(std::string_view text, std::string_view material) {
  return text.empty() ? to_be_supplied("", material) : std::string(text);
}

std::string amount_or(const std::optional<Money>& amount, std::string_view material) {
  return amount ? yuan(*amount) + " 元" : to_be_supplied("", material);
}

std::string_view product_words(std::string_view code) {
  if (code == "WC_UNSECURED") return "流动资金贷款（信用）";
  if (code == "WC_SECURED") return "流动资金贷款（担保）";
  if (code == "PERSONAL_BIZ") return "个人经营贷款";
  return code;
}

std::string_view repayment_words(std::string_view code) {
  if (code == "REVOLVING") return "循环，随借随还";
  if (code == "INSTALMENT") return "等额本息，按月";
  if (code == "INTEREST_ONLY") return "按月付息，到期还本";
  return code;
}

std::string_view premises_words(std::string_view code) {
  if (code == "RENTED") return "租赁";
  if (code == "OWNED") return "自有";
  return code;
}

void add_customer(Context& context, word::Values& values) {
  auto& texts = values.texts;
  Masker& masker = context.masker;
  const Customer& customer = context.dossier.customer;
  const bool legal = customer.type == CustomerType::legal;
  texts["customer.name"] = legal ? masker.name(customer.name) : masker.person(customer.name);
  texts["customer.kind"] = legal ? "小微法人" : "小微个人";
  texts["customer.legal"] = legal ? "是" : "";
  texts["customer.uscc"] =
      !customer.uscc.empty() ? masker.uscc(customer.uscc) : masker.resident_id(customer.id_no);
  texts["customer.business_name"] =
      words_or(legal ? texts["customer.name"] : masker.name(customer.business_name), "M-BL");
  texts["customer.id_no"] = words_or(
      masker.resident_id(legal ? customer.legal_representative_id : customer.id_no), "M-ID");
  const std::string& representative = customer.legal_representative;
  texts["customer.legal_representative"] = words_or(
      masker.person(representative.empty() && !legal ? customer.name : representative), "M-BL");
  texts["customer.controller"] = words_or(masker.person(customer.actual_controller), "M-APP");
  texts["customer.spouse"] = words_or(masker.person(customer.spouse), "M-MAR");
  texts["customer.mobile"] = words_or(masker.mobile(customer.mobile), "M-APP");
  texts["customer.address"] = words_or(masker.address(customer.address), "M-APP");
  texts["customer.premises"] = words_or(premises_words(customer.premises), "M-LEASE");
  texts["customer.staff"] = customer.claimed_staff ? fmt::format("{} 人", *customer.claimed_staff)
                                                   : to_be_supplied("", "M-APP");
  std::string related;
  for (const auto& name : customer.related_names)
    related += (related.empty() ? "" : "、") + masker.name(name);
  texts["customer.related"] = words_or(related, "M-APP");
}

void add_registry(Context& context, word::Values& values) {
  auto& texts = values.texts;
  const GovernmentRecord* record = context.registry_record();
  const Registry none;
  const Registry& registry = record != nullptr ? *record->registry : none;
  Masker& masker = context.masker;
  const auto date = [](const std::optional<Date>& value) {
    return value ? to_string(*value) : to_be_supplied("", "M-BL");
  };
  texts["registry.known"] = record != nullptr ? "是" : "";
  texts["registry.name"] = words_or(masker.name(registry.name), "M-BL");
  texts["registry.status"] = words_or(masker.text(registry.status), "M-BL");
  texts["registry.type"] = words_or(masker.text(registry.type), "M-BL");
  texts["registry.industry"] = words_or(masker.text(registry.industry), "M-BL");
  texts["registry.scope"] = words_or(masker.text(registry.scope), "M-BL");
  texts["registry.address"] = words_or(masker.address(registry.address), "M-BL");
  texts["registry.representative"] = words_or(masker.person(registry.legal_representative), "M-BL");
  texts["registry.established"] = date(registry.established);
  texts["registry.capital"] = amount_or(registry.capital, "M-BL");
  texts["registry.paid_in"] = amount_or(registry.paid_in_capital, "M-SH");
  std::string id;
  if (record != nullptr) {
    Evidence rows;
    rows.add_source(record->source);
    id = context.evidence.of_custom(fmt::format("record/{}", record->source),
                                    figure_entry("市场主体登记", registry.status), rows);
  }
  texts["registry.evidence"] = id.empty() ? "" : "[" + id + "]";
}

void add_application(Context& context, word::Values& values) {
  auto& texts = values.texts;
  Masker& masker = context.masker;
  const Application& application = context.dossier.application;
  texts["application.number"] = words_or(masker.text(application.number), "M-APP");
  texts["application.product"] = words_or(masker.text(product_words(application.product)), "M-APP");
  texts["application.requested"] = application.requested.is_zero()
                                       ? to_be_supplied("", "M-APP")
                                       : yuan(application.requested) + " 元";
  texts["application.term"] = application.term_months > 0
                                  ? fmt::format("{} 个月", application.term_months)
                                  : to_be_supplied("", "M-APP");
  texts["application.repayment"] =
      words_or(masker.text(repayment_words(application.repayment)), "M-APP");
  texts["application.rate"] =
      application.annual_rate ? percent(*application.annual_rate, 2) : to_be_supplied("", "M-APP");
  texts["application.purpose"] = words_or(masker.text(application.purpose), "M-CTR");
  texts["application.supplier"] = words_or(masker.name(application.purpose_supplier), "M-CTR");
  texts["application.existing_loans"] = amount_or(application.existing_loans, "M-DEBT");
  texts["application.existing_instalment"] = amount_or(application.existing_instalment, "M-DEBT");
  texts["application.own_funds"] = amount_or(application.own_funds, "M-APP");
  texts["application.other_funds"] = amount_or(application.other_funds, "M-APP");
  texts["application.declared_sales"] = amount_or(application.declared_annual_sales, "M-APP");
  texts["application.growth"] =
      application.growth ? percent(*application.growth, 2) : to_be_supplied("", "M-APP");
  std::string lenders;
  for (const auto& lender : application.disclosed_lenders)
    lenders += (lenders.empty() ? "" : "、") + masker.name(lender);
  texts["application.lenders"] = lenders.empty() ? "未申报" : lenders;
  texts["application.security"] = application.secured ? "有担保" : "信用，无担保";
}

// The figure of the report; exact amounts to the cent; the number of the evidence; each alone.
void add_facts(Context& context, word::Values& values) {
  for (const auto& [name, wording] : context.wording.facts) {
    const auto it = context.reconciliation.facts.find(name);
    const Fact* fact = it == context.reconciliation.facts.end() ? nullptr : &it->second;
    std::string shown, exact, id;
    if (fact != nullptr && fact->state == FactState::value) {
      id = context.evidence.of_fact(name);
      shown = context.evidence.fact_value(name);
      const Money* amount = std::get_if<Money>(&fact->value);
      exact = (amount != nullptr ? yuan(*amount) + " 元" : shown) + evidence_mark(id);
    } else if (fact != nullptr && fact->state == FactState::not_applicable) {
      shown = exact = fact->reason.empty() ? std::string("不适用")
                                           : "不适用：" + context.masker.text(fact->reason);
    } else {
      shown = exact = to_be_supplied(fact != nullptr ? context.masker.text(fact->reason) : "",
                                     fact != nullptr ? fact->material : "");
    }
    const std::string key = "fact." + name;
    values.texts[key] = shown + evidence_mark(id);
    values.texts[key + ".value"] = std::move(shown);
    values.texts[key + ".exact"] = std::move(exact);
    values.texts[key + ".title"] = wording.title;
    values.texts[key + ".id"] = std::move(id);
  }
}

void add_outcome(Context& context, word::Values& values) {
  auto& texts = values.texts;
  const Assessment& all = context.assessment;
  const Score& score = all.score;
  const std::string score_id = evidence_mark(context.evidence.of_custom(
      "score", figure_entry("评分", fmt::format("{} 分", score.total)), {}));
  const std::string limit_id = evidence_mark(context.evidence.of_custom(
      "limit", figure_entry("建议额度", yuan(all.limit.limit) + " 元"), {}));
  texts["decision"] = decision_words(all.decision);
  texts["score.total"] = fmt::format("{} 分{}", score.total, score_id);
  texts["score.grade"] = score.grade.empty() ? "数据不足" : score.grade;
  texts["score.note"] = context.masker.text(score.grade_note);
  texts["score.model"] = score.model;
  texts["score.pd"] = percent(score.probability_of_default, 2);
  texts["limit.amount"] = yuan(all.limit.limit) + " 元" + limit_id;
  texts["limit.factor"] = to_fixed_string(all.limit.factor, 2);
  texts["limit.before_floor"] =
      all.limit.before_floor ? yuan(*all.limit.before_floor) + " 元" : "—";
  std::string binding = "—";
  for (const LimitCap& cap : all.limit.caps) {
    if (cap.id == all.limit.binding_cap) binding = cap.title;
  }
  texts["limit.binding"] = binding;
  const Triangulation& sales = all.triangulation;
  const auto figure = [](const std::optional<Decimal>& amount, std::string_view material) {
    return amount ? yuan(*amount) + " 元" : to_be_supplied("", material);
  };
  texts["sales.statements"] = figure(sales.statements, "M-STMT");
  texts["sales.invoices"] = figure(sales.invoices, "M-INV");
  texts["sales.tax"] = figure(sales.tax, "M-VAT");
  texts["sales.verified"] = figure(sales.verified, "M-STMT");
  texts["sales.dispersion"] = sales.dispersion ? percent(*sales.dispersion) : "—";
  texts["sales.agreement"] = sales.agreement.empty() ? "—" : sales.agreement;
  int ko = 0, severe = 0, warn = 0, info = 0, open = 0, passed = 0;
  for (const Finding& finding : all.findings) {
    const bool failed = finding.status == FindingStatus::fail;
    ko += failed && finding.severity == Severity::ko;
    severe += failed && finding.severity == Severity::warn_severe;
    warn += failed && finding.severity == Severity::warn;
    info += failed && finding.severity == Severity::info;
    open += finding.status == FindingStatus::not_evaluated;
    passed += finding.status == FindingStatus::pass;
  }
  texts["count.ko"] = std::to_string(ko);
  texts["count.severe"] = std::to_string(severe);
  texts["count.warn"] = std::to_string(warn);
  texts["count.info"] = std::to_string(info);
  texts["count.open"] = std::to_string(open);
  texts["count.passed"] = std::to_string(passed);
}

// DOMAIN 1.6 LW-4 and 1.7 LP-3, of one payment of the whole amount.
std::string payment_words(const Dossier& dossier) {
  const Money amount = dossier.application.requested;
  const bool named = !dossier.application.purpose_supplier.empty();
  if (dossier.customer.type == CustomerType::legal) {
    if (named && amount > Money::from_yuan(10'000'000))
      return "受托支付（支付对象明确且单笔超过 1,000 万元，LW-4）";
    return "可自主支付；新建立信贷关系且信用状况一般的，应受托支付（LW-4，由有权审批人判断）";
  }
  if (amount <= Money::from_yuan(500'000))
    return "可自主支付（生产经营用途且单次提款不超过 50 万元，LP-3）";
  return "受托支付（生产经营用途单次提款超过 50 万元，LP-3）";
}

}  // namespace

EvidenceEntry figure_entry(std::string title, std::string value) {
  EvidenceEntry entry;
  entry.title = std::move(title);
  entry.value = std::move(value);
  return entry;
}

std::string evidence_mark(std::string_view id) {
  return id.empty() ? std::string() : fmt::format(" [{}]", id);
}

std::string to_be_supplied(std::string_view reason, std::string_view material) {
  std::string words = "待补充";
  if (!reason.empty()) words += "：" + std::string(reason);
  if (!material.empty()) words += "（" + std::string(material) + "）";
  return words;
}

word::Values document_values(const Assessment& assessment, Masking masking) {
  Context context(assessment, masking);
  append_modules(context);
  word::Values values;
  add_customer(context, values);
  add_registry(context, values);
  add_application(context, values);
  add_facts(context, values);
  add_outcome(context, values);
  add_finding_lists(context, values);
  add_checklist_lists(context, values);
  add_statement_lists(context, values);
  add_sales_lists(context, values);
  add_government_lists(context, values);
  add_score_lists(context, values);
  add_loan_lists(context, values);
  add_source_lists(context, values);
  add_evidence_list(context, values);
  auto& texts = values.texts;
  texts["payment.mode"] = payment_words(context.dossier);
  texts["as_of"] = to_string(context.dossier.as_of);
  texts["assessment.digest"] =
      assessment.policy ? "sha256:" + digest_of(assessment, masking) : std::string("—");
  texts["input.digest"] = assessment.input_digest;
  texts["policy.id"] = assessment.policy_id;
  texts["engine.version"] = assessment.engine_version;
  texts["masking.note"] = masking == Masking::none ? "　【未脱敏】" : "";
  return values;
}

}  // namespace zhun::report
