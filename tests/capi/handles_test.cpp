// Handles that are not what they should be: of another kind, freed, freed twice.
#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

template <typename To, typename From>
To* taken_for(From* handle) {
  return reinterpret_cast<To*>(handle);
}

}  // namespace

TEST_CASE("a handle of another kind is refused with a sentence, wherever it is handed in") {
  const OwnedDossier dossier = small_dossier();
  const OwnedPolicy policy = default_policy();
  const OwnedAssessment assessment = assessed(dossier.get());
  zhun_cancel* cancel = nullptr;
  REQUIRE(zhun_cancel_create(&cancel, nullptr) == ZHUN_OK);
  zhun_assessment* made = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_dossier_run(taken_for<zhun_dossier>(policy.get()), policy.get(), nullptr, &made,
                         &error) == ZHUN_EINVAL);
  CHECK(std::string(error.message).find("another kind") != std::string::npos);
  CHECK(zhun_dossier_run(dossier.get(), taken_for<zhun_policy>(dossier.get()), nullptr, &made,
                         &error) == ZHUN_EINVAL);
  CHECK(zhun_dossier_add(taken_for<zhun_dossier>(assessment.get()), "a", "", 0, &error) ==
        ZHUN_EINVAL);
  OwnedBuffer out;
  CHECK(zhun_assessment_json(taken_for<zhun_assessment>(cancel), &out.buffer, &error) ==
        ZHUN_EINVAL);
  CHECK(zhun_scan(taken_for<zhun_scanner>(policy.get()), nullptr, 0, nullptr, &out.buffer,
                  &error) == ZHUN_EINVAL);
  CHECK(zhun_scorecard_render(taken_for<zhun_scorecard>(cancel), "text/html", &out.buffer,
                              &error) == ZHUN_EINVAL);
  CHECK(zhun_reconciliation_score(taken_for<zhun_reconciliation>(cancel), nullptr, &made, &error) ==
        ZHUN_EINVAL);
  CHECK(zhun_decision_model_run(taken_for<zhun_decision_model>(cancel), "text/plain", nullptr, "",
                                0, &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(std::string(zhun_policy_id(taken_for<zhun_policy>(cancel))).empty());
  zhun_cancel_request(taken_for<zhun_cancel>(policy.get()));  // does nothing

  zhun_run_options run = ZHUN_RUN_OPTIONS_INIT;
  run.cancel = taken_for<zhun_cancel>(policy.get());
  CHECK(zhun_dossier_run(dossier.get(), policy.get(), &run, &made, &error) == ZHUN_EINVAL);
  run = ZHUN_RUN_OPTIONS_INIT;
  run.pdf = taken_for<zhun_pdf_engine>(cancel);
  CHECK(zhun_dossier_run(dossier.get(), policy.get(), &run, &made, &error) == ZHUN_EINVAL);
  run = ZHUN_RUN_OPTIONS_INIT;
  run.scanner = taken_for<zhun_scanner>(cancel);
  CHECK(zhun_dossier_run(dossier.get(), policy.get(), &run, &made, &error) == ZHUN_EINVAL);
  zhun_parse_options parse = ZHUN_PARSE_OPTIONS_INIT;
  parse.cancel = taken_for<zhun_cancel>(dossier.get());
  CHECK(zhun_parse_as("text/csv", "a", 1, &parse, &out.buffer, &error) == ZHUN_EINVAL);
  zhun_match_options match = ZHUN_MATCH_OPTIONS_INIT;
  match.pdf = taken_for<zhun_pdf_engine>(dossier.get());
  const zhun_file file = {"a", "a", 1};
  CHECK(zhun_match("text/csv", &file, &file, &match, &out.buffer, &error) == ZHUN_EINVAL);

  // Given back as another kind it stays what it is.
  zhun_dossier_free(taken_for<zhun_dossier>(cancel));
  zhun_policy_free(taken_for<zhun_policy>(cancel));
  zhun_cancel_request(cancel);
  zhun_cancel_free(cancel);
  CHECK(made == nullptr);
}

// Under AddressSanitizer the look at freed memory is what it is there to find.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("what was freed is refused, and freed twice is freed once") {
  zhun_dossier* dossier = small_dossier().release();
  zhun_policy* policy = default_policy().release();
  zhun_assessment* assessment = assessed(dossier).release();
  zhun_assessment_free(assessment);
  zhun_assessment_free(assessment);
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_assessment_json(assessment, &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(std::string(error.message).find("freed") != std::string::npos);
  zhun_dossier_free(dossier);
  zhun_dossier_free(dossier);
  CHECK(zhun_dossier_add(dossier, "a", "", 0, nullptr) == ZHUN_EINVAL);
  zhun_policy_free(policy);
  zhun_policy_free(policy);
  CHECK(std::string(zhun_policy_id(policy)).empty());
}
#endif
