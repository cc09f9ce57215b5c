// The audit trail: one line of JSON an action, each with the hash of the one before it.
#include <array>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "zhun/audit.hpp"

namespace zhun {

namespace {

constexpr std::array<std::string_view, 6> kActions = {"ANALYSE",  "REVEAL",        "EXPORT",
                                                      "OVERRIDE", "CONSENT_CHECK", "ERASE"};

// Everything of a line before its hash.
std::string body_of(const AuditEntry& entry, std::string_view previous) {
  json::Writer w;
  w.begin_object();
  w.member("at", entry.at);
  w.member("actor", entry.actor);
  w.member("application_no", entry.application_no);
  w.member("action", to_string(entry.action));
  w.member("input_digest", entry.input_digest);
  w.member("output_digest", entry.output_digest);
  w.member("engine_version", entry.engine_version);
  w.member("policy_id", entry.policy_id);
  w.key("consent_ids");
  w.begin_array();
  for (const std::string& id : entry.consent_ids) w.value(id);
  w.end_array();
  w.member("prev_hash", previous);
  return w.take();
}

std::string hash_of(std::string_view body, std::string_view key) {
  return key.empty() ? sm3_hex(body) : hmac_sm3_hex(key, body);
}

std::string line_of(const AuditEntry& entry, std::string_view previous, std::string_view hash) {
  return body_of(entry, previous) + ",\"hash\":\"" + std::string(hash) + "\"}\n";
}

struct Line {
  AuditEntry entry;
  std::string previous, hash;
};

tl::unexpected<Error> broken(std::string_view name, std::uint32_t row, std::string_view field,
                             std::string what) {
  return fail(ErrorCode::format, Place{std::string(name), 0, row, 0, std::string(field)},
              std::move(what));
}

Result<Line> parse_line(std::string_view text, std::string_view name, std::uint32_t row) {
  Limits limits;
  limits.bytes_max = 1U << 20U;
  const auto document = json::parse(text, name, limits);
  if (!document) return broken(name, row, "", "this line of the audit trail is not whole");
  json::Reader r(*document, "", std::string(name));
  Line line;
  line.entry.at = r.required_string("at");
  line.entry.actor = r.string("actor");
  line.entry.application_no = r.string("application_no");
  const std::string action = r.required_string("action");
  line.entry.input_digest = r.string("input_digest");
  line.entry.output_digest = r.string("output_digest");
  line.entry.engine_version = r.string("engine_version");
  line.entry.policy_id = r.string("policy_id");
  line.entry.consent_ids = r.strings("consent_ids");
  line.previous = r.string("prev_hash");
  line.hash = r.required_string("hash");
  bool known = false;
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    if (kActions[i] != action) continue;
    line.entry.action = static_cast<AuditAction>(i);
    known = true;
  }
  if (r.error() || !known || line_of(line.entry, line.previous, line.hash) != text)
    return broken(name, row, "", "this line of the audit trail is not as zhun writes it");
  return line;
}

}  // namespace

std::string_view to_string(AuditAction action) {
  return kActions[static_cast<std::size_t>(action)];
}

Result<std::string> append_audit(std::string_view trail, const AuditEntry& entry,
                                 std::string_view key) {
  std::string previous;
  if (!trail.empty()) {
    const std::string_view name = "audit trail";
    if (!trail.ends_with('\n'))
      return broken(name, 0, "", "the last line of the audit trail is not whole");
    const auto before =
        trail.size() == 1 ? std::string_view::npos : trail.rfind('\n', trail.size() - 2);
    const auto last =
        parse_line(trail.substr(before == std::string_view::npos ? 0 : before + 1), name, 0);
    if (!last) return tl::unexpected(last.error());
    previous = last->hash;
  }
  return line_of(entry, previous, hash_of(body_of(entry, previous), key));
}

Result<AuditTrail> read_audit(std::string_view trail, std::string_view source_name,
                              std::string_view key) {
  AuditTrail out;
  std::uint32_t row = 0;
  for (std::size_t begin = 0; begin < trail.size();) {
    ++row;
    const auto end = trail.find('\n', begin);
    if (end == std::string_view::npos)
      return broken(source_name, row, "", "this line of the audit trail is not whole");
    const auto line = parse_line(trail.substr(begin, end + 1 - begin), source_name, row);
    if (!line) return tl::unexpected(line.error());
    if (line->previous != out.last_hash)
      return broken(source_name, row, "prev_hash",
                    "this line does not follow the one before it: a line was removed or moved");
    const std::string hash = hash_of(body_of(line->entry, line->previous), key);
    if (!equal_digests(hash, line->hash))
      return broken(source_name, row, "hash",
                    key.empty() ? "this line was changed, or written with a key"
                                : "this line was changed, or written with another key");
    out.entries.push_back(line->entry);
    out.last_hash = hash;
    begin = end + 1;
  }
  return out;
}

}  // namespace zhun
