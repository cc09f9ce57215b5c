#include <doctest/doctest.h>

#include <memory>

#include "zhun/present.hpp"

using namespace zhun;

namespace {

Assessment with_finding(std::string text) {
  auto dossier = std::make_shared<Dossier>();
  dossier->customer.name = "青岛样例五金有限公司";
  dossier->customer.legal_representative = "李样例";
  Assessment assessment;
  assessment.dossier = dossier;
  Finding finding;
  finding.text = std::move(text);
  assessment.findings = {finding};
  return assessment;
}

std::string shown(const Assessment& assessment, Masking masking) {
  return render_finding_texts(assessment, {&assessment.findings[0]}, masking).at(0);
}

}  // namespace

TEST_CASE("a person is masked in a sentence, an enterprise only outward") {
  const Assessment assessment = with_finding("李样例与青岛样例五金有限公司往返2次");
  CHECK(shown(assessment, Masking::none) == "李样例与青岛样例五金有限公司往返2次");
  const std::string inside = shown(assessment, Masking::inside_bank);
  CHECK(inside.find("李样例") == std::string::npos);
  CHECK(inside.find("青岛样例五金有限公司") != std::string::npos);
  const std::string outward = shown(assessment, Masking::outward);
  CHECK(outward.find("李样例") == std::string::npos);
  CHECK(outward.find("青岛样例五金有限公司") == std::string::npos);
  CHECK(outward.find("往返2次") != std::string::npos);
}

TEST_CASE("an identity number in a sentence is masked") {
  const Assessment assessment = with_finding("证件号370202198204170035不一致");
  CHECK(shown(assessment, Masking::inside_bank).find("370202198204170035") == std::string::npos);
}
