// Error and Result: how every stage reports what it could not do.
//
// An Error has a code, a place and one sentence that says what is wrong and what to do. It never
// contains a value from a document, so it may be logged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace zhun {

enum class ErrorCode : std::int32_t {
  invalid_argument = -1,  // the call is wrong
  out_of_memory = -2,
  limit = -3,  // the input is larger than Limits allow
  cancelled = -4,
  format = -5,  // the input does not follow its format
  encrypted = -6,
  unsupported = -7,  // a layout or feature that zhun does not read
  policy = -8,       // the policy pack is wrong
  state = -9,
  version = -10,
  internal = -99,  // a mistake of ours
};

// "format", "limit", ...: static, stable names.
[[nodiscard]] std::string_view to_string(ErrorCode code);

// Where in the input something stands. Zero or empty: unknown or not applicable.
struct Place {
  std::string source;  // file name or source id
  std::uint32_t page = 0;
  std::uint32_t row = 0;     // 1-based line of a text file, or row of a table
  std::uint32_t column = 0;  // 1-based
  std::string field;         // column name or JSON path
  bool operator==(const Place&) const = default;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  Place place;
  std::string message;  // one sentence, English, without a value of the document
};

// "bank.csv, row 12, column 4 (amount): the amount is not a number; ..."
[[nodiscard]] std::string to_string(const Error& error);

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, Place place, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(place), std::move(message)});
}

}  // namespace zhun
