// Mapping of header cells to roles.
#include "read/columns.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "read/values.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

const ColumnName* find_name(std::string_view name, std::span<const ColumnName> vocabulary) {
  for (const auto& entry : vocabulary) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

// The Chinese part of a bilingual name ("交易日期date"), or the whole.
std::string chinese_part(std::string_view name) {
  std::string part;
  for (const char c : name) {
    if (!is_ascii(c)) part += c;
  }
  return part;
}

}  // namespace

std::string normalise_column_name(std::string_view name) {
  std::string folded = normalise_name(trim_cell(name));
  std::string out;
  for (const char c : folded) {
    if (c == '*' || c == '"' || c == '\'') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!out.empty() && (out.back() == ':' || out.back() == '.')) out.pop_back();
  constexpr std::array<std::string_view, 8> units = {"(元)",  "(人民币元)", "(人民币)",  "(rmb)",
                                                     "(cny)", "(yuan)",     "(单位:元)", "(¥)"};
  for (const auto unit : units) {
    if (out.size() > unit.size() && out.ends_with(unit)) out.resize(out.size() - unit.size());
  }
  return out;
}

bool ColumnMap::has_name(std::string_view normal_name) const {
  return std::find(names.begin(), names.end(), normal_name) != names.end();
}

ColumnMap map_columns(std::span<const std::string_view> cells,
                      std::span<const ColumnName> vocabulary, GuessRole guess) {
  constexpr int kGuessRank = 100;
  ColumnMap map;
  std::array<int, ColumnMap::kRolesMax> rank, second_rank;
  rank.fill(std::numeric_limits<int>::max());
  second_rank.fill(std::numeric_limits<int>::max());
  for (std::size_t column = 0; column < cells.size(); ++column) {
    map.names.push_back(normalise_column_name(cells[column]));
    const std::string& name = map.names.back();
    if (name.empty()) continue;
    map.named += 1;
    const ColumnName* entry = find_name(name, vocabulary);
    if (entry == nullptr) {
      const std::string chinese = chinese_part(name);
      if (!chinese.empty() && chinese.size() < name.size()) entry = find_name(chinese, vocabulary);
    }
    std::uint8_t role = entry != nullptr ? entry->role : 0;
    int own_rank = entry != nullptr ? entry->rank : 0;
    if (entry == nullptr) {
      role = guess != nullptr ? guess(name) : std::uint8_t{0};
      own_rank = kGuessRank;
      (role != 0 ? map.guessed : map.unknown).push_back(column);
    }
    if (role == 0) continue;
    map.recognised += 1;
    const int index = static_cast<int>(column);
    if (own_rank < rank[role]) {
      map.second[role] = map.by_role[role];
      second_rank[role] = rank[role];
      map.by_role[role] = index;
      rank[role] = own_rank;
    } else if (own_rank < second_rank[role]) {
      map.second[role] = index;
      second_rank[role] = own_rank;
    }
  }
  return map;
}

}  // namespace zhun::read
