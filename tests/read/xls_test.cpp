#include "read/xls.hpp"

#include <doctest/doctest.h>

#include "read/ole_file.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::read;
using namespace zhun::test;

namespace {

const ReadOptions kOptions = options_for("a.xls");

std::string sheets(const std::string& name) { return fixture("read/fixtures/sheets/" + name); }

// The stream of a fixture and where it begins in the file.
struct Stream {
  std::string file, stream;
  std::size_t begin = 0;
};
Stream stream_of(const std::string& name) {
  Stream found{sheets(name), {}, 0};
  const auto file = OleFile::open(found.file, kOptions);
  REQUIRE(file.has_value());
  found.stream = file->read("workbook").value_or("");
  found.begin = found.file.find(found.stream.substr(0, 400));
  REQUIRE(found.begin != std::string::npos);
  return found;
}

}  // namespace

TEST_CASE("a workbook with a password is told apart from a damaged one") {
  const std::string bytes = sheets("bank_encrypted.xls");
  CHECK(open_xls(bytes, kOptions).error().code == ErrorCode::encrypted);
}

TEST_CASE("a cell far to the right costs nothing but an error") {
  auto [file, stream, begin] = stream_of("bank_small.xls");
  // The column of every cell of text becomes 0x4000.
  std::size_t changed = 0;
  for (std::size_t at = begin; at + 10 < file.size(); ++at) {
    if (file.compare(at, 4, std::string("\xFD\x00\x0A\x00", 4)) != 0) continue;
    file[at + 7] = '\x40';
    ++changed;
  }
  REQUIRE(changed > 10);
  const auto result = read_statements(file, kOptions);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::limit);
  CHECK(result.error().place.row > 0);
}

TEST_CASE("a text that the strings do not have is an error with its row") {
  auto [file, stream, begin] = stream_of("bank_small.xls");
  const auto at = file.rfind(std::string("\xFD\x00\x0A\x00", 4));
  REQUIRE(at != std::string::npos);
  file[at + 11] = '\x7F';
  const auto result = read_statements(file, kOptions);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::format);
  CHECK(result.error().place.row > 0);
}
