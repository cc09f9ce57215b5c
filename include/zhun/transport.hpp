// Transport (传输加密): results as one encrypted file that a receiver with the key can open.
//
//   auto sealed = zhun::encrypt_outputs(outputs, key, zhun::Cipher::sm4, random_bytes);
//   auto files = zhun::decrypt_outputs(*sealed, key);
//
// Ciphers: SM4 in counter mode, then HMAC-SM3 over all of it (GB/T 32907, GB/T 32905; encrypt, then
// MAC), or AES-256-GCM (NIST SP 800-38D). Nothing of a file is given out before all of it is
// proved. The key is the host's; the keys of the ciphers are derived from it. Pure functions: the
// host gives the random bytes. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/audit.hpp"
#include "zhun/error.hpp"

namespace zhun {

enum class Cipher : std::uint8_t { sm4 = 1, aes_256_gcm = 2 };

inline constexpr std::size_t kTransportKeyBytesMin = 32;
inline constexpr std::size_t kTransportNonceBytes = 16;

struct TransportFile {
  std::string name, bytes;
};

// `nonce`: kTransportNonceBytes random bytes, never the same twice under one key.
// ErrorCode::invalid_argument for a short key or nonce.
[[nodiscard]] Result<std::string> encrypt_outputs(std::span<const Output> outputs,
                                                  std::string_view key, Cipher cipher,
                                                  std::string_view nonce);

// ErrorCode::format for anything but the bytes that encrypt_outputs wrote under this key.
[[nodiscard]] Result<std::vector<TransportFile>> decrypt_outputs(std::string_view sealed,
                                                                 std::string_view key);

}  // namespace zhun
