#include "ocr/decoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;
using simulated::Document;
using simulated::Noise;
using simulated::Outcome;
using simulated::Random;
using simulated::Style;

namespace {

std::vector<ScannedStatement> decode(const Document& document, const Noise& noise, Random& random,
                                     double margin = 10) {
  auto result = decode_pages(print_pages(document, noise, random), simulated::options(margin));
  REQUIRE(result.has_value());
  return std::move(*result);
}

bool has_note(const Statement& statement, std::string_view code) {
  return std::any_of(statement.notes.begin(), statement.notes.end(),
                     [&](const ReadNote& note) { return note.code == code; });
}

}  // namespace

TEST_CASE("without noise every row behind the first is verified and exact") {
  for (const Style style : {Style::marked, Style::signs, Style::two_columns}) {
    for (const bool newest_first : {false, true}) {
      CAPTURE(static_cast<int>(style));
      CAPTURE(newest_first);
      Random random(7);
      Document document;
      document.style = style;
      document.newest_first = newest_first;
      document.rows = simulated::make_rows(50, random);
      const auto statements = decode(document, {}, random);
      REQUIRE(statements.size() == 1);
      const Outcome outcome = compare(document, statements);
      CHECK(outcome.matched == 50);
      CHECK(outcome.exact == 50);
      CHECK(outcome.verified == 49);
      CHECK(statements[0].verdicts[0].verdict == Verdict::plausible);
      CHECK(statements[0].statement.newest_first == newest_first);
      CHECK(statements[0].statement.holder == "瑞方众百（义乌）化工有限责任公司");
      CHECK(statements[0].statement.account == "6222020200112345678");
      CHECK(statements[0].statement.rows[3].counterparty_name == document.rows[3].name);
      CHECK(!has_note(statements[0].statement, "balance_break"));
    }
  }
}

TEST_CASE("a forged amount is reported where it stands and never repaired away") {
  for (const std::size_t at : {std::size_t{1}, std::size_t{10}, std::size_t{29}}) {
    CAPTURE(at);
    Random random(21);
    Document document;
    document.rows = simulated::make_rows(30, random);
    document.rows[at].amount += 50000;  // 500.00 more
    const auto statements = decode(document, {}, random);
    const auto& statement = statements.at(0).statement;
    const auto& verdict = statements.at(0).verdicts.at(at);
    CHECK(statement.rows.at(at).amount.fen() == document.rows[at].amount);
    CHECK(verdict.verdict == Verdict::doubtful);
    CHECK(verdict.amount_box[2].x > verdict.amount_box[0].x);
    const auto note =
        std::find_if(statement.notes.begin(), statement.notes.end(), [](const ReadNote& item) {
          return item.code == "altered_figure" || item.code == "rows_missing";
        });
    REQUIRE(note != statement.notes.end());
    CHECK(note->place.row == at + 1);
    const Outcome outcome = compare(document, statements);
    CHECK(outcome.verified == 28);
    CHECK(outcome.verified_wrong == 0);
  }
}

TEST_CASE("a forged balance is reported, and neither row beside it is verified") {
  Random random(22);
  Document document;
  document.rows = simulated::make_rows(30, random);
  document.rows[12].balance += 3000000;
  const auto statements = decode(document, {}, random);
  const auto& statement = statements.at(0).statement;
  CHECK(statement.rows.at(12).balance->fen() == document.rows[12].balance);
  CHECK(statements.at(0).verdicts.at(12).verdict == Verdict::doubtful);
  CHECK(statements.at(0).verdicts.at(13).verdict != Verdict::verified);
  CHECK(has_note(statement, "altered_figure"));
}

TEST_CASE("a figure altered together with all balances behind it is seen by a total alone") {
  Random random(23);
  Document document;
  document.rows = simulated::make_rows(20, random);
  document.rows[8].inflow = true;
  std::int64_t inflow = 0, outflow = 0, balance = 37180207;
  for (auto& row : document.rows) {  // balances anew, since a row was turned
    balance += row.inflow ? row.amount : -row.amount;
    row.balance = row.true_balance = balance;
    (row.inflow ? inflow : outflow) += row.amount;
  }
  document.rows[8].amount += 1000000;
  for (std::size_t i = 8; i < document.rows.size(); ++i) document.rows[i].balance += 1000000;
  document.below = {"贷方合计：" + simulated::print_grouped(inflow) + " 借方合计：" +
                    simulated::print_grouped(outflow)};
  const auto statements = decode(document, {}, random);
  CHECK(has_note(statements.at(0).statement, "control_total"));
}

TEST_CASE("an opening balance proves the first row") {
  Random random(24);
  Document document;
  document.rows = simulated::make_rows(12, random);
  document.above = {"期初余额：371,802.07"};
  const auto statements = decode(document, {}, random);
  CHECK(statements.at(0).verdicts.at(0).verdict == Verdict::verified);
  CHECK(statements.at(0).statement.opening_balance->fen() == 37180207);
}

TEST_CASE("a wallet's rows are verified by its totals, and by nothing else") {
  Random random(25);
  Document document;
  document.style = Style::wallet;
  document.newest_first = true;
  document.grouped = false;
  document.rows = simulated::make_rows(25, random);
  document.rows[3].neutral = true;
  std::int64_t inflow = 0, outflow = 0;
  std::size_t inflows = 0, outflows = 0;
  for (const auto& row : document.rows) {
    if (row.neutral) continue;
    (row.inflow ? inflow : outflow) += row.amount;
    (row.inflow ? inflows : outflows) += 1;
  }
  const auto plain = decode(document, {}, random);
  CHECK(compare(document, plain).verified == 0);
  CHECK(compare(document, plain).exact == 25);
  CHECK(plain.at(0).statement.rows.at(1).time.second_of_day == document.rows[1].second);
  document.above = {
      "收入：" + std::to_string(inflows) + "笔 " + simulated::print_grouped(inflow, false) + "元",
      "支出：" + std::to_string(outflows) + "笔 " + simulated::print_grouped(outflow, false) +
          "元"};
  const auto totalled = decode(document, {}, random);
  const Outcome outcome = compare(document, totalled);
  CHECK(outcome.verified == 24);  // all but the neutral one
  CHECK(outcome.verified_wrong == 0);
  CHECK(totalled.at(0).verdicts.at(0).by == "statement total");
  document.rows[5].amount += 100;  // a forgery the totals tell
  const auto forged = decode(document, {}, random);
  CHECK(has_note(forged.at(0).statement, "control_total"));
  CHECK(compare(document, forged).verified_wrong == 0);
}

TEST_CASE("rows missing between two pages are a finding, and the chain goes on behind them") {
  Random random(26);
  Document document;
  document.rows = simulated::make_rows(60, random);
  document.rows_per_page = 20;
  auto pages = print_pages(document, {}, random);
  pages.erase(pages.begin() + 1);
  const auto statements = decode_pages(pages, simulated::options());
  REQUIRE(statements.has_value());
  const auto& scanned = statements->at(0);
  REQUIRE(scanned.statement.rows.size() == 40);
  CHECK(has_note(scanned.statement, "rows_missing"));
  CHECK(scanned.verdicts[20].verdict == Verdict::doubtful);
  CHECK(scanned.verdicts[19].verdict == Verdict::verified);
  CHECK(scanned.verdicts[21].verdict == Verdict::verified);
}

TEST_CASE("photos that overlap are joined without doubling a row") {
  Random random(27);
  Document document;
  document.rows = simulated::make_rows(30, random);
  document.rows_per_page = 30;
  auto pages = print_pages(document, {}, random);
  pages.push_back(pages[0]);
  pages[1].page = 2;
  pages[0].rows.resize(18);
  pages[1].rows.erase(pages[1].rows.begin(), pages[1].rows.begin() + 14);
  const auto statements = decode_pages(pages, simulated::options());
  REQUIRE(statements.has_value());
  const Outcome outcome = compare(document, *statements);
  CHECK(outcome.exact == 30);
  CHECK(outcome.verified == 29);
  CHECK(has_note(statements->at(0).statement, "overlap_joined"));
}

TEST_CASE("a credit card's negative balances are a chain like any other") {
  Random random(28);
  Document document;
  document.style = Style::signs;
  document.rows = simulated::make_rows(30, random, -5000000);
  const Outcome outcome = compare(document, decode(document, {}, random));
  CHECK(outcome.exact == 30);
  CHECK(outcome.verified == 29);
}

TEST_CASE("a direction word against the balances is a finding") {
  Random random(29);
  Document document;
  document.rows = simulated::make_rows(30, random);
  auto pages = print_pages(document, {}, random);
  const bool inflow = document.rows[9].inflow;
  pages[0].rows[9].cells[3].lines[0].reading =
      simulated::make_reading(inflow ? "借" : "贷", {}, random);
  const auto statements = decode_pages(pages, simulated::options());
  REQUIRE(statements.has_value());
  CHECK(statements->at(0).verdicts[9].verdict == Verdict::doubtful);
  CHECK(has_note(statements->at(0).statement, "altered_figure"));
}

TEST_CASE("pages of two accounts become two statements") {
  Random random(30);
  Document one, two;
  one.rows = simulated::make_rows(10, random);
  two.rows = simulated::make_rows(12, random, 900000000);
  two.account = "4000123409876543210";
  auto pages = print_pages(one, {}, random);
  for (auto& page : print_pages(two, {}, random)) {
    page.page = 2;
    pages.push_back(page);
  }
  const auto statements = decode_pages(pages, simulated::options());
  REQUIRE(statements.has_value());
  REQUIRE(statements->size() == 2);
  CHECK(statements->at(0).statement.rows.size() == 10);
  CHECK(statements->at(1).statement.rows.size() == 12);
  CHECK(statements->at(1).statement.account == "4000123409876543210");
}

TEST_CASE("a crossed-out row that the balances pass over is left out and told") {
  Random random(31);
  Document document;
  document.rows = simulated::make_rows(20, random);
  simulated::Row wrong = document.rows[7];
  wrong.amount = 123400;
  wrong.crossed_out = true;
  auto printed = document;
  printed.rows.insert(printed.rows.begin() + 8, wrong);
  const auto statements = decode(printed, {}, random);
  CHECK(statements.at(0).statement.rows.size() == 20);
  CHECK(has_note(statements.at(0).statement, "row_crossed_out"));
  CHECK(compare(document, statements).exact == 20);
}

TEST_CASE("without a header the chain names the columns of amounts") {
  for (const Style style : {Style::marked, Style::signs, Style::two_columns}) {
    CAPTURE(static_cast<int>(style));
    Random random(32);
    Document document;
    document.style = style;
    document.header = false;
    document.rows = simulated::make_rows(30, random);
    const auto statements = decode(document, {}, random);
    const Outcome outcome = compare(document, statements);
    CHECK(outcome.exact == 30);
    CHECK(outcome.verified == 29);
    CHECK(has_note(statements.at(0).statement, "columns_by_chain"));
  }
}

TEST_CASE("what is no statement is refused") {
  PageGrid page;
  page.page = 1;
  const auto result = decode_pages({page}, simulated::options());
  REQUIRE(!result.has_value());
  CHECK(result.error().code == ErrorCode::unsupported);
}

TEST_CASE("the same pages give the same statement") {
  Random random(33);
  Document document;
  document.rows = simulated::make_rows(30, random);
  Noise noise;
  noise.error = noise.blur = 0.02;
  const auto pages = print_pages(document, noise, random);
  const auto a = decode_pages(pages, simulated::options()),
             b = decode_pages(pages, simulated::options());
  REQUIRE((a.has_value() && b.has_value()));
  for (std::size_t i = 0; i < 30; ++i) {
    CHECK(a->at(0).statement.rows[i].amount == b->at(0).statement.rows[i].amount);
    CHECK(a->at(0).verdicts[i].verdict == b->at(0).verdicts[i].verdict);
    CHECK(a->at(0).verdicts[i].why == b->at(0).verdicts[i].why);
  }
}

TEST_CASE("a lost minus is concluded from the balances, and told") {
  Random random(5);
  Document document;
  document.style = Style::signs;
  document.rows = simulated::make_rows(20, random);
  std::size_t at = 5;
  while (document.rows[at].inflow) ++at;
  auto pages = print_pages(document, {}, random);
  constexpr std::size_t kAmountColumn = 2;
  Line& line = pages.front().rows[at].cells[kAmountColumn].lines.front();
  line.reading =
      simulated::make_reading(simulated::print_grouped(document.rows[at].amount), {}, random);
  const auto result = decode_pages(pages, simulated::options());
  REQUIRE(result);
  const auto& statement = result->front();
  CHECK(statement.statement.rows[at].direction == Direction::outflow);
  CHECK(statement.verdicts[at].verdict == Verdict::doubtful);
  CHECK(statement.statement.rows[at].amount.fen() == document.rows[at].amount);
  CHECK(statement.verdicts[at + 1].verdict == Verdict::verified);
}

TEST_CASE("a period that ends before it begins makes no date doubtful") {
  Random random(6);
  Document document;
  document.rows = simulated::make_rows(20, random);
  document.above = {"起止日期：2026-03-20至2026-03-02"};
  const auto result = decode_pages(print_pages(document, {}, random), simulated::options());
  REQUIRE(result);
  CHECK(result->front().verdicts[5].verdict == Verdict::verified);
  CHECK(result->front().statement.period_from <= result->front().statement.period_to);
}

TEST_CASE("a crossed-out row that the balances count stays, and is not verified") {
  Random random(34);
  Document document;
  document.rows = simulated::make_rows(20, random);
  document.rows[8].crossed_out = true;
  const auto statements = decode(document, {}, random);
  REQUIRE(statements.at(0).statement.rows.size() == 20);
  CHECK(statements.at(0).verdicts.at(8).verdict == Verdict::doubtful);
  CHECK(statements.at(0).verdicts.at(8).why == "the row is crossed out");
  CHECK(has_note(statements.at(0).statement, "row_crossed_out"));
}
