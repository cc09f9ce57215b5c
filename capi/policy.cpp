// zhun_policy_*: the built-in pack, or a bank's own.
#include <memory>
#include <vector>

#include "handles.hpp"
#include "zhun/policy_tools.hpp"

namespace {

using zhun::capi::guarded;

zhun_status give(zhun::Result<zhun::Policy> policy, zhun_policy** out, zhun_error* error) {
  if (!policy) return zhun::capi::report(error, policy.error());
  auto handle = std::make_unique<zhun_policy>();
  handle->id = zhun::policy_id(*policy);
  handle->policy = std::move(*policy);
  *out = handle.release();
  return zhun::capi::succeed(error);
}

}  // namespace

zhun_status zhun_policy_default(zhun_policy** out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    return give(zhun::default_policy(), out, error);
  });
}

zhun_status zhun_policy_parse(const zhun_file* files, std::size_t file_count, zhun_policy** out,
                              zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (files == nullptr || file_count == 0)
      return zhun::capi::invalid(error, "a policy needs its files: policy.json and what it lists");
    std::vector<zhun::SourceFile> sources;
    sources.reserve(file_count);
    for (std::size_t i = 0; i < file_count; ++i) {
      const zhun_file& file = files[i];
      if (file.name == nullptr || (file.data == nullptr && file.size > 0))
        return zhun::capi::invalid(error, "a file of the policy has no name or no data");
      sources.push_back({file.name, {static_cast<const char*>(file.data), file.size}});
    }
    return give(zhun::open_policy(sources), out, error);
  });
}

const char* zhun_policy_id(const zhun_policy* policy) noexcept {
  return zhun::capi::is_alive(policy) ? policy->id.c_str() : "";
}

void zhun_policy_free(zhun_policy* policy) noexcept { zhun::capi::free_handle(policy); }
