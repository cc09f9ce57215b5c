// Reading answers: what is refused, with its place, and which of several answers counts.
#include <doctest/doctest.h>

#include "zhun/answers.hpp"

using namespace zhun;

namespace {

const std::string kDigest(64, '0');

std::string file(const std::string& items) {
  return R"({"schema":"zhun.answers/1","application_no":"SQ-1","input_digest":")" + kDigest +
         R"(","answers":[)" + items + "]}";
}

std::string item(const std::string& at, const std::string& more = "") {
  return R"({"point":"IP-S09","outcome":"PARTLY","text":"x","answered_by":"1001","answered_at":")" +
         at + "\"" + more + "}";
}

Error error_of(const std::string& text) {
  const auto answers = read_answers(text, "answers.json", parse_date_time("2026-04-01T12:00:00"));
  REQUIRE_FALSE(answers.has_value());
  return answers.error();
}

}  // namespace

TEST_CASE("the latest of several answers to a point counts, and the others are kept apart") {
  const auto answers =
      read_answers(file(item("2026-03-26T10:00:00") + "," + item("2026-03-28T10:00:00") + "," +
                        item("2026-03-27T10:00:00+08:00")),
                   "answers.json", std::nullopt);
  REQUIRE(answers.has_value());
  REQUIRE(answers->list.size() == 1);
  CHECK(to_string(answers->list[0].answered_at) == "2026-03-28T10:00:00");
  CHECK(answers->older.size() == 2);
  CHECK(answers->sha256.size() == 64);
}

TEST_CASE("two answers to a point at the same time are refused") {
  const Error error =
      error_of(file(item("2026-03-26T10:00:00") + "," + item("2026-03-26T10:00:00")));
  CHECK(error.place.field == "/answers/1/answered_at");
}

TEST_CASE("an answer from the future, in another zone or without a time is refused") {
  for (const char* at :
       {"2026-04-01T12:00:01", "2026-03-26", "2026-03-26T10:00:00Z", "2026-03-26T10:00:00+01:00"})
    CHECK(error_of(file(item(at))).place.field == "/answers/0/answered_at");
  CHECK(read_answers(file(item("2026-04-01T12:00:00")), "a", parse_date_time("2026-04-01T12:00:00"))
            .has_value());
}

TEST_CASE("misspelt members, control characters and long texts are refused") {
  CHECK(error_of(file(item("2026-03-26T10:00:00", R"(,"evidance":[])"))).place.field ==
        "/answers/0/");
  const std::string control = R"({"point":"IP-S09","outcome":"PARTLY","text":"a\u0002b",)"
                              R"("answered_by":"1001","answered_at":"2026-03-26T10:00:00"})";
  CHECK(error_of(file(control)).place.field == "/answers/0/text");
  CHECK(error_of(
            file(item("2026-03-26T10:00:00", ",\"evidence\":[\"" + std::string(101, 'x') + "\"]")))
            .place.field == "/answers/0/evidence");
  CHECK(error_of("{}").code == ErrorCode::format);
  CHECK(error_of("[").code == ErrorCode::format);
}
