// The codes of a Tesseract model: its network has an output for each code, not for each character,
// and a Chinese character is a sequence of two to four codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "zhun/error.hpp"

namespace zhun::ocr {

class TesseractCodes {
 public:
  struct Character {
    char32_t symbol = 0;
    std::vector<std::int32_t> codes;  // one or more
  };

  // The bytes of a .traineddata file. ErrorCode::unsupported when it has no LSTM model.
  [[nodiscard]] static Result<TesseractCodes> parse(std::string_view traineddata);

  // Every character is one code, so that the network's outputs are the characters'.
  [[nodiscard]] bool one_code_each() const { return one_code_each_; }
  // What Tesseract calls an output by; -1: none, which is the blank.
  [[nodiscard]] std::int32_t code_of(const std::string& label) const;
  // The codes of a character; none for what is no character of the model.
  [[nodiscard]] std::vector<std::int32_t> codes_of(char32_t symbol) const;
  // The characters that begin with a code.
  [[nodiscard]] const std::vector<Character>& beginning_with(std::int32_t code) const;

 private:
  std::unordered_map<std::string, std::int32_t> code_of_label_;
  std::unordered_map<std::int32_t, std::vector<Character>> by_first_code_;
  std::unordered_map<char32_t, std::vector<std::int32_t>> codes_of_symbol_;
  bool one_code_each_ = true;
};

// The code point of UTF-8 text that is exactly one; else 0.
[[nodiscard]] char32_t single_code_point(std::string_view text);

}  // namespace zhun::ocr
