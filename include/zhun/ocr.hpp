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

struct zhun_ocr_engine;  // zhun.h

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
  // Picture number `frame` (0-based) of a PNG, JPEG or TIFF, upright as far as the file says so.
  // ErrorCode::unsupported for other files, and where the engine decodes none.
  [[nodiscard]] virtual Result<Image> decode(std::string_view bytes, std::uint32_t frame,
                                             const Limits& limits = {}) const;
  // How many pictures the file has.
  [[nodiscard]] virtual Result<std::uint32_t> frames(std::string_view bytes,
                                                     const Limits& limits = {}) const;
};

// An engine out of a shared object (libzhun_ocr.so, libzhun_ppocr.so, or a host's own) that exports
// zhun_ocr_engine_open (zhun.h). `data_path`: where its models are; empty: the engine's default.
// ErrorCode::unsupported when the file is not there or is no engine, or fails its self-test.
[[nodiscard]] Result<std::unique_ptr<OcrEngine>> open_ocr_engine(const std::string& library_path,
                                                                 const std::string& data_path);

// A host's own engine, as zhun.h describes it; closed when the result is destroyed, and left alone
// when this fails. ErrorCode::invalid_argument when the table is incomplete.
[[nodiscard]] Result<std::unique_ptr<OcrEngine>> make_ocr_engine(const zhun_ocr_engine& table);

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

// A cell as it looks on the page, upright and grey, for a person who checks its reading. Only cells
// of dates, directions and amounts are ever cut out: names and accounts cannot be in it.
struct CellPicture {
  std::string field;  // "date", "direction", "amount", "balance"
  Image image;
};

// What a second engine made of a row's amount. Agreement of two engines is no proof: they err
// alike.
enum class SecondReading : std::uint8_t {
  none,    // there was no second engine
  unread,  // it read no amount there
  agrees,  // with the amount that stands in the statement
  differs  // the row is doubtful unless an equation proves it
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
  SecondReading second = SecondReading::none;
  bool name_resolved = false;                  // the counterparty was taken from the lexicon
  std::vector<Alternative> amounts, balances;  // where doubtful: the best first
  std::vector<Repair> repairs;
  std::vector<CellPicture> pictures;  // where ScanOptions::pictures asks for them
};

struct ScannedStatement {
  Statement statement;  // structured == false
  std::vector<RowVerdict> verdicts;
};

// What an engine saw in one cell or line, for people who look at a scan beside its reading.
struct ScannedCell {
  Quad box{};
  std::int32_t row = -1;     // of the table on its page, 0-based; -1: header; -2: outside the table
  std::int32_t column = -1;  // 0-based; -1: outside the table
  std::string text;          // the engine's best reading, lines joined by a line feed
  float confidence = 0;      // of its least certain symbol, 0 to 1
};

struct ScannedPage {
  std::uint32_t page = 0;               // 1-based
  std::uint32_t width = 0, height = 0;  // of the picture
  std::vector<ScannedCell> cells;
};

struct Scan {
  std::vector<ScannedStatement> statements;
  std::vector<ScannedPage> pages;
  std::string engine;  // names of the engines that read it
};

// The pictures of one file, or several photographs of one statement, in their order. `load` is
// called for each index below `count` once, and once more where ScanOptions::pictures asks for
// cells of it; never by two threads at the same time, with the engine of the thread that calls.
struct Pictures {
  std::uint32_t count = 0;
  std::function<Result<Image>(std::uint32_t index, const OcrEngine& engine)> load;
};

class PdfEngine;

// A file of pictures in memory. What it views must outlive the Pictures that are made of it.
struct PictureFile {
  std::string name;
  std::string_view bytes;
  std::string_view password = {};  // opens a PDF that is encrypted
};

struct PictureOptions {
  Limits limits;
  const PdfEngine* pdf = nullptr;     // renders PDF (pdf.hpp); must outlive the Pictures
  std::uint32_t dots_per_inch = 200;  // at which pages of PDF are rendered
};

// The pictures of the files, one after the other: PNG, JPEG and TIFF as the engine decodes them,
// pages of PDF as PDFium draws them. `engine` is used to count them only.
// ErrorCode::unsupported for other files, and for PDF without PDFium.
[[nodiscard]] Result<Pictures> open_pictures(std::span<const PictureFile> files,
                                             const OcrEngine& engine,
                                             const PictureOptions& options);

struct ScanOptions {
  std::string source_name;
  Limits limits;
  // Names that other sources of the dossier know: registry, invoices, other statements.
  std::vector<std::string> lexicon;
  // Cuts out the cells of rows that a person should look at: doubtful ones, repaired ones, and
  // those that a finding names; of that many rows at most.
  std::size_t pictures = 0;
  // Called before each page; false stops with ErrorCode::cancelled.
  std::function<bool(std::uint32_t page, std::uint32_t pages)> progress;
};

// Reads the pages, one thread for each engine (at least one), and decodes them together. Where
// `seconds` has an engine for each of `engines`, it reads the amounts once more, and agreement is
// reported. The result does not depend on the number of threads.
[[nodiscard]] Result<Scan> read_scan(const Pictures& pictures,
                                     std::span<const std::unique_ptr<OcrEngine>> engines,
                                     std::span<const std::unique_ptr<OcrEngine>> seconds,
                                     const ScanOptions& options);

// Words that a host's own OCR read (PaddleOCR, a cloud service) -> the same statements: the layout
// by their boxes, the digits by their alternatives, the verdicts by the same decoder. The JSON is
// described in docs/ocr.md and docs/schemas/ocr-words.schema.json:
//   {"pages":[{"words":[{"text":"371,802.07","box":[1303,413,1679,485],"score":0.98,
//                        "alternatives":[{"text":"311,802.07","score":0.01}]}]}]}
// ErrorCode::format when it is not that; else as decode does: ErrorCode::unsupported without a
// table of dates and amounts. Boxes in the verdicts are in the words' coordinates.
[[nodiscard]] Result<std::vector<ScannedStatement>> normalize_words(std::string_view json,
                                                                    const ScanOptions& options);

}  // namespace zhun
