// From the steps of Tesseract's network, whose outputs are codes, to steps whose symbols are
// characters.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ocr/plugin/engine_table.hpp"
#include "ocr/tesseract/tesseract_codes.hpp"

namespace zhun::ocr {

// One step of the network: what it lists (from 1 in 100), and the blank.
struct CodeStep {
  struct Score {
    std::int32_t code = 0;
    float probability = 0;
  };
  std::vector<Score> scores;
  float blank = 0;
};

// A model of one code a character: the steps as they are.
[[nodiscard]] LineScores steps_of_codes(std::span<const CodeStep> steps,
                                        const TesseractCodes& codes);

// A model of several codes a character: no step speaks of a character, but all the steps of one
// together do. `text`, what Tesseract read, is laid along the steps; the steps of each of its
// characters become one, with the probability of each character that they may spell (CTC's forward
// sum over its codes), followed by a blank.
[[nodiscard]] LineScores steps_of_characters(std::span<const CodeStep> steps,
                                             const std::u32string& text,
                                             const TesseractCodes& codes);

}  // namespace zhun::ocr
