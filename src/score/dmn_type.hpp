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
#include "score/feel.hpp"

namespace zhun::dmn {

enum class BaseType : std::uint8_t {
  any,
  number,
  text,
  boolean,
  date,
  time,
  date_time,
  days_duration,
  months_duration,
  structure,
};

struct Type {
  BaseType base = BaseType::any;
  bool is_list = false;  // a list of `base`, or of `element`
  std::shared_ptr<const Type> element;
  std::vector<std::pair<std::string, std::shared_ptr<const Type>>> members;  // of a structure
  feel::UnaryTests allowed;  // of the value, or of each item of a list
  std::string allowed_text;
  std::uint32_t allowed_line = 0;
};
using TypePtr = std::shared_ptr<const Type>;

// The item definitions of one model.
class Types {
 public:
  [[nodiscard]] static Result<Types> read(const xml::Element& definitions, std::string_view file,
                                          const Limits& limits);
  // "number", "feel:number", the name of an item definition; "" is any.
  [[nodiscard]] Result<TypePtr> find(std::string_view reference, const Place& place) const;
  [[nodiscard]] const std::vector<std::string>& member_names() const { return member_names_; }

 private:
  friend class TypeReader;
  std::map<std::string, TypePtr, std::less<>> types_;
  std::vector<std::string> member_names_;
};

// The value as the type wants it (a list of one and its item stand for each other), or null when it
// does not fit (DMN 1.5, 10.3.2.9.4).
[[nodiscard]] feel::Value coerce(const feel::Value& value, const Type& type);
[[nodiscard]] bool is_any(const Type& type);

}  // namespace zhun::dmn
