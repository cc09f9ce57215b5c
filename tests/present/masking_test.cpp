#include "present/masking.hpp"

#include <doctest/doctest.h>

#include "zhun/text.hpp"

using namespace zhun;

TEST_CASE("the patterns of DOMAIN 9.2") {
  CHECK(mask_person_name("张伟") == "张*");
  CHECK(mask_person_name("王小明") == "王*明");
  CHECK(mask_person_name("欧阳小明") == "欧**明");
  CHECK(mask_person_name("阿不都·热合曼") == "阿**曼");
  CHECK(mask_person_name("李") == "*");
  CHECK(mask_person_name("") == "");
  CHECK(mask_person_name("\xF0\xA0\xAE\xB7野家") == "\xF0\xA0\xAE\xB7*家");
  CHECK(mask_resident_id("370199199003072854") == "370***********2854");
  CHECK(mask_mobile("13800138000") == "138****8000");
  CHECK(mask_mobile("+86 138-0013-8000").ends_with("8000"));
  CHECK(mask_account("6205500000000000004") == "****0004");
  CHECK(mask_account("12") == "**");
  CHECK(mask_enterprise_name("济南示例商贸有限公司") == "济南****有限公司");
  CHECK(mask_uscc("91370102PDY00001XB") == "9137**********01XB");
  CHECK(mask_address("山东省济南市历下区示例路1号") == "山东省济南市历下区****");
}

TEST_CASE("masking twice changes nothing more") {
  for (const char* name : {"张", "张伟", "王小明", "欧阳小明", "济南示例商贸有限公司"}) {
    CAPTURE(name);
    CHECK(mask_person_name(mask_person_name(name)) == mask_person_name(name));
  }
  CHECK(mask_enterprise_name(mask_enterprise_name("济南示例商贸有限公司")) == "济南****有限公司");
  for (const auto& [mask, text] :
       {std::pair{&mask_resident_id, "370199199003072854"},
        std::pair{&mask_uscc, "91370102PDY00001XB"},
        std::pair{&mask_account, "6205500000000000004"}, std::pair{&mask_mobile, "13800138000"},
        std::pair{&mask_address, "山东省济南市历下区示例路1号"},
        std::pair{&mask_text, "给13800138000转账 370199199003072854"}}) {
    CAPTURE(text);
    CHECK(mask(mask(text)) == mask(text));
  }
}

TEST_CASE("free text loses identity, phone and card numbers and keeps amounts and dates") {
  CHECK(mask_text("电话13800138000") == "电话138****8000");
  CHECK(mask_text("身份证11010519491231002X。") == "身份证110***********002X。");
  CHECK(mask_text("卡6205500000000000004 货款") == "卡****0004 货款");
  CHECK(mask_text("2026-03-25 收1,234,567.89元，订单12345678") ==
        "2026-03-25 收1,234,567.89元，订单12345678");
}

TEST_CASE("who is masked depends on the level, and persons always are") {
  CHECK(mask_name("济南示例商贸有限公司", Masking::inside_bank) == "济南示例商贸有限公司");
  CHECK(mask_name("济南示例商贸有限公司", Masking::outward) == "济南****有限公司");
  CHECK(mask_name("赵循环", Masking::inside_bank) == "赵*环");
  CHECK(mask_name("赵循环", Masking::outward) == "赵*环");
  CHECK(mask_name("赵循环", Masking::none) == "赵循环");
  // A nickname carries no organisation's word: when in doubt, a person.
  CHECK(mask_name("阳光小屋的猫", Masking::inside_bank) == "阳**猫");
}

TEST_CASE("known names are masked wherever they stand in a text") {
  CHECK(mask_free_text("转给赵循环的货款，赵循环确认", {"赵循环"}, Masking::inside_bank) ==
        "转给赵*环的货款，赵*环确认");
  CHECK(mask_free_text("赵循环", {"赵循环"}, Masking::none) == "赵循环");
  CHECK(mask_free_text("", {"赵循环"}, Masking::outward) == "");
}
