// Authentication data: which names and texts are such, and which only look like it.
#include "base/authentication.hpp"

#include <doctest/doctest.h>

using namespace zhun;

TEST_CASE("names of fields that hold authentication data are known, in any spelling") {
  for (const char* name :
       {"密码", "查询密码", "CVV2", "cvn", "Card_Expiry", "卡片有效期", "磁道信息", "track2",
        "login password", "指纹模板", "人脸特征值", "PIN", "短信验证码"})
    CHECK_MESSAGE(is_authentication_name(name), name);
}

TEST_CASE("names that only look like it are none") {
  for (const char* name : {"", "密码区", "pinyin", "对方户名", "校验码", "有效期至", "valid_to",
                           "摘要", "invoice_code", "发票代码", "opinion", "交易时间", "余额", "cid",
                           "设备指纹", "certificate_fingerprint", "credit_irisk"})
    CHECK_MESSAGE(!is_authentication_name(name), name);
}

TEST_CASE("tracks and codes in a text are dropped, and the rest stays") {
  CHECK(without_authentication_data("转账 ;6222021234567890=25121011234567? 完") ==
        "转账 ;***? 完");
  CHECK(without_authentication_data("%B6222021234567890^ZHANG/SAN^25121011234?") == "%B***?");
  CHECK(without_authentication_data("查询密码：abc123，勿泄露") == "查询密码：***，勿泄露");
  CHECK(without_authentication_data("CVV2 123 后") == "CVV2 *** 后");
  CHECK(without_authentication_data("验证码为 834521") == "验证码为 ***");
}

TEST_CASE("a track that appears only when another is dropped is dropped, too") {
  const std::string clean =
      without_authentication_data("421000000001234^560001234567899=25100001234^562101123");
  CHECK_FALSE(has_authentication_data(clean));
  CHECK(clean == "***");
}

TEST_CASE("texts of payments stay as they are") {
  for (const char* text :
       {"货款 202501011234D56789", "6222021234567890=", "密码锁 3 把", "验证码服务费",
        "合同号 2025010112345=500元", "密码：", "cvv", "订单 1234567890123456"}) {
    CHECK_MESSAGE(!has_authentication_data(text), text);
    CHECK(without_authentication_data(text) == text);
  }
}

TEST_CASE("a JSON document names the path of the first such field, at any depth") {
  const auto field = [](std::string_view text) {
    return find_authentication_field(*json::parse(text, "x", {}));
  };
  CHECK(field(R"({"a": [{"b": {"cvv2": "123"}}]})") == "/a/0/b/cvv2");
  CHECK(field(R"({"a": ["x", "6222021234567890=25121011234"]})") == "/a/1");
  CHECK_FALSE(field(R"({"a": {"valid_to": "2026-01-01"}, "b": [1, "密码锁"]})").has_value());
}
