// Zip archives and workbooks made by hand, so that every header can lie.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zhun::test {

inline std::string little_bytes(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(i < 8 ? (value >> (8 * i)) & 0xFF : 0);
  return bytes;
}

inline std::uint32_t crc_of(const std::string& content) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : content) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

struct ZipEntry {
  std::string name, content;
  std::uint32_t crc = 0, flags = 0, method = 0;
  std::uint32_t expanded = 0;  // as the header says
};

inline ZipEntry stored(const std::string& name, const std::string& content) {
  return {name, content, crc_of(content), 0, 0, static_cast<std::uint32_t>(content.size())};
}

inline std::string archive_of(const std::vector<ZipEntry>& entries) {
  std::string locals, centrals;
  for (const ZipEntry& entry : entries) {
    const std::string common =
        little_bytes(20, 2) + little_bytes(entry.flags, 2) + little_bytes(entry.method, 2) +
        little_bytes(0, 4) + little_bytes(entry.crc, 4) + little_bytes(entry.content.size(), 4) +
        little_bytes(entry.expanded, 4) + little_bytes(entry.name.size(), 2) + little_bytes(0, 2);
    centrals += "PK\x01\x02" + little_bytes(20, 2) + common + little_bytes(0, 10) +
                little_bytes(locals.size(), 4) + entry.name;
    locals += "PK\x03\x04" + common + entry.name + entry.content;
  }
  return locals + centrals + "PK\x05\x06" + little_bytes(0, 4) + little_bytes(entries.size(), 2) +
         little_bytes(entries.size(), 2) + little_bytes(centrals.size(), 4) +
         little_bytes(locals.size(), 4) + little_bytes(0, 2);
}

// A deflate stream of `runs` times 258 and one byte of `c`: 13 bits for 258 bytes.
inline std::string deflated_run(char c, std::size_t runs) {
  std::string bytes;
  unsigned pending = 0;
  int count = 0;
  const auto bit = [&](unsigned value) {
    pending |= value << count;
    if (++count < 8) return;
    bytes += static_cast<char>(pending);
    pending = 0;
    count = 0;
  };
  const auto code = [&](unsigned value, int length) {  // Huffman codes begin with the high bit
    for (int i = length - 1; i >= 0; --i) bit(value >> i & 1U);
  };
  bit(1);  // the last block, with the fixed codes
  bit(1);
  bit(0);
  code(0x30U + static_cast<unsigned char>(c), 8);
  for (std::size_t i = 0; i < runs; ++i) {
    code(0xC0U + 285 - 280, 8);
    code(0, 5);
  }
  code(0, 7);
  while (count != 0) bit(0);
  return bytes;
}

// A workbook of one sheet; `parts` replace or add to the usual ones.
inline std::vector<ZipEntry> workbook_parts(const std::string& sheet_data) {
  return {stored("[Content_Types].xml", "<Types/>"),
          stored("xl/workbook.xml",
                 "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets>"
                 "</workbook>"),
          stored("xl/_rels/workbook.xml.rels",
                 "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"s.xml\"/>"
                 "<Relationship Id=\"r2\" Type=\"x/styles\" Target=\"styles.xml\"/>"
                 "<Relationship Id=\"r3\" Type=\"x/sharedStrings\" Target=\"strings.xml\"/>"
                 "</Relationships>"),
          stored("xl/styles.xml",
                 "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs>"
                 "</styleSheet>"),
          stored("xl/strings.xml", "<sst><si><t>one</t></si></sst>"),
          stored("xl/s.xml", "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>")};
}

}  // namespace zhun::test
