// Photographs of one statement whose rows overlap: each row once, wherever the pages meet.
#include "ocr/overlaps.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;
using simulated::Document;
using simulated::Random;

namespace {

bool has_note(const Statement& statement, const std::string& code) {
  return std::any_of(statement.notes.begin(), statement.notes.end(),
                     [&](const ReadNote& note) { return note.code == code; });
}

struct Part {
  std::size_t first = 0, last = 0;  // rows of the document, the last one left out
};

// Photographs of parts of one long page.
std::vector<PageGrid> photos(const PageGrid& whole, const std::vector<Part>& parts) {
  std::vector<PageGrid> pages;
  for (const Part& part : parts) {
    pages.push_back(whole);
    pages.back().page = static_cast<std::uint32_t>(pages.size());
    auto& rows = pages.back().rows;
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(part.last), rows.end());
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(part.first));
  }
  return pages;
}

struct Run {
  Document document;
  std::vector<PageGrid> pages;
};

Run make_run(std::uint64_t seed, const std::vector<Part>& parts,
             simulated::Style style = simulated::Style::marked) {
  Random random(seed);
  Run run;
  run.document.style = style;
  run.document.rows = simulated::make_rows(30, random);
  run.document.rows_per_page = 30;
  run.pages = photos(print_pages(run.document, {}, random).front(), parts);
  return run;
}

}  // namespace

TEST_CASE("rows that several photos show are kept once, wherever they stand on them") {
  const std::vector<std::vector<Part>> cases = {
      {{0, 18}, {14, 30}},                    // end and beginning
      {{0, 30}, {10, 20}},                    // one within the other
      {{10, 20}, {0, 30}},                    // the smaller one first
      {{14, 30}, {0, 18}},                    // in the wrong order
      {{0, 12}, {18, 30}, {9, 21}},           // the third is the bridge
      {{0, 30}, {0, 30}},                     // the same page twice
      {{0, 10}, {7, 17}, {14, 24}, {21, 30}}  // a row of photos
  };
  for (const simulated::Style style : {simulated::Style::marked, simulated::Style::wallet}) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      CAPTURE(i);
      CAPTURE(static_cast<int>(style));
      const Run run = make_run(70 + i, cases[i], style);
      const auto statements = decode_pages(run.pages, simulated::options());
      REQUIRE(statements.has_value());
      REQUIRE(statements->size() == 1);
      CHECK(statements->at(0).statement.rows.size() == 30);
      CHECK(compare(run.document, *statements).exact == 30);
      CHECK(has_note(statements->at(0).statement, "overlap_joined"));
    }
  }
}

TEST_CASE("a row that one photo lost is taken from the other") {
  for (const bool first_lost : {true, false}) {
    Run run = make_run(81, {{0, 20}, {10, 30}});
    auto& rows = run.pages[first_lost ? 0 : 1].rows;
    rows.erase(rows.begin() + (first_lost ? 15 : 5));  // row 15 of the document, in the overlap
    const auto statements = decode_pages(run.pages, simulated::options());
    REQUIRE(statements.has_value());
    CHECK(statements->at(0).statement.rows.size() == 30);
    CHECK(compare(run.document, *statements).exact == 30);
  }
}

TEST_CASE("pages that only follow each other are not joined") {
  const Run run = make_run(83, {{0, 15}, {15, 30}});
  const auto statements = decode_pages(run.pages, simulated::options());
  REQUIRE(statements.has_value());
  CHECK(statements->at(0).statement.rows.size() == 30);
  CHECK_FALSE(has_note(statements->at(0).statement, "overlap_joined"));
  CHECK_FALSE(has_note(statements->at(0).statement, "overlap_unclear"));
}

TEST_CASE("money that goes to and fro on one day is no overlap where the balances run on") {
  Random random(84);
  Document document;
  const Date day = Date::from_ymd(2024, 5, 6).value();
  std::int64_t balance = 100'000;
  for (int i = 0; i < 12; ++i) {
    simulated::Row row;
    row.date = day;
    row.second = 0;
    row.inflow = i % 2 == 0;
    row.amount = row.true_amount = 50'000;
    balance += row.inflow ? row.amount : -row.amount;
    row.balance = row.true_balance = balance;
    row.name = "甲公司";
    row.summary = "往来款";
    document.rows.push_back(row);
  }
  document.style = simulated::Style::two_columns;  // prints no time
  document.rows_per_page = 6;
  const auto pages = print_pages(document, {}, random);
  REQUIRE(pages.size() == 2);
  const auto statements = decode_pages(pages, simulated::options());
  REQUIRE(statements.has_value());
  CHECK(statements->at(0).statement.rows.size() == 12);
  CHECK(has_note(statements->at(0).statement, "overlap_unclear"));
}
