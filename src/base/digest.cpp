// Digests through OpenSSL's EVP interface.
#include "base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <vector>

namespace zhun {

namespace {

std::vector<unsigned char> digest(std::string_view bytes, const EVP_MD* method) {
  std::vector<unsigned char> out(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (method == nullptr ||
      EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, method, nullptr) != 1) {
    return {};
  }
  out.resize(size);
  return out;
}

std::string hex(const std::vector<unsigned char>& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) { return hex(digest(bytes, EVP_sha256())); }
std::string sm3_hex(std::string_view bytes) { return hex(digest(bytes, EVP_sm3())); }

std::string hmac_sm3_bytes(std::string_view key, std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (HMAC(EVP_sm3(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
           reinterpret_cast<unsigned char*>(out.data()), &size) == nullptr) {
    return {};
  }
  out.resize(size);
  return out;
}

std::string hmac_sm3_hex(std::string_view key, std::string_view bytes) {
  const std::string code = hmac_sm3_bytes(key, bytes);
  return hex({code.begin(), code.end()});
}

bool equal_digests(std::string_view a, std::string_view b) {
  return !a.empty() && a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock adds a zero byte
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string sha256_base64(std::string_view bytes) {
  const auto raw = digest(bytes, EVP_sha256());
  return base64({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

}  // namespace zhun
