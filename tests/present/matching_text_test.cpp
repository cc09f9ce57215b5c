// Links and names as CSV and JSON.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/json.hpp"
#include "zhun/present.hpp"

using namespace zhun;

namespace {

const std::vector<PayableInvoice> kInvoices = {{"=I1", "", "甲", Money::from_fen(12345), Date()}};
const std::vector<Payment> kPayments = {{"F\"1", "甲", "", Money::from_fen(12345), Date()},
                                        {"F2", "乙", "", Money::from_fen(1), Date()}};

Matching sample() {
  Matching matching;
  SettlementLink link;
  link.amount = Money::from_fen(12345);
  link.probability = 0.98765;
  link.interchangeable = true;
  link.why = "one payment, to the cent";
  matching.links.push_back(link);
  matching.alternatives = {{0, 1, 0.25}};
  matching.unresolved_payments = {1};
  matching.complete = false;
  return matching;
}

}  // namespace

TEST_CASE("a link is a row; an id cannot become a formula, and quotes stay one cell") {
  CHECK(render_matching_csv(sample(), kInvoices, kPayments) ==
        "invoice,flow,amount_fen,kind,probability,ambiguous,interchangeable,why\r\n"
        "'=I1,\"F\"\"1\",12345,single,0.988,false,true,\"one payment, to the cent\"\r\n");
}

TEST_CASE("JSON says what else is likely, what is unresolved and whether a limit was met") {
  const auto value = json::parse(render_matching_json(sample(), kInvoices, kPayments), "", {});
  REQUIRE(value);
  const json::Value& link = value->find("links")->items.at(0);
  CHECK(link.find("invoice")->text == "=I1");
  CHECK(link.find("probability")->text == "0.988");
  CHECK(link.find("interchangeable")->boolean);
  const json::Value& other = value->find("alternatives")->items.at(0);
  CHECK(other.find("flow")->text == "F2");
  CHECK(other.find("invoice")->text == "=I1");
  CHECK(other.find("probability")->text == "0.250");
  CHECK(value->find("unresolved_flows")->items.at(0).text == "F2");
  CHECK_FALSE(value->find("complete")->boolean);
}

TEST_CASE("a name that resembles nothing has no match") {
  const std::vector<NamedRecord> known = {{"7", "甲公司"}}, damaged = {{"a", "甲公"}, {"b", "丙"}};
  const std::vector<ResolvedName> resolved = {{0U, 0.9876, "end cut off"}, {}};
  CHECK(render_names_csv(resolved, known, damaged) ==
        "id,name,match_id,match_name,score,why\r\na,甲公,7,甲公司,0.988,end cut "
        "off\r\nb,丙,,,0.000,\r\n");
  const auto value = json::parse(render_names_json(resolved, known, damaged), "", {});
  REQUIRE(value);
  CHECK(value->items.at(0).find("match_id")->text == "7");
  CHECK(value->items.at(1).find("match_name")->is_null());
}
