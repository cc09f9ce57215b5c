// zhun_dossier_*: collects the files of one applicant and runs a policy on them.
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "handles.hpp"
#include "run_options.hpp"
#include "zhun/dossier.hpp"
#include "zhun/text.hpp"

using zhun::capi::guarded;
using zhun::capi::kDossierFile;
using zhun::capi::RunOptions;

zhun_dossier::~zhun_dossier() {
  for (auto& [name, bytes] : files) zhun::wipe(bytes.data(), bytes.size());
  for (auto& [name, bytes] : passwords) zhun::wipe(bytes.data(), bytes.size());
}

namespace {

zhun::Error without_description() {
  return {zhun::ErrorCode::state, {}, "add the file dossier.json first"};
}

// Reads the dossier and hands it to `stage` with the policy and the watch.
template <typename Stage>
zhun::Result<zhun::Assessment> read_and(Stage stage, const zhun_dossier* dossier,
                                        const zhun_policy* policy, const zhun_run_options* options,
                                        RunOptions& run) {
  if (!zhun::capi::is_alive(dossier) || !zhun::capi::is_alive(policy))
    return zhun::fail(zhun::ErrorCode::invalid_argument, {},
                      "dossier or policy is NULL, of another kind, or freed");
  if (auto taken = zhun::capi::read_run_options(options, run); !taken)
    return tl::unexpected(taken.error());
  const auto description = dossier->files.find(kDossierFile);
  if (description == dossier->files.end()) return tl::unexpected(without_description());
  std::vector<zhun::SourceFile> sources;
  for (const auto& [name, bytes] : dossier->files)
    if (name != kDossierFile) sources.push_back({name, bytes, dossier->password_of(name)});
  zhun::DossierOptions reading;
  reading.limits = run.limits;
  reading.limits.watch = &run.watch;
  reading.pdf = run.pdf;
  if (run.scanner != nullptr) reading.ocr_engines = run.scanner->engines;
  // Pages of scans are read on other threads, where the caller's callback is not to run.
  reading.progress = [&run](std::uint32_t, std::uint32_t) {
    return run.cancel == nullptr || !run.cancel->requested();
  };
  const auto read = zhun::read_dossier(description->second, sources, reading);
  if (!read) return tl::unexpected(read.error());
  return stage(*read, policy->policy, &run.watch);
}

}  // namespace

zhun_status zhun_dossier_create(zhun_dossier** out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    *out = new zhun_dossier;
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_dossier_add(zhun_dossier* dossier, const char* name, const void* data,
                             std::size_t size, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (!zhun::capi::is_alive(dossier))
      return zhun::capi::invalid(error, "dossier is NULL, of another kind, or freed");
    if (name == nullptr || *name == '\0') return zhun::capi::invalid(error, "the file has no name");
    if (data == nullptr && size > 0) return zhun::capi::invalid(error, "data is NULL");
    const auto* bytes = static_cast<const char*>(data);
    const bool added = dossier->files.try_emplace(name, std::string_view(bytes, size)).second;
    if (!added) return zhun::capi::invalid(error, "a file of this name was added before");
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_dossier_set_password(zhun_dossier* dossier, const char* name, const char* password,
                                      std::size_t password_size, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (!zhun::capi::is_alive(dossier))
      return zhun::capi::invalid(error, "dossier is NULL, of another kind, or freed");
    if (name == nullptr || *name == '\0') return zhun::capi::invalid(error, "the file has no name");
    if (password == nullptr && password_size > 0)
      return zhun::capi::invalid(error, "password is NULL");
    std::string& stored = dossier->passwords[name];
    zhun::wipe(stored.data(), stored.size());
    stored.assign(password_size > 0 ? password : "", password_size);
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_dossier_next_file(zhun_dossier* dossier, const char** name,
                                   zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (name == nullptr) return zhun::capi::invalid(error, "name is NULL");
    *name = nullptr;
    if (!zhun::capi::is_alive(dossier))
      return zhun::capi::invalid(error, "dossier is NULL, of another kind, or freed");
    const auto description = dossier->files.find(kDossierFile);
    if (description == dossier->files.end())
      return zhun::capi::report(error, without_description());
    auto wanted = zhun::list_dossier_files(description->second);
    if (!wanted) return zhun::capi::report(error, wanted.error());
    for (std::string& file : *wanted) {
      if (dossier->files.contains(file)) continue;
      dossier->next_name = std::move(file);
      *name = dossier->next_name.c_str();
      break;
    }
    return zhun::capi::succeed(error);
  });
}

void zhun_dossier_free(zhun_dossier* dossier) noexcept { zhun::capi::free_handle(dossier); }

zhun_status zhun_dossier_run(const zhun_dossier* dossier, const zhun_policy* policy,
                             const zhun_run_options* options, zhun_assessment** out,
                             zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    RunOptions run;
    const auto assess = [&run](const zhun::Dossier& read, const zhun::Policy& judge,
                               zhun::Watch* watch) {
      return zhun::assess(read, judge, watch, run.answers ? &*run.answers : nullptr);
    };
    auto assessment = read_and(assess, dossier, policy, options, run);
    if (!assessment) return zhun::capi::report(error, assessment.error());
    *out = new zhun_assessment{
        .assessment = std::make_shared<const zhun::Assessment>(std::move(*assessment)),
        .masking = run.masking};
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_dossier_reconcile(const zhun_dossier* dossier, const zhun_policy* policy,
                                   const zhun_run_options* options, zhun_reconciliation** out,
                                   zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    RunOptions run;
    auto reconciled = read_and(zhun::reconcile_sources, dossier, policy, options, run);
    if (!reconciled) return zhun::capi::report(error, reconciled.error());
    *out = new zhun_reconciliation{
        .reconciled = std::make_shared<const zhun::Assessment>(std::move(*reconciled)),
        .masking = run.masking};
    return zhun::capi::succeed(error);
  });
}
