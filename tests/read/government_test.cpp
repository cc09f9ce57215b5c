// Government data: gov-pull/1 and the short flat registry.
#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

GovernmentRecord read_record(const std::string& text) {
  const auto record = read_government(text, options_for("pull"));
  REQUIRE_MESSAGE(record.has_value(), (record ? "" : to_string(record.error())));
  return *record;
}

Error error_of(const std::string& text) {
  const auto record = read_government(text, options_for("pull"));
  REQUIRE_FALSE(record.has_value());
  return record.error();
}

std::string pull(const std::string& data, const std::string& more = "") {
  return R"({"schema":"gov-pull/1","pull_id":"P1","source":{"code":"QCL","name":"泉城链"},
         "subject":{"type":"ENTERPRISE","name":"甲","id":"91370102PDY00001XB"},
            "authorization":{"no":"A-1"},"status":"OK",
         "retrieved_at":"2026-03-24T10:00:00+08:00","data_as_of":"2026-03-20")" +
         more + R"(,"data":{)" + data + "}}";
}

}  // namespace

TEST_CASE("a pull tells its source, subject, authorisation and dates") {
  const auto record = read_record(pull(""));
  CHECK(record.pull_id == "P1");
  CHECK(record.source_code == "QCL");
  CHECK(record.subject_id == "91370102PDY00001XB");
  CHECK(record.authorisation_no == "A-1");
  CHECK(to_string(record.retrieved_at.value()) == "2026-03-24T10:00:00");
  CHECK(to_string(record.data_as_of.value()) == "2026-03-20");
  CHECK(record.status == PullStatus::ok);
}

TEST_CASE("a part that was not pulled stays empty, an empty list means nothing found") {
  const auto nothing = read_record(pull(""));
  CHECK_FALSE(nothing.registry.has_value());
  CHECK_FALSE(nothing.judicial.has_value());
  CHECK_FALSE(nothing.penalties.has_value());
  CHECK_FALSE(nothing.real_estate.has_value());
  const auto empty = read_record(pull(R"("penalty":[],"judicial":{"dishonest":[]})"));
  CHECK(empty.penalties.value().empty());
  CHECK(empty.judicial.value().dishonest.empty());
}

TEST_CASE("the registry gives capital, shareholders, changes and lists") {
  const auto record = read_record(pull(
      R"("registry":{"name":"甲","uscc":"91370102PDY00001XB","status":"存续","established":"2019-05-06",
         "registered_capital_fen":200,"paid_in_capital_fen":100,
         "legal_rep":{"name":"张样品","id_hash":"x"},"last_annual_report_year":2025,
         "shareholders":[{"name":"张样品","ratio":"0.70"}],
         "changes":[{"date":"2024-11-02","item":"法定代表人变更"},{"date":"2025-01-02",
         "item":"住所变更"}],
         "abnormal":[{"in_date":"2024-01-01","reason":"丙","out_date":null}],
         "serious_illegal":[]})"));
  const Registry& registry = record.registry.value();
  CHECK(registry.legal_representative == "张样品");
  CHECK(registry.capital == Money::from_fen(200));
  CHECK(registry.paid_in_capital == Money::from_fen(100));
  CHECK(to_string(registry.shareholders.at(0).share.value()) == "0.7");
  CHECK(to_string(registry.legal_representative_changed_on.value()) == "2024-11-02");
  CHECK_FALSE(registry.abnormal.at(0).out_date.has_value());
  CHECK(registry.last_annual_report_year == 2025);
}

TEST_CASE("months of social security and utilities are ascending") {
  const auto record = read_record(pull(
      R"("social_security":{"months":[{"month":"2026-02","headcount":12,"paid_fen":5},
         {"month":"2026-01","headcount":11}],"arrears_fen":0},
         "utility":{"electricity":[{"month":"2026-02","kwh":"8600.0","fee_fen":860000,
         "arrears":true},{"month":"2026-01","kwh":5}],"water":[]})"));
  CHECK(record.social_security.value().months.at(0).headcount == 11);
  CHECK(record.social_security.value().headcount_now == 12);
  CHECK(record.social_security.value().arrears == Money());
  CHECK(record.utilities.value().electricity.at(1).arrears);
  CHECK(to_string(record.utilities.value().electricity.at(1).quantity.value()) == "8600");
  CHECK(record.utilities.value().gas.empty());
}

TEST_CASE("cases, penalties and real estate are read") {
  const auto record = read_record(pull(
      R"("judicial":{"dishonest":[{"case_no":"A","court":"B","published":"2025-01-02",
         "status":"未履行"}],"enforced":[{"case_no":"C","amount_fen":7,"filed":"2025-03-04"}],
         "restricted_consumption":[{"case_no":"D"}],"litigation":[{"case_no":"E","role":"被告",
         "cause":"买卖合同纠纷","stage":"一审"}]},
         "penalty":[{"doc_no":"P","amount_fen":9,"date":"2025-05-06","reason":"丁"}],
         "housing_fund":{"enterprise":{"headcount":10}},
         "real_estate":[{"cert_no":"R","owner":["甲"],"use":"住宅",
         "mortgages":[{"mortgagee":"乙"}],"seizures":[]}])"));
  CHECK(to_string(record.judicial.value().dishonest.at(0).date.value()) == "2025-01-02");
  CHECK(record.judicial.value().enforced.at(0).amount == Money::from_fen(7));
  CHECK(record.judicial.value().restricted.size() == 1);
  CHECK(record.judicial.value().litigation.at(0).status == "一审");
  CHECK(record.penalties.value().at(0).amount == Money::from_fen(9));
  CHECK(record.housing_fund.value().headcount == 10);
  CHECK(record.real_estate.value().at(0).mortgaged);
  CHECK_FALSE(record.real_estate.value().at(0).seized);
}

TEST_CASE("members that nobody knows are counted in one note") {
  const auto record =
      read_record(pull(R"("registry":{"name":"甲","odd":1},"other":2)", R"(,"strange":3)"));
  std::size_t notes = 0;
  for (const ReadNote& note : record.notes) notes += note.code == "unknown_member" ? 1u : 0u;
  CHECK(notes == 1);
  CHECK(record.notes.at(0).message.find("3 members") != std::string::npos);
  CHECK(read_record(pull("")).notes.empty());
}

TEST_CASE("no record and an error are different answers") {
  const auto with_status = [](const std::string& status) {
    return R"({"schema":"gov-pull/1","status":")" + status + R"("})";
  };
  CHECK(read_record(with_status("NO_RECORD")).status == PullStatus::no_record);
  CHECK(read_record(with_status("ERROR")).status == PullStatus::error);
  CHECK(error_of(with_status("MAYBE")).place.field == "/status");
}

TEST_CASE("the short registry of a dossier is read") {
  const auto record = read_record(
      R"({"name":"甲","uscc":"91370102PDY00001XB","status":"存续","established":"2025-11-03",
         "legal_rep":"王样例","capital_fen":10,"paid_in_fen":5,
          "shareholders":[{"name":"王样例","share":"0.30"}],"abnormal":true,
         "abnormal_reason":"无法联系","dishonest":false,"insured_headcount":12,
          "legal_rep_changed_on":"2026-02-20","retrieved_at":"2026-04-01T09:00:00",
         "data_as_of":"2026-03-31"})");
  CHECK(record.registry.value().legal_representative == "王样例");
  CHECK(record.registry.value().abnormal.at(0).reason == "无法联系");
  CHECK(to_string(record.registry.value().legal_representative_changed_on.value()) == "2026-02-20");
  CHECK(record.judicial.value().dishonest.empty());
  CHECK(record.social_security.value().headcount_now == 12);
  CHECK(record.subject_id == "91370102PDY00001XB");
  CHECK(to_string(record.data_as_of.value()) == "2026-03-31");
  CHECK(record.notes.empty());
}

TEST_CASE("wrong members are errors with their path and without their value") {
  const Error error = error_of(pull(R"("registry":{"established":"2019-02-30"})"));
  CHECK(error.place.field == "/data/registry/established");
  CHECK(error.message.find("2019") == std::string::npos);
  CHECK(error_of(pull(R"("registry":{"shareholders":[{"name":"甲",
         "ratio":"1.70"}]})"))
            .place.field == "/data/registry/shareholders/0/ratio");
  CHECK(error_of(pull(R"("social_security":{"months":[{"month":"2026-00","headcount":1}]})"))
            .place.field == "/data/social_security/months/0/month");
  CHECK(error_of(pull(R"("judicial":[])")).place.field == "/data/judicial");
  CHECK(error_of(R"({"schema":"gov-pull/9"})").place.field == "/schema");
  CHECK(error_of("a,b\n").code == ErrorCode::unsupported);
}

TEST_CASE("pledges, freezes, licences, the licence's picture, meters, persons, the credit report") {
  const auto record = read_record(pull(
      R"("registry":{"name":"甲","equity_pledges":[{"pledgor":"乙","ratio":"0.4","date":"2025-01-02"},
         {"amount_fen":500,"released_on":"2026-01-02"}],
         "equity_freezes":[{"holder":"乙","court":"丙法院"}],
         "licences":[{"name":"食品经营许可证","valid_to":"2027-01-01"}]},
         "licence":{"name":"甲","uscc":"U","legal_rep":"乙","address":"路1号","established":"2019-05-06"},
         "utility":{"electricity":[],"address":"路1号","meters":[{"number":"7","address":"路2号"},{}]},
         "housing_fund":{"persons":[{"name":"乙","id_hash":"h","base_fen":800000,"monthly_fen":9}]},
         "credit_report":{"lenders":[{"name":"丁银行","kind":"经营贷款","balance_fen":7,
                                      "opened":"2025-03-01","status":"正常"}]})"));
  const Registry& registry = record.registry.value();
  REQUIRE(registry.equity_pledges.value().size() == 2);
  CHECK(registry.equity_pledges->at(0).share == Decimal::from_scaled(4, -1));
  CHECK(registry.equity_pledges->at(1).released_on == parse_date("2026-01-02"));
  CHECK(registry.equity_freezes.value().at(0).court == "丙法院");
  CHECK(registry.licences.value().at(0).valid_to == parse_date("2027-01-01"));
  CHECK(record.licence.value().established == parse_date("2019-05-06"));
  CHECK(record.utilities.value().addresses == std::vector<std::string>{"路1号", "路2号"});
  CHECK(record.housing_fund.value().persons.at(0).base == Money::from_fen(800000));
  CHECK(record.credit_report.value().lenders.at(0).name == "丁银行");
  CHECK(record.notes.empty());
}

TEST_CASE("what was not pulled of the registry is not an empty list") {
  const auto record = read_record(pull(R"("registry":{"name":"甲","equity_freezes":[]})"));
  CHECK_FALSE(record.registry.value().equity_pledges.has_value());
  CHECK(record.registry->equity_freezes.value().empty());
  CHECK_FALSE(record.credit_report.has_value());
}

TEST_CASE("a pledge of more than the whole, a licence or a lender without a name are errors") {
  CHECK(error_of(pull(R"("registry":{"equity_pledges":[{"ratio":"1.01"}]})")).place.field ==
        "/data/registry/equity_pledges/0/ratio");
  CHECK(error_of(pull(R"("registry":{"licences":[{}]})")).place.field ==
        "/data/registry/licences/0/name");
  CHECK(error_of(pull(R"("credit_report":{"lenders":[{"kind":"x"}]})")).place.field ==
        "/data/credit_report/lenders/0/name");
}
