#include "read/zip.hpp"

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::read;

namespace {

// A hand-made archive: one stored entry.
std::string bytes_of(std::uint32_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
  return bytes;
}

struct Entry {
  std::string name, content;
  std::uint32_t crc = 0, flags = 0, method = 0;
  std::uint32_t expanded = 0;  // as the header says
};

std::string archive_of(const Entry& entry) {
  const auto compressed = static_cast<std::uint32_t>(entry.content.size());
  const std::string common =
      bytes_of(20, 2) + bytes_of(entry.flags, 2) + bytes_of(entry.method, 2) + bytes_of(0, 4) +
      bytes_of(entry.crc, 4) + bytes_of(compressed, 4) + bytes_of(entry.expanded, 4) +
      bytes_of(static_cast<std::uint32_t>(entry.name.size()), 2) + bytes_of(0, 2);
  const std::string local = "PK\x03\x04" + common + entry.name + entry.content;
  const std::string central = "PK\x01\x02" + bytes_of(20, 2) + common + bytes_of(0, 2) +
                              bytes_of(0, 2) + bytes_of(0, 2) + bytes_of(0, 4) + bytes_of(0, 4) +
                              entry.name;
  return local + central + "PK\x05\x06" + bytes_of(0, 4) + bytes_of(1, 2) + bytes_of(1, 2) +
         bytes_of(static_cast<std::uint32_t>(central.size()), 4) +
         bytes_of(static_cast<std::uint32_t>(local.size()), 4) + bytes_of(0, 2);
}

const Entry kHello = {"../../evil.txt", "hello", 0x3610A686, 0, 0, 5};

}  // namespace

TEST_CASE("a stored entry is read by its name, whatever the name looks like") {
  const std::string bytes = archive_of(kHello);
  const ReadOptions options = test::options_for("a.zip");
  auto zip = ZipReader::open(bytes, options);
  REQUIRE(zip.has_value());
  CHECK(zip->names() == std::vector<std::string>{"../../evil.txt"});
  CHECK(zip->read("../../evil.txt", 100).value_or("") == "hello");
  CHECK(zip->read("evil.txt", 100).error().code == ErrorCode::format);
}

TEST_CASE("a wrong checksum, a password and an unknown method are told apart") {
  const ReadOptions options = test::options_for("a.zip");
  Entry entry = kHello;
  entry.crc += 1;
  std::string bytes = archive_of(entry);
  CHECK(ZipReader::open(bytes, options)->read(0, 100).error().code == ErrorCode::format);
  entry = kHello;
  entry.flags = 1;
  bytes = archive_of(entry);
  CHECK(ZipReader::open(bytes, options)->read(0, 100).error().code == ErrorCode::encrypted);
  entry = kHello;
  entry.method = 12;
  bytes = archive_of(entry);
  CHECK(ZipReader::open(bytes, options)->read(0, 100).error().code == ErrorCode::unsupported);
}

TEST_CASE("an entry beyond the limits is refused by its header or while it is inflated") {
  const ReadOptions options = test::options_for("a.zip");
  std::string bytes = archive_of(kHello);
  CHECK(ZipReader::open(bytes, options)->read(0, 4).error().code == ErrorCode::limit);
  Entry entry = kHello;
  entry.expanded = 0x7FFFFFFF;
  bytes = archive_of(entry);
  CHECK(ZipReader::open(bytes, options)->read(0, std::size_t{1} << 40).error().code ==
        ErrorCode::limit);
}

TEST_CASE("an archive that is cut anywhere is refused") {
  const ReadOptions options = test::options_for("a.zip");
  const std::string bytes = archive_of(kHello);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const std::string cut = bytes.substr(0, size);
    auto zip = ZipReader::open(cut, options);
    CHECK_FALSE((zip.has_value() && zip->read(0, 100).has_value()));
  }
}

TEST_CASE("what streams can be stopped, and the whole reader has a limit") {
  ReadOptions options = test::options_for("a.zip");
  const std::string bytes = archive_of(kHello);
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
