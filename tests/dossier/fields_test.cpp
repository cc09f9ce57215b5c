// Minimum use: what is read of dossier.json, of what class and for what; the rest stops at the
// door.
#include <doctest/doctest.h>

#include <algorithm>

#include "dossier/sample_dossier.hpp"
#include "files.hpp"
#include "zhun/dossier.hpp"
#include "zhun/read.hpp"

using namespace zhun;
using test::replaced;
using test::sample_with;

namespace {

Result<Dossier> read(const std::string& json) { return read_dossier(json, {}); }

const FieldUse* use_of(const Dossier& dossier, std::string_view field) {
  const auto found = std::find_if(dossier.fields.begin(), dossier.fields.end(),
                                  [&](const FieldUse& use) { return use.field == field; });
  return found == dossier.fields.end() ? nullptr : &*found;
}

bool drops(const Dossier& dossier, std::string_view path) {
  const auto& all = dossier.dropped_fields;
  return std::find(all.begin(), all.end(), path) != all.end();
}

}  // namespace

TEST_CASE("authentication data in a dossier are refused and named, never told") {
  struct {
    std::string from, to;
    const char* field;
  } const cases[] = {
      {"\"customer\": {", "\"customer\": {\"login_password\": \"hunter2\", ",
       "/customer/login_password"},
      {"\"rows\": [\n   {", "\"rows\": [\n   {\"CVV\": \"hunter2\", ", "/statement/rows/0/CVV"},
      {"\"registry\": {\"name\"", "\"registry\": {\"指纹\": \"hunter2\", \"name\"",
       "/registry/指纹"},
      {"货款", ";6222021234567890=25121011234567", "/statement/rows/0/summary"}};
  for (const auto& c : cases) {
    CAPTURE(c.field);
    const auto dossier = read(sample_with(c.from, c.to));
    REQUIRE_FALSE(dossier.has_value());
    CHECK(dossier.error().place.field == c.field);
    CHECK(to_string(dossier.error()).find("hunter2") == std::string::npos);
    CHECK(to_string(dossier.error()).find("6222") == std::string::npos);
  }
}

TEST_CASE("a code in the text of a row is dropped, and the row says so") {
  const auto dossier = read(sample_with("货款", "货款 密码：a12345"));
  REQUIRE(dossier);
  const Statement& statement = dossier->statements[0];
  CHECK(statement.rows[0].summary == std::string_view("货款 密码：***"));
  CHECK(std::any_of(statement.notes.begin(), statement.notes.end(),
                    [](const ReadNote& note) { return note.code == "authentication_data"; }));
}

TEST_CASE("a column of authentication data is not used, and is named by its place") {
  const std::string table =
      "交易日期,收入,支出,余额,对方户名,查询密码\n2026-03-02,100.00,,100.00,甲有限公司,hunter2\n";
  const auto statements = read_statements(table, {});
  REQUIRE(statements);
  const auto& notes = statements->front().notes;
  const auto note = std::find_if(notes.begin(), notes.end(),
                                 [](const ReadNote& n) { return n.code == "authentication_data"; });
  REQUIRE(note != notes.end());
  CHECK(note->place.column == 6);
  CHECK(note->message.find("hunter2") == std::string::npos);
  CHECK(statements->front().rows.size() == 1);
}

TEST_CASE("each field that is read has a class, a mask and a purpose") {
  const auto dossier = read(std::string(test::kSampleDossier));
  REQUIRE(dossier);
  CHECK(dossier->fields.size() > 40);
  for (const FieldUse& use : dossier->fields) {
    CAPTURE(use.field);
    CHECK(use.cls != DataClass::c3);
    CHECK_FALSE(use.purpose.empty());
    CHECK(use.count > 0);
  }
  const FieldUse* id = use_of(*dossier, "/customer/legal_rep_id");
  REQUIRE(id != nullptr);
  CHECK(to_string(id->cls) == "C2");
  CHECK(id->mask == "RESIDENT_ID");
  const FieldUse* name = use_of(*dossier, "/statement/rows/*/cp_name");
  REQUIRE(name != nullptr);
  CHECK(name->count == 2);
  CHECK(name->mask == "NAME");
  CHECK(use_of(*dossier, "/consents/*/consent_id")->cls == DataClass::c1);
}

TEST_CASE("fields that nothing needs are dropped at the door and change no digest") {
  const auto plain = read(std::string(test::kSampleDossier));
  const auto more = read(replaced(
      sample_with("\"customer\": {", "\"customer\": {\"blood_type\": \"O\", \"religion\": \"x\", "),
      "\"dir\": \"C\"", "\"dir\": \"C\", \"location\": \"36.6,117.0\""));
  REQUIRE(plain);
  REQUIRE(more);
  CHECK(plain->dropped_fields.empty());
  for (const char* path :
       {"/customer/blood_type", "/customer/religion", "/statement/rows/*/location"}) {
    CHECK(drops(*more, path));
    CHECK(use_of(*more, path) == nullptr);
  }
  CHECK(more->digest == plain->digest);
}

TEST_CASE("a minimised dossier has no field that is not read, and reads the same") {
  const std::string json =
      replaced(sample_with("\"customer\": {", "\"customer\": {\"religion\": \"secret-1\", "),
               "\"STATEMENT\", ", "");  // the statement has no consent now
  const auto minimised = minimise_dossier(json, {}, {});
  REQUIRE(minimised);
  CHECK(minimised->find("secret-1") == std::string::npos);
  CHECK(minimised->find("青岛样例钢材有限公司") == std::string::npos);  // a row of the statement
  const auto before = read(json), after = read(*minimised);
  REQUIRE(after);
  CHECK(after->digest == before->digest);
  CHECK(after->dropped_fields.empty());
  CHECK(*minimise_dossier(*minimised, {}, {}) == *minimised);
}
