// [MS-OFFCRYPTO] 2.3.4: keys from the password by many rounds of a hash, AES over the package.
#include "read/office_cipher.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>

#include "base/xml.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr const char* kNoPassword =
    "the workbook is protected with a password; give its password, or save it without one";
constexpr const char* kWrongPassword =
    "the password does not open the workbook; give the right one, or save it without one";
constexpr const char* kUnknownCipher =
    "the workbook is encrypted by a method that is not read; save it without a password";
constexpr const char* kDamaged =
    "the encrypted workbook is damaged or incomplete; fetch or export the file again";
constexpr std::size_t kBlockBytes = 16;
constexpr std::uint32_t kRoundsMax = 1'000'000;  // Excel writes 100,000

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// Keys and what is decrypted on the way to them.
struct Secret {
  std::string bytes;
  Secret() = default;
  explicit Secret(std::string from) : bytes(std::move(from)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes(std::move(other.bytes)) { other.clear(); }
  ~Secret() { clear(); }
  void clear() { wipe(bytes.data(), bytes.size()); }
};

std::string little_32(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

std::string hash(const EVP_MD* method, std::string_view a, std::string_view b) {
  std::string digest(static_cast<std::size_t>(EVP_MD_get_size(method)), '\0');
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), method, nullptr);
  EVP_DigestUpdate(context.get(), a.data(), a.size());
  EVP_DigestUpdate(context.get(), b.data(), b.size());
  EVP_DigestFinal_ex(context.get(), octets(digest), nullptr);
  return digest;
}

// The password hashed with its salt, and then `rounds` times with the number of the round.
Secret stretch(const EVP_MD* method, std::string_view salt, const std::string& password,
               std::uint32_t rounds) {
  const Secret wide(utf16_of_password(password));
  Secret digest(hash(method, salt, wide.bytes));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  for (std::uint32_t i = 0; i < rounds; ++i) {
    const std::string number = little_32(i);
    EVP_DigestInit_ex(context.get(), method, nullptr);
    EVP_DigestUpdate(context.get(), number.data(), number.size());
    EVP_DigestUpdate(context.get(), digest.bytes.data(), digest.bytes.size());
    EVP_DigestFinal_ex(context.get(), octets(digest.bytes), nullptr);
  }
  return digest;
}

// AES without padding over whole blocks; an empty `iv` means ECB. nullopt when it cannot be set up.
std::optional<std::string> decrypt(std::string_view key, std::string_view iv,
                                   std::string_view bytes) {
  const EVP_CIPHER* method = nullptr;
  if (key.size() == 16) method = iv.empty() ? EVP_aes_128_ecb() : EVP_aes_128_cbc();
  if (key.size() == 24) method = iv.empty() ? EVP_aes_192_ecb() : EVP_aes_192_cbc();
  if (key.size() == 32) method = iv.empty() ? EVP_aes_256_ecb() : EVP_aes_256_cbc();
  if (method == nullptr || bytes.size() % kBlockBytes != 0 || bytes.size() > INT32_MAX ||
      (!iv.empty() && iv.size() < kBlockBytes)) {
    return std::nullopt;
  }
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  std::string plain(bytes.size(), '\0');
  int written = 0;
  if (EVP_DecryptInit_ex(context.get(), method, nullptr, octets(key), octets(iv)) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_DecryptUpdate(context.get(), octets(plain), &written, octets(bytes),
                        static_cast<int>(bytes.size())) != 1) {
    return std::nullopt;
  }
  return plain;
}

// Cut to `size`, or filled up to it.
std::string fitted(std::string bytes, std::size_t size) {
  bytes.resize(size, '\x36');
  return bytes;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  const int size = EVP_DecodeBlock(octets(bytes), octets(text), static_cast<int>(text.size()));
  if (size < 0 || text.empty()) return std::nullopt;
  std::size_t fill = 0;
  while (fill < 2 && text[text.size() - 1 - fill] == '=') ++fill;
  bytes.resize(static_cast<std::size_t>(size) - fill);
  return bytes;
}

std::uint32_t number_of(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class Decryptor {
 public:
  Decryptor(const OleFile& file, const ReadOptions& options) : file_(file), options_(options) {}

  [[nodiscard]] Result<std::string> run();

 private:
  [[nodiscard]] tl::unexpected<Error> error(ErrorCode code, const char* message) const {
    return fail(code, Place{options_.source_name, 0, 0, 0, {}}, message);
  }
  [[nodiscard]] tl::unexpected<Error> damaged() const { return error(ErrorCode::format, kDamaged); }
  [[nodiscard]] tl::unexpected<Error> unknown() const {
    return error(ErrorCode::encrypted, kUnknownCipher);
  }
  [[nodiscard]] Result<std::string> agile(std::string_view description, std::string_view package);
  [[nodiscard]] Result<std::string> standard(std::string_view header, std::string_view package);

  const OleFile& file_;
  const ReadOptions& options_;
};

// keyData or encryptedKey of the description.
struct AgileKey {
  const EVP_MD* method = nullptr;
  std::size_t key_bytes = 0;
  std::string salt;

  static std::optional<AgileKey> of(const xml::Element& element) {
    AgileKey key;
    const auto name = element.attribute("hashAlgorithm");
    key.method = name == "SHA512"   ? EVP_sha512()
                 : name == "SHA384" ? EVP_sha384()
                 : name == "SHA256" ? EVP_sha256()
                 : name == "SHA1"   ? EVP_sha1()
                                    : nullptr;
    key.key_bytes = number_of(element.attribute("keyBits")) / 8;
    auto salt = from_base64(element.attribute("saltValue"));
    if (key.method == nullptr || !salt || element.attribute("cipherAlgorithm") != "AES" ||
        element.attribute("cipherChaining") != "ChainingModeCBC" ||
        number_of(element.attribute("blockSize")) != kBlockBytes) {
      return std::nullopt;
    }
    key.salt = std::move(*salt);
    return key;
  }
};

constexpr std::string_view kVerifierInput = "\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79";
constexpr std::string_view kVerifierValue = "\xD7\xAA\x0F\x6D\x30\x61\x34\x4E";
constexpr std::string_view kKeyValue = "\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6";
constexpr std::string_view kHmacKey = "\x5F\xB2\xAD\x01\x0C\xB9\xE1\xF6";
constexpr std::string_view kHmacValue = "\xA0\x67\x7F\x02\xB2\x2C\x84\x33";

const xml::Element* password_key(const xml::Element& root) {
  const xml::Element* encryptors = root.child("keyEncryptors");
  if (encryptors == nullptr) return nullptr;
  for (const xml::Element& encryptor : encryptors->children) {
    if (!encryptor.attribute("uri").ends_with("/password")) continue;
    if (const xml::Element* key = encryptor.child("encryptedKey")) return key;
  }
  return nullptr;
}

// Of `attribute`, decrypted with `key`.
std::optional<std::string> opened(const xml::Element& element, std::string_view attribute,
                                  std::string_view key, std::string_view iv) {
  const auto bytes = from_base64(element.attribute(attribute));
  return bytes ? decrypt(key, iv, *bytes) : std::nullopt;
}

// The whole package by the HMAC of the description; true where it has none.
bool is_whole(const xml::Element& root, const AgileKey& data, std::string_view key,
              std::string_view package) {
  const xml::Element* integrity = root.child("dataIntegrity");
  if (integrity == nullptr) return true;
  const auto secret = opened(*integrity, "encryptedHmacKey", key,
                             fitted(hash(data.method, data.salt, kHmacKey), kBlockBytes));
  const auto value = opened(*integrity, "encryptedHmacValue", key,
                            fitted(hash(data.method, data.salt, kHmacValue), kBlockBytes));
  const auto size = static_cast<std::size_t>(EVP_MD_get_size(data.method));
  if (!secret || !value || secret->size() < size || value->size() < size) return false;
  std::string digest(size, '\0');
  return HMAC(data.method, secret->data(), static_cast<int>(size), octets(package), package.size(),
              octets(digest), nullptr) != nullptr &&
         std::string_view(*value).substr(0, size) == digest;
}

Result<std::string> Decryptor::agile(std::string_view description, std::string_view package) {
  const auto root = xml::parse(description, options_.source_name, options_.limits);
  if (!root) return damaged();
  const xml::Element* data_element = root->child("keyData");
  const xml::Element* key_element = password_key(*root);
  if (data_element == nullptr || key_element == nullptr) return unknown();
  const auto data = AgileKey::of(*data_element), outer = AgileKey::of(*key_element);
  const std::uint32_t rounds = number_of(key_element->attribute("spinCount"));
  if (!data || !outer || rounds > kRoundsMax) return unknown();

  const Secret base = stretch(outer->method, outer->salt, options_.password, rounds);
  const std::string iv = fitted(outer->salt, kBlockBytes);
  const auto unlock = [&](std::string_view attribute, std::string_view block) {
    const Secret key(fitted(hash(outer->method, base.bytes, block), outer->key_bytes));
    return opened(*key_element, attribute, key.bytes, iv);
  };
  const auto input = unlock("encryptedVerifierHashInput", kVerifierInput);
  const auto value = unlock("encryptedVerifierHashValue", kVerifierValue);
  auto unlocked = unlock("encryptedKeyValue", kKeyValue);
  if (!input || !value || !unlocked) return damaged();
  const Secret key(fitted(std::move(*unlocked), data->key_bytes));
  const auto size = static_cast<std::size_t>(EVP_MD_get_size(outer->method));
  const std::size_t input_size =
      std::min(input->size(), std::size_t{number_of(key_element->attribute("saltSize"))});
  if (hash(outer->method, std::string_view(*input).substr(0, input_size), "") !=
      std::string_view(*value).substr(0, size)) {
    return error(ErrorCode::encrypted, options_.password.empty() ? kNoPassword : kWrongPassword);
  }
  if (!is_whole(*root, *data, key.bytes, package)) return damaged();

  constexpr std::size_t kSegmentBytes = 4096;
  std::string plain;
  plain.reserve(package.size());
  for (std::size_t at = 8, index = 0; at < package.size(); at += kSegmentBytes, ++index) {
    const std::string number = little_32(static_cast<std::uint32_t>(index));
    const auto segment =
        decrypt(key.bytes, fitted(hash(data->method, data->salt, number), kBlockBytes),
                package.substr(at, kSegmentBytes));
    if (!segment) return damaged();
    plain += *segment;
  }
  return plain;
}

Result<std::string> Decryptor::standard(std::string_view header, std::string_view package) {
  constexpr std::size_t kFixedBytes = 32, kVerifierBytes = 4 + 16 + 16 + 4 + 32;
  constexpr std::uint32_t kRounds = 50'000, kSha1 = 0x8004;
  if (header.size() < 4) return damaged();
  const std::size_t size = little_endian(header, 0, 4);
  if (size < kFixedBytes || header.size() - 4 < size || header.size() - 4 - size < kVerifierBytes) {
    return damaged();
  }
  const std::uint32_t method = little_endian(header, 4 + 8, 4);
  const std::size_t key_bytes = method == 0x660E   ? 16
                                : method == 0x660F ? 24
                                : method == 0x6610 ? 32
                                                   : 0;
  if (key_bytes == 0 || little_endian(header, 4 + 12, 4) != kSha1) return unknown();
  const std::string_view verifier = header.substr(4 + size);
  const EVP_MD* sha1 = EVP_sha1();
  const Secret base = stretch(sha1, verifier.substr(4, 16), options_.password, kRounds);
  const Secret digest(hash(sha1, base.bytes, std::string_view("\0\0\0\0", 4)));
  const auto half = [&](char fill) {
    std::string block(64, fill);
    for (std::size_t i = 0; i < digest.bytes.size(); ++i)
      block[i] = static_cast<char>(block[i] ^ digest.bytes[i]);
    return hash(sha1, block, "");
  };
  const Secret key((half('\x36') + half('\x5C')).substr(0, key_bytes));
  const auto input = decrypt(key.bytes, "", verifier.substr(4 + 16, 16));
  const auto value = decrypt(key.bytes, "", verifier.substr(4 + 16 + 16 + 4, 32));
  if (!input || !value) return damaged();
  if (hash(sha1, *input, "") != std::string_view(*value).substr(0, 20))
    return error(ErrorCode::encrypted, options_.password.empty() ? kNoPassword : kWrongPassword);
  auto plain = decrypt(key.bytes, "", package.substr(8));
  if (!plain) return damaged();
  return std::move(*plain);
}

Result<std::string> Decryptor::run() {
  if (options_.password.empty()) return error(ErrorCode::encrypted, kNoPassword);
  const auto info = file_.read("EncryptionInfo");
  const auto stream = file_.read("EncryptedPackage");
  if (!info || !stream || info->size() < 8 || stream->size() < 8) return damaged();
  const std::uint32_t major = little_endian(*info, 0, 2), minor = little_endian(*info, 2, 2);
  const std::uint64_t size =
      little_endian(*stream, 0, 4) | std::uint64_t{little_endian(*stream, 4, 4)} << 32;
  const std::string_view rest = std::string_view(*info).substr(8);
  const bool is_agile = major == 4 && minor == 4;
  if (!is_agile && !(major >= 2 && major <= 4 && minor == 2)) return unknown();
  auto plain = is_agile ? agile(rest, *stream) : standard(rest, *stream);
  if (!plain) return plain;
  if (size > plain->size()) return damaged();
  plain->resize(static_cast<std::size_t>(size));
  return plain;
}

}  // namespace

std::string utf16_of_password(std::string_view utf8) {
  std::string wide;
  if (!is_valid_utf8(utf8)) return wide;
  const auto put = [&](std::uint32_t unit) {
    wide += static_cast<char>(unit & 0xFF);
    wide += static_cast<char>(unit >> 8 & 0xFF);
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = size == 1 ? lead : lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i)
      code = code << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3FU);
    at += size;
    if (code < 0x10000) {
      put(code);
    } else {
      put(0xD800 + ((code - 0x10000) >> 10));
      put(0xDC00 + ((code - 0x10000) & 0x3FF));
    }
  }
  return wide;
}

Result<std::string> decrypt_office(const OleFile& file, const ReadOptions& options) {
  return Decryptor(file, options).run();
}

}  // namespace zhun::read
