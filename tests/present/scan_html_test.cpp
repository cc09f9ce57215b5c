// A scan as JSON and beside its reading.
#include <doctest/doctest.h>

#include <string>

#include "base/json.hpp"
#include "zhun/present.hpp"

using namespace zhun;

namespace {

Quad box(float left, float top) {
  return {Point{left, top}, {left + 10, top}, {left + 10, top + 5}, {left, top + 5}};
}

// Two rows of one page, printed newest first; the older one has a repaired amount and no date.
Scan sample() {
  Scan scan;
  scan.engine = "test <engine>";
  ScannedStatement scanned;
  Statement& statement = scanned.statement;
  statement.structured = false;
  statement.newest_first = true;
  for (const std::uint32_t row : {2U, 1U}) {
    Transaction item;
    item.row = row;
    item.page = 1;
    item.amount = Money::from_fen(row * 100);
    if (row == 1) item.time.date = *Date::from_ymd(2026, 3, 5);
    item.counterparty_name = statement.text->store("<b>甲公司</b>");
    statement.rows.push_back(item);
    RowVerdict verdict;
    verdict.page = 1;
    verdict.box = box(0, static_cast<float>(row) * 20);
    verdict.amount_box = box(30, static_cast<float>(row) * 20);
    if (row == 1) {
      verdict.verdict = Verdict::verified;
      verdict.by = "balance chain";
    } else {
      verdict.why = "another reading fits";
      verdict.repairs.push_back({"amount", "8.00", "2.00", "balance = balance before + amount"});
    }
    scanned.verdicts.push_back(verdict);
  }
  scan.statements.push_back(scanned);
  scan.pages.push_back({1, 100, 80, {{box(30, 20), 0, 1, "1.00", 0.99F}}});
  return scan;
}

}  // namespace

TEST_CASE("rows of a scan stand in the JSON as on the page, with verdict, boxes and repairs") {
  const auto value = json::parse(render_scan_json(sample()), "", {});
  REQUIRE(value);
  const json::Value* rows = value->find("rows");
  REQUIRE(rows->items.size() == 2);
  const json::Value &first = rows->items[0], &second = rows->items[1];
  CHECK(first.find("row")->text == "1");
  CHECK(first.find("verified")->boolean);
  CHECK(first.find("direction")->text == "other");
  CHECK(first.find("by")->text == "balance chain");
  CHECK(first.find("date")->text == "2026-03-05");
  CHECK_FALSE(second.find("verified")->boolean);
  CHECK(second.find("date")->is_null());
  CHECK(second.find("repairs")->items[0].find("chosen")->text == "2.00");
  const json::Value* boxes = second.find("boxes");
  CHECK(boxes->find("amount")->items[2].items[0].text == "40");
  CHECK(boxes->find("balance") == nullptr);
}

TEST_CASE("the page of a reading escapes what was read and has no script") {
  const std::string html = render_scan_html(sample(), {"data:image/png;base64,AA=="});
  CHECK(html.find("<b>甲公司") == std::string::npos);
  CHECK(html.find("&lt;b&gt;甲公司") != std::string::npos);
  CHECK(html.find("test &lt;engine&gt;") != std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("class=\"repaired\" points=\"30,40") != std::string::npos);
  CHECK(html.find("row verified") != std::string::npos);
}
