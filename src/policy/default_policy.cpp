// The policy pack that is built into the library.
#include "zhun/policy.hpp"

namespace zhun {

Result<Policy> default_policy() { return load_policy(default_policy_files()); }

}  // namespace zhun
