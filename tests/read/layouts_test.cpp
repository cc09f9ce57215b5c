// Layouts are recognised by the names in their header.
#include "read/layouts.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "read/statement_columns.hpp"

using namespace zhun::read;

namespace {

std::string_view layout_of(std::vector<std::string_view> cells) {
  return find_layout(match_statement_header(cells).columns).name;
}

}  // namespace

TEST_CASE("the two Alipay app exports are told apart by the column 备注") {
  CHECK(layout_of({"交易时间", "交易分类", "交易对方", "对方账号", "商品说明", "收/支", "金额",
                   "收/付款方式", "交易状态", "交易订单号", "商家订单号", "备注", ""}) ==
        "alipay-csv-2023");
  CHECK(layout_of({"收/支", "交易对方", "对方账号", "商品说明", "收/付款方式", "金额", "交易状态",
                   "交易分类", "交易订单号", "商家订单号", "交易时间"}) == "alipay-csv-2021");
}

TEST_CASE("columns in another order are the same layout") {
  CHECK(layout_of({"备注", "商户单号", "交易单号", "当前状态", "收/支", "金额(元)", "交易时间"}) ==
        "wechat-csv");
}

TEST_CASE("a header that no layout claims is that of a bank") {
  CHECK(layout_of({"交易日期", "收入", "支出", "余额"}) == "bank-csv");
}
