// What all fuzz targets share: the options of reading, and what must hold of whatever was read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "zhun/read.hpp"

namespace zhun::fuzz {

// Small limits, so that an input of a few kilobytes can meet them.
inline ReadOptions options() {
  ReadOptions options;
  options.source_name = "input";
  options.password = "283746";
  options.limits.bytes_max = std::size_t{4} << 20;
  options.limits.rows_max = 10'000;
  options.limits.cell_bytes_max = 4096;
  return options;
}

// Ends the program, which is how a fuzzer learns that something is wrong.
inline void expect(bool holds) {
  if (!holds) std::abort();
}

inline void check(const Error& error) {
  expect(!error.message.empty());
  expect(error.place.source.starts_with("input"));
  expect(error.code != ErrorCode::internal);
}

inline void check(const Statement& statement) {
  std::size_t bytes = 0;
  for (const Transaction& row : statement.rows) {
    expect(row.amount.fen() >= 0 && row.row > 0);
    for (const std::string_view text :
         {std::string_view(row.counterparty_name), std::string_view(row.summary),
          std::string_view(row.purpose), std::string_view(row.reference)}) {
      for (const char c : text) bytes += static_cast<unsigned char>(c);  // every byte is readable
    }
  }
  expect(bytes < SIZE_MAX);
}

inline void check(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) check(statement);
}
inline void check(const InvoiceList& list) { expect(list.invoices.size() <= 100'000); }
inline void check(const TaxReturns& returns) { expect(returns.periods.size() <= 100'000); }
inline void check(const GovernmentRecord&) {}

template <typename T>
void check(const Result<T>& result) {
  if (result) {
    check(*result);
  } else {
    check(result.error());
  }
}

inline void check(const Result<AnySource>& source) {
  if (source) {
    std::visit([](const auto& item) { check(item); }, *source);
  } else {
    check(source.error());
  }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace zhun::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
