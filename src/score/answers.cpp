// Answers: what a person's answers make of the findings that they are about.
#include <algorithm>
#include <map>

#include "dossier/names.hpp"
#include "score/judge.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::size_t kQuotedMax = 120;  // characters of an answer beside its finding

// Points of this policy, whether or not this dossier raises them.
bool is_known(const PolicyPack& pack, std::string_view point) {
  for (const MandatoryPoint& mandatory : pack.wording.mandatory_points) {
    if (mandatory.id == point) return true;
  }
  for (const auto& [id, check] : pack.wording.checks) {
    if (check.knock_out && point == point_id(id, 0)) return true;  // asked where it is open
    for (std::size_t i = 0; i < check.points.size(); ++i) {
      if (point == point_id(id, i)) return true;
    }
  }
  return false;
}

std::string beginning_of(std::string_view text) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins && characters++ == kQuotedMax) return out + "…";
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out;
}

std::string_view words_of(AnswerOutcome outcome) {
  switch (outcome) {
    case AnswerOutcome::unsatisfactory:
      return "解释不成立";
    case AnswerOutcome::partly:
      return "部分解释";
    case AnswerOutcome::satisfactory:
      return "解释成立";
  }
  return "解释不成立";
}

std::string sentence_of(const Answer& answer) {
  std::string out = "【答复】" + beginning_of(answer.text) + "（" + answer.point + "，";
  out += is_person_name(answer.answered_by) ? marked_name(answer.answered_by) : answer.answered_by;
  out += "，" + to_string(answer.answered_at) + "，" + std::string(words_of(answer.outcome));
  if (answer.value) out += "，客户所述金额" + to_grouped_string(*answer.value) + "元";
  if (!answer.evidence.empty()) out += "，佐证" + std::to_string(answer.evidence.size()) + "份";
  return out + "）";
}

// What the table sees of all answers to one finding.
struct Weight {
  std::vector<const Answer*> answers;
  std::int64_t open = 0;  // points that are not answered
  [[nodiscard]] AnswerOutcome worst() const {
    AnswerOutcome worst = AnswerOutcome::satisfactory;
    for (const Answer* answer : answers) worst = std::min(worst, answer->outcome);
    return worst;
  }
  // Documents behind the answer that has the fewest.
  [[nodiscard]] std::int64_t evidence() const {
    std::size_t least = answers.front()->evidence.size();
    for (const Answer* answer : answers) least = std::min(least, answer->evidence.size());
    return static_cast<std::int64_t>(least);
  }
  [[nodiscard]] bool has_value() const {
    return std::any_of(answers.begin(), answers.end(),
                       [](const Answer* answer) { return answer->value.has_value(); });
  }
};

class Applier {
 public:
  Applier(const PolicyPack& pack, Assessment& assessment) : pack_(pack), a_(assessment) {}

  Result<void> run() {
    current_ = a_.answers->input_digest == a_.input_digest;
    if (!current_)
      a_.answer_notes.emplace_back(
          "答复针对较早的评估（输入摘要不同）：资料已有变化，请按最新结果复核后再提交");
    for (const Answer& older : a_.answers->older)
      a_.answer_notes.push_back(older.point + " 有更晚的答复，较早的一条不计");
    for (std::size_t i = 0; i < a_.answers->list.size(); ++i) {
      if (auto put = put_beside_its_point(i); !put) return put;
    }
    for (Finding& finding : a_.findings) {
      if (auto weighed = weigh(finding); !weighed) return weighed;
    }
    sort_findings(a_.findings);
    for (InvestigationPoint& point : a_.points) reword(point);
    return {};
  }

 private:
  Result<void> put_beside_its_point(std::size_t index) {
    const Answer& answer = a_.answers->list[index];
    const auto point = std::find_if(a_.points.begin(), a_.points.end(),
                                    [&](const auto& item) { return item.id == answer.point; });
    if (point != a_.points.end()) {
      point->answer = static_cast<std::uint32_t>(index);
      for (const std::string& id : point->findings) weights_[id].answers.push_back(&answer);
    } else if (is_known(pack_, answer.point)) {
      a_.answer_notes.push_back(answer.point + " 本次未出现，其答复不影响结果");
    } else {
      return fail(ErrorCode::invalid_argument,
                  {"answers", 0, 0, 0, "/answers/" + std::to_string(index) + "/point"},
                  "the policy has no investigation point of this id");
    }
    return {};
  }

  Result<void> weigh(Finding& finding) {
    const auto found = weights_.find(finding.id);
    if (found == weights_.end()) return {};
    Weight& weight = found->second;
    for (const InvestigationPoint& point : a_.points) {
      const bool about = std::find(point.findings.begin(), point.findings.end(), finding.id) !=
                         point.findings.end();
      weight.open += about && !point.answer ? 1 : 0;
    }
    AnswerEffect effect;
    effect.before = finding.severity;
    for (const Answer* answer : weight.answers) effect.points.push_back(answer->point);
    if (finding.severity == Severity::ko) {
      effect.reason = "硬性拦截不因答复解除，须人工复核";
    } else if (finding.status == FindingStatus::fail && pack_.answer.find("answer") != nullptr) {
      if (auto decided = decide(finding, weight, effect); !decided) return decided;
    }
    for (const Answer* answer : weight.answers) finding.text += sentence_of(*answer);
    if (!effect.reason.empty()) finding.text += "【处理】" + effect.reason;
    finding.answered = std::move(effect);
    return {};
  }

  Result<void> decide(Finding& finding, const Weight& weight, AnswerEffect& effect) {
    feel::Context inputs;
    inputs.set("check", feel::Value(finding.id));
    inputs.set("severity", feel::Value(std::string(to_string(finding.severity))));
    inputs.set("outcome", feel::Value(std::string(to_string(weight.worst()))));
    inputs.set("evidence_count", feel::Value(weight.evidence()));
    inputs.set("value_given", feel::Value(weight.has_value()));
    inputs.set("points_open", feel::Value(weight.open));
    inputs.set("current", feel::Value(current_));
    feel::State state;
    dmn::Trace trace;
    const feel::Value result = pack_.answer.evaluate("answer", inputs, state, &trace);
    const feel::Value* name = result.member("severity");
    const feel::Value* reason = result.member("reason");
    if (name == nullptr || !name->is_string()) return {};  // no rule: nothing changes
    const auto severity = parse_severity(name->string());
    if (!severity || *severity == Severity::ko || *severity == Severity::none)
      return fail(ErrorCode::policy, {"policy", 0, 0, 0, "answer"},
                  "the answer table must give WARN_SEVERE, WARN or INFO as severity");
    finding.severity = *severity;
    if (const dmn::DecisionTrace* own = trace.find("answer"); own != nullptr && !own->fired.empty())
      effect.rule = static_cast<int>(own->fired.front());
    if (reason != nullptr && reason->is_string()) effect.reason = reason->string();
    return {};
  }

  // A point is as heavy as its finding and says why in the same words.
  void reword(InvestigationPoint& point) const {
    for (const Finding& finding : a_.findings) {
      if (point.findings.empty() || finding.id != point.findings.front()) continue;
      point.severity = finding.severity;
      if (finding.answered) point.why = finding.text;
    }
  }

  const PolicyPack& pack_;
  Assessment& a_;
  bool current_ = false;
  std::map<std::string, Weight, std::less<>> weights_;
};

}  // namespace

Result<void> apply_answers(const PolicyPack& pack, const Answers& answers, Assessment& assessment) {
  if (answers.application_no != assessment.dossier->application.number)
    return fail(ErrorCode::invalid_argument, {"answers", 0, 0, 0, "/application_no"},
                "the answers are about another application");
  assessment.answers = answers;
  return Applier(pack, assessment).run();
}

}  // namespace zhun
