// Progress and cancel: what a host is told, and how soon a call ends that it stops.
#include <atomic>
#include <ctime>
#include <functional>
#include <thread>

#include "handles_for_tests.hpp"
#include "made_rows.hpp"

using namespace zhun::test;

namespace {

using OwnedCancel = std::unique_ptr<zhun_cancel, Freer<zhun_cancel_free>>;

OwnedCancel token() {
  zhun_cancel* cancel = nullptr;
  REQUIRE(zhun_cancel_create(&cancel, nullptr) == ZHUN_OK);
  return OwnedCancel(cancel);
}

struct Told {
  std::vector<std::string> stages;
  std::vector<std::uint64_t> done, total;
  std::size_t calls_max = SIZE_MAX;  // stops at the call after so many
  static std::int32_t hear(void* user, const char* stage, std::uint64_t done, std::uint64_t total) {
    auto& told = *static_cast<Told*>(user);
    told.stages.emplace_back(stage);
    told.done.push_back(done);
    told.total.push_back(total);
    return told.stages.size() > told.calls_max ? 1 : 0;
  }
};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The longest that a call worked without looking whether it is to stop, in CPU seconds: what a
// cancel has to wait for. Measured on the calling thread's own clock, so that a busy machine
// changes nothing.
struct Gaps {
  double last = cpu_seconds(), longest = 0;
  std::string where;
  static std::int32_t hear(void* user, const char* stage, std::uint64_t done, std::uint64_t) {
    static_cast<Gaps*>(user)->look(std::string(stage) + " " + std::to_string(done));
    return 0;
  }
  void look(const std::string& now_at) {
    const double now = cpu_seconds();
    if (now - last > longest) {
      longest = now - last;
      where = at + " to " + now_at;
    }
    last = now;
    at = now_at;
  }
  std::string at = "begin";
};

zhun_run_options run_options(const zhun_cancel* cancel, zhun_progress progress, void* user) {
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.cancel = cancel;
  options.progress = progress;
  options.progress_user = user;
  return options;
}

zhun_status run(const zhun_dossier* dossier, const zhun_run_options& options,
                zhun_error* error = nullptr) {
  static const OwnedPolicy policy = default_policy();
  zhun_assessment* assessment = nullptr;
  const zhun_status status = zhun_dossier_run(dossier, policy.get(), &options, &assessment, error);
  CHECK((assessment != nullptr) == (status == ZHUN_OK));
  zhun_assessment_free(assessment);
  return status;
}

OwnedDossier large_dossier(std::size_t rows) {
  OwnedDossier dossier = empty_dossier();
  REQUIRE(add(dossier.get(), "dossier.json", made_dossier_json()) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "bank.csv", made_bank_csv(rows)) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "registry.json", small("registry.json")) == ZHUN_OK);
  return dossier;
}

}  // namespace

TEST_CASE("a host is told of every stage, and the figures never go back within one") {
  const OwnedDossier dossier = small_dossier();
  Told told;
  REQUIRE(run(dossier.get(), run_options(nullptr, Told::hear, &told)) == ZHUN_OK);
  std::vector<std::string> order;
  for (const auto& stage : told.stages)
    if (order.empty() || order.back() != stage) order.push_back(stage);
  CHECK(order == std::vector<std::string>{"read", "reconcile", "judge"});
  for (std::size_t i = 0; i < told.stages.size(); ++i) {
    CHECK(told.done[i] <= told.total[i]);
    if (i == 0 || told.stages[i] != told.stages[i - 1]) continue;
    CHECK(told.done[i] >= told.done[i - 1]);
    CHECK(told.total[i] == told.total[i - 1]);
  }
  CHECK(told.done.back() == told.total.back());
}

TEST_CASE("a callback stops a run wherever it is called, and the next run is whole") {
  const OwnedDossier dossier = small_dossier();
  Told whole;
  REQUIRE(run(dossier.get(), run_options(nullptr, Told::hear, &whole)) == ZHUN_OK);
  REQUIRE(whole.stages.size() > 10);
  for (std::size_t calls = 0; calls < whole.stages.size(); ++calls) {
    Told told;
    told.calls_max = calls;
    zhun_error error = ZHUN_ERROR_INIT;
    CHECK(run(dossier.get(), run_options(nullptr, Told::hear, &told), &error) == ZHUN_ECANCELLED);
    CHECK(told.stages.size() == calls + 1);  // not asked again once it said stop
    CHECK(std::string(error.message) == "the call was cancelled");
  }
  CHECK(run(dossier.get(), run_options(nullptr, nullptr, nullptr)) == ZHUN_OK);
}

TEST_CASE("a token that was requested before stops every call at once") {
  const OwnedCancel cancel = token();
  zhun_cancel_request(cancel.get());
  zhun_cancel_request(nullptr);
  const OwnedDossier dossier = small_dossier();
  CHECK(run(dossier.get(), run_options(cancel.get(), nullptr, nullptr)) == ZHUN_ECANCELLED);
  const std::string csv = small("bank.csv");
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  options.cancel = cancel.get();
  OwnedBuffer out;
  CHECK(zhun_parse_as("text/csv", csv.data(), csv.size(), &options, &out.buffer, nullptr) ==
        ZHUN_ECANCELLED);
  CHECK(out.buffer.data == nullptr);
  ArrowArrayStream stream;
  CHECK(zhun_parse_arrow(csv.data(), csv.size(), &options, &stream, nullptr) == ZHUN_ECANCELLED);
  CHECK((stream.release == nullptr));
}

TEST_CASE("a token that nobody requests changes nothing") {
  const OwnedCancel cancel = token();
  const OwnedDossier dossier = small_dossier();
  CHECK(run(dossier.get(), run_options(cancel.get(), nullptr, nullptr)) == ZHUN_OK);
}

TEST_CASE("another thread stops a run that is under way") {
  const OwnedDossier dossier = large_dossier(60'000);
  const OwnedCancel cancel = token();
  std::atomic<bool> started{false};
  const auto hear = [](void* user, const char*, std::uint64_t, std::uint64_t) -> std::int32_t {
    *static_cast<std::atomic<bool>*>(user) = true;
    return 0;
  };
  std::thread other([&] {
    while (!started) std::this_thread::yield();
    zhun_cancel_request(cancel.get());
  });
  const zhun_status status = run(dossier.get(), run_options(cancel.get(), hear, &started));
  started = true;
  other.join();
  CHECK(status == ZHUN_ECANCELLED);
}

// ThreadSanitizer takes ten times as long, so that its times say nothing.
#ifndef __SANITIZE_THREAD__
TEST_CASE("no call works for 100 ms without looking whether it is to stop") {
  const std::size_t rows = 200'000;
  SUBCASE("a run") {
    const OwnedDossier dossier = large_dossier(rows);
    Gaps gaps;
    REQUIRE(run(dossier.get(), run_options(nullptr, Gaps::hear, &gaps)) == ZHUN_OK);
    gaps.look("end");
    MESSAGE("longest " << gaps.longest << " s from " << gaps.where);
    CHECK(gaps.longest < 0.1);
  }
  SUBCASE("reading") {
    const std::string csv = made_bank_csv(rows);
    Gaps gaps;
    zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
    options.progress = Gaps::hear;
    options.progress_user = &gaps;
    ArrowArrayStream stream;
    REQUIRE(zhun_parse_arrow(csv.data(), csv.size(), &options, &stream, nullptr) == ZHUN_OK);
    gaps.look("end");
    stream.release(&stream);
    MESSAGE("longest " << gaps.longest << " s from " << gaps.where);
    CHECK(gaps.longest < 0.1);
  }
  SUBCASE("fitting and scoring") {
    std::string csv = "bad,x,y,city\n";
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t x = i * 2'654'435'761 % 1'000'003;
      csv += std::to_string(x % 10 < 3) + "," + std::to_string(x) + "." + std::to_string(i % 97) +
             "," + std::to_string(x % 1'000 + i % 7) + ",c" + std::to_string(x % 13) + "\n";
    }
    const zhun_file table = {"cases.csv", csv.data(), csv.size()};
    Gaps fitting;
    zhun_fit_options options = ZHUN_FIT_OPTIONS_INIT;
    options.progress = Gaps::hear;
    options.progress_user = &fitting;
    zhun_scorecard* card = nullptr;
    REQUIRE(zhun_scorecard_fit(&table, &options, &card, nullptr) == ZHUN_OK);
    fitting.look("end");
    MESSAGE("longest " << fitting.longest << " s from " << fitting.where);
    OwnedBuffer pmml, answers;
    REQUIRE(zhun_scorecard_render(card, "application/xml", &pmml.buffer, nullptr) == ZHUN_OK);
    zhun_scorecard_free(card);
    const zhun_file model = {"card.pmml", pmml.buffer.data, pmml.buffer.size};
    Gaps scoring;
    zhun_batch_options batch = ZHUN_BATCH_OPTIONS_INIT;
    batch.progress = Gaps::hear;
    batch.progress_user = &scoring;
    batch.threads = 2;
    REQUIRE(zhun_pmml_run(&model, &table, &batch, &answers.buffer, nullptr) == ZHUN_OK);
    scoring.look("end");
    MESSAGE("longest " << scoring.longest << " s from " << scoring.where);
    CHECK(fitting.longest < 0.1);
    CHECK(scoring.longest < 0.1);
  }
  SUBCASE("a table from Arrow") {
    const std::string csv = made_bank_csv(rows);
    ArrowArrayStream stream;
    REQUIRE(zhun_parse_arrow(csv.data(), csv.size(), nullptr, &stream, nullptr) == ZHUN_OK);
    Gaps gaps;
    zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
    options.progress = Gaps::hear;
    options.progress_user = &gaps;
    OwnedBuffer out;
    REQUIRE(zhun_table_from_arrow(&stream, &options, &out.buffer, nullptr) == ZHUN_OK);
    gaps.look("end");
    MESSAGE("longest " << gaps.longest << " s from " << gaps.where);
    CHECK(gaps.longest < 0.1);
  }
}
#endif
