// Runs PP-OCRv6 by OpenVINO: the network wants lines 48 pixels high in blue, green, red, from -1 to
// 1, their width a multiple of 32, and gives one step of probabilities every 8 pixels.
#include "ocr/ppocr/ppocr_engine.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <openvino/openvino.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "ocr/ppocr/ppocr_golden.hpp"
#include "ocr/ppocr/ppocr_input.hpp"

namespace zhun::ocr {
namespace {

constexpr std::string_view kModelFile = "PP-OCRv6_rec_small.onnx";
constexpr char32_t kBlank = 0;
// What a step lists: what is at all likely, and of what numbers are made also the unlikely, so that
// any number can be scored.
constexpr float kListed = 5e-4F;
constexpr float kListedOfNumbers = 1e-6F;
constexpr std::u32string_view kOfNumbers = U"0123456789,.-+:/ ";
// Below it the network's probabilities say nothing: it is sure even where it errs.
constexpr double kFloor = 4e-3;
constexpr double kProofMargin = 15;

// A UTF-8 line of the dictionary that is one code point; else kBlank.
char32_t only_code_point(std::string_view text) {
  if (text.empty()) return kBlank;
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() != size) return kBlank;
  if (size == 1) return first;
  char32_t value = first & (0xFFU >> (size + 1));
  for (const char byte : text.substr(1))
    value = value << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
  return value;
}

// Class 0 is the blank, then the lines of the dictionary, then the space.
std::vector<char32_t> symbols_of(std::string_view dictionary) {
  std::vector<char32_t> symbols{kBlank};
  while (!dictionary.empty()) {
    const std::size_t end = std::min(dictionary.find('\n'), dictionary.size());
    symbols.push_back(only_code_point(dictionary.substr(0, end)));
    dictionary.remove_prefix(std::min(end + 1, dictionary.size()));
  }
  symbols.push_back(U' ');
  return symbols;
}

class PpocrEngine final : public PluginEngine {
 public:
  PpocrEngine(const std::shared_ptr<ov::Model>& model, ov::Core& core) {
    compiled_ = core.compile_model(
        model, "CPU",
        {ov::inference_num_threads(1), ov::num_streams(1),
         ov::hint::inference_precision(ov::element::f32), ov::hint::enable_cpu_pinning(false)});
    request_ = compiled_.create_infer_request();
    symbols_ = symbols_of(model->get_rt_info<std::string>("framework", "character"));
    for (std::size_t i = 0; i < symbols_.size(); ++i)
      if (kOfNumbers.find(symbols_[i]) != std::u32string_view::npos) of_numbers_.push_back(i);
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] double proof_margin() const override { return kProofMargin; }
  [[nodiscard]] double floor() const override { return kFloor; }

  [[nodiscard]] Result<LineScores> read(const LineView& line) override {
    const std::uint32_t width = ppocr_width(line);
    ov::Tensor input(ov::element::f32, {1, 3, kPpocrHeight, width});
    fill_ppocr_input(line, width, {input.data<float>(), input.get_size()});
    request_.set_input_tensor(input);
    request_.infer();
    const ov::Tensor output = request_.get_output_tensor();
    const ov::Shape shape = output.get_shape();
    if (shape.size() != 3 || shape[0] != 1 || shape[2] != symbols_.size())
      return fail(ErrorCode::internal, {}, "the network of PP-OCR gives another shape");
    LineScores scores;
    scores.steps = static_cast<std::uint32_t>(shape[1]);
    const std::span<const float> all(output.data<const float>(), output.get_size());
    for (std::uint32_t step = 0; step < scores.steps; ++step)
      list_step(step, all.subspan(step * symbols_.size(), symbols_.size()), scores);
    return scores;
  }

  // A line of our own, which must be read right and as probabilities: on some processors the
  // runtime computes nothing without saying so.
  [[nodiscard]] bool reads_golden_crop() {
    const GoldenCrop crop = golden_crop();
    LineView line;
    line.pixels = crop.pixels;
    line.stride = line.width = crop.width;
    line.height = crop.height;
    const auto scores = read(line);
    if (!scores || scores->steps == 0) return false;
    std::vector<zhun_ocr_score> best(scores->steps, zhun_ocr_score{0, kBlank, 0});
    std::vector<double> sums(scores->steps, 0);
    for (const zhun_ocr_score& score : scores->scores) {
      sums[score.step] += static_cast<double>(score.probability);
      if (score.probability > best[score.step].probability) best[score.step] = score;
    }
    std::u32string text;
    char32_t before = kBlank;
    for (const zhun_ocr_score& score : best) {
      if (score.symbol != before && score.symbol != kBlank) text += score.symbol;
      before = score.symbol;
    }
    const auto is_sane = [](double sum) { return sum > 0.8 && sum < 1.001; };
    return text == crop.text && std::all_of(sums.begin(), sums.end(), is_sane);
  }

 private:
  void list_step(std::uint32_t step, std::span<const float> probabilities, LineScores& out) const {
    const std::size_t begin = out.scores.size();
    for (std::size_t i = 0; i < probabilities.size(); ++i)
      if (probabilities[i] >= kListed && (i == 0 || symbols_[i] != kBlank))
        out.scores.push_back({step, symbols_[i], probabilities[i]});
    for (const std::size_t i : of_numbers_)
      if (probabilities[i] >= kListedOfNumbers && probabilities[i] < kListed)
        out.scores.push_back({step, symbols_[i], probabilities[i]});
    std::sort(out.scores.begin() + static_cast<std::ptrdiff_t>(begin), out.scores.end(),
              [](const zhun_ocr_score& a, const zhun_ocr_score& b) {
                return std::pair(-a.probability, a.symbol) < std::pair(-b.probability, b.symbol);
              });
  }

  std::string name_ = "ppocr v6 small";
  ov::CompiledModel compiled_;
  ov::InferRequest request_;
  std::vector<char32_t> symbols_;
  std::vector<std::size_t> of_numbers_;
};

std::vector<std::string> model_paths(const std::string& data_path) {
  const std::string file(kModelFile);
  if (data_path.ends_with(".onnx")) return {data_path};
  if (!data_path.empty()) return {data_path + "/" + file};
  std::vector<std::string> paths{folder_of(reinterpret_cast<const void*>(&open_ppocr)) + file};
#ifdef ZHUN_PPOCR_MODEL
  paths.emplace_back(ZHUN_PPOCR_MODEL);
#endif
  return paths;
}

// NULL: there is none, or it is no model.
std::shared_ptr<ov::Model> read_model(ov::Core& core, const std::string& path) {
  try {
    return core.read_model(path);
  } catch (const ov::Exception&) {
    return nullptr;
  }
}

}  // namespace

Result<std::unique_ptr<PluginEngine>> open_ppocr(const std::string& data_path) {
  ov::Core core;
  std::shared_ptr<ov::Model> model;
  for (const std::string& path : model_paths(data_path))
    if (model == nullptr) model = read_model(core, path);
  if (model == nullptr)
    return fail(ErrorCode::unsupported, {},
                "the model of PP-OCR (" + std::string(kModelFile) + ") cannot be read");
  std::unique_ptr<PpocrEngine> engine;
  bool works = false;
  try {
    engine = std::make_unique<PpocrEngine>(model, core);
    works = engine->reads_golden_crop();
  } catch (const ov::Exception&) {
    works = false;
  }
  if (!works)
    return fail(ErrorCode::unsupported, {},
                "PP-OCR fails its self-test on this machine and is switched off");
  return engine;
}

}  // namespace zhun::ocr
