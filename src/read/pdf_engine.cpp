// Documents and pages through PDFium: see zhun/pdf.hpp. What PDFium gives in page space becomes
// points from the left top corner of the page as it is shown.
#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "read/pdf_library.hpp"
#include "read/pdf_page.hpp"
#include "read/pdf_streams.hpp"
#include "zhun/pdf.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

using read::FpdfBitmap;
using read::FpdfDocument;
using read::FpdfMatrix;
using read::FpdfObject;
using read::FpdfPage;
using read::FpdfRect;
using read::FpdfTextPage;
using read::PdfBox;
using read::PdfLibrary;
using read::PdfPage;
using read::PdfRule;

// PDFium has state of its own that all its functions share.
std::mutex& pdfium_mutex() {
  static std::mutex mutex;
  return mutex;
}

// Calls the closing function of a handle of PDFium.
template <typename Handle>
class Closing {
 public:
  Closing(Handle* handle, void (*close)(Handle*)) : handle_(handle), close_(close) {}
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  ~Closing() {
    if (handle_ != nullptr) close_(handle_);
  }
  [[nodiscard]] Handle* get() const { return handle_; }
  [[nodiscard]] explicit operator bool() const { return handle_ != nullptr; }

 private:
  Handle* handle_;
  void (*close_)(Handle*);
};

// Page space -> points from the left top corner, turned as the page is shown.
class Transform {
 public:
  Transform(const PdfLibrary& library, FpdfPage* page)
      : width_(library.page_width(page)), height_(library.page_height(page)) {
    // Whole numbers are given: a grid of 1/100 point, between points 1000 apart.
    constexpr double kApart = 1000;
    constexpr float kGrid = 100;
    const auto at = [&](double x, double y) {
      int device_x = 0, device_y = 0;
      library.page_to_device(page, 0, 0, static_cast<int>(width_ * kGrid),
                             static_cast<int>(height_ * kGrid), 0, x, y, &device_x, &device_y);
      return std::pair{static_cast<float>(device_x) / kGrid, static_cast<float>(device_y) / kGrid};
    };
    if (!is_sane()) return;
    const auto origin = at(0, 0), right = at(kApart, 0), up = at(0, kApart);
    constexpr auto apart = static_cast<float>(kApart);
    matrix_ = {(right.first - origin.first) / apart,
               (right.second - origin.second) / apart,
               (up.first - origin.first) / apart,
               (up.second - origin.second) / apart,
               origin.first,
               origin.second};
  }
  [[nodiscard]] bool is_sane() const {
    constexpr float kSideMax = 20'000;
    return width_ > 0 && height_ > 0 && width_ < kSideMax && height_ < kSideMax;
  }
  [[nodiscard]] float width() const { return width_; }
  [[nodiscard]] float height() const { return height_; }
  [[nodiscard]] const FpdfMatrix& matrix() const { return matrix_; }

 private:
  float width_, height_;
  FpdfMatrix matrix_;
};

PdfBox apply(const FpdfMatrix& m, float left, float bottom, float right, float top) {
  const float x1 = m.a * left + m.c * bottom + m.e, y1 = m.b * left + m.d * bottom + m.f;
  const float x2 = m.a * right + m.c * top + m.e, y2 = m.b * right + m.d * top + m.f;
  return {std::min(x1, x2), std::min(y1, y2), std::max(x1, x2), std::max(y1, y2)};
}

// First `inner`, then `outer`.
FpdfMatrix combine(const FpdfMatrix& inner, const FpdfMatrix& outer) {
  return {outer.a * inner.a + outer.c * inner.b,
          outer.b * inner.a + outer.d * inner.b,
          outer.a * inner.c + outer.c * inner.d,
          outer.b * inner.c + outer.d * inner.d,
          outer.a * inner.e + outer.c * inner.f + outer.e,
          outer.b * inner.e + outer.d * inner.f + outer.f};
}

Error page_error(const std::string& source, std::uint32_t page, ErrorCode code,
                 std::string message) {
  return {code, Place{source, page, 0, 0, {}}, std::move(message)};
}

// Collects what a page draws: ruling lines and the area of pictures.
class Drawings {
 public:
  Drawings(const PdfLibrary& library, std::size_t objects_max, PdfPage& out)
      : library_(library), left_(objects_max), out_(out) {}

  // False when there are too many objects.
  [[nodiscard]] bool add_page(FpdfPage* page, const FpdfMatrix& matrix) {
    const int count = library_.count_objects(page);
    for (int i = 0; i < count; ++i) {
      if (!add(library_.object(page, i), matrix, 0)) return false;
    }
    const float area = out_.width * out_.height;
    out_.image_share = area > 0 ? std::min(1.0F, image_area_ / area) : 0;
    return true;
  }

 private:
  static constexpr int kFormDepthMax = 8;

  bool add(FpdfObject* object, const FpdfMatrix& matrix, int depth) {
    if (left_ == 0) return false;
    --left_;
    if (object == nullptr) return true;
    switch (library_.object_type(object)) {
      case read::kFpdfObjectPath:
        return add_path(object, matrix);
      case read::kFpdfObjectImage:
        add_image(object, matrix);
        return true;
      case read::kFpdfObjectForm:
        return add_form(object, matrix, depth);
      default:
        return true;
    }
  }

  bool add_form(FpdfObject* form, const FpdfMatrix& matrix, int depth) {
    if (depth >= kFormDepthMax) return true;
    FpdfMatrix own;
    if (library_.object_matrix(form, &own) == 0) return true;
    const FpdfMatrix inner = combine(own, matrix);
    const int count = library_.form_count_objects(form);
    for (int i = 0; i < count; ++i) {
      if (!add(library_.form_object(form, static_cast<unsigned long>(i)), inner, depth + 1))
        return false;
    }
    return true;
  }

  void add_image(FpdfObject* image, const FpdfMatrix& matrix) {
    const auto box = bounds(image, matrix);
    const float width = std::min(box.right, out_.width) - std::max(box.left, 0.0F);
    const float height = std::min(box.bottom, out_.height) - std::max(box.top, 0.0F);
    if (width > 0 && height > 0) image_area_ += width * height;
  }

  [[nodiscard]] PdfBox bounds(FpdfObject* object, const FpdfMatrix& matrix) const {
    float left = 0, bottom = 0, right = 0, top = 0;
    if (library_.object_bounds(object, &left, &bottom, &right, &top) == 0) return {};
    return apply(matrix, left, bottom, right, top);
  }

  // A thin box is a line; the straight pieces of another path are lines if they run with the axes.
  bool add_path(FpdfObject* path, const FpdfMatrix& matrix) {
    const PdfBox box = bounds(path, matrix);
    constexpr float kThin = 2.5F, kLong = 5;
    if (box.width() < kLong && box.height() < kLong) return true;
    if (box.height() <= kThin) {
      add_rule(true, box.middle_y(), box.left, box.right);
      return true;
    }
    if (box.width() <= kThin) {
      add_rule(false, box.middle_x(), box.top, box.bottom);
      return true;
    }
    const int count = library_.count_segments(path);
    if (count < 2 || static_cast<std::size_t>(count) > left_) return count < 2;
    left_ -= static_cast<std::size_t>(count);
    FpdfMatrix own;
    if (library_.object_matrix(path, &own) == 0) return true;
    const FpdfMatrix whole = combine(own, matrix);
    float x = 0, y = 0, start_x = 0, start_y = 0;
    for (int i = 0; i < count; ++i) {
      read::FpdfSegment* const segment = library_.segment(path, i);
      float to_x = 0, to_y = 0;
      if (segment == nullptr || library_.segment_point(segment, &to_x, &to_y) == 0) continue;
      const int type = library_.segment_type(segment);
      if (type == read::kFpdfSegmentMove) {
        start_x = to_x;
        start_y = to_y;
      } else if (type == read::kFpdfSegmentLine) {
        add_side(apply(whole, x, y, to_x, to_y));
      }
      if (library_.segment_close(segment) != 0)
        add_side(apply(whole, to_x, to_y, start_x, start_y));
      x = to_x;
      y = to_y;
    }
    return true;
  }

  void add_side(const PdfBox& side) {
    constexpr float kStraight = 0.5F, kLong = 5;
    if (side.height() <= kStraight && side.width() >= kLong)
      add_rule(true, side.middle_y(), side.left, side.right);
    else if (side.width() <= kStraight && side.height() >= kLong)
      add_rule(false, side.middle_x(), side.top, side.bottom);
  }

  void add_rule(bool horizontal, float at, float from, float to) {
    const float limit = horizontal ? out_.height : out_.width;
    if (at < 0 || at > limit) return;  // also what is no number
    out_.rules.push_back({horizontal, at, from, to});
  }

  const PdfLibrary& library_;
  std::size_t left_;
  PdfPage& out_;
  float image_area_ = 0;
};

// Code points that stand for no character of the page.
bool is_unmapped_code(unsigned int code) {
  return code == 0 || code == 0xFFFD || code == 0xFFFE || code > 0x10FFFF ||
         (code >= 0xD800 && code <= 0xDFFF) || (code >= 0xE000 && code <= 0xF8FF);
}

bool is_control(unsigned int code) {
  return code < 0x20 || code == 0x7F || code == 0xAD || (code >= 0x200B && code <= 0x200F) ||
         code == 0xFEFF;
}

class Characters {
 public:
  Characters(const PdfLibrary& library, FpdfTextPage* text) : library_(library), text_(text) {}

  void add_to(PdfPage& page, const FpdfMatrix& matrix, int count) {
    page.chars.reserve(static_cast<std::size_t>(count));
    const bool watch_paint = page.image_share > 0.5F;
    for (int i = 0; i < count; ++i) {
      if (library_.is_generated(text_, i) == 1) continue;
      const unsigned int code = library_.unicode(text_, i);
      if (is_control(code) && code != 0) continue;
      FpdfRect rect;
      if (library_.loose_box(text_, i, &rect) == 0) continue;
      if (is_turned(page, matrix, i)) {
        page.turned += 1;
        continue;
      }
      if (is_unmapped_code(code) || library_.has_map_error(text_, i) == 1) {
        page.map_errors += 1;
        continue;
      }
      if (watch_paint && is_invisible(i)) page.invisible += 1;
      const PdfBox box = apply(matrix, rect.left, rect.bottom, rect.right, rect.top);
      if (!(box.right >= 0 && box.bottom >= 0 && box.left <= page.width && box.top <= page.height))
        continue;  // outside the page
      double x = 0, y = 0;
      if (library_.char_origin(text_, i, &x, &y) == 0) continue;
      const float base =
          matrix.b * static_cast<float>(x) + matrix.d * static_cast<float>(y) + matrix.f;
      page.chars.push_back({box, base, static_cast<char32_t>(code)});
    }
  }

 private:
  // The angle is that of page space; a page may itself be shown turned.
  [[nodiscard]] bool is_turned(const PdfPage&, const FpdfMatrix& matrix, int index) const {
    const float angle = library_.char_angle(text_, index);
    const float x = std::cos(angle), y = std::sin(angle);
    const float along = matrix.a * x + matrix.c * y, across = matrix.b * x + matrix.d * y;
    constexpr float kSlope = 0.05F;  // about 3 degrees
    return !(along > 0 && std::abs(across) < kSlope * along);
  }

  [[nodiscard]] bool is_invisible(int index) {
    FpdfObject* const object = library_.text_object(text_, index);
    if (object != last_object_) {
      last_object_ = object;
      last_invisible_ =
          object != nullptr && library_.text_render_mode(object) == read::kFpdfTextInvisible;
    }
    return last_invisible_;
  }

  const PdfLibrary& library_;
  FpdfTextPage* text_;
  FpdfObject* last_object_ = nullptr;
  bool last_invisible_ = false;
};

class OpenedFile final : public PdfFile {
 public:
  OpenedFile(const PdfLibrary& library, FpdfDocument* document, const ReadOptions& options,
             std::uint32_t pages)
      : library_(library),
        document_(document),
        source_(options.source_name),
        limits_(options.limits),
        pages_(pages) {}
  ~OpenedFile() override {
    const std::lock_guard lock(pdfium_mutex());
    library_.close_document(document_);
  }

  [[nodiscard]] std::uint32_t page_count() const override { return pages_; }

  [[nodiscard]] Result<PdfPageSize> page_size(std::uint32_t number) const override {
    const std::lock_guard lock(pdfium_mutex());
    const Closing<FpdfPage> page(load(number), library_.close_page);
    if (!page) return tl::unexpected(damaged(number));
    return PdfPageSize{library_.page_width(page.get()), library_.page_height(page.get())};
  }

  [[nodiscard]] Result<Image> render(std::uint32_t number, std::uint32_t dots_per_inch,
                                     std::size_t pixels_max) const override {
    const std::lock_guard lock(pdfium_mutex());
    const Closing<FpdfPage> page(load(number), library_.close_page);
    if (!page) return tl::unexpected(damaged(number));
    constexpr double kPointsPerInch = 72;
    const double scale = dots_per_inch / kPointsPerInch;
    const double width = std::ceil(library_.page_width(page.get()) * scale);
    const double height = std::ceil(library_.page_height(page.get()) * scale);
    constexpr double kSideMax = 65'500;
    if (!(width >= 1 && height >= 1) || dots_per_inch == 0)
      return tl::unexpected(page_error(source_, number, ErrorCode::format, "the page has no size"));
    if (width > kSideMax || height > kSideMax || width * height > static_cast<double>(pixels_max))
      return tl::unexpected(page_error(source_, number, ErrorCode::limit,
                                       "the page has more pixels than the limits allow"));
    return paint(page.get(), static_cast<int>(width), static_cast<int>(height), dots_per_inch,
                 number);
  }

  [[nodiscard]] Result<PdfPage> read_page(std::uint32_t number) const override {
    const std::lock_guard lock(pdfium_mutex());
    const Closing<FpdfPage> page(load(number), library_.close_page);
    if (!page) return tl::unexpected(damaged(number));
    const Transform transform(library_, page.get());
    PdfPage out;
    out.number = number;
    if (!transform.is_sane()) return out;
    out.width = transform.width();
    out.height = transform.height();
    const auto too_much = [&] {
      return tl::unexpected(page_error(source_, number, ErrorCode::limit,
                                       "the page has more objects than the limits allow"));
    };
    if (!Drawings(library_, limits_.page_objects_max, out).add_page(page.get(), transform.matrix()))
      return too_much();
    const Closing<FpdfTextPage> text(library_.load_text(page.get()), library_.close_text);
    if (!text) return tl::unexpected(damaged(number));
    const int count = std::max(0, library_.count_chars(text.get()));
    if (static_cast<std::size_t>(count) > limits_.page_objects_max) return too_much();
    Characters(library_, text.get()).add_to(out, transform.matrix(), count);
    return out;
  }

  [[nodiscard]] std::string programs() const override {
    const std::lock_guard lock(pdfium_mutex());
    return meta_text("Creator") + ' ' + meta_text("Producer");
  }

 private:
  // "" when it is absent or long.
  [[nodiscard]] std::string meta_text(const char* tag) const {
    constexpr unsigned long kBytesMax = 1000;
    const unsigned long bytes = library_.meta_text(document_, tag, nullptr, 0);
    if (bytes <= 2 || bytes > kBytesMax) return {};
    std::string utf16(bytes, 0);
    library_.meta_text(document_, tag, utf16.data(), bytes);
    utf16.resize(bytes - 2);
    const auto text = to_utf8(utf16, Encoding::utf16le);
    return text ? *text : std::string();
  }
  [[nodiscard]] FpdfPage* load(std::uint32_t number) const {
    if (number == 0 || number > pages_) return nullptr;
    return library_.load_page(document_, static_cast<int>(number - 1));
  }
  [[nodiscard]] Error damaged(std::uint32_t number) const {
    return page_error(source_, number, ErrorCode::format, "the page is damaged or not there");
  }

  [[nodiscard]] Result<Image> paint(FpdfPage* page, int width, int height, std::uint32_t dots,
                                    std::uint32_t number) const {
    Image image;
    image.width = static_cast<std::uint32_t>(width);
    image.height = static_cast<std::uint32_t>(height);
    image.dots_per_inch = dots;
    image.pixels.resize(std::size_t{image.width} * image.height);
    const Closing<FpdfBitmap> bitmap(
        library_.create_bitmap(width, height, read::kFpdfBitmapGrey, image.pixels.data(), width),
        library_.destroy_bitmap);
    if (!bitmap)
      return tl::unexpected(page_error(source_, number, ErrorCode::limit,
                                       "there is no memory for the picture of the page"));
    constexpr unsigned long kWhite = 0xFFFFFFFF;
    library_.fill_bitmap(bitmap.get(), 0, 0, width, height, kWhite);
    library_.render(bitmap.get(), page, 0, 0, width, height, 0,
                    read::kFpdfRenderAnnotations | read::kFpdfRenderGrey);
    return image;
  }

  const PdfLibrary library_;
  FpdfDocument* document_;
  std::string source_;
  Limits limits_;
  std::uint32_t pages_;
};

class OpenedEngine final : public PdfEngine {
 public:
  explicit OpenedEngine(const PdfLibrary& library) : library_(library) {}

  [[nodiscard]] Result<std::unique_ptr<PdfFile>> open_file(
      std::string_view bytes, const ReadOptions& options) const override {
    const Place place{options.source_name, 0, 0, 0, {}};
    if (bytes.size() > options.limits.bytes_max)
      return fail(ErrorCode::limit, place, "the source is larger than the limits allow");
    if (!read::streams_within_limits(bytes, options.limits))
      return fail(ErrorCode::limit, place, "the PDF unpacks to more than the limits allow");
    const std::lock_guard lock(pdfium_mutex());
    FpdfDocument* const document =
        library_.load_document(bytes.data(), bytes.size(), options.password.c_str());
    if (document == nullptr) return tl::unexpected(why_closed(options));
    const int pages = library_.page_count(document);
    if (pages <= 0 || static_cast<std::size_t>(pages) > options.limits.pages_max) {
      library_.close_document(document);
      if (pages > 0)
        return fail(ErrorCode::limit, place, "the PDF has more pages than the limits allow");
      return fail(ErrorCode::format, place, "the PDF has no pages");
    }
    return std::make_unique<OpenedFile>(library_, document, options,
                                        static_cast<std::uint32_t>(pages));
  }

 private:
  [[nodiscard]] Error why_closed(const ReadOptions& options) const {
    const Place place{options.source_name, 0, 0, 0, {}};
    switch (library_.last_error()) {
      case read::kFpdfErrorPassword:
        return {ErrorCode::encrypted, place,
                options.password.empty() ? "the PDF is encrypted; give its password"
                                         : "the password does not open the PDF"};
      case read::kFpdfErrorSecurity:
        return {ErrorCode::unsupported, place,
                "the PDF is encrypted in a way that is not known; print it into a new PDF"};
      case read::kFpdfErrorFormat:
      default:
        return {ErrorCode::format, place, "the PDF is damaged or cut off"};
    }
  }

  const PdfLibrary library_;
};

}  // namespace

Result<std::shared_ptr<const PdfEngine>> PdfEngine::open(const std::string& library_path) {
  const std::lock_guard lock(pdfium_mutex());
  const auto library = read::load_pdf_library(library_path);
  if (!library) return tl::unexpected(library.error());
  return std::make_shared<const OpenedEngine>(*library);
}

bool is_pdf(std::string_view bytes) {
  constexpr std::size_t kMarkWithin = 1024;
  return bytes.substr(0, kMarkWithin).find("%PDF-") != std::string_view::npos;
}

}  // namespace zhun
