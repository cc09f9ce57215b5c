// checklist.json: stable ids, open materials apart from those at hand, enterprise names masked.
#include <doctest/doctest.h>

#include <set>

#include "base/json.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;

namespace {

constexpr const char* kDossier = R"({"dossier":"x","as_of":"2026-03-25",
  "application":{"number":"SQ-1","requested_fen":10000000,"term_months":12},
  "customer":{"type":"LEGAL","name":"济南样张商贸有限公司","uscc":"91370102PDY00001XB",
              "legal_rep":"样小张","legal_rep_id":"370199198509140012"},
  "materials":[{"id":"M-ART","received_on":"2026-03-01"},
               {"id":"M-RES","received_on":"2026-03-01","expires_on":"2026-03-20"}]})";

json::Value checklist() {
  const auto dossier = read_dossier(kDossier, {});
  REQUIRE(dossier.has_value());
  const auto assessment = assess(*dossier, default_policy().value());
  REQUIRE(assessment.has_value());
  return json::parse(render_checklist_json(*assessment), "x", {}).value();
}

std::set<std::string> ids(const json::Value& list) {
  std::set<std::string> found;
  for (const auto& item : list.items) found.insert(item.find("id")->text);
  return found;
}

}  // namespace

TEST_CASE("what is missing or expired is open, what came in is at hand") {
  const json::Value list = checklist();
  const auto open = ids(*list.find("missing_materials"));
  const auto at_hand = ids(*list.find("materials_at_hand"));
  CHECK(open.contains("M-STMT"));
  CHECK(open.contains("M-RES"));  // expired
  CHECK(at_hand.contains("M-ART"));
  for (const auto& id : open) CHECK_FALSE(at_hand.contains(id));
}

TEST_CASE("points carry ids that do not repeat, in the order of their priority") {
  const json::Value list = checklist();
  const auto& points = list.find("investigation_points")->items;
  CHECK(ids(*list.find("investigation_points")).size() == points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    CHECK(points[i].find("priority")->text == std::to_string(i + 1));
    CHECK(points[i].find("answer")->is_null());
  }
  CHECK(ids(*list.find("investigation_points")).contains("IP-PURPOSE"));
}

TEST_CASE("the header shows no whole name and no approval") {
  const json::Value list = checklist();
  const json::Value* header = list.find("header");
  CHECK(header->find("name_masked")->text == "济南****有限公司");
  CHECK(header->find("decision")->text == "REFER");
}
