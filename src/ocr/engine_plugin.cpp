// Opens engines and speaks with them through the table of zhun.h. An engine is not trusted to keep
// to the table's rules: what it hands over is checked, and nothing is thrown through it.
#include "ocr/engine_plugin.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <optional>
#include <utility>

#include "zhun.h"

namespace zhun {
namespace {

constexpr std::uint32_t kStepsMax = 1U << 16U;  // one line
constexpr std::size_t kScoresMax = 1U << 24U;   // one line

ErrorCode code_of(zhun_status status) {
  switch (status) {
    case ZHUN_EINVAL:
    case ZHUN_ENOMEM:
    case ZHUN_ELIMIT:
    case ZHUN_ECANCELLED:
    case ZHUN_EFORMAT:
    case ZHUN_EENCRYPTED:
    case ZHUN_EUNSUPPORTED:
    case ZHUN_EPOLICY:
    case ZHUN_ESTATE:
    case ZHUN_EVERSION:
      return static_cast<ErrorCode>(status);
    default:
      return ErrorCode::internal;
  }
}

// The engine's texts end at their first zero byte, or at the end of the array.
template <std::size_t N>
std::string text_of(const char (&text)[N]) {
  return {text, std::find(text, text + N, '\0')};
}

tl::unexpected<Error> failure(zhun_status status, const zhun_error& error) {
  Place place{text_of(error.source), error.page, error.row, error.column, text_of(error.field)};
  std::string message = text_of(error.message);
  if (message.empty()) message = "the OCR engine failed without saying why";
  return fail(code_of(status), std::move(place), std::move(message));
}

bool is_symbol(std::uint32_t symbol) {
  return symbol <= 0x10FFFF && !(symbol >= 0xD800 && symbol <= 0xDFFF);
}

// Collects the readings that an engine hands over.
struct Readings {
  std::vector<LineReading> lines;
  float floor = 0;
  std::size_t expected = 0;
  const char* complaint = nullptr;

  zhun_status refuse(const char* what) {
    complaint = what;
    return ZHUN_EINTERNAL;
  }

  zhun_status take(std::size_t line, std::uint32_t steps, const zhun_ocr_score* scores,
                   std::size_t count) {
    if (line != lines.size() || line >= expected)
      return refuse("the OCR engine handed over a line that is not the next one");
    if (steps > kStepsMax || count > kScoresMax || (count > 0 && scores == nullptr))
      return refuse("the OCR engine handed over a reading that is too long");
    LineReading reading;
    reading.floor = floor;
    reading.step_ends.reserve(steps);
    reading.scores.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const zhun_ocr_score& score = scores[i];
      const bool in_order = score.step < steps && score.step >= reading.step_ends.size();
      if (!in_order || !is_symbol(score.symbol) ||
          !(score.probability >= 0 && score.probability <= 1.001F))
        return refuse("the OCR engine handed over a score that is no probability of a symbol");
      while (reading.step_ends.size() < score.step)
        reading.step_ends.push_back(static_cast<std::uint32_t>(i));
      reading.scores.push_back(
          {static_cast<char32_t>(score.symbol), std::min(score.probability, 1.0F)});
    }
    while (reading.step_ends.size() < steps)
      reading.step_ends.push_back(static_cast<std::uint32_t>(count));
    put_most_probable_first(reading);
    lines.push_back(std::move(reading));
    return ZHUN_OK;
  }

  static void put_most_probable_first(LineReading& reading) {
    std::size_t begin = 0;
    for (const std::uint32_t end : reading.step_ends) {
      std::stable_sort(
          reading.scores.begin() + static_cast<std::ptrdiff_t>(begin),
          reading.scores.begin() + static_cast<std::ptrdiff_t>(end),
          [](const SymbolScore& a, const SymbolScore& b) { return a.probability > b.probability; });
      begin = end;
    }
  }
};

zhun_status take_line(void* self, std::size_t line, std::uint32_t steps,
                      const zhun_ocr_score* scores, std::size_t count) {
  try {
    return static_cast<Readings*>(self)->take(line, steps, scores, count);
  } catch (...) {
    return ZHUN_ENOMEM;
  }
}

// Makes room for the picture that an engine announces, or only looks at the announcement.
struct PictureRoom {
  bool only_count = false;
  std::uint64_t pixels_max = 0;
  Image image;
  std::uint32_t frame_count = 0;
  std::optional<Error> refusal;

  std::uint8_t* refuse(ErrorCode code, const char* why) {
    refusal = Error{code, {}, why};
    return nullptr;
  }

  std::uint8_t* announce(const zhun_ocr_picture& picture) {
    if (frame_count != 0 || picture.struct_size < sizeof(zhun_ocr_picture) || picture.width == 0 ||
        picture.height == 0 || picture.frame_count == 0 ||
        (picture.channels != 1 && picture.channels != 3))
      return refuse(ErrorCode::internal, "the OCR engine announced a picture that is none");
    frame_count = picture.frame_count;
    if (only_count) return nullptr;
    const std::uint64_t pixels = std::uint64_t{picture.width} * picture.height;
    if (pixels > pixels_max)
      return refuse(ErrorCode::limit, "the picture has more pixels than the limit allows");
    image.width = picture.width;
    image.height = picture.height;
    image.channels = picture.channels;
    image.dots_per_inch = picture.dots_per_inch;
    image.pixels.resize(static_cast<std::size_t>(pixels) * picture.channels);
    return image.pixels.data();
  }
};

std::uint8_t* make_room(void* self, const zhun_ocr_picture* picture) {
  auto* room = static_cast<PictureRoom*>(self);
  try {
    if (picture == nullptr)
      return room->refuse(ErrorCode::internal, "the OCR engine announced a picture that is none");
    return room->announce(*picture);
  } catch (...) {
    room->image = {};
    return room->refuse(ErrorCode::out_of_memory, "there is not enough memory for the picture");
  }
}

class TableEngine final : public OcrEngine {
 public:
  explicit TableEngine(const zhun_ocr_engine& table) : name_(table.name), table_(table) {}
  ~TableEngine() override {
    if (table_.close != nullptr) table_.close(table_.self);
  }

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] double proof_margin() const override { return table_.proof_margin; }

  [[nodiscard]] Result<std::vector<LineReading>> read(
      std::span<const LineCrop> lines) const override {
    std::vector<zhun_ocr_line> handed;
    handed.reserve(lines.size());
    for (const LineCrop& line : lines) {
      const Image& image = line.image;
      const std::size_t stride = std::size_t{image.width} * image.channels;
      if (image.width == 0 || image.height == 0 || (image.channels != 1 && image.channels != 3) ||
          image.pixels.size() != stride * image.height)
        return fail(ErrorCode::invalid_argument, {}, "a line to read is no image");
      handed.push_back({image.pixels.data(), stride, image.width, image.height, image.channels,
                        line.content == LineContent::number ? ZHUN_OCR_NUMBER : ZHUN_OCR_TEXT});
    }
    Readings readings;
    readings.expected = lines.size();
    readings.floor = static_cast<float>(table_.floor);
    zhun_error error = ZHUN_ERROR_INIT;
    const zhun_status status =
        table_.read_lines(table_.self, handed.data(), handed.size(), take_line, &readings, &error);
    if (readings.complaint != nullptr) return fail(ErrorCode::internal, {}, readings.complaint);
    if (status != ZHUN_OK) return failure(status, error);
    if (readings.lines.size() != lines.size())
      return fail(ErrorCode::internal, {}, "the OCR engine did not read all lines");
    return std::move(readings.lines);
  }

  [[nodiscard]] Result<Image> decode(std::string_view bytes, std::uint32_t frame,
                                     const Limits& limits) const override {
    PictureRoom room;
    if (auto done = run(bytes, frame, limits, room); !done) return tl::unexpected(done.error());
    if (room.image.empty())
      return fail(ErrorCode::internal, {}, "the OCR engine decoded no picture");
    return std::move(room.image);
  }

  [[nodiscard]] Result<std::uint32_t> frames(std::string_view bytes,
                                             const Limits& limits) const override {
    PictureRoom room;
    room.only_count = true;
    if (auto done = run(bytes, 0, limits, room); !done) return tl::unexpected(done.error());
    return room.frame_count;
  }

 private:
  [[nodiscard]] Result<void> run(std::string_view bytes, std::uint32_t frame, const Limits& limits,
                                 PictureRoom& room) const {
    if (table_.decode_picture == nullptr)
      return fail(ErrorCode::unsupported, {}, "this OCR engine does not open picture files");
    if (bytes.size() > limits.bytes_max)
      return fail(ErrorCode::limit, {}, "the file is larger than the limit allows");
    room.pixels_max = limits.pixels_max;
    zhun_error error = ZHUN_ERROR_INIT;
    const zhun_status status = table_.decode_picture(table_.self, bytes.data(), bytes.size(), frame,
                                                     limits.pixels_max, make_room, &room, &error);
    if (room.refusal) return tl::unexpected(*room.refusal);
    if (room.only_count && room.frame_count > 0) return {};
    if (status != ZHUN_OK) return failure(status, error);
    return {};
  }

  std::string name_;
  zhun_ocr_engine table_;
};

}  // namespace

Result<Image> OcrEngine::decode(std::string_view /*bytes*/, std::uint32_t /*frame*/,
                                const Limits& /*limits*/) const {
  return fail(ErrorCode::unsupported, {}, "this OCR engine does not open picture files");
}

Result<std::uint32_t> OcrEngine::frames(std::string_view /*bytes*/,
                                        const Limits& /*limits*/) const {
  return fail(ErrorCode::unsupported, {}, "this OCR engine does not open picture files");
}

Result<std::unique_ptr<OcrEngine>> make_ocr_engine(const zhun_ocr_engine& table) {
  const bool complete = table.struct_size >= sizeof(zhun_ocr_engine) && table.name != nullptr &&
                        table.read_lines != nullptr;
  if (!complete || !(table.floor > 0 && table.floor < 1) || !std::isfinite(table.proof_margin) ||
      table.proof_margin < 0)
    return fail(ErrorCode::invalid_argument, {}, "the table of the OCR engine is incomplete");
  return std::make_unique<TableEngine>(table);
}

Result<std::unique_ptr<OcrEngine>> open_ocr_engine(const std::string& library_path,
                                                   const std::string& data_path) {
  auto library = ocr::SharedObject::open(library_path);
  if (!library) return tl::unexpected(library.error());
  const auto open =
      reinterpret_cast<zhun_ocr_engine_open_function>(library->find(ZHUN_OCR_ENGINE_OPEN));
  if (open == nullptr)
    return fail(ErrorCode::unsupported, {library_path, 0, 0, 0, {}},
                "the shared object is no OCR engine: it exports no zhun_ocr_engine_open");
  zhun_ocr_engine table{};
  table.struct_size = sizeof(table);
  zhun_error error = ZHUN_ERROR_INIT;
  if (const zhun_status status = open(data_path.c_str(), &table, &error); status != ZHUN_OK) {
    Error why = failure(status, error).value();
    if (why.place.source.empty()) why.place.source = library_path;
    return tl::unexpected(std::move(why));
  }
  auto engine = make_ocr_engine(table);
  if (!engine) {
    if (table.close != nullptr) table.close(table.self);
    return fail(ErrorCode::unsupported, {library_path, 0, 0, 0, {}},
                "the OCR engine was made for another version of zhun");
  }
  return engine;
}

namespace ocr {

Result<SharedObject> SharedObject::open(const std::string& path) {
  // An empty path would be the program itself.
  if (path.empty())
    return fail(ErrorCode::unsupported, {}, "there is no OCR engine: no file named");
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    const char* why = dlerror();
    return fail(
        ErrorCode::unsupported, {path, 0, 0, 0, {}},
        fmt::format("the OCR engine cannot be loaded: {}; install libzhun_ocr.so (Tesseract) or "
                    "libzhun_ppocr.so with what it needs, and name its file",
                    why == nullptr ? "the loader does not say why" : why));
  }
  return SharedObject(handle);
}

void* SharedObject::find(const char* symbol) const { return dlsym(handle_, symbol); }

}  // namespace ocr
}  // namespace zhun
