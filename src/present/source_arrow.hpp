// The tables of a source: rows of statements, invoices, tax periods.
#pragma once

#include <memory>

#include "present/arrow_batch.hpp"
#include "zhun/error.hpp"
#include "zhun/read.hpp"

namespace zhun::arrow {

// The source must outlive the table. ErrorCode::unsupported for government data.
[[nodiscard]] Result<std::unique_ptr<Table>> table_of(const AnySource& source);

}  // namespace zhun::arrow
