// Many threads with one policy: what zhun.h says of handles that never change.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "handles_for_tests.hpp"

using namespace zhun::test;

TEST_CASE("1,000 assessments on 8 threads that share one policy are the same bytes") {
  const OwnedPolicy policy = default_policy();
  const OwnedDossier first = small_dossier();
  OwnedBuffer expected;
  {
    const OwnedAssessment assessment = assessed(first.get());
    REQUIRE(zhun_assessment_json(assessment.get(), &expected.buffer, nullptr) == ZHUN_OK);
  }
  const std::string json = expected.text();
  const std::string description = small("dossier.json"), bank = small("bank.csv"),
                    registry = small("registry.json");
  std::atomic<int> left{1000}, same{0}, wrong{0};
  const auto work = [&] {
    while (left.fetch_sub(1) > 0) {
      zhun_dossier* dossier = nullptr;
      zhun_assessment* assessment = nullptr;
      OwnedBuffer out;
      bool ok = zhun_dossier_create(&dossier, nullptr) == ZHUN_OK;
      for (const auto& [name, bytes] :
           {std::pair("dossier.json", &description), std::pair("bank.csv", &bank),
            std::pair("registry.json", &registry)})
        ok = ok && add(dossier, name, *bytes) == ZHUN_OK;
      ok = ok &&
           zhun_dossier_run(dossier, policy.get(), nullptr, &assessment, nullptr) == ZHUN_OK &&
           zhun_assessment_json(assessment, &out.buffer, nullptr) == ZHUN_OK && out.text() == json;
      ++(ok ? same : wrong);
      zhun_assessment_free(assessment);
      zhun_dossier_free(dossier);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  CHECK(same == 1000);
  CHECK(wrong == 0);
}

TEST_CASE("one assessment is rendered by many threads, and one token stops many runs") {
  const OwnedPolicy policy = default_policy();
  std::vector<OwnedDossier> dossiers;
  for (int i = 0; i < 4; ++i) dossiers.push_back(small_dossier());
  const OwnedAssessment assessment = assessed(dossiers.front().get());
  zhun_cancel* cancel = nullptr;
  REQUIRE(zhun_cancel_create(&cancel, nullptr) == ZHUN_OK);
  std::atomic<int> rendered{0}, ended{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      OwnedBuffer out;
      for (const char* form : {"application/json", "text/html"})
        rendered += zhun_assessment_render(assessment.get(), form, &out.buffer, nullptr) == ZHUN_OK;
    });
    threads.emplace_back([&, dossier = dossiers[static_cast<std::size_t>(i)].get()] {
      zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
      options.cancel = cancel;
      zhun_status status = ZHUN_OK;
      while (status == ZHUN_OK) {
        zhun_assessment* made = nullptr;
        status = zhun_dossier_run(dossier, policy.get(), &options, &made, nullptr);
        zhun_assessment_free(made);
      }
      ended += status == ZHUN_ECANCELLED;
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  zhun_cancel_request(cancel);
  for (std::thread& thread : threads) thread.join();
  zhun_cancel_free(cancel);
  CHECK(rendered == 8);
  CHECK(ended == 4);
}
