#include "base/zip_write.hpp"

#include <doctest/doctest.h>

#include <vector>

using zhun::write_zip;
using zhun::ZipFile;
using zhun::ZipMethod;

namespace {

const std::vector<ZipFile> kFiles = {
    {"a/b.xml", std::string(50'000, 'x')}, {"c.txt", "short"}, {"空.txt", ""}};

}  // namespace

TEST_CASE("the same files give the same archive, dated 1980-01-01") {
  const std::string archive = write_zip(kFiles, ZipMethod::deflated);
  CHECK(archive == write_zip(kFiles, ZipMethod::deflated));
  CHECK(archive.starts_with("PK\x03\x04"));
  CHECK(archive.substr(10, 4) == std::string("\0\0\x21\0", 4));
  CHECK(archive.size() < 1000);
  CHECK(archive.find(std::string(100, 'x')) == std::string::npos);
}

TEST_CASE("without compression the bytes stand in the archive as they are") {
  const std::string archive = write_zip(kFiles, ZipMethod::stored);
  CHECK(archive.find(kFiles[0].bytes) != std::string::npos);
}
