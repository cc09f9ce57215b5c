// Arrow: rows of a source as columns, for pandas, polars, DuckDB, Spark and whatever else speaks
// Apache Arrow.
//
// Statements: one row a transaction, of all statements of the file. Amounts are 64-bit integers in
// fen, hundredths of the unit of the column `currency`, never floating point; blank texts are null.
// Invoices and tax periods likewise. Government data are no table: ErrorCode::unsupported.
//
//   ArrowArrayStream stream;
//   if (auto exported = zhun::export_source_arrow(std::move(*source), &stream)) use(&stream);
//   // in Python: pyarrow.RecordBatchReader._import_from_c(address of stream)
//
// The three structs are those of the Arrow C data and stream interfaces, an ABI that is published
// and never changes; the guards are those of that specification, so that other headers that declare
// them may be included, too. A stream belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "zhun/assessment.hpp"
#include "zhun/error.hpp"
#include "zhun/present.hpp"
#include "zhun/read.hpp"

extern "C" {

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

}  // extern "C"

namespace zhun {

// Fills `out`, which is yours to release. The source is kept until the stream is released; batches
// own what they hold and may live longer. Columns are made a batch at a time, when it is asked for.
[[nodiscard]] Result<void> export_source_arrow(AnySource source, ArrowArrayStream* out);

// transactions, findings, facts: stable names.
[[nodiscard]] std::span<const std::string_view> table_names();

// A table of an assessment, masked as its other renderings are:
//   "transactions"  every row of every statement in the order of time, with its class
//   "findings"      id, status, severity, title, text, ...
//   "facts"         name, state, value as text, amounts in fen, why it is missing
// The assessment is kept until the stream is released. ErrorCode::invalid_argument for other names.
[[nodiscard]] Result<void> export_assessment_arrow(std::shared_ptr<const Assessment> assessment,
                                                   std::string_view table, Masking masking,
                                                   ArrowArrayStream* out);

// A source as bytes: an Arrow IPC stream (pyarrow.ipc.open_stream, polars.read_ipc_stream).
[[nodiscard]] Result<std::string> render_source_arrow(const AnySource& source);

// The rows of a stream as delimited text, UTF-8 with a header line, for whatever reads tables:
// texts, numbers, booleans, dates, times and dictionaries of these; null and NaN are blank cells.
// Instants become civil time of Asia/Shanghai. The stream stays the caller's to release.
// ErrorCode::unsupported for a column of another type; ErrorCode::format where the stream
// contradicts itself, as far as that can be seen: Arrow does not say how long buffers are.
[[nodiscard]] Result<std::string> read_arrow_table(ArrowArrayStream& stream,
                                                   const std::string& source_name,
                                                   const Limits& limits);

}  // namespace zhun
