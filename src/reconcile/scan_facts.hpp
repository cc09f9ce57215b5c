// DoubtIndex: how much of some evidence rests on rows of scans that nothing proves.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/evidence.hpp"
#include "zhun/fact.hpp"

namespace zhun {

// Immutable after it was made; keeps nothing of the dossier. A question costs a search for each
// range of the evidence. Rows that are left out of every figure might belong to
// any figure of their source, so they are counted with each.
class DoubtIndex {
 public:
  explicit DoubtIndex(const Dossier& dossier);
  [[nodiscard]] Doubt of(const Evidence& evidence) const;

 private:
  struct Sums {
    std::vector<std::uint32_t> rows;  // ascending
    std::vector<Doubt> before;        // of the rows before each; one more at the end
    Doubt left_out;
  };
  std::map<std::uint32_t, Sums> by_source_;
};

}  // namespace zhun
