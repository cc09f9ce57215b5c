// Item definitions of a DMN model: the types of inputs, decisions and parameters. Internal to
// dmn*.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/xml.hpp"
#include "score/feel_type.hpp"

namespace zhun::dmn {

using feel::Type;
using feel::TypePtr;

// The item definitions of one model; `others` finds those of the models that it imports.
class Types {
 public:
  [[nodiscard]] static Result<Types> read(const xml::Element& definitions, std::string_view file,
                                          const Limits& limits, const feel::TypeFinder& others);
  // An item definition of this model; empty: there is none of that name.
  [[nodiscard]] TypePtr defined(std::string_view name) const;
  // "number", "feel:number", the name of an item definition; "" is any.
  [[nodiscard]] Result<TypePtr> find(std::string_view reference, const Place& place) const;
  [[nodiscard]] const std::vector<std::string>& member_names() const { return member_names_; }

 private:
  friend class TypeReader;
  std::map<std::string, TypePtr, std::less<>> types_;
  std::vector<std::string> member_names_;
};

}  // namespace zhun::dmn
