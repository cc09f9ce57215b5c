// The table of layouts, most particular first.
#include "read/layouts.hpp"

#include <algorithm>

namespace zhun::read {
namespace {

constexpr bool kWallet = true;

constexpr Layout kLayouts[] = {
    {"alipay-csv-web", "支付宝", {"收/支", "资金状态", "交易来源地"}, "", kWallet},
    {"jd-csv", "京东", {"收/支", "商户名称", "商家订单号"}, "", kWallet},
    {"meituan-csv", "美团", {"收/支", "订单标题", "实付金额"}, "", kWallet},
    {"alipay-csv-2021", "支付宝", {"收/支", "商家订单号", "商品说明"}, "备注", kWallet},
    {"alipay-csv-2023", "支付宝", {"收/支", "商家订单号", "商品说明"}, "", kWallet},
    {"wechat-csv", "微信支付", {"收/支", "商户单号", "当前状态"}, "", kWallet},
    {"icbc-csv", "中国工商银行", {"交易国家或地区简称", "交易场所"}, ""},
    {"icbc-csv", "中国工商银行", {"储种", "钞汇", "收入/支出金额"}, "", false, true},
    {"minsheng-csv", "中国民生银行", {"现转标志", "凭证号码"}, "", false, true},
    {"abc-csv", "中国农业银行", {"本次余额", "对手信息", "日志号"}, "", false, true},
    {"boc-csv", "中国银行", {"借记卡号", "对方卡号/账号"}, "", false, true},
    {"boc-csv", "中国银行", {"银行记账日", "交易描述"}, ""},
    {"cmb-csv", "招商银行", {"联机余额", "客户摘要"}, "", false, true},
    {"cmb-credit-csv", "招商银行", {"卡号末四位", "交易地金额"}, "", false, true, true},
    {"citic-credit-csv", "中信银行", {"卡末四位", "结算金额"}, "", false, true, true},
    {"cgb-credit-csv", "广发银行", {"入账货币", "交易货币", "入账金额"}, "", false, true, true},
    {"bocom-credit-csv", "交通银行", {"入账币种/金额", "交易说明"}, ""},
    {"bocom-csv", "交通银行", {"借贷", "交易地点", "对方户名"}, ""},
    {"cib-csv", "兴业银行", {"对方银行", "交易渠道", "用途", "账户余额"}, ""},
    {"ccb-csv", "中国建设银行", {"记账日", "账户余额", "交易地点", "支出"}, ""},
    {"spdb-csv", "上海浦东发展银行", {"存入金额", "取出金额", "交易对手名称"}, ""},
    {"broker-csv", "", {"证券代码", "证券名称"}, "", false, true},
    {"hsbc-csv", "HSBC", {"billingamount", "billingcurrency"}, "", false, true},
};
constexpr Layout kAnyBank = {"bank-csv", "", {}, ""};

}  // namespace

const Layout& find_layout(const ColumnMap& columns) {
  for (const auto& layout : kLayouts) {
    const bool all =
        std::all_of(layout.columns.begin(), layout.columns.end(),
                    [&](std::string_view name) { return name.empty() || columns.has_name(name); });
    if (all && (layout.without.empty() || !columns.has_name(layout.without))) return layout;
  }
  return kAnyBank;
}

}  // namespace zhun::read
