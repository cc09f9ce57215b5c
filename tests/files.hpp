// Files of the tests: fixtures of the repository, and the team's reference data where it is
// present.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace zhun::test {

inline std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// tests/<path>; throws nothing, "" when absent.
inline std::string fixture(const std::string& path) {
  return read_file(std::string(ZHUN_TEST_DATA) + "/" + path).value_or("");
}

// Path below $ZHUN_SHARED, or nullopt: the caller prints a message and skips.
inline std::optional<std::string> shared(const std::string& path) {
  const char* root = std::getenv("ZHUN_SHARED");
  if (root == nullptr) return std::nullopt;
  return read_file(std::string(root) + "/" + path);
}

}  // namespace zhun::test
