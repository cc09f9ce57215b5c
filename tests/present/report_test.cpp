// The investigation report: self-contained, inert on hostile input, masked, deterministic,
// complete.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <regex>
#include <string>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "present/sample_assessment.hpp"
#include "zhun/present.hpp"

using namespace zhun;

namespace {

std::string between(const std::string& text, const std::string& from, const std::string& to,
                    std::size_t start = 0) {
  const std::size_t begin = text.find(from, start);
  if (begin == std::string::npos) return {};
  const std::size_t end = text.find(to, begin + from.size());
  return text.substr(begin + from.size(), end - begin - from.size());
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size()))
    ++count;
  return count;
}

// What a reader sees, without style sheet and script.
std::string without_code(std::string html) {
  for (const auto& [open, close] :
       {std::pair<std::string, std::string>{"<style>", "</style>"}, {"<script>", "</script>"}}) {
    const std::size_t begin = html.find(open);
    const std::size_t end = html.find(close, begin);
    html.erase(begin, end - begin);
  }
  return html;
}

std::string json_block(const std::string& html, const std::string& id) {
  return between(html, "<script type=\"application/json\" id=\"" + id + "\">", "</script>");
}

}  // namespace

// For tests/browser.
TEST_CASE("the report is written to ZHUN_REPORT_OUT when it is set") {
  const char* path = std::getenv("ZHUN_REPORT_OUT");
  if (path == nullptr) return;
  test::SampleOptions options;
  if (const char* rows = std::getenv("ZHUN_REPORT_ROWS")) options.rows_a_month = std::atoi(rows);
  options.probes = std::getenv("ZHUN_REPORT_PROBES") != nullptr;
  const char* level = std::getenv("ZHUN_REPORT_MASKING");
  const Masking masking =
      level != nullptr && std::string(level) == "none" ? Masking::none : Masking::inside_bank;
  std::ofstream file(path, std::ios::binary);
  file << render_report_html(test::sample_assessment(options), masking);
  CHECK(file.good());
}

TEST_CASE("the report requests nothing and allows only its own style sheet and script") {
  const std::string html = render_report_html(test::sample_assessment());
  const std::string css = between(html, "<style>", "</style>");
  const std::string js = between(html, "<script>", "</script>");
  REQUIRE(css.size() > 1000);
  REQUIRE(js.size() > 1000);
  CHECK(html.find("script-src 'sha256-" + sha256_base64(js) + "'") != std::string::npos);
  CHECK(html.find("style-src 'sha256-" + sha256_base64(css) + "'") != std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
  CHECK(count_of(html, "<script>") == 1);
  CHECK(count_of(html, "<style>") == 1);
  CHECK(html.find("<link") == std::string::npos);
  CHECK(html.find(" src=") == std::string::npos);
  CHECK(count_of(html, "http://") == count_of(html, "http://www.w3.org/2000/svg"));
  CHECK(html.find("https://") == std::string::npos);
}

TEST_CASE("no element has a style or an event attribute") {
  const std::string html =
      without_code(render_report_html(test::sample_assessment({14, 43, true})));
  static const std::regex forbidden("<[a-zA-Z][^<>]*\\s(style|on[a-z]+)\\s*=");
  CHECK_FALSE(std::regex_search(html, forbidden));
}

TEST_CASE("hostile text in names, summaries and file names stays text") {
  const std::string html =
      render_report_html(test::sample_assessment({14, 43, true}), Masking::none);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(count_of(html, "<script") == 3);  // two data blocks and the script
  CHECK(count_of(html, "</script>") == 3);
  CHECK(html.find("&lt;img src=x onerror=alert(1)&gt;") != std::string::npos);
  CHECK(html.find("\\u003cimg src=x") != std::string::npos);
}

TEST_CASE(
    "identity, account and phone numbers and names of persons do not leave the bank's report") {
  const std::string html = render_report_html(test::sample_assessment());
  CHECK(html.find(test::kSampleResidentId) == std::string::npos);
  CHECK(html.find(test::kSampleMobile) == std::string::npos);
  CHECK(html.find(test::kSampleAccount) == std::string::npos);
  for (const char* person : {"周建国", "赵丽华", "孙循环", "王小明", "李秀英"}) {
    CAPTURE(person);
    CHECK(html.find(person) == std::string::npos);
  }
  CHECK(html.find("济南启明机电有限公司") != std::string::npos);
  static const std::regex phone("(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)");
  CHECK_FALSE(std::regex_search(without_code(html), phone));
}

TEST_CASE("an outward report masks enterprises, an unmasked one says so") {
  const test::SampleOptions options;
  const std::string outward =
      render_report_html(test::sample_assessment(options), Masking::outward);
  CHECK(outward.find("济南启明机电有限公司") == std::string::npos);
  const std::string open = render_report_html(test::sample_assessment(options), Masking::none);
  CHECK(open.find("未脱敏") != std::string::npos);
  CHECK(open.find("孙循环") != std::string::npos);
  CHECK(render_report_html(test::sample_assessment(options)).find("未脱敏") == std::string::npos);
}

TEST_CASE("the same assessment gives the same bytes") {
  CHECK(render_report_html(test::sample_assessment()) ==
        render_report_html(test::sample_assessment()));
}

TEST_CASE("every chip leads to an entry of the index and to an evidence object") {
  const std::string html = render_report_html(test::sample_assessment());
  const auto json = json::parse(json_block(html, "evidence"), "report", Limits{});
  REQUIRE(json.has_value());
  const std::size_t entries = json->find("evidence")->items.size();
  CHECK(entries > 60);
  CHECK(count_of(html, "<article class=\"entry") == entries);
  static const std::regex chip("href=\"#(E[0-9]+)\" data-e=\"(E[0-9]+)\"");
  std::size_t chips = 0;
  for (std::sregex_iterator it(html.begin(), html.end(), chip), end; it != end; ++it, ++chips) {
    CHECK((*it)[1] == (*it)[2]);
    CHECK(html.find("id=\"" + (*it)[1].str() + "\"") != std::string::npos);
  }
  CHECK(chips > entries);
}

TEST_CASE("ids of elements are unique") {
  const std::string html = without_code(render_report_html(test::sample_assessment()));
  static const std::regex id(" id=\"([^\"]+)\"");
  std::map<std::string, int> seen;
  for (std::sregex_iterator it(html.begin(), html.end(), id), end; it != end; ++it)
    ++seen[(*it)[1]];
  for (const auto& [name, count] : seen) {
    CAPTURE(name);
    CHECK(count == 1);
  }
}

TEST_CASE("the row data is complete and its sums are those of the statements") {
  const Assessment assessment = test::sample_assessment();
  const std::string html = render_report_html(assessment);
  const auto rows = json::parse(json_block(html, "rows"), "report", Limits{});
  REQUIRE(rows.has_value());
  std::size_t expected = 0;
  std::int64_t expected_sum = 0, sum = 0;
  for (const auto& statement : assessment.dossier->statements) {
    expected += statement.rows.size();
    for (const auto& row : statement.rows) {
      expected_sum += row.direction == Direction::outflow ? -row.amount.fen() : row.amount.fen();
    }
  }
  for (const char* column : {"d", "s", "r", "a", "k", "b", "n", "x", "c", "g"}) {
    CAPTURE(column);
    REQUIRE(rows->find(column) != nullptr);
    CHECK(rows->find(column)->items.size() == expected);
  }
  for (const auto& amount : rows->find("a")->items) sum += std::stoll(amount.text);
  CHECK(sum == expected_sum);
}

TEST_CASE("a dossier without data says what was not supplied, and nothing else") {
  const std::string html = render_report_html(test::empty_assessment());
  CHECK(count_of(html, "未提供") >= 6);
  for (const char* id : {"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"}) {
    CAPTURE(id);
    CHECK(html.find("id=\"" + std::string(id) + "\"") != std::string::npos);
  }
  CHECK(json::parse(json_block(html, "rows"), "report", Limits{}).has_value());
  CHECK(json::parse(json_block(html, "evidence"), "report", Limits{}).has_value());
}

TEST_CASE("no text of the page is null or not a number") {
  for (const auto& assessment : {test::sample_assessment(), test::sample_assessment({1, 1, false}),
                                 test::empty_assessment()}) {
    const std::string html = without_code(render_report_html(assessment));
    static const std::regex wrong("[>\" ](nan|-nan|inf|-inf|null|undefined)[<\" ]");
    CHECK_FALSE(std::regex_search(html, wrong));
  }
}

TEST_CASE("page 1 shows the decision in words that leave it to a person") {
  const std::string html = render_report_html(test::sample_assessment());
  CHECK(html.find("◆ 有条件，转人工评审") != std::string::npos);
  CHECK(html.find("批准") == std::string::npos);
  CHECK(html.find("拒绝") == std::string::npos);
  CHECK(html.find("仅供辅助决策") != std::string::npos);
}

TEST_CASE("a large statement keeps the marked rows, however small, and says what it left out") {
  Assessment assessment = test::sample_assessment({12, 5200, false});
  Dossier dossier = *assessment.dossier;
  for (std::size_t i = 1000; i < 1100; ++i) {
    dossier.statements[0].rows[i].amount = Money::from_fen(1);
    dossier.statements[0].rows[i].repaired = true;
  }
  assessment.dossier = std::make_shared<const Dossier>(std::move(dossier));
  const std::string html = render_report_html(assessment);
  const auto rows = json::parse(json_block(html, "rows"), "report", Limits{});
  REQUIRE(rows.has_value());
  const std::size_t embedded = rows->find("d")->items.size();
  CHECK(embedded >= 50'000);
  CHECK(embedded < 50'800);
  CHECK(html.find("金额最大的 50,000 笔") != std::string::npos);
  std::size_t repaired = 0;
  for (const auto& marks : rows->find("g")->items) repaired += std::stoul(marks.text) >> 8 & 1U;
  CHECK(repaired == 100);
}

TEST_CASE("every figure of the cards and of the decision band has its evidence beside it") {
  const std::string html = render_report_html(test::sample_assessment());
  const std::string band = between(html, "<div class=\"band\">", "<div class=\"kpis\">");
  CHECK(band.find("建议额度 <a class=\"chip\"") != std::string::npos);
  CHECK(band.find("评分 <a class=\"chip\"") != std::string::npos);
  const std::string cards = between(html, "<div class=\"kpis\">", "<div class=\"pair\">");
  std::size_t at = 0, count = 0;
  while ((at = cards.find("<div class=\"card kpi\">", at)) != std::string::npos) {
    const std::string card = between(cards, "<div class=\"card kpi\">", "</div>", at);
    CAPTURE(card);
    CHECK(card.find("class=\"chip\"") != std::string::npos);
    ++at;
    ++count;
  }
  CHECK(count == 6);
}

TEST_CASE("the evidence of a figure counts all its rows and leads to them in the table") {
  const Assessment assessment = test::sample_assessment();
  const auto json =
      json::parse(json_block(render_report_html(assessment), "evidence"), "report", Limits{});
  REQUIRE(json.has_value());
  const Fact& fact = assessment.reconciliation.facts.at("net_effective_inflow");
  bool found = false;
  for (const auto& entry : json->find("evidence")->items) {
    const json::Value* rule = entry.find("rule");
    if (rule == nullptr || rule->text != "指标 net_effective_inflow") continue;
    found = true;
    CHECK(entry.find("count")->text == std::to_string(fact.evidence.row_count()));
    CHECK(entry.find("rows")->items.size() == 8);
    REQUIRE(entry.find("filter") != nullptr);
    CHECK(entry.find("filter")->text.starts_with("set="));
  }
  CHECK(found);
}

TEST_CASE("the nearest miss of a failing finding stands beside its rule") {
  Assessment assessment = test::sample_assessment();
  for (Finding& finding : assessment.findings) {
    if (finding.id != "S08") continue;
    finding.near_miss.emplace();
    finding.near_miss->text = "若结息不符季度为0个则通过（差1个）";
  }
  const std::string html = render_report_html(assessment);
  CHECK(html.find("差距：若结息不符季度为0个则通过（差1个）") != std::string::npos);
  const auto json = json::parse(json_block(html, "evidence"), "report", Limits{});
  REQUIRE(json.has_value());
  int told = 0;
  for (const auto& entry : json->find("evidence")->items) {
    const json::Value* miss = entry.find("near_miss");
    if (miss == nullptr) continue;
    ++told;
    CHECK(miss->text == "若结息不符季度为0个则通过（差1个）");
    CHECK(entry.find("rule")->text.starts_with("check_S08"));
  }
  CHECK(told == 1);
}

TEST_CASE("a missing figure is said to be missing with its reason, never shown as nothing") {
  Assessment assessment = test::sample_assessment();
  Fact& fact = assessment.reconciliation.facts.at("average_daily_balance");
  fact.state = FactState::missing;
  fact.reason = "流水没有余额列";
  const std::string html = render_report_html(assessment);
  const std::string cards = between(html, "<div class=\"kpis\">", "<div class=\"pair\">");
  CHECK(cards.find("日均余额") != std::string::npos);
  CHECK(cards.find("未提供</p><p class=\"note\">流水没有余额列") != std::string::npos);
}

TEST_CASE("names between marks are masked inside sentences and shown when nothing is masked") {
  const Assessment assessment = test::sample_assessment();
  CHECK(render_report_html(assessment).find("与孙*环 5 日内") != std::string::npos);
  CHECK(render_report_html(assessment, Masking::none).find("与孙循环 5 日内") != std::string::npos);
}
