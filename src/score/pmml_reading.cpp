// What the readers of PMML share: data types and the values that fit them.
#include "score/pmml_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "zhun/date.hpp"
#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;

std::optional<DataType> data_type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, DataType>, 6> kNames{{
      {"string", DataType::string},
      {"integer", DataType::integer},
      {"double", DataType::real},
      {"float", DataType::real},
      {"boolean", DataType::boolean},
      {"date", DataType::date},
  }};
  for (const auto& [known, type] : kNames) {
    if (known == name) return type;
  }
  // Counts of days or seconds since some moment are whole numbers in the data.
  if (name.starts_with("dateDaysSince[") || name.starts_with("dateTimeSecondsSince[") ||
      name == "timeSeconds")
    return DataType::integer;
  return std::nullopt;
}

Place Reading::place_of(const xml::Element& element) const {
  Place place;
  place.source = file;
  place.row = element.line;
  place.field = element.name;
  return place;
}

tl::unexpected<Error> Reading::refuse(const xml::Element& element, std::string sentence,
                                      ErrorCode code) const {
  return tl::unexpected(Error{code, place_of(element), std::move(sentence)});
}

Result<std::optional<Decimal>> Reading::decimal(const xml::Element& element,
                                                std::string_view name) const {
  if (!element.has_attribute(name)) return std::optional<Decimal>();
  const auto number = Decimal::parse(trim(element.attribute(name)));
  if (!number) return refuse(element, fmt::format("{} is not a number", name));
  return number;
}

Result<Decimal> Reading::required_decimal(const xml::Element& element,
                                          std::string_view name) const {
  const auto number = decimal(element, name);
  if (!number) return tl::unexpected(number.error());
  if (!*number) return refuse(element, fmt::format("{} is missing", name));
  return **number;
}

Result<Value> Reading::typed(const xml::Element& element, std::string_view text,
                             DataType type) const {
  const auto value = cast(Value(text), type);
  if (value) return *value;
  switch (type) {
    case DataType::integer:
    case DataType::real:
      return refuse(element, "the value is not a number but its field is one");
    case DataType::boolean:
      return refuse(element, "the value is not true or false");
    case DataType::date:
      return refuse(element, "the value is not a date");
    case DataType::string:
      break;
  }
  return Value(text);
}

namespace {

std::optional<Value> cast_number(const Value& value, bool whole) {
  std::optional<Decimal> number;
  if (value.is_number()) number = value.number();
  if (value.kind() == feel::Kind::boolean) number = value.boolean() ? 1 : 0;
  if (value.is_string()) number = Decimal::parse(trim(value.string()));
  if (!number || (whole && !number->is_integer())) return std::nullopt;
  return Value(*number);
}

std::optional<Value> cast_boolean(const Value& value) {
  if (value.kind() == feel::Kind::boolean) return value;
  if (value.is_string() && (value.string() == "true" || value.string() == "false"))
    return Value(value.string() == "true");
  if (value.is_number() && (value.number() == 0 || value.number() == 1))
    return Value(value.number() == 1);
  return std::nullopt;
}

}  // namespace

std::optional<Value> cast(const Value& value, DataType type) {
  if (value.is_null()) return value;
  switch (type) {
    case DataType::integer:
      return cast_number(value, true);
    case DataType::real:
      return cast_number(value, false);
    case DataType::boolean:
      return cast_boolean(value);
    case DataType::date: {
      if (value.kind() == feel::Kind::date) return value;
      if (!value.is_string()) return std::nullopt;
      const auto date = parse_date(trim(value.string()));
      return date ? std::optional(Value(*date)) : std::nullopt;
    }
    case DataType::string:
      break;
  }
  if (value.is_string()) return value;
  if (value.is_list() || value.is_context() || value.kind() == feel::Kind::range)
    return std::nullopt;
  return Value(feel::to_string(value));
}

Value from_double(double number) {
  if (!std::isfinite(number)) return Value();
  const auto decimal = Decimal::parse(fmt::format("{}", number));
  return decimal ? Value(*decimal) : Value();
}

}  // namespace zhun::pmml
