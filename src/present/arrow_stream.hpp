// Any table as an Arrow C stream.
#pragma once

#include <memory>

#include "present/arrow_batch.hpp"
#include "zhun/arrow.hpp"

namespace zhun::arrow {

// `owner` keeps what the table shows until the stream is released.
void export_table(std::shared_ptr<const void> owner, std::unique_ptr<Table> table,
                  ArrowArrayStream* out);

}  // namespace zhun::arrow
