// zhun_reconciliation_*: the facts of a dossier, and their judgement as a step of its own.
#include <memory>
#include <string_view>
#include <utility>

#include "handles.hpp"
#include "run_options.hpp"
#include "zhun/arrow.hpp"

using zhun::capi::guarded;

zhun_status zhun_reconciliation_table(const zhun_reconciliation* reconciliation, const char* name,
                                      ArrowArrayStream* stream, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (stream == nullptr) return zhun::capi::invalid(error, "stream is NULL");
    *stream = {};
    if (!zhun::capi::is_alive(reconciliation) || name == nullptr)
      return zhun::capi::invalid(
          error, "reconciliation or name is NULL, or the handle is of another kind or freed");
    const std::string_view wanted = name;
    if (wanted != "facts" && wanted != "transactions")
      return zhun::capi::invalid(error, "the tables are facts and transactions");
    const auto exported = zhun::export_assessment_arrow(reconciliation->reconciled, wanted,
                                                        reconciliation->masking, stream);
    if (!exported) return zhun::capi::report(error, exported.error());
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_reconciliation_score(const zhun_reconciliation* reconciliation,
                                      const zhun_run_options* options, zhun_assessment** out,
                                      zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (!zhun::capi::is_alive(reconciliation))
      return zhun::capi::invalid(error, "reconciliation is NULL, of another kind, or freed");
    zhun::capi::RunOptions run;
    if (const auto taken = zhun::capi::read_run_options(options, run); !taken)
      return zhun::capi::report(error, taken.error());
    auto assessment = zhun::judge_sources(*reconciliation->reconciled, &run.watch,
                                          run.answers ? &*run.answers : nullptr);
    if (!assessment) return zhun::capi::report(error, assessment.error());
    *out = new zhun_assessment{
        .assessment = std::make_shared<const zhun::Assessment>(std::move(*assessment)),
        .masking = reconciliation->masking};
    return zhun::capi::succeed(error);
  });
}

void zhun_reconciliation_free(zhun_reconciliation* reconciliation) noexcept {
  zhun::capi::free_handle(reconciliation);
}
