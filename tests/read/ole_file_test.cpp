#include "read/ole_file.hpp"

#include <doctest/doctest.h>

#include "read/xls.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::read;
using namespace zhun::test;

namespace {

const ReadOptions kOptions = options_for("a.xls");

std::string sheets(const std::string& name) { return fixture("read/fixtures/sheets/" + name); }

}  // namespace

TEST_CASE("a stream is read from sectors and from the mini stream") {
  for (const auto& [name, large] : {std::pair{"bank.xls", true}, {"bank_small.xls", false}}) {
    CAPTURE(name);
    const std::string bytes = sheets(name);
    const auto file = OleFile::open(bytes, kOptions);
    REQUIRE(file.has_value());
    CHECK(file->has("WORKBOOK"));
    CHECK_FALSE(file->has("Book"));
    const auto stream = file->read("workbook");
    REQUIRE(stream.has_value());
    CHECK((stream->size() >= 4096) == large);
    CHECK(bytes.find(*stream) != std::string::npos);  // these files are in one piece
    CHECK(file->read("Book").error().code == ErrorCode::format);
  }
}

TEST_CASE("chains of sectors that run in circles or out of the file end in an error") {
  const std::string whole = sheets("bank.xls");
  constexpr std::size_t kTable = 512, kNumbers = 128;
  for (std::size_t i = 0; i < kNumbers; ++i) {
    for (const std::uint32_t target :
         {0U, 1U, 2U, static_cast<std::uint32_t>(i), 500'000U, 0xFFFFFFF0U, 0xFFFFFFFEU}) {
      std::string changed = whole;
      for (std::size_t byte = 0; byte < 4; ++byte)
        changed[kTable + i * 4 + byte] = static_cast<char>(target >> (8 * byte) & 0xFF);
      const auto result = read_statements(changed, kOptions);
      if (result) CHECK(result->front().rows.size() <= 40);
    }
  }
}

TEST_CASE("a compound file without a workbook is no workbook") {
  std::string bytes = sheets("bank.xls");
  const std::string name("W\0o\0r\0k\0b\0", 10);
  const auto at = bytes.find(name);
  REQUIRE(at != std::string::npos);
  bytes[at] = 'X';
  CHECK(open_xls(bytes, kOptions).error().code == ErrorCode::unsupported);
}
