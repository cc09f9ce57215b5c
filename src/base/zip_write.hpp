// Writing zip archives (DOCX, XLSX): the same files in the same order give the same bytes, for
// every entry is dated 1980-01-01 and nothing of the machine is in it. Pure function; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace zhun {

struct ZipFile {
  std::string name;  // UTF-8, folders divided by '/'
  std::string bytes;
};

// `stored` does without compression: bytes that do not depend on the version of zlib.
enum class ZipMethod : unsigned char { stored, deflated };

// At most 65,535 files and 4 GiB in all (zip64 is not written); throws std::length_error beyond.
[[nodiscard]] std::string write_zip(std::span<const ZipFile> files, ZipMethod method);

}  // namespace zhun
