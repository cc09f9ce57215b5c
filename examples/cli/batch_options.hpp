// What the commands that score tables share: their options, their table, and where the answer goes.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "arguments.hpp"
#include "zhun/scoring.hpp"

namespace zhun::cli {

// --threads and --keep; the error is a sentence on their use.
tl::expected<BatchOptions, std::string> batch_options_of(const Arguments& arguments);
// "a,b" -> a, b; nothing of "".
std::vector<std::string> split_names(const std::string& text);
// A file, or standard input for "-".
Result<std::string> read_table_argument(const std::string& name);
// To --out, which may be none of `inputs`, or to standard output; the exit status.
int write_answer(const Arguments& arguments, const std::vector<std::string>& inputs,
                 std::string_view text);

}  // namespace zhun::cli
