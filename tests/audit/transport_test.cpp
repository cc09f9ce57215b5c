// Encrypted results: they open with their key, and nothing else opens.
#include "zhun/transport.hpp"

#include <doctest/doctest.h>

using namespace zhun;

namespace {

const std::string kKey(32, 'k'), kNonce = "0123456789abcdef";
const std::vector<Output> kFiles = {
    {"report.html", "<p>report</p>"}, {"empty.json", ""}, {"documents/a.json", "{\"a\":1}"}};

std::string sealed_with(Cipher cipher) {
  const auto sealed = encrypt_outputs(kFiles, kKey, cipher, kNonce);
  REQUIRE(sealed);
  return *sealed;
}

}  // namespace

TEST_CASE("what was sealed opens as it was, under both ciphers") {
  for (const Cipher cipher : {Cipher::sm4, Cipher::aes_256_gcm}) {
    const std::string sealed = sealed_with(cipher);
    CHECK(sealed.find("report") == std::string::npos);
    const auto files = decrypt_outputs(sealed, kKey);
    REQUIRE(files);
    REQUIRE(files->size() == kFiles.size());
    for (std::size_t i = 0; i < kFiles.size(); ++i) {
      CHECK((*files)[i].name == kFiles[i].name);
      CHECK((*files)[i].bytes == kFiles[i].bytes);
    }
  }
}

TEST_CASE("each changed bit and each cut of a sealed file is refused") {
  for (const Cipher cipher : {Cipher::sm4, Cipher::aes_256_gcm}) {
    const std::string sealed = sealed_with(cipher);
    for (std::size_t at = 0; at < sealed.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = sealed;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        CHECK_FALSE(decrypt_outputs(changed, kKey).has_value());
      }
      CHECK_FALSE(decrypt_outputs(sealed.substr(0, at), kKey).has_value());
    }
    CHECK_FALSE(decrypt_outputs(sealed + "x", kKey).has_value());
  }
}

TEST_CASE("another key opens nothing, and a short one is refused") {
  for (const Cipher cipher : {Cipher::sm4, Cipher::aes_256_gcm}) {
    const auto wrong = decrypt_outputs(sealed_with(cipher), std::string(32, 'l'));
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code == ErrorCode::format);
    CHECK(decrypt_outputs(sealed_with(cipher), "short").error().code ==
          ErrorCode::invalid_argument);
  }
  CHECK_FALSE(encrypt_outputs(kFiles, std::string(31, 'k'), Cipher::sm4, kNonce).has_value());
  CHECK_FALSE(encrypt_outputs(kFiles, kKey, Cipher::sm4, "short").has_value());
}

TEST_CASE("the same files under another nonce are other bytes throughout") {
  const auto other = encrypt_outputs(kFiles, kKey, Cipher::sm4, "fedcba9876543210");
  REQUIRE(other);
  CHECK(other->substr(26, 16) != sealed_with(Cipher::sm4).substr(26, 16));
}
