// What holds for electronic invoices of every format: amounts in words, routing, the team's corpus.
#include <doctest/doctest.h>

#include "read/einvoice_fields.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;
using zhun::read::original_number_in;
using zhun::read::parse_amount_in_words;

namespace {

std::string in_words(const std::string& text) {
  const auto value = parse_amount_in_words(text);
  return value ? to_string(*value) : "none";
}

}  // namespace

TEST_CASE("an amount in words is the amount") {
  CHECK(in_words("叁佰壹拾捌圆整") == "318.00");
  CHECK(in_words("壹仟零陆拾元整") == "1060.00");
  CHECK(in_words("壹万叁仟柒佰壹拾圆陆角陆分") == "13710.66");
  CHECK(in_words("壹拾万零伍圆零伍分") == "100005.05");
  CHECK(in_words("拾元整") == "10.00");
  CHECK(in_words("伍角整") == "0.50");
  CHECK(in_words("零圆叁分") == "0.03");
  CHECK(in_words("零元整") == "0.00");
  CHECK(in_words("壹亿贰仟万零叁圆整") == "120000003.00");
  CHECK(in_words("贰万亿零壹万圆正") == "2000000010000.00");
  CHECK(in_words("人民币肆仟圆") == "4000.00");
  CHECK(in_words(" ⊗ 叁 佰 圆 整 ") == "300.00");
  CHECK(in_words("三百二十一元五角") == "321.50");
}

TEST_CASE("a reversed amount in words is negative") {
  CHECK(in_words("（负数）伍佰圆整") == "-500.00");
  CHECK(in_words("负壹佰圆零壹分") == "-100.01");
}

TEST_CASE("an amount in words that is not well-formed is none") {
  for (const char* text : {"",
                           "圆",
                           "圆整",
                           "整",
                           "壹",
                           "壹佰",
                           "壹贰圆整",
                           "壹佰叁仟圆整",
                           "叁佰壹拾捌圆整整",
                           "万圆整",
                           "壹佰圆壹分贰角",
                           "壹佰圆伍",
                           "壹佰圆伍整",
                           "叁佰圆整壹分",
                           "壹圆贰圆",
                           "零佰圆",
                           "abc",
                           "壹亿亿圆",
                           "壹万万圆",
                           "拾圆x"}) {
    CAPTURE(text);
    CHECK(in_words(text) == "none");
  }
  std::string endless;
  for (int i = 0; i < 100'000; ++i) endless += "零壹";
  CHECK(in_words(endless) == "none");
}

TEST_CASE("the remark of a red invoice names the blue one") {
  CHECK(original_number_in("被红冲蓝字数电票号码：26372000000000000018 红字") ==
        "26372000000000000018");
  CHECK(original_number_in("对应正数发票代码:037002000111号码:00000025") == "03700200011100000025");
  CHECK(original_number_in("对应正数发票代码:037002000111") == "");
  CHECK(original_number_in("样例备注") == "");
}

TEST_CASE("an electronic invoice is recognised by its content among all sources") {
  for (const char* name : {"special.xml", "original_invoice.xml", "special.xbrl"}) {
    CAPTURE(name);
    const auto any =
        read_any(fixture(std::string("read/fixtures/einvoices/") + name), options_for(""));
    REQUIRE(any.has_value());
    REQUIRE(std::holds_alternative<InvoiceList>(*any));
    CHECK(std::get<InvoiceList>(*any).invoices.size() == 1);
  }
}

TEST_CASE("amounts beyond 64 bits are refused and do not throw") {
  std::string text = fixture("read/fixtures/einvoices/special.xml");
  const std::string amount = "<Amount>12000.00<";
  const auto at = text.find(amount);
  REQUIRE(at != std::string::npos);
  std::string other = text;
  other.replace(at, amount.size(), "<Amount>92233720368547758.07<");
  const auto list = read_invoices(other, options_for("e"));
  REQUIRE_FALSE(list.has_value());
  CHECK(list.error().code == ErrorCode::format);
}

TEST_CASE("a name beyond the limit of a cell is refused") {
  std::string text = fixture("read/fixtures/einvoices/special.xml");
  const std::string name = "<SellerName>";
  text.insert(text.find(name) + name.size(), std::string(70'000, 'x'));
  const auto list = read_invoices(text, options_for("e"));
  REQUIRE_FALSE(list.has_value());
  CHECK(list.error().code == ErrorCode::limit);
}

TEST_CASE("every invoice of the corpus gives the fields of its index") {
  const auto index = shared("corpus/invoices.tsv");
  if (!index) {
    MESSAGE("ZHUN_SHARED is not set: the corpus of invoices is skipped");
    return;
  }
  for (const auto& expected : parse_tsv(*index)) {
    const std::string path = expected.at("path");
    CAPTURE(path);
    const auto bytes = shared("corpus/" + path);
    REQUIRE(bytes.has_value());
    const auto list = read_invoices(*bytes, options_for(path));
    REQUIRE_MESSAGE(list.has_value(), (list ? "" : to_string(list.error())));
    REQUIRE(list->invoices.size() == 1);
    const Invoice& invoice = list->invoices[0];
    CHECK(invoice.number == expected.at("code") + expected.at("no"));
    CHECK(to_string(invoice.date) == expected.at("date"));
    CHECK(to_string(invoice.amount_ex) == expected.at("net"));
    CHECK(to_string(invoice.total()) == expected.at("gross"));
    if (!expected.at("tax").empty()) CHECK(to_string(invoice.tax) == expected.at("tax"));
    CHECK(invoice.seller == expected.at("seller"));
    CHECK(invoice.buyer == expected.at("buyer"));
    CHECK_FALSE(has_note(list->notes, "control_total"));
    CHECK(has_note(list->notes, "no_lines") == expected.at("items").empty());
  }
}
