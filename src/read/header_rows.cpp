// Headers that take two rows.
#include "read/header_rows.hpp"

#include <algorithm>

#include "read/columns.hpp"
#include "read/statement_columns.hpp"
#include "read/values.hpp"

namespace zhun::read {
namespace {

bool is_known(std::string_view text) {
  const std::string name = normalise_column_name(text);
  const auto vocabulary = statement_vocabulary();
  return std::any_of(vocabulary.begin(), vocabulary.end(),
                     [&](const ColumnName& entry) { return entry.name == name; });
}

// "发生额" and "借方" are the column 借方; "对方" and "户名" are 对方户名.
std::string join_names(std::string_view group, std::string_view name) {
  std::string joined(group);
  joined += name;
  if (is_known(joined) || !is_known(name)) return joined;
  return std::string(name);
}

}  // namespace

std::optional<std::vector<std::string>> join_header_rows(std::span<const std::string_view> above,
                                                         std::span<const std::string_view> below) {
  constexpr std::size_t kNamesMin = 2;
  std::vector<std::string> names;
  std::string_view group;
  std::size_t joined = 0;
  const std::size_t columns = std::max(above.size(), below.size());
  for (std::size_t column = 0; column < columns; ++column) {
    const auto upper = column < above.size() ? trim_cell(above[column]) : std::string_view();
    const auto lower = column < below.size() ? trim_cell(below[column]) : std::string_view();
    if (!upper.empty()) group = upper;
    if (lower.empty()) {
      names.emplace_back(upper);
      continue;
    }
    const bool repeated = lower == upper;
    names.push_back(repeated ? std::string(upper) : join_names(group, lower));
    if (!repeated && !is_known(names.back())) return std::nullopt;
    joined += repeated ? 0u : 1u;
  }
  if (joined < kNamesMin) return std::nullopt;
  const std::vector<std::string_view> cells(names.begin(), names.end());
  if (!match_statement_header(cells).is_header) return std::nullopt;
  return names;
}

}  // namespace zhun::read
