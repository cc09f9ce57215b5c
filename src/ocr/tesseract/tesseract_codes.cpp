// Reads two parts of a .traineddata file: the list of characters (lstm-unicharset, text) and their
// codes (lstm-recoder, binary). Sizes are checked: the file may be any file.
#include "ocr/tesseract/tesseract_codes.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace zhun::ocr {
namespace {

constexpr std::size_t kPartsMax = 64;
constexpr std::size_t kUnicharsetPart = 21,
                      kRecoderPart = 22;  // TESSDATA_LSTM_UNICHARSET, _RECODER
constexpr std::size_t kCharactersMax = 100'000;
constexpr std::int32_t kCodesMax = 9;  // RecodedCharID::kMaxCodeLen

// Little-endian numbers, as Tesseract writes them; 0 beyond the end, and then `failed`.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}
  template <typename T>
  T next() {
    T value{};
    if (bytes_.size() < sizeof(T)) {
      failed = true;
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_.remove_prefix(sizeof(T));
    return value;
  }
  bool failed = false;

 private:
  std::string_view bytes_;
};

// The parts lie in the order of their numbers; one that is missing has a negative offset.
std::string_view part(std::string_view file, std::size_t wanted) {
  Cursor cursor(file);
  const auto count = cursor.next<std::uint32_t>();
  if (count > kPartsMax || wanted >= count) return {};
  std::vector<std::int64_t> offsets;
  for (std::uint32_t i = 0; i < count; ++i) offsets.push_back(cursor.next<std::int64_t>());
  if (cursor.failed || offsets[wanted] < 0) return {};
  const auto size = static_cast<std::int64_t>(file.size());
  std::int64_t end = size;
  for (const std::int64_t offset : offsets)
    if (offset > offsets[wanted]) end = std::min(end, offset);
  if (offsets[wanted] > size) return {};
  return file.substr(static_cast<std::size_t>(offsets[wanted]),
                     static_cast<std::size_t>(end - offsets[wanted]));
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// The first word of each line; the first character of all, NULL, is the space.
std::vector<std::string> labels_of(std::string_view unicharset) {
  std::vector<std::string> labels;
  std::size_t count = 0;
  const std::string_view head = take_line(unicharset);
  std::from_chars(head.data(), head.data() + head.size(), count);
  for (std::size_t i = 0; i < std::min(count, kCharactersMax) && !unicharset.empty(); ++i) {
    const std::string_view line = take_line(unicharset);
    labels.emplace_back(line.substr(0, line.find(' ')));
  }
  if (!labels.empty() && labels[0] == "NULL") labels[0] = " ";
  return labels;
}

}  // namespace

char32_t single_code_point(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() != size) return 0;
  if (size == 1) return first;
  char32_t value = first & (0xFFU >> (size + 1));
  for (const char byte : text.substr(1))
    value = value << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
  return value;
}

Result<TesseractCodes> TesseractCodes::parse(std::string_view traineddata) {
  const auto unknown = [] {
    return fail(ErrorCode::unsupported, {}, "a model of Tesseract has no LSTM network");
  };
  const std::vector<std::string> labels = labels_of(part(traineddata, kUnicharsetPart));
  Cursor recoder(part(traineddata, kRecoderPart));
  const auto count = recoder.next<std::uint32_t>();
  if (recoder.failed || labels.empty() || count != labels.size()) return unknown();
  TesseractCodes model;
  for (std::uint32_t id = 0; id < count; ++id) {
    recoder.next<std::int8_t>();  // whether it is normalised
    const auto length = recoder.next<std::int32_t>();
    if (length < 1 || length > kCodesMax) return unknown();
    Character character{single_code_point(labels[id]), {}};
    for (std::int32_t i = 0; i < length; ++i)
      character.codes.push_back(recoder.next<std::int32_t>());
    if (recoder.failed) return unknown();
    // Tesseract names output i by character i + 2, output 0 by the space, whatever their codes are.
    if (id == 0 || id > 2)
      model.code_of_label_.emplace(labels[id], id == 0 ? 0 : static_cast<std::int32_t>(id) - 2);
    const bool is_character = id == 0 || id > 2;  // 1 and 2 are marks of broken characters
    if (!is_character || character.symbol == 0) continue;
    model.one_code_each_ = model.one_code_each_ && length == 1;
    model.codes_of_symbol_.emplace(character.symbol, character.codes);
    model.by_first_code_[character.codes.front()].push_back(std::move(character));
  }
  return model;
}

std::int32_t TesseractCodes::code_of(const std::string& label) const {
  const auto found = code_of_label_.find(label);
  return found == code_of_label_.end() ? -1 : found->second;
}

std::vector<std::int32_t> TesseractCodes::codes_of(char32_t symbol) const {
  const auto found = codes_of_symbol_.find(symbol);
  return found == codes_of_symbol_.end() ? std::vector<std::int32_t>() : found->second;
}

const std::vector<TesseractCodes::Character>& TesseractCodes::beginning_with(
    std::int32_t code) const {
  static const std::vector<Character> kNone;
  const auto found = by_first_code_.find(code);
  return found == by_first_code_.end() ? kNone : found->second;
}

}  // namespace zhun::ocr
