// Exports for statistics: bands, pseudonyms, and no group smaller than k.
#include "zhun/analytics.hpp"

#include <doctest/doctest.h>

#include <map>

#include "dossier/sample_dossier.hpp"

using namespace zhun;

namespace {

const std::string kKey(16, 'k');

Assessment sample_assessment() {
  const auto dossier = read_dossier(test::kSampleDossier, {});
  REQUIRE(dossier);
  const auto policy = default_policy();
  const auto assessment = assess(*dossier, *policy);
  REQUIRE(assessment);
  return *assessment;
}

AnalyticsRecord record(std::string name, std::string age, std::string region) {
  AnalyticsRecord out;
  out.pseudonym = std::move(name);
  out.type = "LEGAL";
  out.age = std::move(age);
  out.region = std::move(region);
  return out;
}

}  // namespace

TEST_CASE("a record holds bands and a pseudonym, and nothing of the customer") {
  const auto made = analytics_record(sample_assessment(), kKey);
  REQUIRE(made);
  CHECK(made->type == "LEGAL");
  CHECK(made->region == "3701");
  CHECK(made->requested == "10-50万");
  CHECK(made->pseudonym.size() == 64);
  const std::string csv = anonymise({*made}, 1).csv;
  for (const char* value : {"样例", "91370102PDY00001XB", "370199198509140012", "1985", "200000"})
    CHECK(csv.find(value) == std::string::npos);
}

TEST_CASE("bands of amounts meet without a gap") {
  const auto band = [](std::int64_t yuan) { return amount_band(Money::from_fen(yuan * 100)); };
  CHECK(band(0) == "0-10万");
  CHECK(band(99'999) == "0-10万");
  CHECK(band(100'000) == "10-50万");
  CHECK(band(500'000) == "50-100万");
  CHECK(band(1'000'000) == "100-300万");
  CHECK(band(50'000'000) == "5000万+");
  CHECK(amount_band(Money::from_fen(-1)) == "<0");
}

TEST_CASE("small groups are told by province, and left out where that is too few as well") {
  std::vector<AnalyticsRecord> records;
  for (int i = 0; i < 3; ++i) records.push_back(record("a" + std::to_string(i), "30-39", "3701"));
  for (int i = 0; i < 2; ++i) records.push_back(record("b" + std::to_string(i), "30-39", "3702"));
  records.push_back(record("c", "30-39", "3706"));
  records.push_back(record("d", "60+", "1101"));
  const AnalyticsTable table = anonymise(records, 3);
  CHECK(table.rows == 6);
  CHECK(table.left_out == 1);
  CHECK(table.generalised == 4);
  CHECK(table.smallest_group == 3);
  CHECK(table.csv.find("\nd,") == std::string::npos);
  CHECK(table.csv.find("3702") == std::string::npos);
  CHECK(table.csv.find("c,LEGAL,30-39,37,") != std::string::npos);
  CHECK(anonymise(records, 8).rows == 0);
}

TEST_CASE("the order of dossiers changes no byte of a table") {
  std::vector<AnalyticsRecord> records = {record("b", "30-39", "3701"),
                                          record("a", "30-39", "3701")};
  const std::string csv = anonymise(records, 2).csv;
  std::swap(records[0], records[1]);
  CHECK(anonymise(records, 2).csv == csv);
}

TEST_CASE("the way back is a line of its own, under the same pseudonym") {
  const Assessment assessment = sample_assessment();
  CHECK(*identity_line(assessment, kKey) ==
        analytics_record(assessment, kKey)->pseudonym + ",91370102PDY00001XB\n");
  CHECK_FALSE(analytics_record(assessment, "short").has_value());
}
