// All facts of a dossier, and the circles of money in many rows, in CPU time: the best of several
// runs, after the dossier was read.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

#include "made_dossier.hpp"
#include "reconcile/reconcile.hpp"
#include "score/policy_pack.hpp"
#include "zhun/zhun.hpp"

namespace {

double cpu_milliseconds() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Rows of fifty parties that pay and are paid, so that most amounts have a partner within days.
void make_circles(zhun::Dossier& dossier) {
  std::uint64_t state = 20261124;
  const auto random = [&](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % below;
  };
  for (zhun::Statement& statement : dossier.statements) {
    for (zhun::Transaction& row : statement.rows) {
      row.direction = random(2) == 0 ? zhun::Direction::inflow : zhun::Direction::outflow;
      row.amount = zhun::Money::from_yuan(static_cast<std::int64_t>(10'000 + random(40'000)));
      row.counterparty_name =
          statement.text->store("样例循环" + std::to_string(random(50)) + "贸易有限公司");
      row.summary = statement.text->store("转账");
      row.balance.reset();
    }
  }
}

int measure(std::string_view what, std::size_t rows, bool circles, double limit) {
  const auto made = zhun::benchmarks::make_dossier({.rows = rows, .invoices = rows / 4});
  auto dossier = zhun::read_dossier(made.description, made.sources());
  const auto policy = zhun::default_policy();
  if (!dossier || !policy) {
    std::fprintf(stderr, "the made dossier is refused\n");
    return 1;
  }
  if (circles) make_circles(*dossier);
  const zhun::Dossier gated = zhun::apply_consents(std::move(*dossier));
  double best = 1e9;
  std::size_t found = 0;
  for (int run = 0; run < 5; ++run) {
    const double start = cpu_milliseconds();
    const auto result = zhun::reconcile_dossier(gated, (*policy)->reconcile);
    best = std::min(best, cpu_milliseconds() - start);
    if (!result) return 1;
    found = circles ? result->cycles.size() : result->facts.size();
  }
  std::printf("%.*s: %zu rows, %zu %s, %.1f ms (asked: %.0f)\n", static_cast<int>(what.size()),
              what.data(), rows, found, circles ? "circles" : "facts", best, limit);
  return 0;
}

}  // namespace

int main() {
  const int facts = measure("facts", 20'000, false, 50);
  return facts + measure("cycles and all facts", 100'000, true, 500);
}
