// Words of direction, from the customer's side.
#include "read/directions.hpp"

#include <doctest/doctest.h>

using namespace zhun;
using namespace zhun::read;

TEST_CASE("贷 is money in and 借 money out, in every spelling") {
  for (const char* word :
       {"贷", "贷 Cr", "贷方", "C", "CR", "Credit", "收入", "收", "存入", "+", "来账"}) {
    CAPTURE(word);
    CHECK(parse_direction(word) == Direction::inflow);
  }
  for (const char* word :
       {"借", "借 Dr", "借方", "D", "DR", "debit", "支出", "付", "取出", "-", "往账"}) {
    CAPTURE(word);
    CHECK(parse_direction(word) == Direction::outflow);
  }
}

TEST_CASE("不计收支, 其他, a slash and nothing are neutral") {
  for (const char* word : {"不计收支", "其他", "/", "", "--", "中性交易"}) {
    CAPTURE(word);
    CHECK(parse_direction(word) == Direction::neutral);
  }
}

TEST_CASE("other words tell nothing") {
  CHECK_FALSE(parse_direction("转账").has_value());
  CHECK_FALSE(parse_direction("收入支出").has_value());
}

TEST_CASE("the first word of a card bill's text tells a charge from a repayment") {
  CHECK(direction_of_text("消费 样品店") == Direction::outflow);
  CHECK(direction_of_text("（退款）样品店") == Direction::inflow);
  CHECK(direction_of_text("信用卡还款 转账") == Direction::inflow);
  CHECK(direction_of_text("消费撤销 样品店") == Direction::inflow);
  CHECK_FALSE(direction_of_text("样品店 消费").has_value());
}

TEST_CASE("directions have stable names") {
  CHECK(to_string(Direction::inflow) == "in");
  CHECK(to_string(Direction::outflow) == "out");
  CHECK(to_string(Direction::neutral) == "neutral");
}
