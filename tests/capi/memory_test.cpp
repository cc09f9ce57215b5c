// What is left in the memory of this process after everything was freed: planted secrets are looked
// for in all of it that can be written, through /proc/self/mem.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>

#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

// A secret is kept with each byte turned, so that looking for it does not find the looker.
std::string turned(const std::string& text) {
  std::string out = text;
  for (char& c : out) c = static_cast<char>(c ^ 0x55);
  return out;
}

bool begins_with_turned(const char* at, const std::string& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if ((at[i] ^ 0x55) != wanted[i]) return false;
  return true;
}

// How often the secret stands in writable memory; the buffer that memory is copied to is left out.
std::size_t count_in_memory(const std::string& wanted) {
  static char buffer[1 << 16];
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  std::size_t found = 0;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin = 0, end = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights) != 3) continue;
    if (rights[0] != 'r' || rights[1] != 'w' || line.find("[v") != std::string::npos) continue;
    const auto own = reinterpret_cast<unsigned long>(buffer);
    for (unsigned long at = begin; at < end;) {
      const auto size = pread(memory, buffer, std::min<unsigned long>(sizeof buffer, end - at),
                              static_cast<off_t>(at));
      if (size <= static_cast<ssize_t>(wanted.size())) break;
      for (ssize_t i = 0; i + static_cast<ssize_t>(wanted.size()) <= size; ++i) {
        const unsigned long place = at + static_cast<unsigned long>(i);
        if (place >= own && place < own + sizeof buffer) continue;
        if (begins_with_turned(buffer + i, wanted)) ++found;
      }
      if (at + static_cast<unsigned long>(size) >= end) break;
      at += static_cast<unsigned long>(size) - wanted.size();
    }
  }
  close(memory);
  std::memset(buffer, 0, sizeof buffer);
  return found;
}

void overwrite(std::string& text) {
  std::memset(text.data(), '#', text.size());
  asm volatile("" : : "r"(text.data()) : "memory");
}

}  // namespace

TEST_CASE("the search finds what is there") {
  std::string planted(40, '\0');
  const std::string wanted = turned("PLANTED-" + std::to_string(731) + "-WITNESS-LONG-ENOUGH");
  for (std::size_t i = 0; i < wanted.size(); ++i) planted[i] = static_cast<char>(wanted[i] ^ 0x55);
  CHECK(count_in_memory(wanted) >= 1);
  overwrite(planted);
}

TEST_CASE("passwords and texts of rows are gone from memory after everything was freed") {
  std::string password, text;  // host's copies, made without leaving temporaries behind
  const std::string wanted_password = turned("pass-7f3a91-of-an-archive"),
                    wanted_text = turned("planted-summary-5d20c8-of-a-row");
  for (const char c : wanted_password) password += static_cast<char>(c ^ 0x55);
  for (const char c : wanted_text) text += static_cast<char>(c ^ 0x55);
  {
    const OwnedPolicy policy = default_policy();
    OwnedDossier dossier = empty_dossier();
    std::string description = small("dossier.json"), bank = small("bank.csv"),
                registry = small("registry.json");
    const auto line = bank.find("货款");
    REQUIRE(line != std::string::npos);
    bank.reserve(bank.size() + text.size());
    bank.insert(line, text);
    REQUIRE(add(dossier.get(), "dossier.json", description) == ZHUN_OK);
    REQUIRE(add(dossier.get(), "bank.csv", bank) == ZHUN_OK);
    REQUIRE(add(dossier.get(), "registry.json", registry) == ZHUN_OK);
    REQUIRE(zhun_dossier_set_password(dossier.get(), "bank.csv", password.data(), password.size(),
                                      nullptr) == ZHUN_OK);
    zhun_assessment* assessment = nullptr;
    zhun_error error = ZHUN_ERROR_INIT;
    const zhun_status status =
        zhun_dossier_run(dossier.get(), policy.get(), nullptr, &assessment, &error);
    REQUIRE_MESSAGE(status == ZHUN_OK, std::string(error.message));
    zhun_assessment_free(assessment);
    overwrite(bank);
  }
  overwrite(password);
  overwrite(text);
  CHECK(count_in_memory(wanted_password) == 0);
  CHECK(count_in_memory(wanted_text) == 0);
}
