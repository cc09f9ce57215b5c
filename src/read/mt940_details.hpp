// Field 86 of MT940: what a row is for, as banks structure it: ?20 subfields, /NAME/ codes, or
// plain text. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace zhun::read {

struct Mt940Details {
  std::string name, account, bank;  // of the counterparty
  std::string kind, summary;
};

// `text` is the field with its lines joined by join_mt940_line.
[[nodiscard]] Mt940Details parse_mt940_details(std::string_view text);

// Appends a line of a field: behind a line that fills its width the text goes on without a space.
// `last_line_bytes` is 0 at the beginning.
void join_mt940_line(std::string& text, std::string_view line, std::size_t& last_line_bytes);

}  // namespace zhun::read
