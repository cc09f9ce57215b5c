// Why a source was read as it was: for a person, from a read source.
#include <doctest/doctest.h>

#include "zhun/present.hpp"

using namespace zhun;

namespace {

std::string why(const std::string& bytes) {
  ReadOptions options;
  options.source_name = "given";
  const auto source = read_any(bytes, options);
  REQUIRE_MESSAGE(source.has_value(), (source ? "" : to_string(source.error())));
  return render_source_why(*source);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a table tells its delimiter, header, columns, direction, dates and what holds") {
  const std::string text =
      why("期初余额：100.00\n"
          "交易日期;摘要;借方金额;贷方金额;余额;颜色\n"
          "2026-01-05;货款;;50.00;150.00;x\n"
          "2026-01-06;房租;20.00;;130.00;y\n"
          "2026-01-07;水费;5.00;;124.00;z\n");
  CAPTURE(text);
  CHECK(has(text, "semicolon"));
  CHECK(has(text, "UTF-8"));
  CHECK(has(text, "row 2: 5 of its 6 names are known"));
  CHECK(has(text, "layout bank-csv"));
  CHECK(has(text, "no export of a known provider"));
  CHECK(has(text, "3 借方金额: money out"));
  CHECK(has(text, "6 颜色: not used: its name is not known"));
  CHECK(has(text, "by the column that is filled"));
  CHECK(has(text, "year, month, day"));
  CHECK(has(text, "opening: printed 100.00, from the rows 100.00: holds"));
  CHECK(has(text, "2 of 3 follow from the balance before, 1 do not"));
  CHECK(has(text, "row 5: expected 125.00, found 124.00"));
  CHECK(has(text, "unknown_column"));
  CHECK_FALSE(has(text, "货款"));
}

TEST_CASE("the ways in which a direction can be decided are told apart") {
  CHECK(has(why("交易日期,收/支,金额,余额\n2026-01-05,收入,5.00,5.00\n"),
            "column 2 (收/支): by the word in this column"));
  CHECK(has(why("交易日期,摘要,金额,余额\n2026-01-05,a,-5.00,5.00\n2026-01-06,b,1.00,6.00\n"),
            "column 3 (金额): by the sign of the amount"));
  CHECK(has(why("交易日期,摘要,金额,余额\n2026-01-05,a,5.00,5.00\n2026-01-06,b,1.00,4.00\n"),
            "by the change of the balance"));
}

TEST_CASE("invoices, tax returns, messages and government data say what told them") {
  CHECK(has(why("发票号码,开票日期,金额,税额\n1,2026-01-05,5.00,0.50\n"), "1 发票号码: number"));
  CHECK(has(why("所属期,销售额\n2026-01,5.00\n"), "2 销售额: sales without tax"));
  CHECK(has(why(R"({"schema":"gov-pull/1","data":{"penalty":[]}})"), "parts      penalties"));
  CHECK(has(why(":20:A\n:25:1\n:60F:C260101EUR1,00\n:61:2601050105C5,00N\n:62F:C260105EUR6,00\n"),
            "a field such as :20:"));
}

TEST_CASE("what told it stands in the JSON as well, without a text of the rows") {
  const auto source = read_any("交易日期,摘要,金额\n2026-01-05,货款,-5.00\n", ReadOptions());
  REQUIRE(source.has_value());
  const std::string json = render_source_json(*source);
  const auto at = json.find("\"recognised\":");
  REQUIRE(at != std::string::npos);
  CHECK(has(json.substr(at), R"({"what":"column","how":"summary","column":2,"field":"摘要"})"));
  CHECK_FALSE(has(json.substr(at), "货款"));
}
