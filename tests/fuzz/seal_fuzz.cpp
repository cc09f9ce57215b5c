// Seals, audit trails and sealed files: nothing is accepted but the bytes that zhun writes.
#include "fuzz.hpp"
#include "zhun/audit.hpp"
#include "zhun/transport.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string key(32, 'k'), nonce(16, 'n');
  static const Output outputs[] = {{"a.json", "{}"}, {"b.html", "<p>"}};
  const auto bytes = fuzz::text_of(data, size);
  if (const auto seal = read_seal(bytes, "input"); !seal) fuzz::check(seal.error());
  if (const auto trail = read_audit(bytes, "input"); trail && !trail->entries.empty()) {
    std::string again;
    for (const AuditEntry& entry : trail->entries) again += *append_audit(again, entry);
    fuzz::expect(again == bytes);
  }
  // A change at one place of a real file; a byte of 0 changes nothing.
  for (const Cipher cipher : {Cipher::sm4, Cipher::aes_256_gcm}) {
    std::string sealed = *encrypt_outputs(outputs, key, cipher, nonce);
    const std::string whole = sealed;
    for (std::size_t i = 0; i + 1 < size && i < 8; i += 2) {
      const std::size_t at = data[i] % sealed.size();
      sealed[at] = static_cast<char>(sealed[at] ^ static_cast<char>(data[i + 1]));
    }
    fuzz::expect(decrypt_outputs(sealed, key).has_value() == (sealed == whole));
  }
  if (const auto opened = decrypt_outputs(bytes, key); !opened)
    fuzz::expect(!opened.error().message.empty());
  return 0;
}
