// Encrypted results: a head of fixed size, the ciphertext of all files, and what proves both.
//
//   "zhunseal" version(1) cipher(1) nonce(16) | ciphertext | SM4: HMAC-SM3 (32), GCM: tag (16)
//
// The text is, for each file: 4 bytes length of the name, 8 bytes length of the content,
// big-endian, then both. The proof covers the head too, so that no byte of a file is without one.
#include "zhun/transport.hpp"

#include <array>

#include "audit/cipher.hpp"
#include "base/digest.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

using audit::aes_256_gcm_decrypt;
using audit::aes_256_gcm_encrypt;
using audit::sm4_ctr;

constexpr std::string_view kMagic = "zhunseal\x01";
constexpr std::size_t kHeadBytes = kMagic.size() + 1 + kTransportNonceBytes, kMacBytes = 32;
constexpr std::size_t kFilesMax = 10'000;

// Key material and plain text: wiped when it goes.
struct Secret {
  std::string bytes;
  explicit Secret(std::string text) : bytes(std::move(text)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes.data(), bytes.size()); }
};

std::string key_for(std::string_view key, std::string_view use) {
  return hmac_sm3_bytes(key, "zhun transport " + std::string(use));
}

void put(std::string& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xFF);
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::string packed(std::span<const Output> outputs) {
  std::size_t size = 0;
  for (const Output& output : outputs) size += 12 + output.name.size() + output.bytes.size();
  std::string out;
  out.reserve(size);  // or growing would leave copies behind
  for (const Output& output : outputs) {
    put(out, output.name.size(), 4);
    put(out, output.bytes.size(), 8);
    out += output.name;
    out += output.bytes;
  }
  return out;
}

tl::unexpected<Error> refused(std::string_view what) {
  return fail(ErrorCode::format, Place{"sealed file", 0, 0, 0, ""}, std::string(what));
}

// A proof stands before it, so this meets only what encrypt_outputs wrote; it still trusts nothing.
Result<std::vector<TransportFile>> unpacked(std::string_view text) {
  std::vector<TransportFile> files;
  while (!text.empty()) {
    if (text.size() < 12 || files.size() == kFilesMax)
      return refused("the list of files is broken");
    const std::uint64_t name = number_of(text.substr(0, 4)), size = number_of(text.substr(4, 8));
    text.remove_prefix(12);
    if (name > text.size() || size > text.size() - name)
      return refused("the list of files is broken");
    files.push_back({std::string(text.substr(0, name)), std::string(text.substr(name, size))});
    text.remove_prefix(name + size);
  }
  return files;
}

tl::unexpected<Error> short_key() {
  return fail(ErrorCode::invalid_argument, Place{"key", 0, 0, 0, ""},
              "the key has fewer than 32 bytes; make one of 32 random bytes");
}

constexpr std::string_view kNotProved =
    "the file was changed or cut, or this is not its key; nothing was opened";

}  // namespace

Result<std::string> encrypt_outputs(std::span<const Output> outputs, std::string_view key,
                                    Cipher cipher, std::string_view nonce) {
  if (key.size() < kTransportKeyBytesMin) return short_key();
  if (nonce.size() != kTransportNonceBytes)
    return fail(ErrorCode::invalid_argument, {}, "the nonce needs 16 random bytes");
  std::string out(kMagic);
  out += static_cast<char>(cipher);
  out += nonce;
  const Secret text(packed(outputs));
  if (cipher == Cipher::sm4) {
    const Secret own(key_for(key, "sm4-ctr")), mac(key_for(key, "hmac-sm3"));
    const auto body = sm4_ctr(std::string_view(own.bytes).substr(0, 16), nonce, text.bytes);
    if (!body) return fail(ErrorCode::unsupported, {}, "this OpenSSL has no SM4");
    out += *body;
    return out += hmac_sm3_bytes(mac.bytes, out);
  }
  const Secret own(key_for(key, "aes-256-gcm"));
  const auto body = aes_256_gcm_encrypt(own.bytes, nonce, out, text.bytes);
  if (!body) return fail(ErrorCode::unsupported, {}, "this OpenSSL has no AES-256-GCM");
  return out += *body;
}

Result<std::vector<TransportFile>> decrypt_outputs(std::string_view sealed, std::string_view key) {
  if (key.size() < kTransportKeyBytesMin) return short_key();
  if (!sealed.starts_with(kMagic) || sealed.size() < kHeadBytes)
    return refused("this is no file that zhun seal wrote");
  const std::string_view head = sealed.substr(0, kHeadBytes);
  const auto cipher = static_cast<Cipher>(head[kMagic.size()]);
  const std::string_view nonce = head.substr(kMagic.size() + 1);
  std::string_view body = sealed.substr(kHeadBytes);
  std::optional<std::string> text;
  if (cipher == Cipher::sm4) {
    if (body.size() < kMacBytes) return refused(kNotProved);
    const Secret own(key_for(key, "sm4-ctr")), mac(key_for(key, "hmac-sm3"));
    body.remove_suffix(kMacBytes);
    if (!equal_digests(hmac_sm3_bytes(mac.bytes, sealed.substr(0, kHeadBytes + body.size())),
                       sealed.substr(sealed.size() - kMacBytes)))
      return refused(kNotProved);
    text = sm4_ctr(std::string_view(own.bytes).substr(0, 16), nonce, body);
  } else if (cipher == Cipher::aes_256_gcm) {
    const Secret own(key_for(key, "aes-256-gcm"));
    text = aes_256_gcm_decrypt(own.bytes, nonce, head, body);
  } else {
    return refused("this is no cipher that this version of zhun knows");
  }
  if (!text) return refused(kNotProved);
  const Secret plain(std::move(*text));
  return unpacked(plain.bytes);
}

}  // namespace zhun
