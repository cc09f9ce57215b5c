// The consent gate, rule by rule (DOMAIN 9.3): what no consent covers is taken out.
#include <doctest/doctest.h>

#include "dossier/sample_dossier.hpp"
#include "zhun/dossier.hpp"

using namespace zhun;
using test::replaced;
using test::sample_with;

namespace {

Dossier gated(const std::string& json) {
  auto dossier = read_dossier(json, {});
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  return apply_consents(std::move(*dossier));
}

const Source& source_of(const Dossier& dossier, SourceKind kind) {
  for (const Source& source : dossier.sources) {
    if (source.kind == kind) return source;
  }
  FAIL("no source of the kind");
  return dossier.sources.front();
}

bool uses_statement(const std::string& json) {
  const Dossier dossier = gated(json);
  const Source& source = source_of(dossier, SourceKind::statement);
  CHECK(source.authorised == !dossier.statements.empty());
  CHECK(source.refusal.empty() == source.authorised);
  CHECK(source.consent_id.empty() == !source.authorised);
  return source.authorised;
}

// A QCL consent that is the only one with the scopes.
std::string only_qcl(std::string_view scopes) {
  return replaced(
      replaced(sample_with("\"STATEMENT\", \"INVOICE\", \"TAX\"", "\"CREDIT_REPORT\""),
               "\"SOCIAL\", \"UTILITY\"", scopes),
      "{\"name\": \"济南样例轴承有限公司\", \"uscc\": \"91370102PDY00001XB\", \"status\"",
      "{\"insured_headcount\": 5, \"name\": \"济南样例轴承有限公司\", \"uscc\": "
      "\"91370102PDY00001XB\", \"status\"");
}

}  // namespace

TEST_CASE("a consent that covers scope, subject, purpose and time lets a source through") {
  const Dossier dossier = gated(std::string(test::kSampleDossier));
  CHECK(dossier.statements.size() == 1);
  CHECK(dossier.invoice_lists.size() == 1);
  CHECK(dossier.tax_returns.size() == 1);
  CHECK(source_of(dossier, SourceKind::statement).consent_id == "C-EN");
}

TEST_CASE("R1, R4, R5: scope, subject and purpose") {
  struct {
    const char *from, *to;
    bool used;
  } const cases[] = {
      {"\"STATEMENT\", ", "", false},
      {"\"id\": \"91370102PDY00001XB\"", "\"id\": \"92370102PDY0000288\"", false},
      {"\"id\": \"91370102PDY00001XB\"", "\"id\": \"\"", true},  // then the name decides
      {"{\"name\": \"济南样例轴承有限公司\", \"id\": \"91370102PDY00001XB\"}",
       "{\"name\": \"济南样例齿轮有限公司\"}", false},
      {"{\"name\": \"济南样例轴承有限公司\", \"id\": \"91370102PDY00001XB\"}", "{}", false},
      {"\"PRE_LOAN\"", "\"MARKETING\"", false},
      {"[\"PRE_LOAN\"]", "[]", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.from);
    CAPTURE(c.to);
    CHECK(uses_statement(sample_with(c.from, c.to)) == c.used);
  }
}

TEST_CASE("R2, R3, R6: the time of retrieval") {
  const std::string signed_at = "\"signed_at\": \"2026-06-20T10:00:00\"";
  const std::string valid_to = "\"valid_to\": \"2026-12-31\"";
  struct {
    std::string from, to;
    bool used;
  } const cases[] = {
      {signed_at, "\"signed_at\": \"2026-06-25T09:00:00\"", true},   // at the very moment
      {signed_at, "\"signed_at\": \"2026-06-25T09:00:01\"", false},  // a second too early
      {signed_at, "\"signed_at\": \"2026-06-26\"", false},
      {signed_at, "\"signed_at\": \"2026-06-25\"", true},  // the day, no time known
      {valid_to, "\"valid_to\": \"2026-06-26\"", true},
      {valid_to, "\"valid_to\": \"2026-06-25\"", false},  // [signed_at, valid_to)
      {", " + valid_to, "", false},                       // R6: silence refuses
      {valid_to, valid_to + ", \"valid_from\": \"2026-06-26\"", false},
      {valid_to, valid_to + ", \"revoked_at\": \"2026-06-25T08:59:59\"", false},
      {valid_to, valid_to + ", \"revoked_at\": \"2026-06-25T09:00:00\"", false},
      {valid_to, valid_to + ", \"revoked_at\": \"2026-06-25\"", false},
      {valid_to, valid_to + ", \"revoked_at\": \"2026-06-25T09:00:01\"", true},
      {"\"statement\": {\"retrieved_at\": \"2026-06-25T09:00:00\", ", "\"statement\": {", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.from);
    CAPTURE(c.to);
    CHECK(uses_statement(sample_with(c.from, c.to)) == c.used);
  }
}

TEST_CASE("a retrieval on the day of revocation without its time is refused") {
  const std::string day_only =
      replaced(sample_with("\"valid_to\": \"2026-12-31\"",
                           "\"valid_to\": \"2026-12-31\", \"revoked_at\": \"2026-06-25T08:00:00\""),
               "\"statement\": {\"retrieved_at\": \"2026-06-25T09:00:00\"",
               "\"statement\": {\"retrieved_at\": \"2026-06-25\"");
  CHECK_FALSE(uses_statement(day_only));
}

TEST_CASE("consent revoked between two pulls keeps the first and refuses the second") {
  const std::string json =
      replaced(sample_with("\"valid_to\": \"2026-12-31\"",
                           "\"valid_to\": \"2026-12-31\", \"revoked_at\": \"2026-06-25T09:30:00\""),
               "\"tax\": {\"retrieved_at\": \"2026-06-25T09:00:00\"",
               "\"tax\": {\"retrieved_at\": \"2026-06-25T10:00:00\"");
  const Dossier dossier = gated(json);
  CHECK(source_of(dossier, SourceKind::statement).authorised);
  CHECK_FALSE(source_of(dossier, SourceKind::tax).authorised);
  CHECK(dossier.tax_returns.empty());
}

TEST_CASE("QCL covers government, tax and invoice data and never statements") {
  const std::string all = "\"STATEMENT\", \"INVOICE\", \"TAX\", \"SOCIAL\"";
  const Dossier dossier = gated(only_qcl(all));
  CHECK_FALSE(source_of(dossier, SourceKind::statement).authorised);
  for (const auto kind : {SourceKind::invoices, SourceKind::tax, SourceKind::government}) {
    CHECK(source_of(dossier, kind).authorised);
  }
  CHECK(dossier.statements.empty());
}

TEST_CASE("social security needs a consent, the registry and judicial lists do not") {
  CHECK_FALSE(source_of(gated(only_qcl("\"TAX\"")), SourceKind::government).authorised);
  const Dossier none = gated(sample_with("\"consents\": [", "\"consents\": [], \"unused\": ["));
  CHECK(source_of(none, SourceKind::government).authorised);
  CHECK(none.government.size() == 1);
  CHECK(none.statements.empty());
  CHECK(none.invoice_lists.empty());
  CHECK(none.tax_returns.empty());
}

TEST_CASE("data of a third person need that person's consent") {
  auto dossier = read_dossier(test::kSampleDossier, {});
  REQUIRE(dossier.has_value());
  for (Source& source : dossier->sources) {
    if (source.kind != SourceKind::statement) continue;
    source.subject_name = "郑样例";
    source.subject_id = "370199199003072854";
  }
  Consent own = dossier->consents[0];
  own.id = "C-PI";
  own.document = ConsentDocument::personal;
  own.subject_name = "郑样例";
  own.subject_id = "370199199003072854";
  CHECK(apply_consents(*dossier).statements.empty());
  dossier->consents.push_back(own);
  const Dossier gate = apply_consents(*dossier);
  REQUIRE(gate.statements.size() == 1);
  CHECK(source_of(gate, SourceKind::statement).consent_id == "C-PI");
}

TEST_CASE("a credit report needs a consent of its own, which that for government data is not") {
  Dossier dossier;
  dossier.customer.name = "甲";
  Source source;
  source.kind = SourceKind::government;
  source.retrieved_at = DateTime{*Date::from_ymd(2026, 6, 25), -1};
  dossier.sources.push_back(source);
  GovernmentRecord record;
  record.credit_report.emplace();
  dossier.government.push_back(record);
  Consent consent;
  consent.subject_name = "甲";
  consent.purposes = {"PRE_LOAN"};
  consent.scopes = {"CREDIT_REPORT"};
  consent.signed_at = DateTime{*Date::from_ymd(2026, 6, 20), -1};
  consent.valid_to = Date::from_ymd(2026, 12, 31);
  dossier.consents.push_back(consent);
  CHECK(apply_consents(dossier).government.size() == 1);
  dossier.consents[0].document = ConsentDocument::qcl;
  CHECK(apply_consents(dossier).government.empty());
  dossier.consents[0] = consent;
  dossier.consents[0].scopes = {"TAX"};
  CHECK(apply_consents(dossier).government.empty());
}

TEST_CASE("a source without consent is never opened, whatever is in it") {
  const std::string json =
      replaced(sample_with("\"STATEMENT\", ", ""), "\"statement\": {\"holder\"",
               "\"sources\": [{\"file\": \"a.csv\", \"kind\": \"STATEMENT\", \"retrieved_at\": "
               "\"2026-06-25T09:00:00\"}], \"unused\": {\"holder\"");
  const SourceFile broken[] = {{"a.csv", "PK\x03\x04 neither a table nor an archive"}};
  const auto dossier = read_dossier(json, broken);
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  const Source& source = source_of(*dossier, SourceKind::statement);
  CHECK_FALSE(source.authorised);
  CHECK(source.rows == 0);
  CHECK(source.sha256.size() == 64);  // says which file it was
  // With the consent the same bytes are opened, and refused.
  CHECK_FALSE(read_dossier(replaced(json, "\"scopes\": [", "\"scopes\": [\"STATEMENT\", "), broken)
                  .has_value());
}

TEST_CASE("a refusal says which form is to be signed") {
  const Dossier enterprise = gated(sample_with("\"STATEMENT\", ", ""));
  CHECK(source_of(enterprise, SourceKind::statement).refusal.find("《企业信息查询、使用授权书》") !=
        std::string::npos);
  const Dossier social = gated(only_qcl("\"TAX\""));
  CHECK(source_of(social, SourceKind::government).refusal.find("泉城链") != std::string::npos);
  const std::string personal =
      replaced(sample_with("\"STATEMENT\", ", ""), "\"statement\": {\"holder\"",
               "\"sources\": [{\"file\": \"a.csv\", \"kind\": \"STATEMENT\", \"retrieved_at\": "
               "\"2026-06-25\", \"subject_id\": \"370199199003072854\"}], \"unused\": {\"holder\"");
  const SourceFile file[] = {{"a.csv", "x"}};
  const auto person = read_dossier(personal, file);
  REQUIRE(person);
  CHECK(source_of(*person, SourceKind::statement).refusal.find("《个人信息查询、使用授权书》") !=
        std::string::npos);
}

TEST_CASE("a refused separate consent refuses a person's statement, silence does not") {
  auto dossier = read_dossier(test::kSampleDossier, {});
  REQUIRE(dossier.has_value());
  dossier->consents[0].document = ConsentDocument::personal;
  CHECK(apply_consents(*dossier).statements.size() == 1);
  dossier->consents[0].sensitive = true;
  CHECK(apply_consents(*dossier).statements.size() == 1);
  dossier->consents[0].sensitive = false;
  CHECK(apply_consents(*dossier).statements.empty());
}

TEST_CASE("a decision on a row of a source without consent is passed over") {
  const std::string json =
      replaced(sample_with("\"STATEMENT\", ", ""), "\"materials\"",
               "\"overrides\": [{\"source\": \"dossier.json/statement\", \"row\": 1, \"class\": "
               "\"OPERATING_IN\", \"by\": \"1001\", \"why\": \"x\", \"at\": \"2026-06-26\"}], "
               "\"materials\"");
  const auto dossier = read_dossier(json, {});
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  CHECK(dossier->overrides.empty());
}
