// dlopen of PDFium. The only place of the core where a library is opened for PDF.
#include "read/pdf_library.hpp"

#include <dlfcn.h>

namespace zhun::read {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define ZHUN_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ZHUN_SANITIZED 1
#endif

// RTLD_DEEPBIND makes PDFium use its own FreeType and allocator even where the host has others in
// front; the sanitizers refuse it.
#if defined(RTLD_DEEPBIND) && !defined(ZHUN_SANITIZED)
constexpr int kOpenFlags = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#else
constexpr int kOpenFlags = RTLD_NOW | RTLD_LOCAL;
#endif

tl::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::unsupported, {}, std::move(message));
}

class Symbols {
 public:
  explicit Symbols(void* library) : library_(library) {}
  template <typename Function>
  void take(Function*& function, const char* name) {
    void* const symbol = dlsym(library_, name);
    if (symbol == nullptr && missing_.empty()) missing_ = name;
    function = reinterpret_cast<Function*>(symbol);
  }
  [[nodiscard]] const std::string& missing() const { return missing_; }

 private:
  void* library_;
  std::string missing_;
};

void take_documents(Symbols& symbols, PdfLibrary& out) {
  symbols.take(out.init, "FPDF_InitLibrary");
  symbols.take(out.load_document, "FPDF_LoadMemDocument64");
  symbols.take(out.last_error, "FPDF_GetLastError");
  symbols.take(out.close_document, "FPDF_CloseDocument");
  symbols.take(out.meta_text, "FPDF_GetMetaText");
  symbols.take(out.page_count, "FPDF_GetPageCount");
  symbols.take(out.load_page, "FPDF_LoadPage");
  symbols.take(out.close_page, "FPDF_ClosePage");
  symbols.take(out.page_width, "FPDF_GetPageWidthF");
  symbols.take(out.page_height, "FPDF_GetPageHeightF");
  symbols.take(out.page_to_device, "FPDF_PageToDevice");
  symbols.take(out.create_bitmap, "FPDFBitmap_CreateEx");
  symbols.take(out.fill_bitmap, "FPDFBitmap_FillRect");
  symbols.take(out.destroy_bitmap, "FPDFBitmap_Destroy");
  symbols.take(out.render, "FPDF_RenderPageBitmap");
}

void take_text(Symbols& symbols, PdfLibrary& out) {
  symbols.take(out.load_text, "FPDFText_LoadPage");
  symbols.take(out.close_text, "FPDFText_ClosePage");
  symbols.take(out.count_chars, "FPDFText_CountChars");
  symbols.take(out.unicode, "FPDFText_GetUnicode");
  symbols.take(out.is_generated, "FPDFText_IsGenerated");
  symbols.take(out.has_map_error, "FPDFText_HasUnicodeMapError");
  symbols.take(out.char_angle, "FPDFText_GetCharAngle");
  symbols.take(out.loose_box, "FPDFText_GetLooseCharBox");
  symbols.take(out.char_origin, "FPDFText_GetCharOrigin");
  symbols.take(out.text_object, "FPDFText_GetTextObject");
  symbols.take(out.text_render_mode, "FPDFTextObj_GetTextRenderMode");
}

void take_objects(Symbols& symbols, PdfLibrary& out) {
  symbols.take(out.count_objects, "FPDFPage_CountObjects");
  symbols.take(out.object, "FPDFPage_GetObject");
  symbols.take(out.object_type, "FPDFPageObj_GetType");
  symbols.take(out.object_bounds, "FPDFPageObj_GetBounds");
  symbols.take(out.object_matrix, "FPDFPageObj_GetMatrix");
  symbols.take(out.count_segments, "FPDFPath_CountSegments");
  symbols.take(out.segment, "FPDFPath_GetPathSegment");
  symbols.take(out.segment_point, "FPDFPathSegment_GetPoint");
  symbols.take(out.segment_type, "FPDFPathSegment_GetType");
  symbols.take(out.segment_close, "FPDFPathSegment_GetClose");
  symbols.take(out.form_count_objects, "FPDFFormObj_CountObjects");
  symbols.take(out.form_object, "FPDFFormObj_GetObject");
}

}  // namespace

Result<PdfLibrary> load_pdf_library(const std::string& path) {
  // A name without a slash would be searched for in the system's folders and in LD_LIBRARY_PATH.
  if (path.find('/') == std::string::npos)
    return refuse("PDFium is opened by the path of its file, which must have a slash in it");
  void* const library = dlopen(path.c_str(), kOpenFlags);
  if (library == nullptr)
    return refuse(
        "PDFium cannot be opened; expected is the path of libpdfium.so, as the Python package "
        "pypdfium2 brings it, for this processor");
  PdfLibrary out{};
  Symbols symbols(library);
  take_documents(symbols, out);
  take_text(symbols, out);
  take_objects(symbols, out);
  if (!symbols.missing().empty()) {
    const std::string missing = symbols.missing();
    dlclose(library);
    return refuse(
        "the library has no function " + missing +
        "; expected is PDFium of 2023 or later, as the Python package pypdfium2 brings it");
  }
  out.init();  // once a process: PDFium passes over further calls
  return out;
}

}  // namespace zhun::read
