// Answers: reads what a person answered to investigation points.
#include "zhun/answers.hpp"

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::size_t kAnswersMax = 1000, kEvidenceMax = 20;
constexpr std::size_t kTextMax = 2000, kNameMax = 100;  // characters

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Control characters would hide text in a terminal, and mark names where there are none.
bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
  });
}

void refuse_unknown(json::Reader& r, const json::Value& object,
                    std::initializer_list<std::string_view> known) {
  for (const auto& member : object.members) {
    if (std::find(known.begin(), known.end(), member.first) == known.end())
      r.set_error("", "a member that answers do not have stands here; look for a misspelt name");
  }
}

std::string plain_text(json::Reader& r, std::string_view name, std::string text,
                       std::size_t characters_max) {
  if (code_points(text).size() > characters_max)
    r.set_error(name, "the text is longer than an answer may be");
  if (!is_plain(text)) r.set_error(name, "the text has control characters");
  return text;
}

AnswerOutcome outcome_of(json::Reader& r) {
  const std::string text = r.required_string("outcome");
  for (const auto outcome :
       {AnswerOutcome::unsatisfactory, AnswerOutcome::partly, AnswerOutcome::satisfactory}) {
    if (to_string(outcome) == text) return outcome;
  }
  r.set_error("outcome", "SATISFACTORY, PARTLY or UNSATISFACTORY is expected here");
  return AnswerOutcome::unsatisfactory;
}

DateTime time_of(json::Reader& r, const std::optional<DateTime>& now) {
  const std::string text = r.required_string("answered_at");
  const auto at = parse_date_time(text);
  // Times are those of Asia/Shanghai; another zone would be read hours wrong.
  const auto zone = text.find_first_of("Z+", 10 < text.size() ? 10 : text.size());
  const bool other_zone = zone != std::string::npos && text.substr(zone) != "+08:00";
  if (!at || !at->has_time() || other_zone) {
    r.set_error("answered_at", "a date and a time of +08:00 are expected here");
    return {};
  }
  if (now && *at > *now) r.set_error("answered_at", "the answer is from the future");
  return *at;
}

Answer answer_in(json::Reader& r, const json::Value& object, const std::optional<DateTime>& now) {
  refuse_unknown(
      r, object,
      {"point", "outcome", "text", "answered_by", "answered_at", "value_fen", "evidence"});
  Answer answer;
  answer.point = r.required_string("point");
  answer.outcome = outcome_of(r);
  answer.text = plain_text(r, "text", r.required_string("text"), kTextMax);
  answer.answered_by = plain_text(r, "answered_by", r.required_string("answered_by"), kNameMax);
  answer.answered_at = time_of(r, now);
  answer.value = r.money_fen("value_fen");
  answer.evidence = r.strings("evidence");
  if (trim(answer.text).empty()) r.set_error("text", "an answer needs words");
  if (trim(answer.answered_by).empty()) r.set_error("answered_by", "an answer needs its author");
  if (answer.evidence.size() > kEvidenceMax)
    r.set_error("evidence", "at most 20 documents may be named");
  for (const std::string& item : answer.evidence) {
    if (trim(item).empty() || code_points(item).size() > kNameMax || !is_plain(item))
      r.set_error("evidence", "the name of a document or material is expected here");
  }
  return answer;
}

// The latest answer to a point counts; phones that were offline send older ones as well.
bool merge(Answers& answers, Answer&& answer) {
  const auto known = std::find_if(answers.list.begin(), answers.list.end(),
                                  [&](const Answer& other) { return other.point == answer.point; });
  if (known == answers.list.end()) {
    answers.list.push_back(std::move(answer));
    return true;
  }
  if (known->answered_at == answer.answered_at) return false;
  if (known->answered_at < answer.answered_at) std::swap(*known, answer);
  answers.older.push_back(std::move(answer));
  return true;
}

}  // namespace

std::string_view to_string(AnswerOutcome outcome) {
  switch (outcome) {
    case AnswerOutcome::unsatisfactory:
      return "UNSATISFACTORY";
    case AnswerOutcome::partly:
      return "PARTLY";
    case AnswerOutcome::satisfactory:
      return "SATISFACTORY";
  }
  return "UNSATISFACTORY";
}

Result<Answers> read_answers(std::string_view bytes, std::string_view source_name,
                             std::optional<DateTime> now, const Limits& limits) {
  const auto document = json::parse(bytes, source_name, limits);
  if (!document) return tl::unexpected(document.error());
  json::Reader r(*document, "", std::string(source_name));
  Answers answers;
  answers.sha256 = sha256_hex(bytes);
  if (r.required_string("schema") != "zhun.answers/1" && !r.error())
    r.set_error("schema", "zhun.answers/1 is expected here");
  refuse_unknown(r, *document, {"schema", "application_no", "input_digest", "answers"});
  answers.application_no = r.required_string("application_no");
  answers.input_digest = r.required_string("input_digest");
  if (!r.error() && !is_digest(answers.input_digest))
    r.set_error("input_digest", "the input_digest of the assessment is expected here");
  const json::Value* list = r.array("answers");
  if (list == nullptr) r.set_error("answers", "the list of answers is required here");
  if (list != nullptr && list->items.size() > kAnswersMax)
    return fail(ErrorCode::limit, Place{std::string(source_name), 0, 0, 0, "/answers"},
                "a file holds at most 1,000 answers");
  if (r.error()) return tl::unexpected(*r.error());
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    json::Reader item(list->items[i], r.path_of("answers", i), std::string(source_name));
    Answer answer = answer_in(item, list->items[i], now);
    if (!item.error() && !merge(answers, std::move(answer)))
      item.set_error("answered_at",
                     "the point is answered twice at the same time; keep one of the answers");
    if (item.error()) return tl::unexpected(*item.error());
  }
  return answers;
}

}  // namespace zhun
