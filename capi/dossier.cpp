// zhun_dossier_*: collects the files of one applicant and runs a policy on them.
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "handles.hpp"
#include "zhun/dossier.hpp"
#include "zhun/text.hpp"

using zhun::capi::guarded;
using zhun::capi::kDossierFile;

zhun_dossier::~zhun_dossier() {
  for (auto& [name, bytes] : files) zhun::wipe(bytes.data(), bytes.size());
  for (auto& [name, bytes] : passwords) zhun::wipe(bytes.data(), bytes.size());
}

namespace {

struct RunOptions {
  zhun::Masking masking = zhun::Masking::inside_bank;
  zhun::Limits limits;
  const zhun::PdfEngine* pdf = nullptr;
  const zhun::CancelToken* cancel = nullptr;
  zhun::Watch watch{nullptr};
  const zhun_scanner* scanner = nullptr;
  std::optional<zhun::Answers> answers;
};

constexpr std::size_t kFirstVersion = offsetof(zhun_run_options, pdf);

zhun_status read_answers(const zhun_run_options& given, RunOptions& out, zhun_error* error) {
  if (given.answers == nullptr) return ZHUN_OK;
  std::optional<zhun::DateTime> now;
  if (given.now != nullptr) {
    now = zhun::parse_date_time(given.now);
    if (!now || !now->has_time())
      return zhun::capi::invalid(error, "the options' now is not a date with a time");
  }
  auto answers = zhun::read_answers({static_cast<const char*>(given.answers), given.answers_size},
                                    "answers", now, out.limits);
  if (!answers) return zhun::capi::report(error, answers.error());
  out.answers = std::move(*answers);
  return ZHUN_OK;
}

zhun_status read_options(const zhun_run_options* given, RunOptions& out, zhun_error* error) {
  if (given == nullptr) return ZHUN_OK;
  zhun_run_options known = ZHUN_RUN_OPTIONS_INIT;
  if (const auto taken = zhun::capi::take_options(given, kFirstVersion, known, error);
      taken != ZHUN_OK)
    return taken;
  if (known.cancel != nullptr) out.cancel = &known.cancel->token;
  out.watch = zhun::capi::watch_of(known.cancel, known.progress, known.progress_user);
  if (known.pdf != nullptr) out.pdf = known.pdf->engine.get();
  out.scanner = known.scanner;
  switch (known.masking) {
    case ZHUN_MASKING_INSIDE_BANK:
      out.masking = zhun::Masking::inside_bank;
      break;
    case ZHUN_MASKING_OUTWARD:
      out.masking = zhun::Masking::outward;
      break;
    case ZHUN_MASKING_NONE:
      out.masking = zhun::Masking::none;
      break;
    default:
      return zhun::capi::invalid(error, "the options' masking is not a known level");
  }
  if (known.source_bytes_max > 0) out.limits.bytes_max = known.source_bytes_max;
  if (known.source_rows_max > 0) out.limits.rows_max = known.source_rows_max;
  return read_answers(known, out, error);
}

zhun_status without_description(zhun_error* error) {
  return zhun::capi::report(error, ZHUN_ESTATE, "add the file dossier.json first");
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
    if (dossier == nullptr) return zhun::capi::invalid(error, "dossier is NULL");
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
    if (dossier == nullptr) return zhun::capi::invalid(error, "dossier is NULL");
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
    if (dossier == nullptr) return zhun::capi::invalid(error, "dossier is NULL");
    const auto description = dossier->files.find(kDossierFile);
    if (description == dossier->files.end()) return without_description(error);
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

void zhun_dossier_free(zhun_dossier* dossier) noexcept { delete dossier; }

void zhun_run_options_init(zhun_run_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, kFirstVersion);
}

zhun_status zhun_dossier_run(const zhun_dossier* dossier, const zhun_policy* policy,
                             const zhun_run_options* options, zhun_assessment** out,
                             zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (dossier == nullptr || policy == nullptr)
      return zhun::capi::invalid(error, "dossier or policy is NULL");
    RunOptions run;
    if (const zhun_status status = read_options(options, run, error); status != ZHUN_OK)
      return status;
    const auto description = dossier->files.find(kDossierFile);
    if (description == dossier->files.end()) return without_description(error);
    std::vector<zhun::SourceFile> sources;
    for (const auto& [name, bytes] : dossier->files)
      if (name != kDossierFile) sources.push_back({name, bytes, dossier->password_of(name)});
    zhun::DossierOptions read_options;
    read_options.limits = run.limits;
    read_options.limits.watch = &run.watch;
    read_options.pdf = run.pdf;
    if (run.scanner != nullptr) read_options.ocr_engines = run.scanner->engines;
    // Pages of scans are read on other threads, where the caller's callback is not to run.
    read_options.progress = [&run](std::uint32_t, std::uint32_t) {
      return run.cancel == nullptr || !run.cancel->requested();
    };
    const auto read = zhun::read_dossier(description->second, sources, read_options);
    if (!read) return zhun::capi::report(error, read.error());
    auto assessment =
        zhun::assess(*read, policy->policy, &run.watch, run.answers ? &*run.answers : nullptr);
    if (!assessment) return zhun::capi::report(error, assessment.error());
    *out = new zhun_assessment{std::make_shared<const zhun::Assessment>(std::move(*assessment)),
                               run.masking};
    return zhun::capi::succeed(error);
  });
}
