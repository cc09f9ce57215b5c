// Columns: which column of a table means what, found by the names in its header row, never by
// position.
//
// A vocabulary lists the names of one kind of table in normal form (normalise_column_name), each
// with the role it plays and a rank: of several columns for one role the lowest rank is used. Pure
// functions; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::read {

// The form in which column names are compared: NFKC, no white space, lower case, no unit such as
// (元).
[[nodiscard]] std::string normalise_column_name(std::string_view name);

struct ColumnName {
  std::string_view name;  // in normal form
  std::uint8_t role = 0;  // 0: none
  std::uint8_t rank = 0;
};

struct ColumnMap {
  static constexpr std::size_t kRolesMax = 64;
  static constexpr int kNone = -1;
  ColumnMap() {
    for (auto& column : by_role) column = kNone;
    for (auto& column : second) column = kNone;
  }
  int by_role[kRolesMax];            // column of a role, or kNone
  int second[kRolesMax];             // the next best column of the role
  std::vector<std::string> names;    // normal forms, one a column
  std::vector<std::size_t> unknown;  // columns with a name that the vocabulary does not have
  std::vector<std::size_t> guessed;  // columns recognised by a part of their name
  std::size_t recognised = 0;        // columns with a role, guessed ones included
  std::size_t named = 0;             // columns with a name at all

  [[nodiscard]] bool has(std::uint8_t role) const { return by_role[role] != kNone; }
  [[nodiscard]] int column(std::uint8_t role) const { return by_role[role]; }
  [[nodiscard]] bool has_name(std::string_view normal_name) const;
};

// Decides the role of a name that the vocabulary does not have; 0: none.
using GuessRole = std::uint8_t (*)(std::string_view normal_name);

[[nodiscard]] ColumnMap map_columns(std::span<const std::string_view> cells,
                                    std::span<const ColumnName> vocabulary,
                                    GuessRole guess = nullptr);

}  // namespace zhun::read
