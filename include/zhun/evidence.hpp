// Evidence (证据): the rows of the sources from which a value was computed.
//
// Compact: consecutive rows of one source are one range, so that a sum over 20,000 rows stays
// small.
#pragma once

#include <cstdint>
#include <vector>

namespace zhun {

// Rows first..last (1-based, both included) of the dossier's source number `source` (index into
// Dossier::sources). first = 0: the source as a whole (a single record such as a registry entry).
struct RowRange {
  std::uint32_t source = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  auto operator<=>(const RowRange&) const = default;
};

class Evidence {
 public:
  // Amortised O(1) when rows come in ascending order of one source.
  void add_row(std::uint32_t source, std::uint32_t row);
  void add_source(std::uint32_t source) { add_row(source, 0); }
  void add(const Evidence& other);
  // Sorted, merged ranges.
  [[nodiscard]] std::vector<RowRange> ranges() const;
  [[nodiscard]] std::size_t row_count() const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }

 private:
  std::vector<RowRange> ranges_;
};

}  // namespace zhun
