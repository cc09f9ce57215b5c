// Fact (指标): a named value computed from the dossier, with its evidence.
// Three states: a value, missing (why, and which material would supply it), not applicable.
// Missing is never zero.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/evidence.hpp"
#include "zhun/money.hpp"

namespace zhun {

// Money is seen by FEEL as a number of yuan.
using FactValue =
    std::variant<bool, std::int64_t, Money, Decimal, Date, std::string, std::vector<std::string>>;

enum class FactState : std::uint8_t { value, missing, not_applicable };

// How much of a fact rests on rows of scans that nothing proves.
struct Doubt {
  std::uint32_t unproved_rows = 0;  // plausible and doubtful ones
  std::uint32_t doubtful_rows = 0;
  Money doubtful_amount;
  [[nodiscard]] bool any() const { return unproved_rows > 0; }
};

struct Fact {
  std::string name;  // snake_case, as in the policy tables
  FactState state = FactState::missing;
  FactValue value;
  Evidence evidence;
  std::string reason;    // missing or not applicable: why (Chinese, shown to people)
  std::string material;  // missing: the id of the material that would supply it
  Doubt doubt = {};      // of the rows in `evidence`
};

// Ordered by name.
using Facts = std::map<std::string, Fact, std::less<>>;

}  // namespace zhun
