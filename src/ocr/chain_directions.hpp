// Directions of rows by the words in their cells (借/贷, 收入/支出/其他), scored through the
// posteriors. Pure functions; thread-safe.
#pragma once

#include <vector>

#include "ocr/chain.hpp"
#include "ocr/page.hpp"

namespace zhun::ocr {

// One a cell, in order; a null cell or one without ink is not known. The pair of words that
// explains the whole column best is the column's.
[[nodiscard]] std::vector<DirectionCosts> score_directions(const std::vector<const Cell*>& cells);

}  // namespace zhun::ocr
