// Traditional encryption: APPNOTE 6.1. WinZip AES: its "AES Encryption Information"; the keys come
// from PBKDF2 with HMAC-SHA1 and 1000 rounds, the counter is little-endian and begins with 1.
#include "read/zip_cipher.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "zhun/text.hpp"

namespace zhun::read {
namespace {

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (0xEDB88320U & (0U - (value & 1U)));
    table[i] = value;
  }
  return table;
}();

std::uint32_t crc_step(std::uint32_t crc, std::uint32_t byte) {
  return crc >> 8 ^ kCrcTable[(crc ^ byte) & 0xFF];
}

class TraditionalCipher final : public ZipCipher {
 public:
  static constexpr std::size_t kHeadBytes = 12;

  TraditionalCipher(std::string_view packed, std::string_view password) {
    for (const char c : password) update(static_cast<unsigned char>(c));
    body_ = packed;
  }
  ~TraditionalCipher() override { wipe(keys_.data(), sizeof keys_); }

  // The last byte of the head repeats one of the checksum, or of the time where the checksum was
  // not known when the head was written.
  [[nodiscard]] bool accepts(const ZipItem& item) {
    std::array<char, kHeadBytes> head{};
    if (take(head.data(), head.size()) < head.size()) return false;
    const auto mark = static_cast<unsigned char>(head.back());
    wipe(head.data(), head.size());
    return mark == item.checksum >> 24 || (item.described_later && mark == item.time >> 8);
  }

 protected:
  void decrypt(const char* in, char* out, std::size_t size) override {
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t mixed = (keys_[2] | 2U) & 0xFFFFU;
      const std::uint32_t key = mixed * (mixed ^ 1U) >> 8 & 0xFFU;
      const std::uint32_t plain = static_cast<unsigned char>(in[i]) ^ key;
      update(plain);
      out[i] = static_cast<char>(plain);
    }
  }

 private:
  void update(std::uint32_t byte) {
    keys_[0] = crc_step(keys_[0], byte);
    keys_[1] = (keys_[1] + (keys_[0] & 0xFFU)) * 134'775'813U + 1U;
    keys_[2] = crc_step(keys_[2], keys_[1] >> 24);
  }

  std::array<std::uint32_t, 3> keys_ = {0x12345678U, 0x23456789U, 0x34567890U};
};

class AesCipher final : public ZipCipher {
 public:
  AesCipher(const EVP_CIPHER* block, const unsigned char* key, std::string_view body)
      : context_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
    body_ = body;
    ready_ = context_ != nullptr &&
             EVP_EncryptInit_ex(context_.get(), block, nullptr, key, nullptr) == 1 &&
             EVP_CIPHER_CTX_set_padding(context_.get(), 0) == 1;
  }
  ~AesCipher() override { wipe(stream_.data(), stream_.size()); }
  [[nodiscard]] bool ready() const { return ready_; }

 protected:
  void decrypt(const char* in, char* out, std::size_t size) override {
    for (std::size_t i = 0; i < size; ++i) {
      if (used_ == stream_.size()) refill();
      out[i] = static_cast<char>(static_cast<unsigned char>(in[i]) ^ stream_[used_++]);
    }
  }

 private:
  static constexpr std::size_t kBlockBytes = 16;

  void refill() {
    for (std::size_t at = 0; at < stream_.size(); at += kBlockBytes) {
      ++counter_;
      for (std::size_t i = 0; i < kBlockBytes; ++i)
        stream_[at + i] = static_cast<unsigned char>(i < 8 ? counter_ >> (8 * i) & 0xFF : 0);
    }
    int written = 0;
    // A cipher without padding over whole blocks cannot fail once it is set up.
    EVP_EncryptUpdate(context_.get(), stream_.data(), &written, stream_.data(),
                      static_cast<int>(stream_.size()));
    used_ = 0;
  }

  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
  bool ready_ = false;
  std::uint64_t counter_ = 0;
  std::array<unsigned char, 256 * kBlockBytes> stream_{};
  std::size_t used_ = stream_.size();
};

using Opened = tl::expected<std::unique_ptr<ZipCipher>, ZipCipher::Fault>;

// Salt, two bytes that show a wrong password, the encrypted bytes, ten bytes of HMAC-SHA1.
Opened open_aes(const ZipItem& item, std::string_view packed, std::string_view password) {
  constexpr std::size_t kMarkBytes = 2, kCheckBytes = 10, kKeyMax = 32, kDigestBytes = 20;
  constexpr int kRounds = 1000;
  if (item.aes_strength < 1 || item.aes_strength > 3)
    return tl::unexpected(ZipCipher::Fault::unsupported);
  const std::size_t key_bytes = std::size_t{8} * (item.aes_strength + 1U);
  const std::size_t salt_bytes = key_bytes / 2;
  if (packed.size() < salt_bytes + kMarkBytes + kCheckBytes)
    return tl::unexpected(ZipCipher::Fault::damaged);
  const auto salt = packed.substr(0, salt_bytes);
  const auto mark = packed.substr(salt_bytes, kMarkBytes);
  const auto check = packed.substr(packed.size() - kCheckBytes);
  packed.remove_prefix(salt_bytes + kMarkBytes);
  packed.remove_suffix(kCheckBytes);

  struct Keys {
    std::array<unsigned char, 2 * kKeyMax + kMarkBytes> bytes{};
    ~Keys() { wipe(bytes.data(), bytes.size()); }
  } keys;
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets(salt),
                        static_cast<int>(salt.size()), kRounds, EVP_sha1(),
                        static_cast<int>(2 * key_bytes + kMarkBytes), keys.bytes.data()) != 1) {
    return tl::unexpected(ZipCipher::Fault::unsupported);
  }
  if (std::memcmp(keys.bytes.data() + 2 * key_bytes, mark.data(), kMarkBytes) != 0)
    return tl::unexpected(ZipCipher::Fault::wrong_password);
  std::array<unsigned char, kDigestBytes> digest{};
  unsigned digest_bytes = digest.size();
  if (HMAC(EVP_sha1(), keys.bytes.data() + key_bytes, static_cast<int>(key_bytes), octets(packed),
           packed.size(), digest.data(), &digest_bytes) == nullptr ||
      std::memcmp(digest.data(), check.data(), kCheckBytes) != 0) {
    return tl::unexpected(ZipCipher::Fault::damaged);
  }
  const EVP_CIPHER* block = item.aes_strength == 1   ? EVP_aes_128_ecb()
                            : item.aes_strength == 2 ? EVP_aes_192_ecb()
                                                     : EVP_aes_256_ecb();
  auto cipher = std::make_unique<AesCipher>(block, keys.bytes.data(), packed);
  if (!cipher->ready()) return tl::unexpected(ZipCipher::Fault::unsupported);
  return cipher;
}

}  // namespace

std::size_t ZipCipher::take(char* out, std::size_t size) {
  const std::size_t count = std::min(size, body_.size());
  decrypt(body_.data(), out, count);
  body_.remove_prefix(count);
  return count;
}

Opened ZipCipher::open(const ZipItem& item, std::string_view packed, std::string_view password) {
  constexpr std::size_t kPasswordMax = 1024;
  if (item.strongly_encrypted) return tl::unexpected(Fault::unsupported);
  if (password.empty() || password.size() > kPasswordMax)
    return tl::unexpected(Fault::wrong_password);
  if (item.aes_strength != 0) return open_aes(item, packed, password);
  if (packed.size() < TraditionalCipher::kHeadBytes) return tl::unexpected(Fault::damaged);
  auto cipher = std::make_unique<TraditionalCipher>(packed, password);
  if (!cipher->accepts(item)) return tl::unexpected(Fault::wrong_password);
  return cipher;
}

}  // namespace zhun::read
