// Typed parts of company names.
#include "reconcile/company_name.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace zhun::reconcile;

namespace {

std::string shown(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | c >> 12);
      out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | c >> 18);
      out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
      out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return out;
}

// place|core|form|branch
std::string parts(std::string_view name) {
  const CompanyName parsed = parse_company_name(name);
  return shown(parsed.place) + "|" + shown(parsed.core) + "|" + shown(parsed.form) + "|" +
         shown(parsed.branch);
}

}  // namespace

TEST_CASE("place, trade name with business, legal form and branch are told apart") {
  CHECK(parts("济南市泉润建材有限公司") == "济南|泉润建材|有限公司|");
  CHECK(parts("山东省济南市泉润建材有限责任公司") == "济南|泉润建材|有限责任公司|");
  CHECK(parts("泉润（济南）建材股份有限公司") == "济南|泉润建材|股份有限公司|");
  CHECK(parts("泉润建材有限公司青岛分公司") == "|泉润建材|有限公司|青岛分公司");
  CHECK(parts("泉润建材有限公司财务部") == "|泉润建材|有限公司|财务部");
  CHECK(parts("历下泉润经营部") == "|历下泉润|经营部|");
  CHECK(parts("烟台海晟中心（有限合伙）") == "烟台|海晟|中心(有限合伙)|");
}

TEST_CASE("damaged forms are recognised and said to be damaged") {
  CHECK(parts("泉润建材有限责") == "|泉润建材|有限责|");
  CHECK(parts("泉润建材有限公") == "|泉润建材|有限公司|");
  CHECK(parts("泉润建材有限公同") == "|泉润建材|有限公司|");  // 同 for 司
  CHECK(parts("泉润建材限公司") == "|泉润建材|有限公司|");
  CHECK(parse_company_name("泉润建材限公司").form_cut);
  CHECK_FALSE(parse_company_name("泉润建材有限公司").form_cut);
}

TEST_CASE("a name of a person is one, a place with a trade name is none") {
  CHECK(parse_company_name("王小明").person);
  CHECK_FALSE(parse_company_name("济南泉润").person);
  CHECK_FALSE(parse_company_name("泉润建材有限公司").person);
  CHECK(has_surname("王小明"));
  CHECK_FALSE(has_surname("国库"));
}

TEST_CASE("confusable characters stand for one another, others for themselves") {
  CHECK(folded_symbol(U'未') == folded_symbol(U'末'));
  CHECK(folded_symbol(U'己') == folded_symbol(U'已'));
  CHECK(folded_symbol(U'泉') == U'泉');
  CHECK(folded_symbol(U'a') == U'a');
  CHECK(folded_symbol(0x20000) == 0x20000);
}

TEST_CASE(
    "hostile names: empty, one symbol, brackets only, ten thousand symbols, outside the BMP") {
  for (const std::string name :
       {"", "店", "（）", "（", "）（", "有限公司", "分公司", "(有限合伙)"})
    (void)parse_company_name(name);
  std::string big;
  for (int i = 0; i < 10'000; ++i) big += "泉";
  CHECK(parse_company_name(big).core.size() <= 200);
  CHECK(parts("𠮷泉建材有限公司") == "|𠮷泉建材|有限公司|");
}
