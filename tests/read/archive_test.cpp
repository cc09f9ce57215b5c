// Archives of documents, with and without passwords.
#include "read/archive.hpp"

#include <doctest/doctest.h>

#include "read/zip.hpp"
#include "statements_for_tests.hpp"
#include "zip_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

const char* const kPassword = "283746";

std::string archived(const std::string& name) { return fixture("read/fixtures/archives/" + name); }

ReadOptions with_password(const std::string& name, const std::string& password) {
  ReadOptions options = options_for(name);
  options.password = password;
  return options;
}

// What the file gives when it is handed in alone.
Figures alone(const std::string& name) {
  const auto statements = read_statements(fixture("read/fixtures/" + name), options_for(name));
  REQUIRE(statements.has_value());
  return figures_of(*statements);
}

void check_same(const Figures& figures, const Figures& expected) {
  CHECK(expected.rows > 0);
  CHECK(figures.rows == expected.rows);
  CHECK(figures.by_direction == expected.by_direction);
  CHECK(figures.first == expected.first);
  CHECK(figures.last == expected.last);
}

Error error_of(const std::string& bytes, const std::string& password = "") {
  const auto source = read_any(bytes, with_password("a.zip", password));
  REQUIRE_FALSE(source.has_value());
  return source.error();
}

const std::string kCsv = "交易日期,收入,支出,余额\n2026-01-05,1.00,,1.00\n2026-01-06,,0.50,0.50\n";

}  // namespace

TEST_CASE("a zip with a password gives what the file inside gives") {
  const std::pair<const char*, const char*> files[] = {
      {"alipay_traditional.zip", "alipay_2023.csv"},
      {"alipay_described.zip", "alipay_2023.csv"},
      {"abc_traditional_stored.zip", "abc.csv"},
      {"wechat_aes128.zip", "sheets/wechat_text.xlsx"},
      {"wechat_aes192.zip", "sheets/wechat_text.xlsx"},
      {"wechat_aes256.zip", "sheets/wechat_text.xlsx"},
      {"abc_aes256_ae1.zip", "abc.csv"},
  };
  for (const auto& [name, inside] : files) {
    CAPTURE(name);
    const std::string bytes = archived(name);
    const auto statements = read_statements(bytes, with_password(name, kPassword));
    REQUIRE_MESSAGE(statements.has_value(), to_string(statements.error()));
    check_same(figures_of(*statements), alone(inside));
    for (const char* password : {"", "283747"}) {
      const Error error = error_of(bytes, password);
      CHECK(error.code == ErrorCode::encrypted);
      CHECK(error.message.find("password") != std::string::npos);
      CHECK(error.message.find("283") == std::string::npos);
    }
  }
}

TEST_CASE("a damaged entry is told from a wrong password") {
  for (const char* name : {"wechat_aes128.zip", "wechat_aes256.zip", "alipay_traditional.zip"}) {
    CAPTURE(name);
    std::string bytes = archived(name);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
    CHECK(error_of(bytes, kPassword).code == ErrorCode::format);
    CHECK(error_of(bytes, "").code == ErrorCode::encrypted);
  }
}

TEST_CASE("zips of every usual make are read") {
  for (const char* name : {"zip64.zip", "described.zip", "prefixed.zip", "outside.zip"}) {
    CAPTURE(name);
    const std::string bytes = archived(name);
    const auto statements = read_statements(bytes, options_for(name));
    REQUIRE_MESSAGE(statements.has_value(), to_string(statements.error()));
    check_same(figures_of(*statements), alone("abc.csv"));
  }
}

TEST_CASE("invoices of several files are one list, and a number counts once") {
  const auto list = read_invoices(archived("invoices.zip"), options_for("a.zip"));
  REQUIRE_MESSAGE(list.has_value(), to_string(list.error()));
  REQUIRE(list->invoices.size() == 2);
  CHECK(list->invoices[0].row == 2);  // of the archive's entries
  CHECK(list->invoices[1].row == 3);
  std::vector<std::string> skipped, repeats;
  for (const ReadNote& note : list->notes) {
    if (note.code == "entry_skipped") skipped.push_back(note.place.source);
    if (note.code == "entry_repeats") repeats.push_back(note.place.source);
    CHECK(note.message.find("png") == std::string::npos);
  }
  CHECK(skipped == std::vector<std::string>{"a.zip, entry 7", "a.zip, entry 8"});
  CHECK(repeats == std::vector<std::string>{"a.zip, entry 4"});
}

TEST_CASE("statements of one archive stay apart and keep their rows") {
  const auto statements = read_statements(archived("two_statements.zip"), options_for("a.zip"));
  REQUIRE(statements.has_value());
  REQUIRE(statements->size() == 2);
  CHECK((*statements)[0].rows.size() + (*statements)[1].rows.size() ==
        alone("corporate.csv").rows + alone("abc.csv").rows);
  CHECK((*statements)[1].rows.front().row == 1);
  for (const ReadNote& note : (*statements)[1].notes) CHECK(note.place.source == "a.zip, entry 2");
}

TEST_CASE("what an archive must not hold is refused, and the error says where") {
  CHECK(error_of(archived("several_kinds.zip")).code == ErrorCode::unsupported);
  const Error nested = error_of(archived("nested.zip"));
  CHECK(nested.code == ErrorCode::unsupported);
  CHECK(nested.place.source == "a.zip, entry 1");
  CHECK(error_of(archived("nothing.zip")).code == ErrorCode::unsupported);
  CHECK(error_of(archive_of({})).code == ErrorCode::unsupported);
  CHECK(error_of(archive_of({stored("a", "Rar!\x1A\x07 and more")})).code ==
        ErrorCode::unsupported);
}

TEST_CASE("a document that is wrong inside an archive is an error of its entry and row") {
  const Error error =
      error_of(archive_of({stored("a.csv", kCsv), stored("b.csv", kCsv + "2026-01-07,x,,\n")}));
  CHECK(error.code == ErrorCode::format);
  CHECK(error.place.source == "a.zip, entry 2");
  CHECK(error.place.row == 4);
}

TEST_CASE("the other kinds are read from archives, too, and a wrong kind is refused") {
  const std::string tax_1 = R"({"vat_declared": [{"period": "2026-01", "sales_ex_fen": 100}]})";
  const std::string tax_2 = R"({"vat_declared": [{"period": "2026-02", "sales_ex_fen": 50}]})";
  const auto tax =
      read_tax_returns(archive_of({stored("1", tax_1), stored("2", tax_2)}), options_for("a.zip"));
  REQUIRE(tax.has_value());
  CHECK(tax->periods.size() == 2);
  const std::string registry = R"({"schema": "gov-pull/1", "status": "NO_RECORD", "data": {}})";
  const std::string one = archive_of({stored("1", registry)});
  CHECK(read_government(one, options_for("a.zip")).has_value());
  CHECK(read_statements(one, options_for("a.zip")).error().code == ErrorCode::unsupported);
  CHECK(error_of(archive_of({stored("1", registry), stored("2", registry)})).code ==
        ErrorCode::unsupported);
}

TEST_CASE("limits hold over all entries together") {
  ReadOptions options = options_for("a.zip");
  options.limits.rows_max = 3;
  const std::string two = archive_of({stored("a", kCsv), stored("b", kCsv)});
  CHECK(read_any(two, options).error().code == ErrorCode::limit);
  options.limits.rows_max = 4;
  CHECK(read_any(two, options).has_value());
  options.limits.sources_max = 1;
  CHECK(read_any(two, options).error().code == ErrorCode::limit);
}
