// Built-in functions on lists of numbers (DMN 1.5, 10.3.4.4).
#include <algorithm>
#include <optional>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

std::optional<Decimal> total(Arguments& a, const Items& items) {
  if (!a.state.spend(items.size())) return std::nullopt;
  Decimal sum;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is_number()) {
      a.why = kWantsNumber;
      return std::nullopt;
    }
    sum += items[i].number();
  }
  if (items.size() == 0) {
    a.why = "the list is empty";
    return std::nullopt;
  }
  return sum;
}

Value function_sum(Arguments& a) {
  const auto sum = total(a, Items(a));
  return sum ? Value(*sum) : Value();
}

Value function_mean(Arguments& a) {
  const Items items(a);
  const auto sum = total(a, items);
  if (!sum) return {};
  return *divide(*sum, Decimal(static_cast<std::int64_t>(items.size())));
}

Value function_product(Arguments& a) {
  const Items items(a);
  if (!total(a, items)) return {};
  Decimal product = 1;
  for (std::size_t i = 0; i < items.size(); ++i) product = product * items[i].number();
  return product;
}

Value function_median(Arguments& a) {
  const Items items(a);
  if (!total(a, items)) return {};
  std::vector<Decimal> numbers;
  for (std::size_t i = 0; i < items.size(); ++i) numbers.push_back(items[i].number());
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return numbers[middle];
  return *divide(numbers[middle - 1] + numbers[middle], 2);
}

// Of a sample: divided by n - 1.
Value function_stddev(Arguments& a) {
  const Items items(a);
  const auto sum = total(a, items);
  if (!sum) return {};
  if (items.size() < 2) return a.fail("at least two numbers are expected");
  const Decimal mean = *divide(*sum, Decimal(static_cast<std::int64_t>(items.size())));
  Decimal squares;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Decimal difference = items[i].number() - mean;
    squares += difference * difference;
  }
  return *square_root(*divide(squares, Decimal(static_cast<std::int64_t>(items.size() - 1))));
}

// The most frequent numbers, in ascending order.
Value function_mode(Arguments& a) {
  const Items items(a);
  if (a.size() == 1 && a[0].is_list() && items.size() == 0) return List();
  if (!total(a, items)) return {};
  std::vector<Decimal> numbers;
  for (std::size_t i = 0; i < items.size(); ++i) numbers.push_back(items[i].number());
  std::sort(numbers.begin(), numbers.end());
  List modes;
  std::size_t best = 0;
  for (std::size_t first = 0; first < numbers.size();) {
    std::size_t end = first;
    while (end < numbers.size() && numbers[end] == numbers[first]) ++end;
    if (end - first > best) modes.clear();
    if (end - first >= best) {
      best = end - first;
      modes.emplace_back(numbers[first]);
    }
    first = end;
  }
  return modes;
}

}  // namespace

void add_statistics_builtins(Builtins& all) {
  all.insert(all.end(), {
                            {"sum", 1, kAnyCount, {"list"}, function_sum},
                            {"mean", 1, kAnyCount, {"list"}, function_mean},
                            {"product", 1, kAnyCount, {"list"}, function_product},
                            {"median", 1, kAnyCount, {"list"}, function_median},
                            {"stddev", 1, kAnyCount, {"list"}, function_stddev},
                            {"mode", 1, kAnyCount, {"list"}, function_mode},
                        });
}

}  // namespace zhun::feel
