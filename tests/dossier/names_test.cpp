// Which names are enterprises, which are persons, and the marks around names.
#include <doctest/doctest.h>

#include "dossier/names.hpp"

using namespace zhun;

TEST_CASE("names of organisations") {
  for (const auto name :
       {"济南样例轴承有限公司", "历下区样例面馆店", "示例银行济南分行", "国家税务总局示例税务局",
        "财付通", "待报解预算收入", "济南市社会保险事业中心", "Example Ltd", "example bank",
        "某某消费金融有限公司", "代发工资专户"}) {
    CAPTURE(name);
    CHECK(is_enterprise_name(name));
    CHECK_FALSE(is_person_name(name));
  }
}

TEST_CASE("names of natural persons") {
  for (const auto name :
       {"周样例", "吴样", "欧阳样例", "\xF0\xA0\xAE\xB7样例", "阿依古丽·买买提", "亓若荇"}) {
    CAPTURE(name);
    CHECK(is_person_name(name));
    CHECK_FALSE(is_enterprise_name(name));
  }
}

TEST_CASE("neither a person nor an organisation for sure") {
  for (const auto name : {"", "周", "ABC", "周样例12", "周 样例", "一二三四五"}) {
    CAPTURE(name);
    CHECK_FALSE(is_person_name(name));
  }
}

TEST_CASE("marks around a name come off again") {
  CHECK(marked_name("周样例") != "周样例");
  CHECK(without_marks("与" + marked_name("周样例") + "往来") == "与周样例往来");
  CHECK(without_marks("") == "");
}
