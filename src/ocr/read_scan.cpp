// read_scan: pages side by side, one thread an engine, then one decoder for all of them.
#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ocr/cell_pictures.hpp"
#include "ocr/decoder.hpp"
#include "ocr/lattice.hpp"
#include "ocr/read_page.hpp"
#include "zhun/ocr.hpp"

namespace zhun {
namespace {

using ocr::Cell;
using ocr::Line;
using ocr::PageGrid;

struct PageResult {
  std::optional<PageGrid> grid;
  std::optional<Error> error;
  std::uint32_t width = 0, height = 0;
};

// The pages that are still to be read; handed out to the threads in order.
class PageQueue {
 public:
  PageQueue(const Pictures& pictures, const ScanOptions& options)
      : pictures_(pictures), options_(options), results_(pictures.count) {}

  // Reads pages until there are none; one thread with its own engines. What is thrown on the way is
  // kept for the thread that waits: out of a thread it would end the process.
  void work(const ocr::PageReaders& readers) noexcept {
    try {
      read_pages(readers);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      if (!thrown_) thrown_ = std::current_exception();
    }
  }

  [[nodiscard]] std::vector<PageResult>& results() { return results_; }
  [[nodiscard]] bool cancelled() const { return cancelled_; }
  [[nodiscard]] const std::exception_ptr& thrown() const { return thrown_; }

 private:
  void read_pages(const ocr::PageReaders& readers) {
    while (auto picture = next(*readers.first)) {
      const std::uint32_t index = picture->first;
      PageResult& result = results_[index];
      result.width = picture->second.width;
      result.height = picture->second.height;
      auto grid = ocr::read_page(picture->second, index + 1, readers, options_.limits);
      if (grid)
        result.grid = std::move(*grid);
      else
        result.error = std::move(grid.error());
    }
  }

  std::optional<std::pair<std::uint32_t, Image>> next(const OcrEngine& engine) {
    const std::lock_guard lock(mutex_);
    while (!cancelled_ && next_ < pictures_.count) {
      const std::uint32_t index = next_++;
      if (options_.progress && !options_.progress(index + 1, pictures_.count)) {
        cancelled_ = true;
        break;
      }
      auto picture = pictures_.load(index, engine);
      if (picture) return std::pair(index, std::move(*picture));
      results_[index].error = std::move(picture.error());
    }
    return std::nullopt;
  }

  const Pictures& pictures_;
  const ScanOptions& options_;
  std::vector<PageResult> results_;
  std::mutex mutex_;
  std::uint32_t next_ = 0;
  bool cancelled_ = false;
  std::exception_ptr thrown_;
};

ScannedCell scanned_cell(const PageGrid& grid, const Cell& cell, std::int32_t row,
                         std::int32_t column) {
  ScannedCell out;
  out.box = grid.quad(cell.box);
  out.row = row;
  out.column = column;
  out.confidence = cell.lines.empty() ? 0.0F : 1.0F;
  for (const Line& line : cell.lines) {
    const ocr::BestPath best = ocr::read_best_path(line.reading);
    if (!out.text.empty()) out.text += '\n';
    out.text += best.text;
    out.confidence = std::min(out.confidence, best.weakest);
  }
  return out;
}

// Rows of a second table on the page are counted on from those of the first.
void add_cells(const PageGrid& grid, std::int32_t first_row, ScannedPage& page) {
  for (const auto* lines : {&grid.above, &grid.below}) {
    for (const Line& line : *lines)
      page.cells.push_back(scanned_cell(grid, {line.box, {line}}, -2, -1));
  }
  for (const ocr::Row& row : grid.header) {
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      page.cells.push_back(scanned_cell(grid, row.cells[c], -1, static_cast<std::int32_t>(c)));
  }
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    for (std::size_t c = 0; c < grid.rows[r].cells.size(); ++c)
      page.cells.push_back(scanned_cell(grid, grid.rows[r].cells[c],
                                        first_row + static_cast<std::int32_t>(r),
                                        static_cast<std::int32_t>(c)));
  }
}

ScannedPage scanned_page(const PageResult& result) {
  const PageGrid& grid = *result.grid;
  ScannedPage page;
  page.page = grid.page;
  page.width = result.width;
  page.height = result.height;
  add_cells(grid, 0, page);
  std::size_t rows = grid.rows.size();
  for (const PageGrid& more : grid.more) {
    add_cells(more, static_cast<std::int32_t>(rows), page);
    rows += more.rows.size();
  }
  return page;
}

// The tables of a page from its top to its bottom, each as a page of its own.
void take_tables(PageGrid grid, std::vector<PageGrid>& grids) {
  std::vector<PageGrid> tables = std::move(grid.more);
  grid.more.clear();
  tables.push_back(std::move(grid));
  std::stable_sort(tables.begin(), tables.end(), [](const PageGrid& a, const PageGrid& b) {
    return a.rows.front().box.top < b.rows.front().box.top;
  });
  for (PageGrid& table : tables) grids.push_back(std::move(table));
}

Error placed(Error error, const ScanOptions& options, std::size_t index) {
  error.place.source = options.source_name;
  if (error.place.page == 0) error.place.page = static_cast<std::uint32_t>(index) + 1;
  return error;
}

// Every page that could not be read is told; the scan fails only if there is none that could.
Result<Scan> assemble(PageQueue& queue, const ocr::DecodeOptions& decode,
                      const ScanOptions& options) {
  Scan scan;
  std::vector<PageGrid> grids;
  std::vector<ReadNote> notes;
  std::optional<Error> first_error;
  for (std::size_t i = 0; i < queue.results().size(); ++i) {
    PageResult& result = queue.results()[i];
    if (result.grid) {
      scan.pages.push_back(scanned_page(result));
      take_tables(std::move(*result.grid), grids);
    } else if (result.error) {
      Error error = placed(std::move(*result.error), options, i);
      if (error.code != ErrorCode::unsupported) return tl::unexpected(std::move(error));
      notes.push_back({"page_skipped", error.place, error.message});
      if (!first_error) first_error = std::move(error);
    }
  }
  if (grids.empty()) {
    if (first_error) return tl::unexpected(std::move(*first_error));
    return fail(ErrorCode::unsupported, {options.source_name, 0, 0, 0, {}}, "there are no pages");
  }
  auto statements = ocr::decode_pages(grids, decode);
  if (!statements) return tl::unexpected(statements.error());
  scan.statements = std::move(*statements);
  if (!scan.statements.empty()) {
    std::vector<ReadNote>& own = scan.statements.front().statement.notes;
    own.insert(own.end(), notes.begin(), notes.end());
  }
  return scan;
}

}  // namespace

Result<Scan> read_scan(const Pictures& pictures,
                       std::span<const std::unique_ptr<OcrEngine>> engines,
                       std::span<const std::unique_ptr<OcrEngine>> seconds,
                       const ScanOptions& options) {
  if (engines.empty())
    return fail(ErrorCode::unsupported, {options.source_name, 0, 0, 0, {}},
                "there is no OCR engine: give one that reads scans");
  PageQueue queue(pictures, options);
  const auto readers = [&](std::size_t i) {
    return ocr::PageReaders{engines[i].get(), i < seconds.size() ? seconds[i].get() : nullptr};
  };
  {
    std::vector<std::jthread> threads;  // joined at the end of the block, whatever happens in it
    const std::size_t count = std::min<std::size_t>(engines.size(), pictures.count);
    threads.reserve(count);
    for (std::size_t i = 1; i < count; ++i)
      threads.emplace_back([&queue, reader = readers(i)] { queue.work(reader); });
    queue.work(readers(0));
  }
  if (queue.thrown()) std::rethrow_exception(queue.thrown());
  if (queue.cancelled())
    return fail(ErrorCode::cancelled, {options.source_name, 0, 0, 0, {}}, "reading was cancelled");

  ocr::DecodeOptions decode;
  decode.source_name = options.source_name;
  decode.lexicon = options.lexicon;
  decode.proof_margin = engines.front()->proof_margin();
  decode.limits = options.limits;
  auto scan = assemble(queue, decode, options);
  if (!scan) return scan;
  if (options.pictures > 0) ocr::cut_cells(*scan, pictures, *engines.front(), options.pictures);
  scan->engine = engines.front()->name();
  for (ScannedStatement& scanned : scan->statements) {
    for (RowVerdict& verdict : scanned.verdicts) {
      if (!seconds.empty() && verdict.second == SecondReading::none)
        verdict.second = SecondReading::unread;
    }
  }
  if (!seconds.empty()) scan->engine += " + " + std::string(seconds.front()->name());
  return scan;
}

}  // namespace zhun
