// Limits: what the readers and the evaluator accept before they refuse with ErrorCode::limit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace zhun {

class Watch;  // watch.hpp

struct Limits {
  std::size_t bytes_max = std::size_t{256} << 20;  // one source
  std::size_t rows_max = 1'000'000;                // one source
  std::size_t columns_max = 1'000;                 // one row
  std::size_t cell_bytes_max = 64 << 10;           // one cell
  std::size_t preamble_rows_max = 200;             // rows before the header row
  std::size_t json_depth_max = 64;
  std::size_t xml_depth_max = 200;
  std::size_t sources_max = 500;                // one dossier
  std::size_t expression_bytes_max = 64 << 10;  // one FEEL expression
  std::size_t expression_depth_max = 200;
  std::size_t evaluation_steps_max = 10'000'000;  // one policy on one dossier
  std::size_t pixels_max = 100'000'000;           // one picture
  std::size_t pages_max = 10'000;                 // one PDF
  std::size_t page_objects_max = 400'000;         // characters, or lines and pictures, of one page
  std::size_t page_bytes_max = 16 << 20;          // of drawing instructions, unpacked
  Watch* watch = nullptr;  // follows the call and may stop it; must outlive it
};

}  // namespace zhun
