// Identifiers of documents: which check they have to pass, and how a failure is told.
#include <doctest/doctest.h>

#include "read/identifier_check.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;
using read::check_identifier;
using read::check_tax_number;
using read::IdentifierState;

TEST_CASE("tax numbers: of enterprises, of persons, old ones, masked ones, wrong ones") {
  CHECK(check_tax_number("91370100732620512E") == IdentifierState::holds);
  CHECK(check_tax_number(" 91370102pdy00001xb ") == IdentifierState::holds);
  CHECK(check_tax_number("370199199003072854") == IdentifierState::holds);
  CHECK(check_tax_number("370102732620512") == IdentifierState::old);
  CHECK(check_tax_number("37019919900307285401") == IdentifierState::old);
  CHECK(check_tax_number("") == IdentifierState::unchecked);
  CHECK(check_tax_number("913701**********2E") == IdentifierState::unchecked);
  CHECK(check_tax_number("91370100732620512F") == IdentifierState::wrong);
  CHECK(check_tax_number("9137010073262051") == IdentifierState::wrong);
  CHECK(check_tax_number("91370100-32620512E") == IdentifierState::wrong);
}

TEST_CASE("a stated kind decides the check") {
  CHECK(check_identifier("USCC", "370199199003072854") == IdentifierState::wrong);
  CHECK(check_identifier("ID", "370199199003072854") == IdentifierState::holds);
  CHECK(check_identifier("ID", "370199900307285") == IdentifierState::holds);
  CHECK(check_identifier("ID", "11010519491231002x") == IdentifierState::holds);
  CHECK(check_identifier("ORG", "73262051-2") == IdentifierState::holds);
  CHECK(check_identifier("ORG", "73262051-3") == IdentifierState::wrong);
  CHECK(check_identifier("REG", "370102000000014") == IdentifierState::holds);
  CHECK(check_identifier("REG", "370102000000015") == IdentifierState::wrong);
  CHECK(check_identifier("", "91370102PDY00001XB") == IdentifierState::holds);
}

namespace {

const ReadNote* note_of(const std::vector<ReadNote>& notes, std::string_view code) {
  for (const ReadNote& note : notes) {
    if (note.code == code) return &note;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a wrong check digit in a pull is a note with its path and without the number") {
  const auto record = read_government(
      R"({"schema":"gov-pull/1","subject":{"id_type":"ID","id":"370199199003072853"},
          "data":{"registry":{"uscc":"91370102PDY00001XB"}}})",
      options_for("pull"));
  REQUIRE(record.has_value());
  const ReadNote* note = note_of(record->notes, "identifier_invalid");
  REQUIRE(note != nullptr);
  CHECK(note->place.field == "/subject/id");
  CHECK(note->message.find("370199") == std::string::npos);
  const auto other = read_government(
      R"({"schema":"gov-pull/1","data":{"registry":{"uscc":"91370102PDY00001XC"}}})",
      options_for("pull"));
  REQUIRE(other.has_value());
  REQUIRE(note_of(other->notes, "identifier_invalid") != nullptr);
  CHECK(note_of(other->notes, "identifier_invalid")->place.field == "/data/registry/uscc");
}

TEST_CASE("tax numbers of invoices are checked and told once") {
  const auto list = read_invoices(
      R"([{"no":"1","date":"2026-01-05","amount_fen":1,"seller_tax_no":"91370102PDY00001XC"},
          {"no":"2","date":"2026-01-05","amount_fen":1,"seller_tax_no":"91370102PDY00001XC",
           "buyer_tax_no":"370102732620512"},
          {"no":"3","date":"2026-01-05","amount_fen":1,"seller_tax_no":"91370102PDY00001XB"}])",
      options_for("list"));
  REQUIRE(list.has_value());
  const ReadNote* wrong = note_of(list->notes, "identifier_invalid");
  REQUIRE(wrong != nullptr);
  CHECK(wrong->message.find("2 in all") != std::string::npos);
  CHECK(note_of(list->notes, "identifier_old") != nullptr);
}
