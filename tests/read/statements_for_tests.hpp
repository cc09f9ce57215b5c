// Helpers of the reader tests: figures of a statement, and tables of expectations.
#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "files.hpp"
#include "zhun/read.hpp"

namespace zhun::test {

struct Figures {
  std::size_t rows = 0;
  std::map<std::string, std::pair<std::size_t, std::map<std::string, Money>>> by_direction;
  std::string first, last;
};

// Counts and sums by direction and currency, over all statements of a file.
inline Figures figures_of(const std::vector<Statement>& statements) {
  Figures figures;
  for (const Statement& statement : statements) {
    for (const Transaction& row : statement.rows) {
      auto& [count, sums] = figures.by_direction[std::string(to_string(row.direction))];
      count += 1;
      sums[row.currency.empty() ? statement.currency : std::string(row.currency)] += row.amount;
      const std::string date = to_string(row.time.date);
      if (figures.rows == 0 || date < figures.first) figures.first = date;
      if (figures.rows == 0 || figures.last < date) figures.last = date;
      figures.rows += 1;
    }
  }
  return figures;
}

inline bool has_note(const std::vector<ReadNote>& notes, std::string_view code) {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const ReadNote& note) { return note.code == code; });
}

inline std::vector<std::string> split(const std::string& text, char delimiter) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, delimiter);) parts.push_back(part);
  return parts;
}

// A table with a header line, as maps from column to cell.
inline std::vector<std::map<std::string, std::string>> parse_tsv(const std::string& text) {
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> header;
  for (const std::string& line : split(text, '\n')) {
    const auto cells = split(line, '\t');
    if (header.empty()) {
      header = cells;
      continue;
    }
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i)
      row[header[i]] = i < cells.size() ? cells[i] : "";
  }
  return rows;
}

inline ReadOptions options_for(const std::string& name) {
  ReadOptions options;
  options.source_name = name;
  return options;
}

}  // namespace zhun::test
