// Memory runs out at the n-th allocation of a whole run: always a status, never a crash, and the
// next run is as if nothing had happened.
#include <atomic>
#include <cstdlib>
#include <new>

#include "handles_for_tests.hpp"

namespace {

// Allocations until one fails; negative: none fails. Only the test's one thread counts.
thread_local long countdown = -1;
std::atomic<long> allocations{0}, living{0};

void* allocate(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (countdown == 0) return nullptr;
  if (countdown > 0) --countdown;
  living.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}

void release(void* memory) noexcept {
  if (memory != nullptr) living.fetch_sub(1, std::memory_order_relaxed);
  std::free(memory);
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
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }

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

namespace {

// Reads, takes the schema and every batch, and gives all of it back.
bool read_as_arrow(const std::string& bytes) {
  ArrowArrayStream stream;
  const zhun_status status =
      zhun_parse_arrow(bytes.data(), bytes.size(), nullptr, &stream, nullptr);
  if (status != ZHUN_OK) return false;
  ArrowSchema schema;
  bool done = stream.get_schema(&stream, &schema) == 0;
  while (done) {
    ArrowArray batch;
    done = stream.get_next(&stream, &batch) == 0;
    if (!done || batch.release == nullptr) break;
    batch.release(&batch);
  }
  countdown = -1;
  if (schema.release != nullptr) schema.release(&schema);
  stream.release(&stream);
  return done;
}

}  // namespace

TEST_CASE("an Arrow stream survives memory running out at any allocation, and nothing is kept") {
  const std::string bytes = small("bank.csv");
  REQUIRE(read_as_arrow(bytes));
  const long before = allocations.load(), kept = living.load();
  REQUIRE(read_as_arrow(bytes));
  const long total = allocations.load() - before;
  CHECK(living.load() == kept);
  int failed = 0, leaks = 0;
  for (long at = 0; at < total; ++at) {
    countdown = at;
    const bool done = read_as_arrow(bytes);
    countdown = -1;
    if (!done) ++failed;
    if (living.load() != kept) ++leaks;  // not checked here: a check of doctest allocates
  }
  CHECK(leaks == 0);
  CHECK(failed > 50);
}
