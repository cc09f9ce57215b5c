// How much a PDF's drawings grow when forms draw forms: PDFium follows them forty levels deep, so
// that a form that draws itself twice would never end. Pure function; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::read {

// One stream of drawing instructions.
struct PdfDrawing {
  std::string_view dictionary;     // from "N G obj" up to "stream"
  std::size_t bytes = 0;           // of its instructions
  std::size_t uses = 0;            // how often it draws something by a name
  std::vector<std::string> drawn;  // the names, one for each time, of forms only
};

// Counts the uses of names in a piece of instructions; forms keep the names.
void add_drawn_names(std::string_view instructions, PdfDrawing& drawing);

struct PdfObjectText {
  std::uint32_t number = 0;
  std::string text;
};

// False when a stream draws more than `bytes_max` bytes of instructions, forms in forms included.
// `objects` holds the texts of unpacked object streams.
[[nodiscard]] bool drawings_within_limits(std::string_view file,
                                          const std::vector<PdfDrawing>& drawings,
                                          const std::vector<PdfObjectText>& objects,
                                          std::size_t bytes_max);

// The objects of an unpacked object stream.
void add_object_stream(std::string_view dictionary, std::string_view text,
                       std::vector<PdfObjectText>& objects);

// Where "N G obj" begins whose " obj" stands at `obj`.
[[nodiscard]] std::size_t object_begin(std::string_view file, std::size_t obj);

[[nodiscard]] bool is_form(std::string_view dictionary);

}  // namespace zhun::read
