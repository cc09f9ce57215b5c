// The audit trail: any edit, removal or change of order breaks it at its row (DOMAIN 9.5).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "zhun/audit.hpp"

namespace {

using namespace zhun;

AuditEntry entry_of(int number) {
  AuditEntry entry;
  entry.at = "2026-07-01T09:3" + std::to_string(number) + ":00+08:00";
  entry.actor = "10" + std::to_string(number);
  entry.application_no = "SQ-00" + std::to_string(number);
  entry.action = static_cast<AuditAction>(number % 6);
  entry.input_digest = "aa";
  entry.output_digest = "bb";
  entry.engine_version = "0.1.0";
  entry.policy_id = "default@1#abc";
  entry.consent_ids = {"C1", "C2"};
  return entry;
}

std::vector<std::string> lines_of(std::string_view key = {}) {
  std::vector<std::string> lines;
  std::string trail;
  for (int number = 0; number < 5; ++number) {
    const auto line = append_audit(trail, entry_of(number), key);
    REQUIRE(line);
    lines.push_back(*line);
    trail += *line;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

std::uint32_t broken_row(const std::vector<std::string>& lines, std::string_view key = {}) {
  const auto trail = read_audit(joined(lines), "trail", key);
  return trail ? 0 : trail.error().place.row;
}

TEST_CASE("what was appended is read again") {
  const auto trail = read_audit(joined(lines_of()), "trail");
  REQUIRE(trail);
  REQUIRE(trail->entries.size() == 5);
  CHECK(trail->entries[3].application_no == "SQ-003");
  CHECK(trail->entries[3].action == AuditAction::override_);
  CHECK(trail->entries[3].consent_ids == std::vector<std::string>{"C1", "C2"});
  CHECK(trail->last_hash.size() == 64);
}

TEST_CASE("an empty trail is whole") {
  const auto trail = read_audit("", "trail");
  REQUIRE(trail);
  CHECK(trail->entries.empty());
}

TEST_CASE("each changed bit of a trail breaks it, at its row") {
  for (const std::string_view key : {"", "a key of the bank"}) {
    const auto lines = lines_of(key);
    for (std::size_t row = 0; row < lines.size(); ++row) {
      for (std::size_t at = 0; at < lines[row].size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
          auto changed = lines;
          changed[row][at] =
              static_cast<char>(static_cast<unsigned char>(changed[row][at]) ^ (1U << bit));
          CHECK(broken_row(changed, key) == row + 1);
        }
      }
    }
  }
}

TEST_CASE("a removed line breaks the one after it") {
  for (std::size_t row = 0; row + 1 < 5; ++row) {
    auto lines = lines_of();
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(row));
    CHECK(broken_row(lines) == row + 1);
  }
}

TEST_CASE("two lines that changed places break the first of them") {
  auto lines = lines_of();
  std::swap(lines[1], lines[2]);
  CHECK(broken_row(lines) == 2);
}

TEST_CASE("who rewrites the whole trail needs the key") {
  const auto forged = lines_of();
  CHECK(broken_row(forged, "a key of the bank") == 1);
}

TEST_CASE("nothing is appended to a trail whose end is not whole") {
  const auto lines = lines_of();
  std::string cut = joined(lines);
  cut.pop_back();
  CHECK_FALSE(append_audit(cut, entry_of(1)));
  CHECK_FALSE(append_audit("x\n", entry_of(1)));
  CHECK_FALSE(append_audit("\n", entry_of(1)));
}

}  // namespace
