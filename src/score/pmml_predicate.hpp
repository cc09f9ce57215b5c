// Predicates of PMML: what an attribute of a characteristic asks of the fields. Internal to
// pmml*.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/pmml_reading.hpp"

namespace zhun::pmml {

enum class Answer : std::int8_t { no = 0, yes = 1, unknown = -1 };

class Predicate {
 public:
  Predicate() = default;
  Predicate(const Predicate&) = delete;
  Predicate& operator=(const Predicate&) = delete;
  virtual ~Predicate() = default;
  // `values`: of all fields, in their order.
  [[nodiscard]] virtual Answer holds(std::span<const feel::Value> values) const = 0;
  // In words, without the field's name when the characteristic looks at no other field.
  [[nodiscard]] virtual std::string words(bool with_field) const = 0;
  virtual void collect_fields(std::vector<std::uint32_t>& fields) const = 0;
  // The constants that it compares with: between two of them its answer does not change.
  virtual void collect_constants(std::vector<feel::Value>&) const {}
};
using PredicatePtr = std::unique_ptr<Predicate>;

// The predicate element below `holder`; errors name the line.
[[nodiscard]] Result<PredicatePtr> read_predicate(const xml::Element& holder,
                                                  std::span<const Field> fields,
                                                  std::string_view file, const Limits& limits);
[[nodiscard]] bool is_predicate(std::string_view element_name);

}  // namespace zhun::pmml
