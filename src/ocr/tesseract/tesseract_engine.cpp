// Tesseract through its C++ interface. GetRawLSTMTimesteps() gives what the network listed at each
// step, from 1 in 100 on; the blank and the last output alike come without a label.
#include "ocr/tesseract/tesseract_engine.hpp"

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <cstdlib>
#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "ocr/tesseract/tesseract_codes.hpp"
#include "ocr/tesseract/tesseract_input.hpp"
#include "ocr/tesseract/tesseract_steps.hpp"

namespace zhun::ocr {
namespace {

// What is not listed lies below 1 in 100.
constexpr double kFloor = 1e-3;
constexpr double kProofMargin = 10;
constexpr int kDotsPerInch = 300;  // of any use for layout analysis only, and silences a guess

// Tesseract asks for four threads by name, which only a limit on threads can refuse. This one holds
// for the region and leaves the host's settings alone.
void with_one_thread(const std::function<void()>& work) {
  std::exception_ptr thrown;
  const auto guarded = [&]() noexcept {
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
    }
  };
#ifdef _OPENMP
#pragma omp teams num_teams(1) thread_limit(1)
#endif
  guarded();
  if (thrown) std::rethrow_exception(thrown);
}

// Bytes of a file through Leptonica, which is here anyway.
std::string bytes_of(const std::string& path) {
  struct Free {
    void operator()(l_uint8* data) const { lept_free(data); }
  };
  std::size_t size = 0;
  const std::unique_ptr<l_uint8, Free> data(l_binaryRead(path.c_str(), &size));
  return data == nullptr ? std::string() : std::string(reinterpret_cast<char*>(data.get()), size);
}

// One language.
class LineReader {
 public:
  [[nodiscard]] Result<void> open(const std::string& data_path, const std::string& language) {
    const std::vector<std::string> names{"lstm_choice_mode", "lstm_choice_iterations",
                                         "load_system_dawg", "load_freq_dawg"};
    // Posteriors are the network's own: words of a dictionary have no part in them.
    const std::vector<std::string> values{"1", "0", "0", "0"};
    api_.SetVariable("debug_file", "/dev/null");  // already while it looks for the model
    const char* folder = data_path.empty() ? nullptr : data_path.c_str();
    if (api_.Init(folder, language.c_str(), tesseract::OEM_LSTM_ONLY, nullptr, 0, &names, &values,
                  false) != 0)
      return fail(ErrorCode::unsupported, {},
                  "Tesseract cannot open its model " + language + ".traineddata");
    const std::string opened = std::string(api_.GetDatapath()) + "/" + language + ".traineddata";
    auto codes = TesseractCodes::parse(bytes_of(opened));
    if (!codes) return tl::unexpected(codes.error());
    codes_ = std::move(*codes);
    return {};
  }

  [[nodiscard]] Result<LineScores> read(const GreyLine& line) {
    api_.SetImage(line.pixels.data(), static_cast<int>(line.width), static_cast<int>(line.height),
                  1, static_cast<int>(line.width));
    api_.SetSourceResolution(kDotsPerInch);
    Raw raw;
    // Tesseract's own search for the line finds none in some: then the picture is the line.
    for (const auto mode : {tesseract::PSM_SINGLE_LINE, tesseract::PSM_RAW_LINE}) {
      if (!raw.steps.empty() || (mode == tesseract::PSM_RAW_LINE && !line.has_ink)) break;
      api_.SetPageSegMode(mode);
      if (api_.Recognize(nullptr) != 0)
        return fail(ErrorCode::internal, {}, "Tesseract failed at a line");
      raw = take_raw();
    }
    api_.Clear();
    LineScores scores = codes_.one_code_each() ? steps_of_codes(raw.steps, codes_)
                                               : steps_of_characters(raw.steps, raw.text, codes_);
    if (scores.steps == 0) scores = {1, {{0, 0, 1}}};  // nothing but paper
    return scores;
  }

 private:
  struct Raw {
    std::vector<CodeStep> steps;
    std::u32string text;
  };

  // Tesseract cuts the steps into words and characters; its cuts go through the codes of Chinese
  // characters and are not used.
  [[nodiscard]] Raw take_raw() {
    Raw raw;
    const std::unique_ptr<tesseract::ResultIterator> symbols(api_.GetIterator());
    if (symbols == nullptr) return raw;
    std::size_t word = 0, word_segments = 0;
    // A word has one segment more than it has characters where a space goes before it.
    const auto end_word = [&] {
      if (word_segments > raw.text.size() - word) raw.text.insert(word, 1, U' ');
    };
    do {
      if (symbols->IsAtBeginningOf(tesseract::RIL_WORD)) {
        end_word();
        word = raw.text.size();
        const auto* segments = symbols->GetRawLSTMTimesteps();
        word_segments = segments == nullptr ? 0 : segments->size();
        for (std::size_t i = 0; i < word_segments; ++i)
          for (const auto& step : (*segments)[i]) raw.steps.push_back(code_step(step));
      }
      const std::unique_ptr<char[]> text(symbols->GetUTF8Text(tesseract::RIL_SYMBOL));
      if (text != nullptr) raw.text += single_code_point(text.get());
    } while (symbols->Next(tesseract::RIL_SYMBOL));
    end_word();
    return raw;
  }

  [[nodiscard]] CodeStep code_step(const std::vector<std::pair<const char*, float>>& listed) const {
    CodeStep step;
    for (const auto& [label, probability] : listed) {
      const std::int32_t code = codes_.code_of(label);
      if (code < 0)
        step.blank += probability;
      else
        step.scores.push_back({code, probability});
    }
    return step;
  }

  tesseract::TessBaseAPI api_;
  TesseractCodes codes_;
};

class TesseractEngine final : public PluginEngine {
 public:
  [[nodiscard]] Result<void> open(const std::string& data_path) {
    if (auto done = numbers_.open(data_path, "eng"); !done) return done;
    return text_.open(data_path, "chi_sim");
  }
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] double proof_margin() const override { return kProofMargin; }
  [[nodiscard]] double floor() const override { return kFloor; }

  [[nodiscard]] Result<LineScores> read(const LineView& line) override {
    Result<LineScores> scores = fail(ErrorCode::internal, {}, "Tesseract read nothing");
    with_one_thread([&] { scores = (line.number ? numbers_ : text_).read(tesseract_input(line)); });
    return scores;
  }

 private:
  std::string name_ = std::string("tesseract ") + tesseract::TessBaseAPI::Version();
  LineReader numbers_, text_;
};

}  // namespace

Result<std::unique_ptr<PluginEngine>> open_tesseract(const std::string& data_path) {
  setMsgSeverity(L_SEVERITY_NONE);
  auto engine = std::make_unique<TesseractEngine>();
  if (auto done = engine->open(data_path); !done) return tl::unexpected(done.error());
  return engine;
}

}  // namespace zhun::ocr
