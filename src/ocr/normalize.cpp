// The public entry of normalisation: JSON in, the decoder's statements out.
#include "ocr/normalize.hpp"

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "ocr/decoder.hpp"
#include "zhun/ocr.hpp"

namespace zhun {
namespace {

constexpr double kCoordinateMax = 1e6;
constexpr double kWordsProofMargin = 10;

// A number of the JSON as a coordinate or a score; nullopt when it is none.
std::optional<double> to_number(const json::Value& value) {
  if (value.kind != json::Kind::number) return std::nullopt;
  const auto decimal = Decimal::parse(value.text);
  if (!decimal) return std::nullopt;
  const double number = decimal->to_double();
  if (!(std::abs(number) <= kCoordinateMax)) return std::nullopt;
  return number;
}

class WordsReader {
 public:
  explicit WordsReader(const ScanOptions& options) : options_(options) {}

  [[nodiscard]] Result<std::vector<ocr::PlacedPage>> read(const json::Value& root) {
    const json::Value* pages = root.find("pages");
    if (root.kind == json::Kind::array) pages = &root;
    if (pages == nullptr || pages->kind != json::Kind::array) {
      return wrong("/pages", "a list of pages is expected here");
    }
    std::vector<ocr::PlacedPage> read_pages;
    for (std::size_t p = 0; p < pages->items.size(); ++p) {
      const std::string path = "/pages/" + std::to_string(p);
      const json::Value* words = pages->items[p].find("words");
      if (words == nullptr || words->kind != json::Kind::array) {
        return wrong(path + "/words", "a list of words is expected here");
      }
      ocr::PlacedPage page;
      page.page = static_cast<std::uint32_t>(p + 1);
      for (std::size_t w = 0; w < words->items.size(); ++w) {
        if (++words_ > kWordsMax) {
          return fail(ErrorCode::limit, place(path), "there are more words than the limits allow");
        }
        auto word = read_word(words->items[w], path + "/words/" + std::to_string(w));
        if (!word) return tl::unexpected(word.error());
        page.words.push_back(std::move(*word));
      }
      read_pages.push_back(std::move(page));
    }
    return read_pages;
  }

 private:
  static constexpr std::size_t kWordsMax = 2'000'000, kAlternativesMax = 32;

  [[nodiscard]] Place place(const std::string& path) const {
    return {options_.source_name, 0, 0, 0, path};
  }
  [[nodiscard]] tl::unexpected<Error> wrong(const std::string& path, std::string message) const {
    return fail(ErrorCode::format, place(path), std::move(message));
  }

  [[nodiscard]] Result<ocr::PlacedWord> read_word(const json::Value& value,
                                                  const std::string& path) const {
    ocr::PlacedWord word;
    if (auto error = read_place(value, path, word)) return tl::unexpected(*error);
    if (auto error = add_reading(value, path, word)) return tl::unexpected(*error);
    const json::Value* more = value.find("alternatives");
    if (more == nullptr || more->is_null()) return word;
    if (more->kind != json::Kind::array || more->items.size() > kAlternativesMax) {
      return wrong(path + "/alternatives", "a short list of alternatives is expected here");
    }
    for (std::size_t i = 0; i < more->items.size(); ++i) {
      const std::string own = path + "/alternatives/" + std::to_string(i);
      if (auto error = add_reading(more->items[i], own, word)) return tl::unexpected(*error);
    }
    // Engines often repeat the best reading among the alternatives.
    const std::string best = word.readings.front().text;
    word.readings.erase(std::remove_if(word.readings.begin() + 1, word.readings.end(),
                                       [&](const auto& item) { return item.text == best; }),
                        word.readings.end());
    return word;
  }

  [[nodiscard]] std::optional<Error> add_reading(const json::Value& value, const std::string& path,
                                                 ocr::PlacedWord& word) const {
    const json::Value* text = value.find("text");
    if (text == nullptr || text->kind != json::Kind::string) {
      return wrong(path + "/text", "a text is expected here").value();
    }
    if (text->text.size() > options_.limits.cell_bytes_max) {
      return Error{ErrorCode::limit, place(path), "the text is longer than the limits allow"};
    }
    double score = 0.9;
    if (const json::Value* given = value.find("score")) {
      const auto number = to_number(*given);
      if (!number || *number < 0 || *number > 100) {
        return wrong(path + "/score", "a score from 0 to 1 is expected here").value();
      }
      score = *number > 1 ? *number / 100 : *number;  // Tesseract gives per cent
    }
    word.readings.push_back({text->text, score});
    return std::nullopt;
  }

  // "box": [left, top, right, bottom] or "quad": [[x, y] four times, or x, y, x, y, ...].
  [[nodiscard]] std::optional<Error> read_place(const json::Value& value, const std::string& path,
                                                ocr::PlacedWord& word) const {
    const json::Value* box = value.find("box");
    const json::Value* quad = value.find("quad");
    const json::Value* given = box != nullptr ? box : quad;
    if (given == nullptr || given->kind != json::Kind::array) {
      return wrong(path, "a box or a quad is expected here").value();
    }
    std::vector<float> numbers;
    for (const auto& item : given->items) {
      const std::vector<json::Value> single{item};
      for (const auto& number : item.kind == json::Kind::array ? item.items : single) {
        const auto coordinate = to_number(number);
        if (!coordinate || numbers.size() >= 8) {
          return wrong(path, "the corners are not numbers that can be corners").value();
        }
        numbers.push_back(static_cast<float>(*coordinate));
      }
    }
    if (numbers.size() == 4) {
      numbers = {numbers[0], numbers[1], numbers[2], numbers[1],
                 numbers[2], numbers[3], numbers[0], numbers[3]};
    }
    if (numbers.size() != 8) {
      return wrong(path, "a box has four numbers, a quad four corners").value();
    }
    word.box = {numbers[0], numbers[1], numbers[0], numbers[1]};
    for (std::size_t i = 0; i < 4; ++i) {
      word.quad[i] = {numbers[2 * i], numbers[2 * i + 1]};
      word.box.left = std::min(word.box.left, word.quad[i].x);
      word.box.right = std::max(word.box.right, word.quad[i].x);
      word.box.top = std::min(word.box.top, word.quad[i].y);
      word.box.bottom = std::max(word.box.bottom, word.quad[i].y);
    }
    return std::nullopt;
  }

  const ScanOptions& options_;
  std::size_t words_ = 0;
};

}  // namespace

Result<std::vector<ScannedStatement>> normalize_words(std::string_view bytes,
                                                      const ScanOptions& options) {
  if (bytes.size() > options.limits.bytes_max) {
    return fail(ErrorCode::limit, {options.source_name, 0, 0, 0, {}},
                "the words are larger than the limits allow");
  }
  const auto root = json::parse(bytes, options.source_name, options.limits);
  if (!root) return tl::unexpected(root.error());
  auto placed = WordsReader(options).read(*root);
  if (!placed) return tl::unexpected(placed.error());
  std::vector<ocr::PageGrid> grids;
  for (const auto& page : *placed) {
    if (options.progress &&
        !options.progress(page.page, static_cast<std::uint32_t>(placed->size()))) {
      return fail(ErrorCode::cancelled, {options.source_name, page.page, 0, 0, {}},
                  "the host stopped the reading");
    }
    grids.push_back(ocr::grid_of_words(page));
  }
  ocr::DecodeOptions decode;
  decode.source_name = options.source_name;
  decode.lexicon = options.lexicon;
  decode.proof_margin = kWordsProofMargin;
  decode.limits = options.limits;
  return ocr::decode_pages(grids, decode);
}

}  // namespace zhun
