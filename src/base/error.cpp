// Error: names of codes and the one-line form.
#include "zhun/error.hpp"

#include <fmt/format.h>

namespace zhun {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::out_of_memory:
      return "out_of_memory";
    case ErrorCode::limit:
      return "limit";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::format:
      return "format";
    case ErrorCode::encrypted:
      return "encrypted";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::policy:
      return "policy";
    case ErrorCode::state:
      return "state";
    case ErrorCode::version:
      return "version";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

std::string to_string(const Error& error) {
  const Place& place = error.place;
  std::string where = place.source;
  const auto add = [&where](std::string_view part) {
    if (!where.empty()) where += ", ";
    where += part;
  };
  if (place.page != 0) add(fmt::format("page {}", place.page));
  if (place.row != 0) add(fmt::format("row {}", place.row));
  if (place.column != 0) {
    add(place.field.empty() ? fmt::format("column {}", place.column)
                            : fmt::format("column {} ({})", place.column, place.field));
  } else if (!place.field.empty()) {
    add(fmt::format("field {}", place.field));
  }
  return where.empty() ? error.message : where + ": " + error.message;
}

}  // namespace zhun
