// Version, names of statuses, and buffers.
#include <array>
#include <memory>

#include "handles.hpp"
#include "zhun/text.hpp"
#include "zhun/version.hpp"

namespace zhun::capi {

// One codes table for both languages: zhun.h and zhun/error.hpp must agree.
static_assert(ZHUN_EINVAL == static_cast<std::int32_t>(ErrorCode::invalid_argument));
static_assert(ZHUN_ENOMEM == static_cast<std::int32_t>(ErrorCode::out_of_memory));
static_assert(ZHUN_ELIMIT == static_cast<std::int32_t>(ErrorCode::limit));
static_assert(ZHUN_ECANCELLED == static_cast<std::int32_t>(ErrorCode::cancelled));
static_assert(ZHUN_EFORMAT == static_cast<std::int32_t>(ErrorCode::format));
static_assert(ZHUN_EENCRYPTED == static_cast<std::int32_t>(ErrorCode::encrypted));
static_assert(ZHUN_EUNSUPPORTED == static_cast<std::int32_t>(ErrorCode::unsupported));
static_assert(ZHUN_EPOLICY == static_cast<std::int32_t>(ErrorCode::policy));
static_assert(ZHUN_ESTATE == static_cast<std::int32_t>(ErrorCode::state));
static_assert(ZHUN_EVERSION == static_cast<std::int32_t>(ErrorCode::version));
static_assert(ZHUN_EINTERNAL == static_cast<std::int32_t>(ErrorCode::internal));

zhun::Watch watch_of(const zhun_cancel* cancel, zhun_progress progress, void* user) {
  Watch::Callback callback;
  if (progress != nullptr)
    callback = [progress, user](const Progress& at) {
      return progress(user, std::string(at.stage).c_str(), at.done, at.total) == 0;
    };
  return Watch(cancel != nullptr ? &cancel->token : nullptr, std::move(callback));
}

Result<SourceFile> source_of(const zhun_file* file) {
  if (file == nullptr || file->name == nullptr || (file->data == nullptr && file->size > 0))
    return fail(ErrorCode::invalid_argument, {}, "a file is NULL or has no name or no data");
  return SourceFile{file->name, {static_cast<const char*>(file->data), file->size}, {}};
}

Result<std::vector<std::string>> names_of(const char* const* names, std::size_t count) {
  if (names == nullptr && count > 0)
    return fail(ErrorCode::invalid_argument, {}, "a list of names is NULL");
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == nullptr) return fail(ErrorCode::invalid_argument, {}, "a name is NULL");
    out.emplace_back(names[i]);
  }
  return out;
}

void fill(zhun_buffer& buffer, std::string&& bytes) {
  auto owner = std::make_unique<std::string>(std::move(bytes));
  zhun_buffer_free(&buffer);
  buffer.data = owner->c_str();
  buffer.size = owner->size();
  buffer.owner = owner.release();
}

}  // namespace zhun::capi

int32_t zhun_abi_version(void) noexcept { return ZHUN_ABI_VERSION; }

const char* zhun_version_string(void) noexcept {
  return zhun::version().data();  // a view of a string literal
}

const char* zhun_status_name(zhun_status status) noexcept {
  struct Name {
    zhun_status status;
    const char* name;
  };
  static constexpr std::array<Name, 12> kNames = {{
      {ZHUN_OK, "ok"},
      {ZHUN_EINVAL, "invalid_argument"},
      {ZHUN_ENOMEM, "out_of_memory"},
      {ZHUN_ELIMIT, "limit"},
      {ZHUN_ECANCELLED, "cancelled"},
      {ZHUN_EFORMAT, "format"},
      {ZHUN_EENCRYPTED, "encrypted"},
      {ZHUN_EUNSUPPORTED, "unsupported"},
      {ZHUN_EPOLICY, "policy"},
      {ZHUN_ESTATE, "state"},
      {ZHUN_EVERSION, "version"},
      {ZHUN_EINTERNAL, "internal"},
  }};
  for (const Name& entry : kNames)
    if (entry.status == status) return entry.name;
  return "unknown";
}

zhun_status zhun_cancel_create(zhun_cancel** out, zhun_error* error) noexcept {
  return zhun::capi::guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    *out = new zhun_cancel;
    return zhun::capi::succeed(error);
  });
}

void zhun_cancel_request(zhun_cancel* cancel) noexcept {
  if (zhun::capi::is_alive(cancel)) cancel->token.request();
}

void zhun_cancel_free(zhun_cancel* cancel) noexcept { zhun::capi::free_handle(cancel); }

void zhun_buffer_free(zhun_buffer* buffer) noexcept {
  if (buffer == nullptr) return;
  if (auto* owner = static_cast<std::string*>(buffer->owner)) {
    zhun::wipe(owner->data(), owner->size());
    delete owner;
  }
  *buffer = ZHUN_BUFFER_INIT;
}
