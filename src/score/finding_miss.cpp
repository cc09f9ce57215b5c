// Nearest misses: the bounds in a fact's column are tried as its value. Tables end in a row that
// takes the rest, so the row that would pass mostly holds already and is only hidden by the one
// that fired: the cells alone do not tell what would have helped.
#include "score/finding_miss.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "score/feel_node.hpp"
#include "score/judge.hpp"

namespace zhun {

namespace {

constexpr std::size_t kRulesMax = 64;      // whose bounds are tried
constexpr std::size_t kProposalsMax = 16;  // of one fact, the nearest ones
constexpr std::size_t kFactsMax = 6;       // that are tried in pairs

// A value that a fact might have had.
struct Proposal {
  const Fact* fact = nullptr;
  const FactWording* wording = nullptr;
  feel::Value value;
  Decimal bound;                    // numbers: that of the cell
  std::optional<Decimal> distance;  // numbers: bound less the fact
  bool beyond = false;              // the bound itself does not do
  Decimal effort = Decimal(1);      // relative distance, to compare facts of different units
};

Decimal size_of(const Decimal& number) { return number.is_negative() ? -number : number; }

Decimal effort_of(const Decimal& from, const Decimal& to) {
  return divide(size_of(to - from), std::max(size_of(from), size_of(to))).value_or(Decimal());
}

Proposal proposal_of(const Fact& fact, const FactWording& wording) {
  Proposal proposal;
  proposal.fact = &fact;
  proposal.wording = &wording;
  return proposal;
}

Fact value_fact(FactValue value) {
  Fact fact;
  fact.state = FactState::value;
  fact.value = std::move(value);
  return fact;
}

// The bounds of a column's cells.
std::vector<Decimal> bounds_of(const dmn::DecisionInfo& decision, std::size_t column) {
  std::vector<Decimal> bounds;
  for (std::size_t r = 0; r < decision.rules.size() && r < kRulesMax; ++r) {
    const auto shape = feel::shape_of(decision.rules[r].inputs[column]);
    if (!shape) continue;
    for (const feel::Range& range : shape->ranges) {
      for (const feel::Value* end : {&range.start, &range.end}) {
        if (end->is_number()) bounds.push_back(end->number());
      }
    }
  }
  return bounds;
}

class Search {
 public:
  Search(const dmn::Model& model, const dmn::DecisionInfo& decision, const Facts& facts,
         const feel::Context& context, const Wording& wording, const Finding& finding)
      : model_(model), decision_(decision), finding_(finding) {
    for (const auto& name : decision.required_names) {
      if (const feel::Value* value = context.find(name)) inputs_.set(name, *value);
    }
    for (std::size_t column = 0; column < decision.inputs.size(); ++column) {
      propose(column, facts, wording);
    }
  }

  std::optional<FindingNearMiss> run() {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      for (const Proposal& one : changes_[i]) consider({&one});
    }
    if (best_ && best_->status == FindingStatus::pass) return std::move(best_);
    const std::size_t count = std::min(changes_.size(), kFactsMax);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t k = i + 1; k < count; ++k) {
        for (const Proposal& one : changes_[i]) {
          for (const Proposal& other : changes_[k]) consider({&one, &other});
        }
      }
    }
    return std::move(best_);
  }

 private:
  void propose(std::size_t column, const Facts& facts, const Wording& wording) {
    const dmn::Column& input = decision_.inputs[column];
    const auto fact = facts.find(input.text);
    const auto words = wording.facts.find(input.text);
    if (fact == facts.end() || words == wording.facts.end()) return;
    if (fact->second.state != FactState::value) return;
    const feel::Value* value = inputs_.find(input.text);
    if (value == nullptr) return;
    std::vector<Proposal> proposals;
    if (value->is_true() || value->is_false()) {
      proposals.push_back(proposal_of(fact->second, words->second));
      proposals.back().value = feel::Value(value->is_false());
    } else if (value->is_number()) {
      const bool whole = std::holds_alternative<std::int64_t>(fact->second.value);
      for (const Decimal& bound : bounds_of(decision_, column)) {
        Proposal base = proposal_of(fact->second, words->second);
        base.bound = bound;
        add_bound(proposals, base, value->number(), whole);
      }
      std::stable_sort(proposals.begin(), proposals.end(),
                       [](const Proposal& a, const Proposal& b) { return a.effort < b.effort; });
      if (proposals.size() > kProposalsMax) proposals.resize(kProposalsMax);
    }
    if (!proposals.empty()) changes_.push_back(std::move(proposals));
  }

  // The bound, and the next value on either side of it.
  static void add_bound(std::vector<Proposal>& proposals, const Proposal& base, const Decimal& from,
                        bool whole) {
    static const Decimal kNext = Decimal::from_scaled(1, -12);
    const Decimal bound = whole ? base.bound.rounded(0) : base.bound;
    for (const int side : {0, -1, 1}) {
      Proposal proposal = base;
      const Decimal target = bound + Decimal(side) * (whole ? Decimal(1) : kNext);
      proposal.bound = whole ? target : bound;
      if (target == from) continue;
      // Short of the bound is no nearer than what is there, but for a fact that lies on it.
      proposal.beyond = side != 0 && !whole;
      if (proposal.beyond && proposal.bound != from && (proposal.bound < from) != (side < 0)) {
        continue;
      }
      proposal.value = feel::Value(target);
      proposal.distance = proposal.bound - from;
      proposal.effort = effort_of(from, target);
      proposals.push_back(std::move(proposal));
    }
  }

  void consider(const std::vector<const Proposal*>& changes) {
    Decimal effort;
    for (const Proposal* change : changes) effort += change->effort;
    feel::Context inputs = inputs_;
    for (const Proposal* change : changes) inputs.set(change->fact->name, change->value);
    dmn::Trace trace;
    state_.restart();
    const feel::Value result = model_.evaluate(decision_.id, inputs, state_, &trace);
    const dmn::DecisionTrace* own = trace.find(decision_.id);
    if (state_.exhausted() || own == nullptr || own->fired.empty()) return;
    const auto text = [&](std::string_view name) {
      const feel::Value* value = result.member(name);
      return value != nullptr && value->is_string() ? std::string_view(value->string())
                                                    : std::string_view();
    };
    FindingNearMiss miss;
    if (text("status") == to_string(FindingStatus::fail)) {
      const auto severity = parse_severity(text("severity"));
      if (!severity || *severity <= finding_.severity) return;
      miss.status = FindingStatus::fail;
      miss.severity = *severity;
    } else if (text("status") != to_string(FindingStatus::pass)) {
      return;  // not to be evaluated is no better
    }
    if (best_ && !is_better(miss, changes.size(), effort)) return;
    miss.rule = static_cast<int>(own->fired.front());
    tell(miss, changes);
    best_ = std::move(miss);
    effort_ = effort;
  }

  // A pass first, then fewer facts, then the shorter way.
  [[nodiscard]] bool is_better(const FindingNearMiss& miss, std::size_t count,
                               const Decimal& effort) const {
    if (miss.status != best_->status) return miss.status == FindingStatus::pass;
    if (count != best_->facts.size()) return count < best_->facts.size();
    return effort < effort_;
  }

  static std::string needed(const Proposal& change) {
    const FactWording& wording = *change.wording;
    if (!change.distance) return "为" + format_fact(value_fact(change.value.is_true()), wording);
    const bool up = change.distance->sign() > 0 ||
                    (change.distance->sign() == 0 && change.value.number() > change.bound);
    const bool none = change.bound.sign() == 0 && !change.beyond && !up &&
                      std::holds_alternative<std::int64_t>(change.fact->value);
    const std::string_view sign = change.beyond ? (up ? "> " : "< ") : (up ? ">= " : "<= ");
    const std::string unit = in_percent(wording) ? "" : wording.unit;
    if (none) return "为0" + unit;
    return in_words(std::string(sign) + to_string(change.bound), wording) + unit;
  }

  static bool in_percent(const FactWording& wording) {
    return wording.format == FactFormat::percent || wording.format == FactFormat::percent1 ||
           wording.format == FactFormat::share;
  }

  static std::string distance(const Proposal& change) {
    if (!change.distance || change.distance->sign() == 0) return "";
    const Decimal size = size_of(*change.distance);
    const FactWording& wording = *change.wording;
    std::string number, unit;
    if (in_percent(wording)) {
      number = to_string((size * Decimal(100)).rounded(2));
      unit = "个百分点";
    } else {
      number = format_fact(value_fact(size), wording.format);
      unit = wording.format == FactFormat::wan ? "万元" : wording.unit;
    }
    if (number.find_first_not_of("0.,") == std::string::npos) return "";  // rounded away
    return number + unit;
  }

  void tell(FindingNearMiss& miss, const std::vector<const Proposal*>& changes) const {
    std::string conditions, distances;
    for (const Proposal* change : changes) {
      MissedFact fact{change->fact->name, needed(*change), distance(*change)};
      conditions += (conditions.empty() ? "若" : "且") + change->wording->title + fact.needed;
      if (!fact.distance.empty()) {
        distances += (distances.empty() ? "（差" : "、") + fact.distance;
      }
      miss.facts.push_back(std::move(fact));
    }
    if (!distances.empty()) distances += "）";
    const std::string_view outcome = miss.status == FindingStatus::pass       ? "则通过"
                                     : miss.severity == Severity::warn_severe ? "则减为严重预警"
                                     : miss.severity == Severity::warn        ? "则减为预警"
                                                                              : "则减为提示";
    miss.text = conditions + std::string(outcome) + distances;
  }

  const dmn::Model& model_;
  const dmn::DecisionInfo& decision_;
  const Finding& finding_;
  feel::Context inputs_;
  feel::State state_;
  std::vector<std::vector<Proposal>> changes_;  // one list a fact
  std::optional<FindingNearMiss> best_;
  Decimal effort_;
};

}  // namespace

std::optional<FindingNearMiss> nearest_miss(const dmn::Model& model,
                                            const dmn::DecisionInfo& decision, const Facts& facts,
                                            const feel::Context& context, const Wording& wording,
                                            const Finding& finding) {
  if (!decision.is_table || finding.status != FindingStatus::fail) return std::nullopt;
  return Search(model, decision, facts, context, wording, finding).run();
}

}  // namespace zhun
