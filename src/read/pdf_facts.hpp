// What a PDF tells of its own making: how often it was saved, whether it is signed, which program
// wrote it. Facts for whoever asks whether a statement was changed; they prove nothing by
// themselves. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace zhun::read {

struct PdfRevisions {
  std::uint32_t count = 1;       // 1: never changed by an incremental update
  std::uint32_t signatures = 0;  // each is an update of its own, as a rule
  // More updates than signatures explain.
  [[nodiscard]] bool changed() const { return count > 1 + signatures; }
};
// Linear in the bytes; nothing is unpacked.
[[nodiscard]] PdfRevisions pdf_revisions(std::string_view bytes);

struct PdfProgram {
  std::string_view mark;  // part of its name in /Producer or /Creator, lower case
  std::string_view name;
  bool edits = false;  // people change finished documents with it; what banks print with is false
};
// nullptr: not a known one. A document's own words are never handed on.
[[nodiscard]] const PdfProgram* pdf_program(std::string_view producer_or_creator);

}  // namespace zhun::read
