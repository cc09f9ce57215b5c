// The built-in functions of PMML 4.4 that Apply calls. Internal to pmml*.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "score/feel.hpp"
#include "score/pmml_reading.hpp"

namespace zhun::pmml {

struct Argument {
  feel::Value value;
  DataType type = DataType::real;
};

// A built-in function: a null among the arguments gives null, unless `sees_missing`.
struct BuiltIn {
  std::string_view name;
  std::size_t arguments_min = 1;
  std::size_t arguments_max = 1;
  bool sees_missing = false;
  // Of the result; nullopt: the arguments' common type.
  std::optional<DataType> type;
  feel::Value (*call)(std::span<const Argument> arguments) = nullptr;
};

[[nodiscard]] const BuiltIn* find_built_in(std::string_view name);  // nullptr: none of this name
// Whole numbers stay whole only among themselves (PMML 4.4, Built-in Functions).
[[nodiscard]] DataType common_type(DataType a, DataType b);

}  // namespace zhun::pmml
