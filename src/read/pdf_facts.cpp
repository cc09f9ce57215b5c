// Counts marks in the bytes: an incremental update appends a cross-reference section with
// "startxref" and "%%EOF" behind what was there.
#include "read/pdf_facts.hpp"

#include <algorithm>
#include <string>

namespace zhun::read {
namespace {

constexpr std::size_t kNameMax = 400;  // bytes of a program's name that are looked at

std::uint32_t count_of(std::string_view bytes, std::string_view mark) {
  std::uint32_t count = 0;
  for (std::size_t at = bytes.find(mark); at != std::string_view::npos;
       at = bytes.find(mark, at + mark.size()))
    ++count;
  return count;
}

constexpr PdfProgram kPrograms[] = {
    {"acrobat", "Adobe Acrobat", true},
    {"photoshop", "Adobe Photoshop", true},
    {"illustrator", "Adobe Illustrator", true},
    {"indesign", "Adobe InDesign", true},
    {"coreldraw", "CorelDRAW", true},
    {"foxit", "Foxit PDF Editor", true},
    {"phantom", "Foxit PhantomPDF", true},
    {"福昕", "Foxit PDF Editor", true},
    {"pdfelement", "PDFelement", true},
    {"wondershare", "PDFelement", true},
    {"nitro", "Nitro PDF", true},
    {"pdf-xchange", "PDF-XChange Editor", true},
    {"pdfsam", "PDFsam", true},
    {"sejda", "Sejda", true},
    {"ilovepdf", "iLovePDF", true},
    {"smallpdf", "Smallpdf", true},
    {"pdfescape", "PDFescape", true},
    {"inkscape", "Inkscape", true},
    {"master pdf", "Master PDF Editor", true},
    {"wps", "WPS Office", true},
    {"microsoft", "Microsoft Office", true},
    {"libreoffice", "LibreOffice", true},
    {"pages", "Apple Pages", true},
    {"itext", "iText", false},
    {"openpdf", "OpenPDF", false},
    {"jasper", "JasperReports", false},
    {"pdfbox", "Apache PDFBox", false},
    {"apache fop", "Apache FOP", false},
    {"crystal", "Crystal Reports", false},
    {"aspose", "Aspose", false},
    {"spire", "Spire.PDF", false},
    {"reportlab", "ReportLab", false},
    {"wkhtml", "wkhtmltopdf", false},
    {"skia", "Chromium", false},
    {"quartz", "macOS Quartz", false},
    {"ghostscript", "Ghostscript", false},
    {"pdfium", "PDFium", false},
    {"tcpdf", "TCPDF", false},
    {"pikepdf", "pikepdf", false},
    {"qpdf", "qpdf", false},
    {"suwell", "Suwell OFD", false},
    {"数科", "Suwell OFD", false},
};

}  // namespace

PdfRevisions pdf_revisions(std::string_view bytes) {
  constexpr std::size_t kHeadBytes = 1024;
  PdfRevisions out;
  // A file made for the web ends twice from the beginning.
  const bool linearised = bytes.substr(0, kHeadBytes).find("/Linearized") != std::string_view::npos;
  const std::uint32_t ends = count_of(bytes, "startxref");
  out.count = std::max<std::uint32_t>(1, linearised && ends > 1 ? ends - 1 : ends);
  out.signatures = count_of(bytes, "/ByteRange");
  return out;
}

const PdfProgram* pdf_program(std::string_view producer_or_creator) {
  std::string lower(producer_or_creator.substr(0, kNameMax));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const PdfProgram& program : kPrograms) {
    if (lower.find(program.mark) != std::string::npos) return &program;
  }
  return nullptr;
}

}  // namespace zhun::read
