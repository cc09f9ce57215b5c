#include "read/zip.hpp"

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"
#include "zip_for_tests.hpp"

using namespace zhun;
using namespace zhun::read;
using namespace zhun::test;

namespace {

const ReadOptions kOptions = options_for("a.zip");
const std::string kName = "../../evil.txt";

ErrorCode code_of_reading(const ZipEntry& entry, std::size_t expanded_max = 100) {
  const std::string bytes = archive_of({entry});
  auto zip = ZipReader::open(bytes, kOptions);
  REQUIRE(zip.has_value());
  const auto text = zip->read(0, expanded_max);
  REQUIRE_FALSE(text.has_value());
  return text.error().code;
}

}  // namespace

TEST_CASE("entries are read by their exact names, whatever the names look like") {
  const std::string bytes = archive_of({stored(kName, "hello"), stored("b", "")});
  auto zip = ZipReader::open(bytes, kOptions);
  REQUIRE(zip.has_value());
  CHECK(zip->names() == std::vector<std::string>{kName, "b"});
  CHECK(zip->read(kName, 100).value_or("") == "hello");
  CHECK(zip->read("b", 100).value_or("x").empty());
  CHECK(zip->read("evil.txt", 100).error().code == ErrorCode::format);
  CHECK(zip->read(2, 100).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a deflated entry is inflated") {
  ZipEntry entry{"a", deflated_run('x', 10), crc_of(std::string(2581, 'x')), 0, 8, 2581};
  const std::string bytes = archive_of({entry});
  auto zip = ZipReader::open(bytes, kOptions);
  CHECK(zip->read(0, 10'000).value_or("") == std::string(2581, 'x'));
}

TEST_CASE("a wrong checksum, a password and an unknown method are told apart") {
  ZipEntry entry = stored(kName, "hello");
  entry.crc += 1;
  CHECK(code_of_reading(entry) == ErrorCode::format);
  entry = stored(kName, "hello");
  entry.flags = 1;
  CHECK(code_of_reading(entry) == ErrorCode::encrypted);
  entry.flags = 0;
  entry.method = 12;
  CHECK(code_of_reading(entry) == ErrorCode::unsupported);
}

TEST_CASE("an entry beyond the limits is refused, whether its header admits it or lies") {
  CHECK(code_of_reading(stored(kName, "hello"), 4) == ErrorCode::limit);
  const std::size_t all = std::size_t{1} << 40;
  const auto bomb = deflated_run('x', 100'000);  // 25.8 MB
  CHECK(code_of_reading({"a", bomb, 0, 0, 8, 25'800'001}, 1 << 20) == ErrorCode::limit);
  CHECK(code_of_reading({"a", bomb, 0, 0, 8, 1'000}, all) == ErrorCode::format);
  // 300 bytes that are said to be 100 MB.
  CHECK(code_of_reading({"a", std::string(300, 'x'), 0, 0, 8, 100 << 20}, all) == ErrorCode::limit);
}

TEST_CASE("an archive that is cut anywhere is refused") {
  const std::string bytes = archive_of({stored(kName, "hello")});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const std::string cut = bytes.substr(0, size);
    auto zip = ZipReader::open(cut, kOptions);
    CHECK_FALSE((zip.has_value() && zip->read(0, 100).has_value()));
  }
}

TEST_CASE("more entries than allowed are refused") {
  std::vector<ZipEntry> entries(ZipReader::kEntriesMax + 1, stored("a", ""));
  const std::string bytes = archive_of(entries);
  CHECK(ZipReader::open(bytes, kOptions).error().code == ErrorCode::limit);
  entries.pop_back();
  const std::string fewer = archive_of(entries);
  CHECK(ZipReader::open(fewer, kOptions).has_value());
}

TEST_CASE("a stream can be stopped, and all reads together have a limit") {
  ReadOptions options = kOptions;
  const std::string bytes = archive_of({stored(kName, "hello")});
  auto zip = ZipReader::open(bytes, options);
  std::size_t pieces = 0;
  CHECK(zip->stream(0, 100, [&](std::string_view) { return ++pieces > 1; }).has_value());
  CHECK(pieces == 1);
  options.limits.bytes_max = bytes.size();
  auto small = ZipReader::open(bytes, options);
  std::size_t reads = 0;
  while (reads < 1000 && small->read(0, 100)) ++reads;
  CHECK(reads == bytes.size() * 2 / 5);
  CHECK(small->read(0, 100).error().code == ErrorCode::limit);
}
