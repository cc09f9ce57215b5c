// What the commands share: their exit status and how they report.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "zhun/error.hpp"

namespace zhun::cli {

enum ExitStatus : int { kDone = 0, kBadInput = 1, kBadUsage = 2, kInternal = 3 };

// "zhun: bank.csv, row 12, column 4 (amount): ..." on standard error; the exit status it stands
// for.
int report(const Error& error);
// One sentence and where to find help.
int report_usage(std::string_view command, std::string_view what);
// Writes to standard output; kBadInput with a sentence when that fails (a full disk, a closed
// pipe).
int print(std::string_view text);

int parse_command(std::span<const std::string> words);
int ocr_command(std::span<const std::string> words);
int normalize_command(std::span<const std::string> words);
int match_command(std::span<const std::string> words);
int resolve_command(std::span<const std::string> words);
int assess_command(std::span<const std::string> words);
int verify_command(std::span<const std::string> words);
int consent_command(std::span<const std::string> words);
int seal_command(std::span<const std::string> words);
int open_command(std::span<const std::string> words);
int export_command(std::span<const std::string> words);
int erase_command(std::span<const std::string> words);
int policy_command(std::span<const std::string> words);
int scorecard_command(std::span<const std::string> words);
int pmml_command(std::span<const std::string> words);
int dmn_command(std::span<const std::string> words);

}  // namespace zhun::cli
