// Judge: runs the policy's tables and scorecards on the facts and keeps what they looked at.
#include "score/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dossier/names.hpp"
#include "score/finding_miss.hpp"

namespace zhun {

namespace {

struct ToFeel {
  feel::Value operator()(bool flag) const { return feel::Value(flag); }
  feel::Value operator()(std::int64_t number) const { return feel::Value(number); }
  feel::Value operator()(Money amount) const { return feel::Value(Decimal::from_yuan(amount)); }
  feel::Value operator()(const Decimal& number) const { return feel::Value(number); }
  feel::Value operator()(Date date) const { return feel::Value(date); }
  feel::Value operator()(const std::string& text) const { return feel::Value(without_marks(text)); }
  feel::Value operator()(const std::vector<std::string>& texts) const {
    feel::List list;
    for (const auto& text : texts) list.emplace_back(without_marks(text));
    return feel::Value(std::move(list));
  }
};

std::optional<FindingStatus> parse_status(std::string_view text) {
  for (const auto status : {FindingStatus::fail, FindingStatus::not_evaluated, FindingStatus::pass,
                            FindingStatus::not_applicable}) {
    if (to_string(status) == text) return status;
  }
  return std::nullopt;
}

std::string text_of(const feel::Value* value) {
  return value != nullptr && value->is_string() ? value->string() : std::string();
}

class CheckRunner {
 public:
  CheckRunner(const PolicyPack& pack, const Facts& facts, const feel::Context& context)
      : pack_(pack), facts_(facts), context_(context) {}

  Result<std::vector<Finding>> run() {
    for (const dmn::Model& model : pack_.checks) {
      for (const dmn::DecisionInfo& decision : model.decisions()) {
        auto finding = check(model, decision);
        if (!finding) return tl::unexpected(finding.error());
        findings_.push_back(std::move(*finding));
      }
    }
    sort_findings(findings_);
    return std::move(findings_);
  }

 private:
  Result<Finding> check(const dmn::Model& model, const dmn::DecisionInfo& decision) {
    const CheckWording& wording = pack_.wording.checks.find(decision.id)->second;
    Finding finding;
    finding.id = decision.id;
    finding.decision = decision.id;
    finding.title = wording.title;
    finding.claim = wording.claim;
    finding.theme = wording.theme;
    finding.impact = wording.impact;
    rest_on(finding, decision, wording);
    if (lacks_operand(finding, decision)) return finding;
    dmn::Trace trace;
    const feel::Value result = model.evaluate(decision.id, context_, state_, &trace);
    if (state_.exhausted()) {
      return fail(ErrorCode::limit, {"policy", 0, 0, 0, decision.id},
                  "the evaluation of the policy took more steps than the limit");
    }
    const auto status = parse_status(text_of(result.member("status")));
    const feel::Value* weight = result.member("severity");
    const auto severity = parse_severity(text_of(weight));
    if (!status || !severity) {
      return fail(
          ErrorCode::policy, {"policy", 0, decision.line, 0, decision.id},
          "no rule of the check matched, or it gave a status or severity that does not exist");
    }
    finding.status = *status;
    finding.severity = *status == FindingStatus::fail ? *severity : Severity::none;
    keep_trace(finding, decision, trace);
    const bool fired = finding.rule > 0;
    word(finding, wording,
         fired ? rule_cells(decision, decision.rules[static_cast<std::size_t>(finding.rule) - 1])
               : RuleCells());
    finding.near_miss = nearest_miss(model, decision, facts_, context_, pack_.wording, finding);
    return finding;
  }

  // Facts of the table, evidence and the figures.
  void rest_on(Finding& finding, const dmn::DecisionInfo& decision, const CheckWording& wording) {
    for (const auto& name : decision.names) {
      if (facts_.contains(name)) finding.facts.push_back(name);
    }
    for (const auto& name : wording.evidence) {
      if (std::find(finding.facts.begin(), finding.facts.end(), name) == finding.facts.end()) {
        finding.facts.push_back(name);
      }
    }
    for (const auto& name : wording.evidence) {
      const auto it = facts_.find(name);
      if (it != facts_.end()) finding.evidence.add(it->second.evidence);
    }
  }

  // A table that lacks an operand is not evaluated; a column that tests for null copes by itself.
  bool lacks_operand(Finding& finding, const dmn::DecisionInfo& decision) {
    for (const dmn::Column& column : decision.inputs) {
      if (column.has_null_test) continue;
      for (const auto& name : column.names) {
        const auto it = facts_.find(name);
        if (it == facts_.end() && !pack_.wording.facts.contains(name)) continue;  // a decision
        static const Fact kNotComputed{"", FactState::missing, false, {}, "指标未计算", ""};
        const Fact& fact = it == facts_.end() ? kNotComputed : it->second;
        if (fact.state == FactState::value) continue;
        const bool missing = fact.state == FactState::missing;
        finding.status = missing ? FindingStatus::not_evaluated : FindingStatus::not_applicable;
        finding.missing_reason = fact.reason;
        finding.missing_material = fact.material;
        finding.text = fact.reason;
        return true;
      }
    }
    for (const auto& required : decision.required_decisions) {
      const auto it = std::find_if(findings_.begin(), findings_.end(),
                                   [&](const Finding& f) { return f.id == required; });
      if (it == findings_.end() || it->status != FindingStatus::not_evaluated) continue;
      finding.status = FindingStatus::not_evaluated;
      finding.missing_reason = it->missing_reason;
      finding.missing_material = it->missing_material;
      finding.text = it->missing_reason;
      return true;
    }
    return false;
  }

  void keep_trace(Finding& finding, const dmn::DecisionInfo& decision, const dmn::Trace& trace) {
    const dmn::DecisionTrace* own = trace.find(decision.id);
    if (own == nullptr) return;
    if (!own->fired.empty()) finding.rule = static_cast<int>(own->fired.front());
    for (const auto& [name, text] : own->annotations) {
      if (!text.empty()) finding.rule_annotation = text;
    }
    for (std::size_t i = 0; i < own->inputs.size(); ++i) {
      FindingInput input{
          std::string(own->inputs[i].text), feel::to_string(own->inputs[i].value), {}};
      if (i < decision.inputs.size()) input.facts = decision.inputs[i].names;
      finding.inputs.push_back(std::move(input));
    }
  }

  void word(Finding& finding, const CheckWording& wording, const RuleCells& rule) {
    finding.observed = fill(wording.observed, facts_, pack_.wording);
    finding.value = fill(wording.value, facts_, pack_.wording);
    switch (finding.status) {
      case FindingStatus::fail:
        finding.text = fill(wording.fail, facts_, pack_.wording, rule);
        finding.materials = wording.materials;
        for (const auto& point : wording.points)
          finding.points.push_back(fill(point, facts_, pack_.wording));
        return;
      case FindingStatus::pass:
        finding.text = fill(wording.pass, facts_, pack_.wording, rule);
        return;
      case FindingStatus::not_evaluated:
      case FindingStatus::not_applicable:
        finding.missing_reason = finding.rule_annotation;
        finding.text = finding.rule_annotation;
        return;
    }
  }

  const PolicyPack& pack_;
  const Facts& facts_;
  const feel::Context& context_;
  feel::State state_;
  std::vector<Finding> findings_;
};

// PD = 1 / (1 + odds), odds = 20 * 2^((score - 600) / 40) (DOMAIN 6.1). Only shown, never compared;
// rounded to four decimals, far coarser than any difference between math libraries.
Decimal probability_of_default(int score) {
  const double odds = 20.0 * std::exp2((score - 600) / 40.0);
  return Decimal::from_scaled(static_cast<std::int64_t>(std::llround(10000.0 / (1.0 + odds))), -4);
}

int to_points(const Decimal& value) {
  return static_cast<int>(value.rounded(0).to_int64().value_or(0));
}

ScorePoint point_of(const PolicyPack& pack, const Facts& facts,
                    const pmml::Characteristic& characteristic, const pmml::Partial& partial) {
  ScorePoint point;
  point.characteristic = characteristic.name;
  point.title = characteristic.extension("title");
  point.fact = characteristic.field;
  point.missing = partial.missing;
  point.points = to_points(partial.partial_score);
  point.points_max = point.points;
  const auto fact = facts.find(characteristic.field);
  const auto wording = pack.wording.facts.find(characteristic.field);
  point.observed = fact == facts.end() || wording == pack.wording.facts.end()
                       ? "—"
                       : format_fact(fact->second, wording->second);
  const pmml::Attribute* next = nullptr;
  for (const pmml::Attribute& attribute : characteristic.attributes) {
    const int points = to_points(attribute.partial_score);
    point.points_max = std::max(point.points_max, points);
    const bool better = points > point.points && !attribute.for_missing;
    if (better && (next == nullptr || points < to_points(next->partial_score))) next = &attribute;
  }
  if (next != nullptr) {
    point.next_bin = wording == pack.wording.facts.end() ? next->words
                                                         : format_bin(next->words, wording->second);
    point.next_points = to_points(next->partial_score);
  }
  return point;
}

std::optional<Decimal> number_of(const feel::Value& value) {
  return value.is_number() ? std::optional(value.number()) : std::nullopt;
}

std::optional<Decimal> fact_number(const Facts& facts, std::string_view name) {
  const auto it = facts.find(name);
  if (it == facts.end() || it->second.state != FactState::value) return std::nullopt;
  const auto* value = std::get_if<Decimal>(&it->second.value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

}  // namespace

std::string_view to_string(FindingStatus status) {
  switch (status) {
    case FindingStatus::fail:
      return "FAIL";
    case FindingStatus::not_evaluated:
      return "NOT_EVALUATED";
    case FindingStatus::pass:
      return "PASS";
    case FindingStatus::not_applicable:
      return "NOT_APPLICABLE";
  }
  return "NOT_EVALUATED";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::ko:
      return "KO";
    case Severity::warn_severe:
      return "WARN_SEVERE";
    case Severity::warn:
      return "WARN";
    case Severity::info:
      return "INFO";
    case Severity::none:
      return "";
  }
  return "";
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const auto severity :
       {Severity::ko, Severity::warn_severe, Severity::warn, Severity::info, Severity::none}) {
    if (to_string(severity) == text) return severity;
  }
  return std::nullopt;
}

void sort_findings(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.status, a.severity, a.id) < std::tie(b.status, b.severity, b.id);
  });
}

feel::Context fact_context(const Facts& facts) {
  feel::Context context;
  for (const auto& [name, fact] : facts) {
    context.set(name,
                fact.state == FactState::value ? std::visit(ToFeel{}, fact.value) : feel::Value());
  }
  return context;
}

Result<std::vector<Finding>> run_checks(const PolicyPack& pack, const Facts& facts,
                                        const feel::Context& context) {
  return CheckRunner(pack, facts, context).run();
}

Result<Score> run_scorecard(const PolicyPack& pack, CustomerType type, const Facts& facts,
                            const feel::Context& context) {
  const std::string card = type == CustomerType::legal ? "L" : "P";
  const pmml::Scorecard& scorecard = pack.scorecards.find(card)->second;
  const auto result = scorecard.evaluate(context);
  if (!result) return tl::unexpected(result.error());
  Score score;
  score.card = card;
  score.model = std::string(scorecard.name()) + " " + std::string(scorecard.application());
  score.base = to_points(scorecard.initial_score());
  score.total = to_points(result->total);
  for (std::size_t i = 0; i < result->partials.size(); ++i) {
    const pmml::Partial& partial = result->partials[i];
    score.points.push_back(point_of(pack, facts, scorecard.characteristics()[i], partial));
    if (partial.missing) score.missing.emplace_back(partial.characteristic);
  }
  for (const auto& code : result->reason_codes) {
    if (score.reason_codes.size() < 4) score.reason_codes.push_back(code);
  }
  score.probability_of_default = probability_of_default(score.total);
  return score;
}

Result<CreditLimit> run_limit(const PolicyPack& pack, const Facts& facts,
                              const feel::Context& context, const Decimal& factor) {
  feel::Context inputs = context;
  inputs.set("factor", feel::Value(factor));
  feel::State state;
  CreditLimit limit;
  limit.factor = factor;
  for (const auto& [id, wording] : pack.wording.caps) {
    LimitCap cap;
    cap.id = id;
    cap.title = wording.title;
    cap.facts = wording.facts;
    cap.amount = number_of(pack.limit.evaluate(id, inputs, state));
    if (cap.amount) {
      cap.formula = fill(wording.formula, facts, pack.wording);
    } else {
      for (const auto& name : wording.facts) {
        const auto it = facts.find(name);
        if (it == facts.end() || it->second.state == FactState::value) continue;
        cap.reason = it->second.reason;
        break;
      }
      if (cap.reason.empty()) cap.reason = "不适用";
    }
    limit.caps.push_back(std::move(cap));
  }
  const feel::Value binding = pack.limit.evaluate("binding_cap", inputs, state);
  limit.binding_cap = text_of(&binding);
  limit.before_floor = number_of(pack.limit.evaluate("before_floor", inputs, state));
  const auto amount = number_of(pack.limit.evaluate("limit", inputs, state));
  const auto money = amount ? amount->to_money() : std::nullopt;
  if (!money) {
    return fail(ErrorCode::policy, {"policy", 0, 0, 0, "limit"},
                "the limit table gave no amount; it must give a number");
  }
  limit.limit = std::max(Money(), *money);  // caps may be negative: refunds above sales
  return limit;
}

Triangulation triangulation_of(const Facts& facts) {
  Triangulation sales;
  sales.statements = fact_number(facts, "annual_sales_statements");
  sales.invoices = fact_number(facts, "annual_sales_invoices");
  sales.tax = fact_number(facts, "annual_sales_tax");
  sales.verified = fact_number(facts, "annual_sales_verified");
  sales.dispersion = fact_number(facts, "sales_dispersion");
  if (sales.dispersion) {
    sales.agreement = *sales.dispersion <= Decimal::from_scaled(20, -2)   ? "高"
                      : *sales.dispersion <= Decimal::from_scaled(40, -2) ? "中"
                                                                          : "低";
  }
  return sales;
}

}  // namespace zhun
