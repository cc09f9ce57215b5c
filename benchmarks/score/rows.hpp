// What the benchmarks of decision models and scorecards share: tables as typed values, CPU time.
#pragma once

#include <ctime>
#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "score/feel.hpp"

namespace benchmark_rows {

using zhun::feel::Value;

inline std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

inline Value value_of(const std::string& cell) {
  if (cell == "true" || cell == "false") return Value(cell == "true");
  if (const auto number = zhun::Decimal::parse(cell)) return Value(*number);
  return Value(cell);
}

struct Rows {
  std::vector<std::string> names;
  std::vector<Value> values;  // row by row
  [[nodiscard]] std::size_t size() const { return values.size() / names.size(); }
  [[nodiscard]] std::span<const Value> row(std::size_t index) const {
    return std::span(values).subspan(index * names.size(), names.size());
  }
};

inline Rows read_rows(const char* path) {
  Rows rows;
  std::istringstream text(read_file(path));
  std::string line;
  std::getline(text, line);
  rows.names = split(line);
  while (std::getline(text, line)) {
    for (const auto& cell : split(line)) rows.values.push_back(value_of(cell));
  }
  return rows;
}

inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace benchmark_rows
