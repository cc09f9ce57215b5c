// What the readers of PMML share: fields, places, numbers and typed values. Internal to pmml*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/xml.hpp"
#include "score/feel.hpp"
#include "zhun/decimal.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::pmml {

enum class DataType : std::uint8_t { string, integer, real, boolean, date };

// nullopt: a type that zhun does not read (time, dateTime).
[[nodiscard]] std::optional<DataType> data_type_of(std::string_view name);

// A field's value as its data type wants it; null is missing.
struct Field {
  std::string name;
  DataType type = DataType::string;
  [[nodiscard]] bool numeric() const { return type == DataType::integer || type == DataType::real; }
  [[nodiscard]] bool boolean() const { return type == DataType::boolean; }
};

struct Reading {
  std::string_view file;
  const Limits& limits;

  [[nodiscard]] Place place_of(const xml::Element& element) const;
  [[nodiscard]] tl::unexpected<Error> refuse(const xml::Element& element, std::string sentence,
                                             ErrorCode code = ErrorCode::policy) const;
  // An optional attribute that is a number.
  [[nodiscard]] Result<std::optional<Decimal>> decimal(const xml::Element& element,
                                                       std::string_view name) const;
  // An attribute that must be there and be a number.
  [[nodiscard]] Result<Decimal> required_decimal(const xml::Element& element,
                                                 std::string_view name) const;
  [[nodiscard]] Result<feel::Value> typed(const xml::Element& element, std::string_view text,
                                          DataType type) const;
};

// The value as the type wants it; nullopt: it is no such value. Null stays null.
[[nodiscard]] std::optional<feel::Value> cast(const feel::Value& value, DataType type);
// The shortest decimal that reads back as the double; null for what is not finite.
[[nodiscard]] feel::Value from_double(double number);

}  // namespace zhun::pmml
