// Digests over bytes: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905), through OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace zhun {

[[nodiscard]] std::string sha256_hex(std::string_view bytes);
[[nodiscard]] std::string base64(std::string_view bytes);         // RFC 4648
[[nodiscard]] std::string sha256_base64(std::string_view bytes);  // for Content-Security-Policy
[[nodiscard]] std::string sm3_hex(std::string_view bytes);
[[nodiscard]] std::string hmac_sm3_hex(std::string_view key, std::string_view bytes);    // RFC 2104
[[nodiscard]] std::string hmac_sm3_bytes(std::string_view key, std::string_view bytes);  // 32
// Whether two digests are the same, in a time that does not tell where they differ.
[[nodiscard]] bool equal_digests(std::string_view a, std::string_view b);

}  // namespace zhun
