// Mapping of header cells to roles.
#include "read/columns.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/authentication.hpp"
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

// Signs, currencies and units in brackets at the end: "(元)", "(+元)", "(-)", "(sgd)", "(¥)".
void drop_unit(std::string& name) {
  static constexpr std::array<std::string_view, 7> units = {"元", "人民币元", "人民币", "yuan",
                                                            "¥",  "单位:元",  "$"};
  if (name.empty() || name.back() != ')') return;
  const auto open = name.rfind('(');
  if (open == std::string::npos || open == 0) return;
  std::string_view unit = std::string_view(name).substr(open + 1, name.size() - open - 2);
  if (!unit.empty() && (unit.front() == '+' || unit.front() == '-')) unit.remove_prefix(1);
  const bool known = unit.empty() || std::find(units.begin(), units.end(), unit) != units.end();
  std::string code(unit);
  for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (known || (code.size() == 3 && !currency_code(code).empty())) name.resize(open);
}

// Names of columns in the characters of Taiwan and Hong Kong: the few that such names consist of.
std::string simplified(const std::string& name) {
  struct Pair {
    std::string_view from, to;
  };
  static constexpr std::array<Pair, 40> pairs = {
      {{"額", "额"}, {"餘", "余"}, {"帳", "账"}, {"賬", "账"}, {"戶", "户"}, {"備", "备"},
       {"註", "注"}, {"說", "说"}, {"對", "对"}, {"號", "号"}, {"轉", "转"}, {"貸", "贷"},
       {"開", "开"}, {"結", "结"}, {"記", "记"}, {"單", "单"}, {"時", "时"}, {"間", "间"},
       {"類", "类"}, {"幣", "币"}, {"種", "种"}, {"業", "业"}, {"務", "务"}, {"詳", "详"},
       {"細", "细"}, {"銀", "银"}, {"機", "机"}, {"構", "构"}, {"別", "别"}, {"稱", "称"},
       {"關", "关"}, {"據", "据"}, {"碼", "码"}, {"編", "编"}, {"項", "项"}, {"現", "现"},
       {"發", "发"}, {"簡", "简"}, {"歷", "历"}, {"訊", "讯"}}};
  const bool ascii = std::all_of(name.begin(), name.end(), is_ascii);
  if (ascii) return name;
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const auto* const pair = std::find_if(pairs.begin(), pairs.end(), [&](const Pair& candidate) {
      return name.compare(at, candidate.from.size(), candidate.from) == 0;
    });
    out += pair != pairs.end() ? pair->to : std::string_view(name).substr(at, 1);
    at += pair != pairs.end() ? pair->from.size() : 1;
  }
  return out;
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
  drop_unit(out);
  return simplified(out);
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
    if (entry == nullptr && is_authentication_name(name)) {
      map.unknown.push_back(column);
      continue;
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
