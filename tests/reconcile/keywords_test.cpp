// The dictionary of the default policy: which words hit which rule, and which must not.
#include "reconcile/keywords.hpp"

#include "reconcile/reconcile_for_tests.hpp"
#include "zhun/text.hpp"

using namespace zhun;

namespace {

bool hits(const KeywordMatcher& matcher, std::string_view group, std::string_view name,
          std::string_view text, bool counterparty = false) {
  KeywordMatcher::Hits found(matcher);
  matcher.scan(normalise_name(text), counterparty, found);
  const auto rule = matcher.find_rule(group, name);
  REQUIRE(rule != KeywordMatcher::npos);
  return found.has(rule);
}

bool hits(std::string_view group, std::string_view name, std::string_view text,
          bool counterparty = false) {
  return hits(*test::default_reconcile_policy().keywords, group, name, text, counterparty);
}

}  // namespace

TEST_CASE("words of the default dictionary") {
  struct {
    const char *group, *name, *text;
    bool hit;
  } const cases[] = {
      {"outflow", "WAGE", "代发货运费", false},
      {"outflow", "WAGE", "代发工资", true},
      {"outflow", "RENT", "融资租赁租金", false},
      {"outflow", "RENT", "门面房租金", true},
      {"inflow", "REFUND_IN", "退税款", false},
      {"inflow", "GOV", "退税款", true},
      {"inflow", "REFUND_IN", "退货退款", true},
      {"outflow", "TAX", "税务咨询服务费", false},
      {"outflow", "TAX", "缴税", true},
      {"inflow", "INTEREST", "贷款利息", false},
      {"inflow", "INTEREST", "结息", true},
      {"outflow", "LOAN_REPAY", "贷款利息", true},
      {"outflow", "GAMBLE", "体育彩票管理中心 站点保证金", false},
      {"sensitive", "gambling", "体育彩票管理中心 站点保证金", false},
      {"outflow", "GAMBLE", "澳门某娱乐 充值", true},
      {"sensitive", "legal", "法院路店货款", false},
      {"sensitive", "legal", "法院执行款", true},
      {"inflow", "WEALTH", "定期保养费", false},
      {"outflow", "WEALTH", "定期保养费", false},
      {"outflow", "WEALTH", "转存定期", true},
      {"sensitive", "usury", "蒙自过桥米线货款", false},
      {"sensitive", "usury", "过桥资金", true},
      {"sensitive", "flow_packaging", "包装盒采购款", false},
      {"sensitive", "flow_packaging", "刷流水", true},
      {"inflow", "LOAN_IN", "归还借款", false},
      {"sensitive", "crypto", "ＵＳＤＴ", true},  // full-width letters
      {"outflow", "UTIL", "矿泉水费", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CAPTURE(c.text);
    CHECK(hits(c.group, c.name, c.text) == c.hit);
  }
}

TEST_CASE("a counterparty's words count only in its name") {
  CHECK(hits("outflow", "WAGE", "代发专户", true));
  CHECK_FALSE(hits("outflow", "WAGE", "代发专户", false));
  CHECK(hits("list", "lender", "某某小额贷款有限公司", true));
  CHECK_FALSE(hits("list", "lender", "小额贷款宣传册印刷费", false));
}

TEST_CASE("overlapping words and their cancellers are all found") {
  const KeywordMatcher matcher({{"g", "a", {"abcd"}, {}, {}},
                                {"g", "b", {"bc"}, {}, {}},
                                {"g", "c", {"c", "cde"}, {"de"}, {}},
                                {"g", "d", {"he", "she", "hers"}, {}, {}}});
  CHECK(hits(matcher, "g", "a", "xabcdx"));
  CHECK(hits(matcher, "g", "b", "xabcdx"));  // inside the longer word
  CHECK(hits(matcher, "g", "b", "abce"));    // after a failed longer word
  CHECK(hits(matcher, "g", "c", "abcd"));
  CHECK_FALSE(hits(matcher, "g", "c", "c de"));  // white space goes, so the canceller hits
  CHECK_FALSE(hits(matcher, "g", "c", "dec"));   // a canceller before the word
  CHECK(hits(matcher, "g", "d", "ushers"));
  CHECK_FALSE(hits(matcher, "g", "a", ""));
  CHECK_FALSE(hits(matcher, "g", "a", "abc"));
}

TEST_CASE("the same word in two rules hits both, and the first word found is named") {
  const KeywordMatcher matcher({{"g", "a", {"xy", "yz"}, {}, {}}, {"g", "b", {"xy"}, {}, {}}});
  KeywordMatcher::Hits found(matcher);
  matcher.scan("wxyz", false, found);
  CHECK(found.word(matcher, 0) == "xy");
  CHECK(found.word(matcher, 1) == "xy");
  found.clear();
  CHECK_FALSE(found.has(0));
  matcher.scan("yz", false, found);
  CHECK(found.word(matcher, 0) == "yz");
  CHECK_FALSE(found.has(1));
  CHECK(matcher.find_rule("g", "none") == KeywordMatcher::npos);
  CHECK(matcher.group("g").size() == 2);
}
