// read_dossier: what it refuses and where, and what changes nothing.
#include <doctest/doctest.h>

#include <algorithm>

#include "dossier/sample_dossier.hpp"
#include "zhun/dossier.hpp"

using namespace zhun;
using test::kSampleDossier;
using test::replaced;
using test::sample_with;

namespace {

struct Refusal {
  std::string from, to;
  ErrorCode code;
  std::string field;
};

const std::string kStatementFile = R"({"holder": "济南样例轴承有限公司",
 "account": "6200000000000005", "period_from": "2026-05-01", "period_to": "2026-06-24",
 "opening_balance_fen": 0, "rows": [{"ts": "2026-05-02T09:00:00", "dir": "C",
 "amount_fen": 100000, "balance_fen": 100000, "cp_name": "山东样例农机有限公司"}]})";
const std::string kOtherFile =
    replaced(kStatementFile, "\"amount_fen\": 100000", "\"amount_fen\": 90000");

// The sample with its inline statement given up for a list of files.
std::string with_files(std::string_view sources) {
  const std::string text(kSampleDossier);
  const auto from = text.find(" \"statement\": {\"holder\"");
  const auto to = text.find(" \"invoices\": [");
  return text.substr(0, from) + " \"sources\": " + std::string(sources) + ",\n" + text.substr(to);
}

std::string entry(std::string_view file, std::string_view kind = "STATEMENT") {
  return R"({"file": ")" + std::string(file) + R"(", "kind": ")" + std::string(kind) +
         R"(", "retrieved_at": "2026-06-25T09:00:00"})";
}

}  // namespace

TEST_CASE("the sample dossier reads") {
  const auto dossier = read_dossier(kSampleDossier, {});
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  CHECK(dossier->as_of == Date::from_ymd(2026, 6, 30));
  CHECK(dossier->application.requested == Money::from_yuan(200000));
  CHECK(dossier->sources.size() == 4);
  CHECK(dossier->statements.size() == 1);
  CHECK(dossier->consents.size() == 2);
  CHECK(dossier->sources[0].data_as_of == Date::from_ymd(2026, 6, 24));
  CHECK(dossier->digest.size() == 64);
}

TEST_CASE("what is wrong in dossier.json is refused with its place") {
  const Refusal cases[] = {
      {"\"as_of\": \"2026-06-30\"", "\"other\": 1", ErrorCode::format, "/as_of"},
      {"\"2026-06-30\"", "\"2026-02-30\"", ErrorCode::format, "/as_of"},
      {"\"as_of\": \"2026-06-30\"", "\"as_of\": 20260630", ErrorCode::format, "/as_of"},
      {"\"LEGAL\"", "\"FIRM\"", ErrorCode::format, "/customer/type"},
      {"\"name\": \"济南样例轴承有限公司\", \"uscc\"", "\"uscc\"", ErrorCode::format,
       "/customer/name"},
      {"20000000", "0", ErrorCode::format, "/application/requested_fen"},
      {"20000000", "-1", ErrorCode::format, "/application/requested_fen"},
      {"20000000", "1.5", ErrorCode::format, "/application/requested_fen"},
      {"20000000", "\"20000000\"", ErrorCode::format, "/application/requested_fen"},
      {"20000000", "9223372036854775808", ErrorCode::format, "/application/requested_fen"},
      {"\"term_months\": 12", "\"term_months\": 601", ErrorCode::format,
       "/application/term_months"},
      {"\"term_months\": 12", "\"term_months\": 4294967308", ErrorCode::format,
       "/application/term_months"},
      {"\"doc_type\": \"QCL\"", "\"doc_type\": \"XX\"", ErrorCode::format, "/consents/1/doc_type"},
      {"\"signed_at\": \"2026-06-20T10:00:00\", ", "", ErrorCode::format, "/consents/0/signed_at"},
      {"{\"id\": \"M-ART\"}", "{}", ErrorCode::format, "/materials/1/id"},
      {"\"rows\": [", "\"lines\": [", ErrorCode::format, "/statement/rows"},
      {"2026-04-02T10:00:00", "2026-04-31T10:00:00", ErrorCode::format, "/statement/rows/1/ts"},
      {"\"amount_fen\": 200000", "\"amount_fen\": 0", ErrorCode::format,
       "/statement/rows/1/amount_fen"},
      {"\"dir\": \"D\"", "\"dir\": \"X\"", ErrorCode::format, "/statement/rows/1/dir"},
      {"\"registry\": {\"retrieved_at\": \"2026-06-25T09:00:00\"",
       "\"registry\": {\"retrieved_at\": \"2026-07-01T09:00:00\"", ErrorCode::invalid_argument,
       "/registry"},
      {"\"data_as_of\": \"2026-06-24\"", "\"data_as_of\": \"2026-07-01\"",
       ErrorCode::invalid_argument, "/statement"},
      {"2026-04-02T10:00:00", "2026-07-01T10:00:00", ErrorCode::invalid_argument, "/statement"},
  };
  for (const Refusal& c : cases) {
    CAPTURE(c.from);
    CAPTURE(c.to);
    const auto dossier = read_dossier(sample_with(c.from, c.to), {});
    REQUIRE_FALSE(dossier.has_value());
    CHECK(dossier.error().code == c.code);
    CHECK(dossier.error().place.field == c.field);
    const bool told = !c.to.empty() && dossier.error().message.find(c.to) != std::string::npos;
    CHECK_FALSE(told);
  }
}

TEST_CASE("amounts above 2^53 fen stay exact") {
  const auto dossier = read_dossier(sample_with("20000000", "9007199254740993"), {});
  REQUIRE(dossier.has_value());
  CHECK(dossier->application.requested.fen() == 9007199254740993);
}

TEST_CASE("a profit at or above sales or a loss beyond sales is an input error") {
  const auto with_profit = [](std::string_view profit) {
    return read_dossier(
        sample_with(
            "\"existing_wc_loans_fen\": 0",
            R"("working_capital": {"sales_fen": 100, "cost_fen": 50, "total_profit_fen": )" +
                std::string(profit) + "}"),
        {});
  };
  CHECK(with_profit("99").has_value());
  CHECK(with_profit("-100").has_value());
  for (const auto profit : {"100", "101", "-101"}) {
    const auto dossier = with_profit(profit);
    REQUIRE_FALSE(dossier.has_value());
    CHECK(dossier.error().place.field == "/application/working_capital/total_profit_fen");
  }
}

TEST_CASE("amounts of the application are never negative") {
  for (const auto name : {"existing_wc_loans_fen", "existing_instalment_fen", "own_funds_fen",
                          "other_funds_fen", "declared_annual_sales_fen"}) {
    CAPTURE(name);
    const auto dossier = read_dossier(
        sample_with("\"existing_wc_loans_fen\": 0", "\"" + std::string(name) + "\": -1"), {});
    REQUIRE_FALSE(dossier.has_value());
    CHECK(dossier.error().place.field == "/application/" + std::string(name));
  }
}

TEST_CASE("files that a dossier names") {
  const SourceFile a{"a.json", kStatementFile}, b{"sub/b.json", kOtherFile};
  const std::string both = with_files("[" + entry("a.json") + ", " + entry("sub/b.json") + "]");
  const auto names = list_dossier_files(both);
  REQUIRE(names.has_value());
  CHECK(*names == std::vector<std::string>{"a.json", "sub/b.json"});
  CHECK(read_dossier(both, std::vector{a, b}).has_value());

  const auto missing = read_dossier(both, std::vector{a});
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == ErrorCode::invalid_argument);
  CHECK(missing.error().place.field == "/sources/1/file");

  const auto twice = read_dossier(both, std::vector{a, SourceFile{"sub/b.json", kStatementFile}});
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().code == ErrorCode::invalid_argument);
  CHECK(twice.error().message.find("twice") != std::string::npos);
}

TEST_CASE("a file name stays inside the folder of the dossier") {
  for (const auto name :
       {"/etc/x.csv", "../x.csv", "a/../x.csv", "./x.csv", "a//x.csv", "a/", "", "a\\\\x.csv"}) {
    CAPTURE(name);
    const auto names = list_dossier_files(with_files("[" + entry(name) + "]"));
    REQUIRE_FALSE(names.has_value());
    CHECK(names.error().place.field == "/sources/0/file");
  }
  const auto kind = list_dossier_files(with_files("[" + entry("a.json", "BANK") + "]"));
  REQUIRE_FALSE(kind.has_value());
  CHECK(kind.error().place.field == "/sources/0/kind");
}

TEST_CASE("the order of sources and consents changes nothing") {
  const std::vector<SourceFile> files = {{"a.json", kStatementFile}, {"b.json", kOtherFile}};
  const auto one =
      read_dossier(with_files("[" + entry("a.json") + "," + entry("b.json") + "]"), files);
  const std::vector<SourceFile> backwards = {files[1], files[0]};
  std::string text = with_files("[" + entry("b.json") + "," + entry("a.json") + "]");
  const auto en = text.find("  {\"consent_id\": \"C-EN\""),
             qcl = text.find("  {\"consent_id\": \"C-QCL\"");
  const auto end = text.find("],\n \"materials\"");
  text = text.substr(0, en) + text.substr(qcl, end - qcl) + "," + text.substr(en, qcl - en - 2) +
         text.substr(end);
  const auto other = read_dossier(text, backwards);
  REQUIRE(one.has_value());
  REQUIRE_MESSAGE(other.has_value(), (other ? "" : to_string(other.error())));
  CHECK(one->digest == other->digest);
  REQUIRE(one->sources.size() == other->sources.size());
  for (std::size_t i = 0; i < one->sources.size(); ++i) {
    CHECK(one->sources[i].name == other->sources[i].name);
    CHECK(one->sources[i].sha256 == other->sources[i].sha256);
  }
  for (std::size_t i = 0; i < 2; ++i) CHECK(one->consents[i].id == other->consents[i].id);
}

TEST_CASE("the order of inline statements changes no digest") {
  const auto with = [](const std::string& first, const std::string& second) {
    const std::string text(kSampleDossier);
    const auto from = text.find(" \"statement\": {\"holder\"");
    const auto to = text.find(" \"invoices\": [");
    return read_dossier(text.substr(0, from) + " \"statements\": [" + first + "," + second +
                            "],\n" + text.substr(to),
                        {});
  };
  const auto one = with(kStatementFile, kOtherFile), other = with(kOtherFile, kStatementFile);
  REQUIRE(one.has_value());
  REQUIRE(other.has_value());
  CHECK(one->digest == other->digest);
}

TEST_CASE("every byte of a source counts in the digest") {
  const std::string text = with_files("[" + entry("a.json") + "]");
  const auto digest = [&](const std::string& bytes) {
    const auto dossier = read_dossier(text, std::vector{SourceFile{"a.json", bytes}});
    REQUIRE(dossier.has_value());
    return dossier->digest;
  };
  const std::string before = digest(kStatementFile);
  CHECK(digest(kStatementFile) == before);
  CHECK(digest(kStatementFile + "\n") != before);
  CHECK(digest(kOtherFile) != before);
  const auto other = read_dossier(replaced(text, "C-QCL", "C-QCM"),
                                  std::vector{SourceFile{"a.json", kStatementFile}});
  REQUIRE(other.has_value());
  CHECK(other->digest != before);
}

TEST_CASE("a dossier cut at any byte is refused, never worse") {
  for (std::size_t size = 0; size < kSampleDossier.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_dossier(kSampleDossier.substr(0, size), {}).has_value());
  }
}

TEST_CASE("more sources than the limit are refused") {
  Limits limits;
  limits.sources_max = 3;
  const auto dossier = read_dossier(kSampleDossier, {}, limits);
  REQUIRE_FALSE(dossier.has_value());
  CHECK(dossier.error().code == ErrorCode::limit);
}

TEST_CASE("the host's index of applicants and the income that a person claims") {
  const auto read = [](std::string_view index) {
    return read_dossier(
        sample_with("\"as_of\": \"2026-06-30\"",
                    "\"as_of\": \"2026-06-30\", \"applicant_index\": " + std::string(index)),
        {});
  };
  const auto dossier =
      read(R"([{"kind": "PHONE", "token": "t", "other_applicants": 6},
               {"kind": "LEGAL_REP", "token": "u", "other_applicants": 0}])");
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  REQUIRE(dossier->applicant_index.value().size() == 2);
  CHECK(dossier->applicant_index->at(0).kind == SharedKind::phone);
  CHECK(dossier->applicant_index->at(0).other_applicants == 6);
  CHECK(read("[]")->applicant_index.value().empty());
  CHECK_FALSE(read("null")->applicant_index.has_value());
  for (const char* wrong : {R"([{"kind": "NAME", "token": "t", "other_applicants": 1}])",
                            R"([{"kind": "PHONE", "token": "t", "other_applicants": -1}])",
                            R"([{"kind": "PHONE", "token": "t"}])"}) {
    const auto refused = read(wrong);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().place.field.starts_with("/applicant_index/0/"));
  }
}
