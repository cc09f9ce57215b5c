// The functions of PDFium that zhun calls, with prototypes of our own: its headers come with no
// package, and the library is opened at run time only.
#pragma once

#include <cstddef>
#include <string>

#include "zhun/error.hpp"

namespace zhun::read {

struct FpdfDocument;
struct FpdfPage;
struct FpdfTextPage;
struct FpdfObject;
struct FpdfSegment;
struct FpdfBitmap;
struct FpdfMatrix {
  float a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
};
struct FpdfRect {
  float left = 0, top = 0, right = 0, bottom = 0;
};

constexpr unsigned long kFpdfErrorFormat = 3;
constexpr unsigned long kFpdfErrorPassword = 4;
constexpr unsigned long kFpdfErrorSecurity = 5;
constexpr int kFpdfObjectPath = 2;
constexpr int kFpdfObjectImage = 3;
constexpr int kFpdfObjectForm = 5;
constexpr int kFpdfSegmentLine = 0;
constexpr int kFpdfSegmentMove = 2;
constexpr int kFpdfTextInvisible = 3;
constexpr int kFpdfBitmapGrey = 1;
constexpr int kFpdfRenderAnnotations = 0x01;
constexpr int kFpdfRenderGrey = 0x08;

struct PdfLibrary {
  void (*init)();
  FpdfDocument* (*load_document)(const void* bytes, std::size_t size, const char* password);
  unsigned long (*last_error)();
  void (*close_document)(FpdfDocument*);
  int (*page_count)(FpdfDocument*);
  unsigned long (*meta_text)(FpdfDocument*, const char* tag, void* utf16, unsigned long bytes);
  FpdfPage* (*load_page)(FpdfDocument*, int index);
  void (*close_page)(FpdfPage*);
  float (*page_width)(FpdfPage*);
  float (*page_height)(FpdfPage*);
  int (*page_to_device)(FpdfPage*, int x, int y, int width, int height, int rotate, double page_x,
                        double page_y, int* device_x, int* device_y);
  FpdfTextPage* (*load_text)(FpdfPage*);
  void (*close_text)(FpdfTextPage*);
  int (*count_chars)(FpdfTextPage*);
  unsigned int (*unicode)(FpdfTextPage*, int index);
  int (*is_generated)(FpdfTextPage*, int index);
  int (*has_map_error)(FpdfTextPage*, int index);
  float (*char_angle)(FpdfTextPage*, int index);
  int (*loose_box)(FpdfTextPage*, int index, FpdfRect*);
  int (*char_origin)(FpdfTextPage*, int index, double* x, double* y);
  FpdfObject* (*text_object)(FpdfTextPage*, int index);
  int (*text_render_mode)(FpdfObject*);
  int (*count_objects)(FpdfPage*);
  FpdfObject* (*object)(FpdfPage*, int index);
  int (*object_type)(FpdfObject*);
  int (*object_bounds)(FpdfObject*, float* left, float* bottom, float* right, float* top);
  int (*object_matrix)(FpdfObject*, FpdfMatrix*);
  int (*count_segments)(FpdfObject*);
  FpdfSegment* (*segment)(FpdfObject*, int index);
  int (*segment_point)(FpdfSegment*, float* x, float* y);
  int (*segment_type)(FpdfSegment*);
  int (*segment_close)(FpdfSegment*);
  int (*form_count_objects)(FpdfObject*);
  FpdfObject* (*form_object)(FpdfObject*, unsigned long index);
  FpdfBitmap* (*create_bitmap)(int width, int height, int format, void* pixels, int stride);
  int (*fill_bitmap)(FpdfBitmap*, int left, int top, int width, int height, unsigned long colour);
  void (*destroy_bitmap)(FpdfBitmap*);
  void (*render)(FpdfBitmap*, FpdfPage*, int x, int y, int width, int height, int rotate,
                 int flags);
};

// Opens the library and resolves all functions; ErrorCode::unsupported says what is missing.
[[nodiscard]] Result<PdfLibrary> load_pdf_library(const std::string& path);

}  // namespace zhun::read
