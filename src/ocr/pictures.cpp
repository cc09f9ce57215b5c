// open_pictures: the pages of several files, whatever their kind, as one row of pictures.
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "zhun/ocr.hpp"
#include "zhun/pdf.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

struct OpenedFile {
  PictureFile file;
  std::unique_ptr<PdfFile> pdf;  // null: a picture
};

// Where a picture comes from.
struct PagePlace {
  std::size_t file = 0;
  std::uint32_t index = 0;  // in its file
};

struct PageFiles {
  PictureOptions options;
  std::vector<OpenedFile> files;
  std::vector<PagePlace> places;

  [[nodiscard]] Result<Image> load(std::uint32_t index, const OcrEngine& engine) const {
    const PagePlace& place = places[index];
    const OpenedFile& opened = files[place.file];
    auto picture = opened.pdf ? opened.pdf->render(place.index + 1, options.dots_per_inch,
                                                   options.limits.pixels_max)
                              : engine.decode(opened.file.bytes, place.index, options.limits);
    if (!picture && picture.error().place.source.empty())
      picture.error().place.source = opened.file.name;
    return picture;
  }
};

Result<std::unique_ptr<PdfFile>> open_pdf(const PictureFile& file, const PictureOptions& options) {
  if (options.pdf == nullptr)
    return fail(ErrorCode::unsupported, {file.name, 0, 0, 0, {}},
                "a PDF needs the PDFium library; name it");
  ReadOptions read;
  read.source_name = file.name;
  read.limits = options.limits;
  read.password = std::string(file.password);
  auto pdf = options.pdf->open_file(file.bytes, read);
  wipe(read.password.data(), read.password.size());
  return pdf;
}

Result<std::uint32_t> open_one(const PictureFile& file, const OcrEngine& engine, PageFiles& into) {
  OpenedFile opened{file, nullptr};
  std::uint32_t count = 0;
  if (is_pdf(file.bytes)) {
    auto pdf = open_pdf(file, into.options);
    if (!pdf) return tl::unexpected(pdf.error());
    opened.pdf = std::move(*pdf);
    count = opened.pdf->page_count();
  } else {
    auto frames = engine.frames(file.bytes, into.options.limits);
    if (!frames) {
      if (frames.error().place.source.empty()) frames.error().place.source = file.name;
      return frames;
    }
    count = *frames;
  }
  if (into.places.size() + count > into.options.limits.pages_max)
    return fail(ErrorCode::limit, {file.name, 0, 0, 0, {}},
                "there are more pages than the limits allow");
  for (std::uint32_t i = 0; i < count; ++i) into.places.push_back({into.files.size(), i});
  into.files.push_back(std::move(opened));
  return count;
}

}  // namespace

Result<Pictures> open_pictures(std::span<const PictureFile> files, const OcrEngine& engine,
                               const PictureOptions& options) {
  auto pages = std::make_shared<PageFiles>();
  pages->options = options;
  for (const PictureFile& file : files) {
    if (auto opened = open_one(file, engine, *pages); !opened)
      return tl::unexpected(opened.error());
  }
  Pictures pictures;
  pictures.count = static_cast<std::uint32_t>(pages->places.size());
  pictures.load = [pages](std::uint32_t index, const OcrEngine& reader) {
    return pages->load(index, reader);
  };
  return pictures;
}

}  // namespace zhun
