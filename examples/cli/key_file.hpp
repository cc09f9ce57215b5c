// Keys from files, and the random bytes that go with them.
#pragma once

#include <string>

#include "zhun/error.hpp"

namespace zhun::cli {

// Key material, or text that only its reader may see: wiped when it goes.
struct Secret {
  std::string bytes;
  Secret() = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();
};

Result<void> read_key_file(const std::string& path, Secret& key);

// kTransportNonceBytes of the system's random bytes.
Result<std::string> random_nonce();

}  // namespace zhun::cli
