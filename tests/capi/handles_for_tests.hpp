// Owners of C handles, so that a failing check leaks nothing, and the small dossier of the tests.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "files.hpp"
#include "zhun.h"

namespace zhun::test {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using OwnedPolicy = std::unique_ptr<zhun_policy, Freer<zhun_policy_free>>;
using OwnedDossier = std::unique_ptr<zhun_dossier, Freer<zhun_dossier_free>>;
using OwnedAssessment = std::unique_ptr<zhun_assessment, Freer<zhun_assessment_free>>;

struct OwnedBuffer {
  zhun_buffer buffer = ZHUN_BUFFER_INIT;
  OwnedBuffer() = default;
  OwnedBuffer(const OwnedBuffer&) = delete;
  OwnedBuffer& operator=(const OwnedBuffer&) = delete;
  ~OwnedBuffer() { zhun_buffer_free(&buffer); }
  [[nodiscard]] std::string text() const { return {buffer.data, buffer.size}; }
};

inline OwnedPolicy default_policy() {
  zhun_policy* policy = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = zhun_policy_default(&policy, &error);
  REQUIRE_MESSAGE(status == ZHUN_OK, std::string(error.message));
  return OwnedPolicy(policy);
}

inline OwnedDossier empty_dossier() {
  zhun_dossier* dossier = nullptr;
  REQUIRE(zhun_dossier_create(&dossier, nullptr) == ZHUN_OK);
  return OwnedDossier(dossier);
}

inline zhun_status add(zhun_dossier* dossier, const char* name, const std::string& bytes,
                       zhun_error* error = nullptr) {
  return zhun_dossier_add(dossier, name, bytes.data(), bytes.size(), error);
}

// tests/cli/dossier, which the tests of the command use, too.
inline std::string small(const std::string& name) {
  std::string bytes = fixture("cli/dossier/" + name);
  REQUIRE(!bytes.empty());
  return bytes;
}

inline OwnedDossier small_dossier() {
  OwnedDossier dossier = empty_dossier();
  for (const char* name : {"dossier.json", "bank.csv", "registry.json"})
    REQUIRE(add(dossier.get(), name, small(name)) == ZHUN_OK);
  return dossier;
}

inline OwnedAssessment assessed(const zhun_dossier* dossier,
                                const zhun_run_options* options = nullptr) {
  const OwnedPolicy policy = default_policy();
  zhun_assessment* assessment = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = zhun_dossier_run(dossier, policy.get(), options, &assessment, &error);
  REQUIRE_MESSAGE(status == ZHUN_OK, std::string(error.message));
  return OwnedAssessment(assessment);
}

}  // namespace zhun::test
