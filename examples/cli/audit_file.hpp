// The audit trail as a file: many processes may append, and each line follows the one before it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "arguments.hpp"
#include "zhun/audit.hpp"

namespace zhun::cli {

// --audit FILE, --actor ID and --key-file FILE, which every command takes that leaves a trace.
struct AuditOptions {
  std::optional<std::string> file;
  std::string actor;
  std::string key;  // wiped by wipe_key
};
inline constexpr std::string_view kAuditHelp =
    "  --audit FILE     append a line to the audit trail FILE (made if it is not there)\n"
    "  --actor ID       who does it, for the trail: a staff number, no name (default: the "
    "account's\n"
    "                   user number)\n"
    "  --key-file FILE  a key of 16 bytes or more: seal and trail are signed with HMAC-SM3\n";
void add_audit_options(OptionTable& table);
Result<AuditOptions> audit_options(const Arguments& arguments);

// Appends a line under a lock; the time is this machine's. Does nothing without a file.
Result<void> append_to_audit(const AuditOptions& options, AuditEntry entry);

}  // namespace zhun::cli
