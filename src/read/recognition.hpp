// Recognition: the entries that tell how something was recognised, made where it is decided.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "read/table_file.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

// Of the file as a whole: "container", "encoding", "delimiter", "sheet".
[[nodiscard]] inline Recognition recognition(std::string_view what, std::string how,
                                             const ReadOptions& options, Place place = {}) {
  place.source = options.source_name;
  return {std::string(what), std::move(how), std::move(place)};
}

// What holds for a whole file comes before what its parts say.
inline void put_first(std::vector<Recognition>& list, Recognition item) {
  list.insert(list.begin(), std::move(item));
}
inline void put_first(std::vector<Statement>& statements, Recognition item) {
  if (!statements.empty()) put_first(statements.front().recognised, std::move(item));
}

// Delimited text: its encoding and its delimiter. `target` is a list of entries or of statements.
template <typename Target>
void put_text_first(Target& target, const TableText& table, char delimiter,
                    const ReadOptions& options) {
  put_first(target, recognition("delimiter",
                                delimiter == '\t'  ? "tab"
                                : delimiter == ',' ? "comma"
                                : delimiter == ';' ? "semicolon"
                                                   : "bar",
                                options));
  put_first(target, recognition("encoding", std::string(to_string(table.encoding)), options));
  put_first(target, recognition("container", "delimited text", options));
}

}  // namespace zhun::read
