// What must hold of tax returns, whatever file they came from.
#pragma once

#include "zhun/read.hpp"

namespace zhun::read {

// Sorts the periods; equal ones are kept once (the last filed), overlapping ones are noted.
void settle_tax_periods(TaxReturns& returns, const ReadOptions& options);

}  // namespace zhun::read
