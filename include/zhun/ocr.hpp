// Scans (扫描件): pictures of statements -> statements whose rows are proved or flagged.
//
// An engine only reads single lines; where the lines are, what the columns mean and which readings
// the running balance allows is decided here, the same for every engine.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/error.hpp"
#include "zhun/image.hpp"
#include "zhun/limits.hpp"
#include "zhun/statement.hpp"

namespace zhun {

// The probability of one symbol at one step of a line. Symbol 0 is the blank of CTC.
struct SymbolScore {
  char32_t symbol = 0;
  float probability = 0;
};

// What an engine saw in one line: for each step from left to right the symbols that may stand
// there (CTC posteriors). Symbols that a step does not list have the engine's floor.
struct LineReading {
  std::vector<std::uint32_t> step_ends;  // one a step: where its scores end in `scores`
  std::vector<SymbolScore> scores;       // step by step, most probable first
  float floor = 1e-4F;

  [[nodiscard]] std::size_t steps() const { return step_ends.size(); }
  [[nodiscard]] std::span<const SymbolScore> step(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : step_ends[index - 1];
    return std::span(scores).subspan(begin, step_ends[index] - begin);
  }
};

enum class LineContent : std::uint8_t {
  number,  // digits and their punctuation: amounts, balances, dates, times, account numbers
  text     // Chinese and Latin text
};

// One line of text cut out of a page, upright, in the colours of the page (never cleaned).
struct LineCrop {
  Image image;
  LineContent content = LineContent::text;
};

// Reads lines. One thread at a time; open one engine a thread.
class OcrEngine {
 public:
  virtual ~OcrEngine() = default;
  OcrEngine() = default;
  OcrEngine(const OcrEngine&) = delete;
  OcrEngine& operator=(const OcrEngine&) = delete;

  // "tesseract 5.3.0", "ppocr v6": part of the result.
  [[nodiscard]] virtual std::string_view name() const = 0;
  // How much likelier (natural logarithm) the best explanation of a row must be than the best one
  // that contradicts it before the row is proved: the scale of this engine's scores.
  [[nodiscard]] virtual double proof_margin() const = 0;
  // One reading for each line, in their order. A line without text gives a reading of blanks.
  [[nodiscard]] virtual Result<std::vector<LineReading>> read(
      std::span<const LineCrop> lines) const = 0;
};

// An engine out of a shared object (libzhun_ocr.so, libzhun_ppocr.so, or a host's own) that exports
// zhun_ocr_engine_open (zhun.h). `data_path`: where its models are; empty: the engine's default.
// ErrorCode::unsupported when the file is not there or is no engine, or fails its self-test.
[[nodiscard]] Result<std::unique_ptr<OcrEngine>> open_ocr_engine(const std::string& library_path,
                                                                 const std::string& data_path);

struct Point {
  float x = 0, y = 0;
};
// Corners in the picture as it was handed in, in pixels: left top, right top, right bottom, left
// bottom of the upright text.
using Quad = std::array<Point, 4>;

enum class Verdict : std::uint8_t {
  verified,   // an equation proves direction and amount
  plausible,  // read clearly, but nothing proves it
  doubtful    // unclear, or an equation contradicts it
};
[[nodiscard]] std::string_view to_string(Verdict verdict);  // "verified", ...

// Another reading of a field that the pixels allow.
struct Alternative {
  std::string text;
  double log_probability = 0;  // natural logarithm, relative to the best one
};

// What was read, what was concluded, and by which equation.
struct Repair {
  std::string field;     // "amount", "balance", "date", "direction", "counterparty"
  std::string read;      // the engine's best reading
  std::string chosen;    // what stands in the statement
  std::string equation;  // "balance = balance before + amount", ...: no value of the document
};

// The verdict on one row of a statement, in the order of Statement::rows.
struct RowVerdict {
  Verdict verdict = Verdict::doubtful;
  std::string by;   // what proves it: "balance chain", "page total", ...; empty if nothing does
  std::string why;  // why it is not verified: one sentence without a value of the document
  std::uint32_t page = 0;  // 1-based
  Quad box{};              // the whole row
  // Empty quads: the table has no such column, or the cell is blank.
  Quad date_box{}, amount_box{}, balance_box{}, counterparty_box{}, direction_box{};
  bool engines_agree = false;                  // a second engine read the same amount
  bool name_resolved = false;                  // the counterparty was taken from the lexicon
  std::vector<Alternative> amounts, balances;  // where doubtful: the best first
  std::vector<Repair> repairs;
};

struct ScannedStatement {
  Statement statement;  // structured == false
  std::vector<RowVerdict> verdicts;
};

struct ScanOptions {
  std::string source_name;
  Limits limits;
  // Names that other sources of the dossier know: registry, invoices, other statements.
  std::vector<std::string> lexicon;
  // Called before each page; false stops with ErrorCode::cancelled.
  std::function<bool(std::uint32_t page, std::uint32_t pages)> progress;
};

}  // namespace zhun
