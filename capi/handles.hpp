// What stands behind the opaque handles of zhun.h, and the guard through which every call goes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zhun.h"
#include "zhun/assessment.hpp"
#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"
#include "zhun/ocr.hpp"
#include "zhun/pdf.hpp"
#include "zhun/policy.hpp"
#include "zhun/present.hpp"
#include "zhun/watch.hpp"

namespace zhun::capi {

// The first word of a handle says what it is, so that one of another kind, and mostly one that was
// freed, is refused and not used. (Nobody can see that freed memory has become another such
// handle.)
class Mark {
 public:
  explicit constexpr Mark(std::uint64_t kind) : kind_(kind) {}
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;
  ~Mark() { const_cast<volatile std::uint64_t&>(kind_) = 0; }
  [[nodiscard]] bool is(std::uint64_t kind) const {
    return const_cast<const volatile std::uint64_t&>(kind_) == kind;
  }

 private:
  std::uint64_t kind_;
};

template <typename Handle>
[[nodiscard]] bool is_alive(const Handle* handle) {
  return handle != nullptr && handle->mark.is(Handle::kKind);
}
// Of handles that may be left out.
template <typename... Handle>
[[nodiscard]] bool are_alive_if_given(const Handle*... handles) {
  return (... && (handles == nullptr || is_alive(handles)));
}
template <typename Handle>
void free_handle(Handle* handle) noexcept {
  if (is_alive(handle)) delete handle;
}

}  // namespace zhun::capi

struct zhun_policy {
  static constexpr std::uint64_t kKind = 0x7a706f6c6963792e;
  zhun::capi::Mark mark{kKind};
  zhun::Policy policy;
  std::string id;
};

struct zhun_pdf_engine {
  static constexpr std::uint64_t kKind = 0x7a7064662e2e2e2e;
  zhun::capi::Mark mark{kKind};
  std::shared_ptr<const zhun::PdfEngine> engine;
};

struct zhun_cancel {
  static constexpr std::uint64_t kKind = 0x7a63616e63656c2e;
  zhun::capi::Mark mark{kKind};
  zhun::CancelToken token;
};

struct zhun_scanner {
  static constexpr std::uint64_t kKind = 0x7a7363616e6e6572;
  zhun::capi::Mark mark{kKind};
  std::vector<std::unique_ptr<zhun::OcrEngine>> engines;  // one
};

struct zhun_dossier {
  static constexpr std::uint64_t kKind = 0x7a646f7373696572;
  zhun::capi::Mark mark{kKind};
  std::map<std::string, std::string, std::less<>> files, passwords;  // by name
  std::string next_name;  // what zhun_dossier_next_file lent out
  [[nodiscard]] std::string_view password_of(std::string_view name) const {
    const auto found = passwords.find(name);
    return found == passwords.end() ? std::string_view() : std::string_view(found->second);
  }
  zhun_dossier() = default;
  zhun_dossier(const zhun_dossier&) = delete;
  zhun_dossier& operator=(const zhun_dossier&) = delete;
  ~zhun_dossier();
};

struct zhun_assessment {
  static constexpr std::uint64_t kKind = 0x7a6173736d6e742e;
  zhun::capi::Mark mark{kKind};
  std::shared_ptr<const zhun::Assessment> assessment;  // never null; streams share it
  zhun::Masking masking = zhun::Masking::inside_bank;
};

struct zhun_reconciliation {
  static constexpr std::uint64_t kKind = 0x7a7265636f6e6369;
  zhun::capi::Mark mark{kKind};
  std::shared_ptr<const zhun::Assessment> reconciled;  // never null, without a judgement
  zhun::Masking masking = zhun::Masking::inside_bank;
};

namespace zhun::capi {

inline constexpr std::string_view kDossierFile = "dossier.json";

// Fills the caller's error, if there is one and it is at least of version 1, and returns the
// status.
zhun_status report(zhun_error* out, const Error& error) noexcept;
zhun_status report(zhun_error* out, zhun_status status, std::string_view message) noexcept;
// Empties the caller's error.
zhun_status succeed(zhun_error* out) noexcept;

inline zhun_status invalid(zhun_error* out, std::string_view message) noexcept {
  return report(out, ZHUN_EINVAL, message);
}

// Runs one call's work. Whatever is thrown ends here, and its text is dropped: it might quote a
// document.
template <typename Work>
zhun_status guarded(zhun_error* error, Work&& work) noexcept {
  try {
    return std::forward<Work>(work)();
  } catch (const std::bad_alloc&) {
    return report(error, ZHUN_ENOMEM, "there is not enough memory");
  } catch (const std::length_error&) {
    return report(error, ZHUN_ENOMEM, "there is not enough memory");
  } catch (const std::overflow_error&) {
    return report(error, ZHUN_ELIMIT, "a sum exceeds what 64 bits hold");
  } catch (...) {
    return report(error, ZHUN_EINTERNAL, "this is a mistake in zhun; please report it");
  }
}

inline Error wrong_handle() {
  return {ErrorCode::invalid_argument, {}, "a handle of the options is of another kind, or freed"};
}

inline Error unknown_option() {
  return {ErrorCode::version, {}, "the options ask for something that this version does not know"};
}

// The watch that stands for the caller's token and callback.
zhun::Watch watch_of(const zhun_cancel* cancel, zhun_progress progress, void* user);

// Our defaults in `known`, then what the caller's version of the struct states; what we do not know
// must be zero. `size_min` is the size of its version 1.
template <typename Options>
Result<void> take_options(const Options* given, std::size_t size_min, Options& known) {
  const std::size_t size = given->struct_size;
  if (size < size_min)
    return fail(ErrorCode::invalid_argument, {},
                "the options' struct_size is smaller than version 1");
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof known; i < size; ++i)
    if (bytes[i] != 0) return tl::unexpected(unknown_option());
  std::memcpy(&known, given, std::min(size, sizeof known));
  return {};
}

template <typename Options>
zhun_status take_options(const Options* given, std::size_t size_min, Options& known,
                         zhun_error* error) {
  const auto taken = take_options(given, size_min, known);
  return taken ? ZHUN_OK : report(error, taken.error());
}

// A file of the caller's, for as long as the call.
[[nodiscard]] Result<SourceFile> source_of(const zhun_file* file);
// Names that the caller lists.
[[nodiscard]] Result<std::vector<std::string>> names_of(const char* const* names,
                                                        std::size_t count);

// Zeroes the caller's options and states their size.
template <typename Options>
void init_options(Options* options, std::size_t size, std::size_t size_min) noexcept {
  if (options == nullptr || size < size_min) return;
  std::memset(options, 0, size);
  options->struct_size = static_cast<std::uint32_t>(size);
}

// Moves `bytes` into the caller's buffer, whose former contents are freed.
void fill(zhun_buffer& buffer, std::string&& bytes);

}  // namespace zhun::capi
