// Columns without names, proved by the balances.
#include "read/headless.hpp"

#include <algorithm>

#include "read/values.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kSampleRows = 200, kColumnsMax = 20, kLinksMin = 3;

struct Cells {
  std::vector<std::optional<std::int64_t>> fen;  // of each row
  std::size_t filled = 0, numbers = 0, dates = 0;
};

struct Proof {
  int inflow = -1, outflow = -1, amount = -1, balance = -1;
  std::size_t holding = 0;
};

std::int64_t change_of(const std::vector<Cells>& columns, const Proof& proof, std::size_t row) {
  const auto fen = [&](int column) {
    return column < 0 ? 0 : columns[static_cast<std::size_t>(column)].fen[row].value_or(0);
  };
  return fen(proof.amount) + fen(proof.inflow) - fen(proof.outflow);
}

// Links that hold, in the better order.
std::size_t count_holding(const std::vector<Cells>& columns, const Proof& proof) {
  const auto& balance = columns[static_cast<std::size_t>(proof.balance)].fen;
  std::size_t forward = 0, backward = 0;
  for (std::size_t row = 1; row < balance.size(); ++row) {
    if (!balance[row] || !balance[row - 1]) continue;
    const auto here = change_of(columns, proof, row), before = change_of(columns, proof, row - 1);
    forward += here != 0 && *balance[row - 1] + here == *balance[row] ? 1u : 0u;
    backward += before != 0 && *balance[row] + before == *balance[row - 1] ? 1u : 0u;
  }
  return std::max(forward, backward);
}

std::vector<Cells> sample(RowReader& rows, std::size_t& count) {
  constexpr std::int64_t kSane = 100'000'000'000'000;  // sums of these cannot overflow
  std::vector<Cells> columns;
  CsvRow row;
  while (count < kSampleRows && rows.next(row)) {
    while (!row.cells.empty() && trim_cell(row.cells.back()).empty()) row.cells.pop_back();
    if (row.cells.empty()) continue;
    if (row.cells.size() > kColumnsMax) return {};
    if (row.cells.size() > columns.size()) {
      columns.resize(row.cells.size());
      for (auto& column : columns) column.fen.resize(count);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto text = i < row.cells.size() ? trim_cell(row.cells[i]) : std::string_view();
      Cells& column = columns[i];
      column.fen.emplace_back();
      if (is_blank(text)) continue;
      column.filled += 1;
      DateParser year_first, day_first(DateOrder::day_first), month_first(DateOrder::month_first);
      if (year_first.parse(text) || day_first.parse(text) || month_first.parse(text)) {
        column.dates += 1;
        continue;
      }
      const auto amount = parse_amount(text);
      if (!amount || amount->value.magnitude().fen() > kSane) continue;
      column.numbers += 1;
      column.fen.back() = amount->value.fen();
    }
    ++count;
  }
  return columns;
}

// Every pair of columns of numbers, and every single one, against every balance.
std::optional<Proof> search(const std::vector<Cells>& columns) {
  std::vector<int> numeric;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].numbers > 0 && columns[i].numbers == columns[i].filled)
      numeric.push_back(static_cast<int>(i));
  }
  Proof best;
  bool tie = false;
  const auto consider = [&](Proof proof) {
    proof.holding = count_holding(columns, proof);
    if (proof.holding < best.holding || proof.holding == 0) return;
    const bool equal = proof.holding == best.holding;
    // Beside one column of signed amounts a second one that changes nothing is no second proof.
    if (equal && best.amount != -1 && proof.amount == -1) return;
    tie = equal;
    best = proof;
  };
  for (const int balance : numeric) {
    for (const int one : numeric) {
      if (one == balance) continue;
      consider({-1, -1, one, balance, 0});
    }
  }
  for (const int balance : numeric) {
    for (const int one : numeric) {
      for (const int other : numeric) {
        if (one != balance && other != balance && other != one)
          consider({one, other, -1, balance, 0});
      }
    }
  }
  if (best.holding == 0 || tie) return std::nullopt;
  return best;
}

}  // namespace

std::optional<std::vector<std::string_view>> prove_columns(RowReader& rows) {
  std::size_t count = 0;
  const auto columns = sample(rows, count);
  if (count <= kLinksMin || columns.size() < 3) return std::nullopt;
  const auto dates = std::find_if(columns.begin(), columns.end(),
                                  [&](const Cells& column) { return column.dates == count; });
  const auto proof = search(columns);
  if (dates == columns.end() || !proof) return std::nullopt;
  if (proof->holding < kLinksMin || proof->holding * 5 < (count - 1) * 4) return std::nullopt;
  std::vector<std::string_view> names(columns.size());
  std::size_t longest = columns.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool text = columns[i].numbers == 0 && columns[i].dates == 0 && columns[i].filled > 0;
    if (text && longest == columns.size()) longest = i;
  }
  const auto name = [&](int column, std::string_view word) {
    if (column >= 0) names[static_cast<std::size_t>(column)] = word;
  };
  if (longest < columns.size()) names[longest] = "摘要";
  name(static_cast<int>(dates - columns.begin()), "交易日期");
  name(proof->amount, "交易金额");
  name(proof->inflow, "收入");
  name(proof->outflow, "支出");
  name(proof->balance, "余额");
  return names;
}

}  // namespace zhun::read
