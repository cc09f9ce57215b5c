// Audit (审计): what was assessed, with what, into what; sealed so that a changed byte is found.
//
// A seal lists the digests of everything that went into an assessment and of everything that came
// out of it, in canonical JSON: it can be written only one way, so that a change to any of its own
// bytes is found, too. An audit trail is a file of one line an action; each line carries the hash
// of the line before it, so that an edit, a removal or a change of order breaks it at its place.
//
// Digests are SHA-256 and SM3 (GB/T 32905). Without a key a seal proves that nothing was changed by
// mistake; who rewrites outputs, seal and trail together is found only by the keyed form
// (HMAC-SM3), or by the digest of the seal kept elsewhere.
//
// Pure functions; thread-safe. Nothing here contains a name, an identity or an amount.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/assessment.hpp"
#include "zhun/error.hpp"

namespace zhun {

// Something that was made of an assessment. Borrowed for the call.
struct Output {
  std::string_view name;  // "report.html"
  std::string_view bytes;
};

struct SealedOutput {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256, sm3;
};

struct SealedSource {
  std::string id;      // F01
  std::string sha256;  // of the bytes as received
  bool used = false;   // false: no consent covered it
  std::string consent_id;
};

struct Seal {
  std::string application_no, as_of;
  std::string engine_version, policy_id, input_digest;
  std::string answers_sha256;  // of the file of answers; empty: none
  std::vector<SealedSource> sources;  // by id
  std::vector<SealedOutput> outputs;  // by name
  std::string sha256, sm3;            // over all of the above
  std::string hmac_sm3;               // the same under a key; empty: none
};

// The seal of an assessment and its outputs, as JSON (schema "zhun.seal/1"). `key`: HMAC-SM3 as
// well; any length, 16 bytes or more are sensible.
[[nodiscard]] std::string render_seal_json(const Assessment& assessment,
                                           std::span<const Output> outputs,
                                           std::string_view key = {});

// Reads a seal and proves it in itself: ErrorCode::format for anything but the bytes that
// render_seal_json writes, and for digests that do not fit. With a key also its HMAC;
// ErrorCode::invalid_argument when the seal has none.
[[nodiscard]] Result<Seal> read_seal(std::string_view json, std::string_view source_name,
                                     std::string_view key = {});

// The first output, by name, that is not as it was sealed: missing, unknown to the seal, or with
// other bytes; Place::source is its name.
[[nodiscard]] Result<void> verify_outputs(const Seal& seal, std::span<const Output> outputs);

// What differs between a seal and a second run of the same dossier, the first of: version, policy,
// input, sources, outputs. Place::field names it.
[[nodiscard]] Result<void> verify_rerun(const Seal& seal, const Seal& again);

// DOMAIN 9.5.
enum class AuditAction : std::uint8_t {
  analyse,        // 评估
  reveal,         // outputs without masks
  export_,        // outputs left the system
  override_,      // a person changed a judgement
  consent_check,  // 授权核验
  erase,          // 删除
};
[[nodiscard]] std::string_view to_string(AuditAction action);  // "ANALYSE", ...

struct AuditEntry {
  std::string at;     // by the host's clock, ISO 8601: "2026-07-01T09:30:00+08:00"
  std::string actor;  // the host's id of who did it; a staff number, no name
  std::string application_no;
  AuditAction action = AuditAction::analyse;
  std::string input_digest, output_digest;  // hex; output: the seal's SHA-256
  std::string engine_version, policy_id;
  std::vector<std::string> consent_ids;
};

// The line, with its line feed, to append to a trail whose text is `trail` ("" begins one). Only
// the last line of `trail` is looked at. ErrorCode::format if that is not whole.
[[nodiscard]] Result<std::string> append_audit(std::string_view trail, const AuditEntry& entry,
                                               std::string_view key = {});

// Checks every line, and the entries in order. Place::row is the first line that does not fit: one
// that was changed, or the one after a removed or moved one. What was cut off at the end shows only
// against a number or a last hash kept elsewhere: compare `size()` and `last_hash`.
struct AuditTrail {
  std::vector<AuditEntry> entries;
  std::string last_hash;  // hex; empty: no entry
};
[[nodiscard]] Result<AuditTrail> read_audit(std::string_view trail, std::string_view source_name,
                                            std::string_view key = {});

// A name for a person, firm or account under which datasets can be joined without knowing it
// (DOMAIN 9.2): HMAC-SM3 over type and normalised id, hex. The key is the host's, and is needed: an
// unkeyed hash of an identity number can be undone by trying all.
[[nodiscard]] Result<std::string> pseudonym(std::string_view key, std::string_view type,
                                            std::string_view id);

}  // namespace zhun
