// Headers that take two rows.
#include "read/header_rows.hpp"

#include <doctest/doctest.h>

using zhun::read::join_header_rows;

namespace {
using Row = std::vector<std::string_view>;
}

TEST_CASE("a group above its parts gives the names of the parts") {
  const auto names = join_header_rows(Row{"交易日期", "发生额", "", "对方", "", "余额"},
                                      Row{"", "借方", "贷方", "户名", "账号", ""});
  REQUIRE(names.has_value());
  CHECK(*names ==
        std::vector<std::string>{"交易日期", "借方", "贷方", "对方户名", "对方账号", "余额"});
}

TEST_CASE("a row of the table below a header is not taken for its second row") {
  const Row header = {"交易日期", "摘要", "收入", "支出", "余额"};
  CHECK_FALSE(join_header_rows(header, Row{"2026-01-05", "货款", "1.00", "", "5.00"}));
  CHECK_FALSE(join_header_rows(header, Row{"", "续行", "", "", ""}));
}
