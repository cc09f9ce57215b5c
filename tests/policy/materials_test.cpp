// Materials and investigation points: what is asked for, what data replace, what findings demand.
#include "policy/dossiers.hpp"
#include "score/policy_pack.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::size_t open_materials(const Assessment& a) {
  return static_cast<std::size_t>(
      std::count_if(a.materials.begin(), a.materials.end(), [](const MaterialItem& item) {
        return item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
      }));
}

}  // namespace

TEST_CASE("a correct material never lengthens the list of what is missing") {
  Case c;
  fill_company(c);
  c.dossier.statements[0].rows[3].balance = fen(1);  // some failing checks, too
  const std::size_t before = open_materials(assessed(c.dossier));
  for (const auto& entry : the_policy()->materials) {
    CAPTURE(entry.id);
    c.dossier.materials = {{entry.id, c.dossier.as_of, std::nullopt}};
    CHECK(open_materials(assessed(c.dossier)) <= before);
  }
}

TEST_CASE("a material that expired is not a material received") {
  Case c;
  fill_company(c);
  const auto status = [&](std::string_view expires) {
    c.dossier.materials = {{"M-LEASE", day("2026-01-01"), day(expires)}};
    return material(assessed(c.dossier), "M-LEASE")->status;
  };
  CHECK(status("2026-06-30") == MaterialStatus::received);
  CHECK(status("2026-06-29") == MaterialStatus::expired);
}

TEST_CASE("a failed check asks again for a material on file") {
  Case c;
  fill_company(c);
  c.dossier.materials = {{"M-STMT", c.dossier.as_of, std::nullopt}};
  CHECK(material(assessed(c.dossier), "M-STMT")->status == MaterialStatus::received);
  *c.dossier.statements[0].rows[3].balance += fen(1);
  const Assessment a = assessed(c.dossier);
  const MaterialItem* item = material(a, "M-STMT");
  REQUIRE(item != nullptr);
  CHECK(item->status == MaterialStatus::missing);
  CHECK(item->priority == Severity::ko);
  CHECK(std::find(item->reasons.begin(), item->reasons.end(), "S01") != item->reasons.end());
}

TEST_CASE("data replace materials, and name the source that does") {
  Case c;
  fill_company(c);
  const Assessment a = assessed(c.dossier);
  for (const auto id : {"M-BL", "M-VAT"}) {
    CAPTURE(id);
    REQUIRE(material(a, id) != nullptr);
    CHECK(material(a, id)->status == MaterialStatus::replaced_by_data);
    CHECK_FALSE(material(a, id)->replaced_by.empty());
  }
  CHECK(material(a, "M-AUTH")->status == MaterialStatus::received);
  CHECK(material(a, "M-STMT")->status == MaterialStatus::received);
  CHECK(material(a, "M-LEASE")->status == MaterialStatus::missing);
  c.dossier.customer.uscc = "91370102PDY00001XC";  // the registry no longer agrees
  CHECK(material(assessed(c.dossier), "M-BL")->status == MaterialStatus::missing);
}

TEST_CASE("what is required differs for companies, individuals and secured loans") {
  Case company, person(CustomerType::personal);
  const auto required = [](const Dossier& dossier, std::string_view id) {
    const Assessment a = assessed(dossier);
    const MaterialItem* item = material(a, id);
    return item != nullptr && item->required;
  };
  CHECK(required(company.dossier, "M-ART"));
  CHECK_FALSE(required(company.dossier, "M-MAR"));
  CHECK_FALSE(required(person.dossier, "M-ART"));
  CHECK(required(person.dossier, "M-MAR"));
  CHECK_FALSE(required(company.dossier, "M-PROP"));
  company.dossier.application.secured = true;
  CHECK(required(company.dossier, "M-PROP"));
}

TEST_CASE("open materials come first, the heaviest finding leading") {
  Case c;
  fill_company(c);
  *c.dossier.statements[0].rows[3].balance += fen(1);
  const Assessment a = assessed(c.dossier);
  REQUIRE_FALSE(a.materials.empty());
  CHECK(a.materials[0].priority == Severity::ko);
  bool open = true;
  for (const MaterialItem& item : a.materials) {
    const bool now =
        item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
    CHECK((open || !now));
    open = now;
  }
}

TEST_CASE("data that no consent covers are asked for on paper again") {
  Case c;
  fill_company(c);
  c.dossier.consents.clear();
  const Assessment a = assessed(c.dossier);
  for (const auto id : {"M-STMT", "M-INV", "M-VAT", "M-AUTH"}) {
    CAPTURE(id);
    const MaterialItem* item = material(a, id);
    REQUIRE(item != nullptr);
    CHECK(item->status == MaterialStatus::missing);
    CHECK(std::find(item->reasons.begin(), item->reasons.end(), "X41") != item->reasons.end());
  }
}

TEST_CASE("what could not be checked is asked for, not accused") {
  Case c;
  fill_company(c);
  c.dossier.government.clear();
  const Assessment a = assessed(c.dossier);
  REQUIRE(finding(a, "G01").status == FindingStatus::not_evaluated);
  const auto point = std::find_if(a.points.begin(), a.points.end(),
                                  [](const auto& p) { return p.id == "IP-G01"; });
  REQUIRE(point != a.points.end());
  CHECK(point->question == "登记状态：数据不足，未能核验，请补充资料或当面核实");
  for (const auto& p : a.points) CHECK(p.question.find("—") == std::string::npos);
}
