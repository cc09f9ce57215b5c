// The ciphers against the vectors of their standards.
#include "audit/cipher.hpp"

#include <doctest/doctest.h>

using namespace zhun::audit;

namespace {

std::string bytes(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
  return out;
}

}  // namespace

TEST_CASE("SM4: the example of GB/T 32907 annex A, as the first block of a counter") {
  const std::string example = bytes("0123456789abcdeffedcba9876543210");
  CHECK(sm4_ctr(example, example, std::string(16, '\0')) ==
        bytes("681edf34d206965e86b3e94f536e4246"));
}

TEST_CASE("SM4 counts its blocks up, and decrypting is encrypting") {
  const std::string key = bytes("0123456789abcdeffedcba9876543210"), zeros(48, '\0');
  const auto stream = sm4_ctr(key, bytes("000000000000000000000000000000ff"), zeros);
  REQUIRE(stream);
  CHECK(stream->substr(16, 16) ==
        *sm4_ctr(key, bytes("00000000000000000000000000000100"), zeros.substr(0, 16)));
  const std::string text = "neither a multiple of a block nor short";
  CHECK(sm4_ctr(key, key, *sm4_ctr(key, key, text)) == text);
}

TEST_CASE("AES-256-GCM: test cases 13, 14 and 16 of the GCM specification") {
  const std::string zero_key(32, '\0'), zero_nonce(12, '\0');
  CHECK(aes_256_gcm_encrypt(zero_key, zero_nonce, "", "") ==
        bytes("530f8afbc74536b9a963b4f1c4cb738b"));
  CHECK(aes_256_gcm_encrypt(zero_key, zero_nonce, "", std::string(16, '\0')) ==
        bytes("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"));
  const std::string key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = bytes("cafebabefacedbaddecaf888");
  const std::string head = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string text = bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
      "b525b16aedf5aa0de657ba637b39");
  const std::string sealed = bytes(
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b105682"
      "8838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
  CHECK(aes_256_gcm_encrypt(key, nonce, head, text) == sealed);
  CHECK(aes_256_gcm_decrypt(key, nonce, head, sealed) == text);
  CHECK_FALSE(aes_256_gcm_decrypt(key, nonce, head.substr(1), sealed).has_value());
}

TEST_CASE("keys and nonces of a wrong length are refused") {
  CHECK_FALSE(sm4_ctr("short", std::string(16, '0'), "x").has_value());
  CHECK_FALSE(sm4_ctr(std::string(16, '0'), "short", "x").has_value());
  CHECK_FALSE(aes_256_gcm_encrypt("short", std::string(12, '0'), "", "x").has_value());
  CHECK_FALSE(aes_256_gcm_decrypt(std::string(32, '0'), std::string(12, '0'), "", "x").has_value());
}
