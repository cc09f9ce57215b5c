// Answers (答复): what a person found out about investigation points, fed back into an assessment.
//
//   auto answers = zhun::read_answers(bytes, "answers.json", now);
//   auto assessment = zhun::assess(*dossier, *policy, nullptr, &*answers);
//
// The policy's table "answer" says what an answer makes of its finding: lighter, heavier or as it
// was. A knock-out stays one whatever is answered: a person decides on it. Every answer stands with
// its point, its finding and its author in the assessment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"
#include "zhun/money.hpp"

namespace zhun {

// Ordered by weight: the worst of several answers counts.
enum class AnswerOutcome : std::uint8_t { unsatisfactory, partly, satisfactory };
[[nodiscard]] std::string_view to_string(AnswerOutcome outcome);  // "UNSATISFACTORY", ...

struct Answer {
  std::string point;  // IP-S09
  AnswerOutcome outcome = AnswerOutcome::unsatisfactory;
  std::string text;
  std::string answered_by;            // who: a staff number, or a name
  DateTime answered_at;               // Asia/Shanghai
  std::optional<Money> value;         // the figure that the customer states instead
  std::vector<std::string> evidence;  // documents and materials that were seen
};

struct Answers {
  std::string application_no;
  std::string input_digest;   // of the assessment whose points were answered
  std::vector<Answer> list;   // one a point, in the order of the file
  std::vector<Answer> older;  // those that a later answer to the same point replaced
  std::string sha256;         // of the file
};

// Reads and checks answers.json (docs/schemas/answers.schema.json). `now`: the host's clock,
// against which an answer from the future is refused; nullopt leaves that out.
[[nodiscard]] Result<Answers> read_answers(std::string_view bytes, std::string_view source_name,
                                           std::optional<DateTime> now, const Limits& limits = {});

}  // namespace zhun
