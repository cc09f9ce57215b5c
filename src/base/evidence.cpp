// Evidence: ranges of rows, merged when read.
#include "zhun/evidence.hpp"

#include <algorithm>

namespace zhun {

void Evidence::add_row(std::uint32_t source, std::uint32_t row) {
  if (!ranges_.empty()) {
    RowRange& last = ranges_.back();
    if (last.source == source && row >= last.first && row <= last.last) return;
    if (last.source == source && last.first != 0 && row == last.last + 1) {
      last.last = row;
      return;
    }
  }
  ranges_.push_back({source, row, row});
}

void Evidence::add(const Evidence& other) {
  ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
}

std::vector<RowRange> Evidence::ranges() const {
  std::vector<RowRange> sorted = ranges_;
  std::sort(sorted.begin(), sorted.end());
  std::vector<RowRange> merged;
  for (const RowRange& range : sorted) {
    if (!merged.empty()) {
      RowRange& last = merged.back();
      const bool both_whole = range.first == 0 && last.first == 0;
      const bool touching = range.first != 0 && last.first != 0 && range.first <= last.last + 1;
      if (last.source == range.source && (both_whole || touching)) {
        last.last = std::max(last.last, range.last);
        continue;
      }
    }
    merged.push_back(range);
  }
  return merged;
}

std::size_t Evidence::row_count() const {
  std::size_t count = 0;
  for (const RowRange& range : ranges()) {
    if (range.first != 0) count += range.last - range.first + 1;
  }
  return count;
}

}  // namespace zhun
