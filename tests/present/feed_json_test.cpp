// The phone's feed: every screen at most 50 KB, every item on exactly one page, masked outward.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/json.hpp"
#include "sample_assessment.hpp"
#include "zhun/feed.hpp"

using namespace zhun;

namespace {

std::map<std::string, json::Value> parsed(const std::vector<FeedScreen>& feed) {
  std::map<std::string, json::Value> screens;
  for (const FeedScreen& screen : feed) {
    CAPTURE(screen.name);
    CHECK(screen.json.size() <= kScreenBytesMax);
    auto document = json::parse(screen.json, screen.name, {});
    REQUIRE(document.has_value());
    CHECK(screens.emplace(screen.name, std::move(*document)).second);
  }
  return screens;
}

std::size_t number(const json::Value& object, std::string_view name) {
  return static_cast<std::size_t>(std::stoul(object.find(name)->text));
}

// Follows the home screen to every page, as a phone does.
std::map<std::string, std::vector<std::string>> ids_of(
    const std::map<std::string, json::Value>& screens) {
  std::map<std::string, std::vector<std::string>> ids;
  std::size_t followed = 1;
  for (const auto& entry : screens.at("home").find("screens")->items) {
    const std::string name = entry.find("name")->text;
    const std::size_t pages = number(entry, "pages");
    for (std::size_t i = 1; i <= pages; ++i, ++followed) {
      const auto& page = screens.at(name + "-" + std::to_string(i));
      CHECK(number(page, "page") == i);
      CHECK(number(page, "pages") == pages);
      for (const auto& item : page.find("items")->items) {
        const json::Value* id = item.find("id");
        ids[name].push_back(id == nullptr ? item.find("month")->text : id->text);
      }
    }
    CHECK(ids[name].size() == number(entry, "items"));
  }
  CHECK(followed == screens.size());
  return ids;
}

}  // namespace

TEST_CASE("a dossier of 50,000 rows with hundreds of long findings comes in pages of 50 KB") {
  test::SampleOptions options;
  options.months = 36;
  options.rows_a_month = 1430;
  options.probes = true;
  Assessment assessment = test::sample_assessment(options);
  const std::size_t rows = assessment.dossier->statements.at(0).rows.size();
  CHECK(rows >= 50'000);
  std::set<std::string> expected;
  const Finding pattern = assessment.findings.front();
  for (int i = 0; i < 400; ++i) {
    Finding finding = pattern;
    finding.id = "Z" + std::to_string(i);
    for (int j = 0; j < 60; ++j) finding.text += "很长的一句说明\"<&";
    finding.materials.assign(90, "M-STMT");
    assessment.findings.push_back(finding);
    InvestigationPoint point;
    point.id = "IP-" + finding.id;
    point.question = point.why = point.how = finding.text;
    assessment.points.push_back(point);
    expected.insert(point.id);
  }
  const auto screens = parsed(render_feed(assessment));
  CHECK(screens.contains("findings-3"));
  auto ids = ids_of(screens);
  const std::set<std::string> points(ids["points"].begin(), ids["points"].end());
  CHECK(points.size() == ids["points"].size());  // none twice
  CHECK(std::includes(points.begin(), points.end(), expected.begin(), expected.end()));
  const json::Value& cut = screens.at("findings-2").find("items")->items.front();
  REQUIRE(cut.find("truncated") != nullptr);
  CHECK(cut.find("text")->text.ends_with("…"));
  CHECK(cut.find("materials")->items.size() < 90);
}

TEST_CASE("a name and an application number of any length leave the screens within their limit") {
  Assessment assessment = test::sample_assessment();
  auto dossier = std::make_shared<Dossier>(*assessment.dossier);
  dossier->application.number = std::string(200'000, '\x01');
  dossier->customer.name = std::string(200'000, 'x') + "有限公司";
  assessment.dossier = dossier;
  const auto screens = parsed(render_feed(assessment));
  ids_of(screens);
}

TEST_CASE("the feed shows no identity and says at which level it is masked") {
  const Assessment assessment = test::sample_assessment();
  for (const FeedScreen& screen : render_feed(assessment)) {
    CAPTURE(screen.name);
    for (const char* secret : {test::kSampleResidentId, test::kSampleMobile, test::kSampleAccount})
      CHECK(screen.json.find(secret) == std::string::npos);
    CHECK(screen.json.find(assessment.dossier->customer.name) == std::string::npos);
    CHECK(screen.json.find("\"masking\":\"outward\"") != std::string::npos);
  }
  CHECK(render_feed(assessment, Masking::none)[0].json.find("\"masking\":\"none\"") !=
        std::string::npos);
}

TEST_CASE("an empty dossier has a home and says what is missing") {
  const auto screens = parsed(render_feed(test::empty_assessment()));
  CHECK(screens.contains("home"));
  ids_of(screens);
}
