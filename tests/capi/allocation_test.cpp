// Memory runs out at the n-th allocation of a whole run: always a status, never a crash, and the
// next run is as if nothing had happened.
#include <atomic>
#include <cstdlib>
#include <new>

#include "handles_for_tests.hpp"

namespace {

// Allocations until one fails; negative: none fails. Only the test's one thread counts.
thread_local long countdown = -1;
std::atomic<long> allocations{0};

void* allocate(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (countdown == 0) return nullptr;
  if (countdown > 0) --countdown;
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

// Seen by libzhun.so, too: the program's definition wins.
void* operator new(std::size_t size) {
  if (void* memory = allocate(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace zhun::test;

namespace {

zhun_status run_and_render(const zhun_dossier* dossier, const zhun_policy* policy,
                           std::string* text) {
  zhun_assessment* assessment = nullptr;
  zhun_buffer json = ZHUN_BUFFER_INIT, html = ZHUN_BUFFER_INIT;
  zhun_status status = zhun_dossier_run(dossier, policy, nullptr, &assessment, nullptr);
  if (status == ZHUN_OK) status = zhun_assessment_json(assessment, &json, nullptr);
  if (status == ZHUN_OK) status = zhun_assessment_render(assessment, "text/html", &html, nullptr);
  countdown = -1;
  if (status == ZHUN_OK && text != nullptr) text->assign(json.data, json.size);
  zhun_buffer_free(&json);
  zhun_buffer_free(&html);
  zhun_assessment_free(assessment);
  return status;
}

}  // namespace

TEST_CASE("a run survives memory running out at any of sampled allocations") {
  const OwnedDossier dossier = small_dossier();
  const OwnedPolicy policy = default_policy();
  const long before = allocations.load();
  std::string expected;
  REQUIRE(run_and_render(dossier.get(), policy.get(), &expected) == ZHUN_OK);
  const long total = allocations.load() - before;
  REQUIRE(total > 100);
  // The first ones densely, then 150 points; all of them, which takes minutes, when asked to.
  const long step = std::getenv("ZHUN_LONG") != nullptr ? 1 : total / 150 + 1;
  int failed = 0;
  for (long at = 0; at < total; at += at < 50 ? 1 : step) {
    countdown = at;
    const zhun_status status = run_and_render(dossier.get(), policy.get(), nullptr);
    countdown = -1;
    CHECK_MESSAGE((status == ZHUN_ENOMEM || status == ZHUN_OK), "allocation " << at);
    if (status == ZHUN_ENOMEM) ++failed;
  }
  CHECK(failed > 50);
  std::string again;
  REQUIRE(run_and_render(dossier.get(), policy.get(), &again) == ZHUN_OK);
  CHECK(again == expected);
}
