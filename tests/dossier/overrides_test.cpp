// Reviewers' decisions on classes of rows: what dossier.json may say, and what is refused.
#include <doctest/doctest.h>

#include "dossier/sample_dossier.hpp"
#include "zhun/dossier.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

Result<Dossier> with_overrides(const std::string& list) {
  return read_dossier(sample_with("\"dossier\"", "\"overrides\": " + list + ", \"dossier\""), {});
}

std::string decision(const char* row, const char* cls,
                     const char* source = "dossier.json/statement") {
  return std::string("{\"source\": \"") + source + "\", \"row\": " + row + ", \"class\": \"" + cls +
         R"(", "by": "冯样例", "at": "2026-06-28T09:30:00", "why": "已见购销合同"})";
}

std::string refused(const std::string& list) {
  const auto dossier = with_overrides(list);
  return dossier ? "read" : dossier.error().place.field;
}

}  // namespace

TEST_CASE("a reviewer's decision names the row, the class, who, when and why") {
  const auto dossier = with_overrides("[" + decision("1", "RELATED") + "]");
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  REQUIRE(dossier->overrides.size() == 1);
  const ClassOverride& made = dossier->overrides[0];
  CHECK(dossier->sources[made.source].kind == SourceKind::statement);
  CHECK(made.row == 1);
  CHECK(made.cls == TransactionClass::related);
  CHECK(made.by == "冯样例");
  CHECK(made.why == "已见购销合同");
  CHECK(to_string(made.at) == "2026-06-28T09:30:00");
}

TEST_CASE("decisions are part of what the digest seals, whatever their order") {
  const std::string one = decision("1", "RELATED"), two = decision("2", "WAGE");
  const auto forth = with_overrides("[" + one + "," + two + "]");
  const auto back = with_overrides("[" + two + "," + one + "]");
  const auto none = with_overrides("[]");
  REQUIRE(forth.has_value());
  REQUIRE(back.has_value());
  REQUIRE(none.has_value());
  CHECK(forth->digest == back->digest);
  CHECK(forth->digest != none->digest);
  CHECK(back->overrides[0].row == 1);
}

TEST_CASE("a decision about no row, of no class or against the direction is refused") {
  CHECK(refused("[" + decision("3", "RELATED") + "]") == "/overrides/0/row");
  CHECK(refused("[" + decision("0", "RELATED") + "]") == "/overrides/0/row");
  CHECK(refused("[" + decision("1", "SALES") + "]") == "/overrides/0/class");
  CHECK(refused("[" + decision("1", "WAGE") + "]") == "/overrides/0/class");
  CHECK(refused("[" + decision("2", "OPERATING_IN") + "]") == "/overrides/0/class");
  CHECK(refused("[" + decision("1", "NEUTRAL") + "]") == "/overrides/0/class");
  CHECK(refused("[" + decision("1", "RELATED", "other.csv") + "]") == "/overrides/0/row");
  CHECK(refused("[" + decision("1", "RELATED") + "," + decision("1", "OWN") + "]") == "/overrides");
  CHECK(refused(R"([{"source": "dossier.json/statement", "row": 1, "class": "OWN"}])") ==
        "/overrides/0/by");
}

TEST_CASE("every class has a code that is read back") {
  for (int i = 0; i <= static_cast<int>(TransactionClass::neutral); ++i) {
    const auto cls = static_cast<TransactionClass>(i);
    CHECK(parse_transaction_class(to_string(cls)) == cls);
    CHECK_FALSE(class_title(cls).empty());
  }
  CHECK_FALSE(parse_transaction_class("").has_value());
}
