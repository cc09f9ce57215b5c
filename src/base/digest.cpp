// Digests through OpenSSL's EVP interface.
#include "base/digest.hpp"

#include <openssl/evp.h>

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

std::string sha256_base64(std::string_view bytes) {
  const auto raw = digest(bytes, EVP_sha256());
  std::array<unsigned char, 64> text{};
  const int size = EVP_EncodeBlock(text.data(), raw.data(), static_cast<int>(raw.size()));
  return std::string(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size));
}

}  // namespace zhun
