#include "ocr/columns.hpp"

#include <doctest/doctest.h>

#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;

TEST_CASE("cells are known by their looks") {
  CHECK(look_of("2023-11-10") == Look::date);
  CHECK(look_of("2023-12-25 21:29:08") == Look::date);
  CHECK(look_of("03:52:42") == Look::time);
  CHECK(look_of("4,919.00") == Look::amount);
  CHECK(look_of("-23.37") == Look::amount);
  CHECK(look_of("贷") == Look::direction);
  CHECK(look_of("支出") == Look::direction);
  CHECK(look_of("人民币") == Look::currency);
  CHECK(look_of("济南市住房公积金中心") == Look::chinese);
  CHECK(look_of("6222020200112345678") == Look::digits);
  CHECK(look_of("12") == Look::count);
  CHECK(look_of("") == Look::blank);
}

TEST_CASE("a header name with one wrong symbol is recognised, a short one is not guessed") {
  CHECK(guess_column_name("账户余额").role == zhun::read::kRoleBalance);
  CHECK(guess_column_name("对方户各").role == zhun::read::kRoleName);
  CHECK(guess_column_name("收/支/其他").role == zhun::read::kRoleDirection);
  CHECK(guess_column_name("伙").role == zhun::read::kRoleNone);
}

TEST_CASE("pages without a header take the roles of the page that has one") {
  simulated::Random random(9);
  simulated::Document document;
  document.rows = simulated::make_rows(20, random);
  document.rows_per_page = 10;
  auto pages = print_pages(document, {}, random);
  REQUIRE(pages.size() == 2);
  pages[1].header.clear();
  std::vector<PageTexts> texts;
  for (const auto& page : pages) texts.push_back(read_texts(page));
  const auto columns = assign_columns(pages, texts);
  CHECK(columns[1].origin == RoleOrigin::other_page);
  CHECK(columns[1].roles == columns[0].roles);
  CHECK(columns[0].column(zhun::read::kRoleBalance) == 5);
}
