// Built-in functions on numbers (DMN 1.5, 10.3.4.5).
#include <cstdint>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

using Rounding = Decimal::Rounding;

// decimal(n, scale), round up(n, scale), ...: the scale may be left out where `default_scale`.
Value round_with(Arguments& a, Rounding mode) {
  const Value& number = a[0];
  if (!number.is_number()) return a.fail(kWantsNumber);
  std::int64_t scale = 0;
  if (a.size() == 2) {
    const Value& digits = a[1];
    if (!digits.is_number()) return a.fail(kWantsNumber);
    const auto value = digits.number().rounded(0, Rounding::down).to_int64();
    constexpr std::int64_t kScaleMax = 6176;
    if (!value || *value < -kScaleMax + 65 || *value > kScaleMax)
      return a.fail("the scale is outside its bounds");
    scale = *value;
  }
  return number.number().rounded(static_cast<int>(scale), mode);
}
Value function_decimal(Arguments& a) { return round_with(a, Rounding::half_even); }
Value function_floor(Arguments& a) { return round_with(a, Rounding::floor); }
Value function_ceiling(Arguments& a) { return round_with(a, Rounding::ceiling); }
Value function_round_up(Arguments& a) { return round_with(a, Rounding::up); }
Value function_round_down(Arguments& a) { return round_with(a, Rounding::down); }
Value function_round_half_up(Arguments& a) { return round_with(a, Rounding::half_up); }
Value function_round_half_down(Arguments& a) { return round_with(a, Rounding::half_down); }

Value function_abs(Arguments& a) {
  const Value& value = a[0];
  if (value.kind() == Kind::days_duration || value.kind() == Kind::months_duration) {
    return Value::duration(value.kind(), value.count() < 0 ? -value.count() : value.count());
  }
  if (!value.is_number()) return a.fail(kWantsNumber);
  return value.number().is_negative() ? -value.number() : value.number();
}

// The result has the sign of the divisor: dividend - divisor * floor(dividend / divisor).
Value function_modulo(Arguments& a) {
  if (!a[0].is_number() || !a[1].is_number()) return a.fail(kWantsNumber);
  const Decimal &dividend = a[0].number(), &divisor = a[1].number();
  const auto quotient = divide(dividend, divisor);
  if (!quotient) return a.fail("division by zero");
  return dividend - divisor * quotient->rounded(0, Rounding::floor);
}

Value function_sqrt(Arguments& a) {
  if (!a[0].is_number()) return a.fail(kWantsNumber);
  const auto root = square_root(a[0].number());
  if (!root) return a.fail("the root of a negative number");
  return *root;
}

Value parity(Arguments& a, bool odd) {
  if (!a[0].is_number()) return a.fail(kWantsNumber);
  const Decimal& number = a[0].number();
  if (!number.is_integer()) return a.fail("a whole number is expected");
  const Decimal half = number * Decimal::from_scaled(5, -1);
  return Value(half.is_integer() != odd);
}
Value function_odd(Arguments& a) { return parity(a, true); }
Value function_even(Arguments& a) { return parity(a, false); }

Value function_exp(Arguments& a) {
  if (!a[0].is_number()) return a.fail(kWantsNumber);
  return exponential(a[0].number());
}

Value function_log(Arguments& a) {
  if (!a[0].is_number()) return a.fail(kWantsNumber);
  const auto logarithm = natural_logarithm(a[0].number());
  if (!logarithm) return a.fail("the logarithm of a number that is not positive");
  return *logarithm;
}

Value function_not(Arguments& a) {
  const Truth truth = truth_of(a[0]);
  if (truth == Truth::unknown) return a.fail("a boolean is expected");
  return Value(truth == Truth::no);
}

}  // namespace

void add_number_builtins(Builtins& all) {
  all.insert(all.end(), {
                            {"decimal", 2, 2, {"n", "scale"}, function_decimal},
                            {"round", 2, 2, {"n", "scale"}, function_decimal},
                            {"floor", 1, 2, {"n", "scale"}, function_floor},
                            {"ceiling", 1, 2, {"n", "scale"}, function_ceiling},
                            {"round up", 2, 2, {"n", "scale"}, function_round_up},
                            {"round down", 2, 2, {"n", "scale"}, function_round_down},
                            {"round half up", 2, 2, {"n", "scale"}, function_round_half_up},
                            {"round half down", 2, 2, {"n", "scale"}, function_round_half_down},
                            {"abs", 1, 1, {"n"}, function_abs},
                            {"modulo", 2, 2, {"dividend", "divisor"}, function_modulo},
                            {"sqrt", 1, 1, {"number"}, function_sqrt},
                            {"odd", 1, 1, {"number"}, function_odd},
                            {"even", 1, 1, {"number"}, function_even},
                            {"exp", 1, 1, {"number"}, function_exp},
                            {"log", 1, 1, {"number"}, function_log},
                            {"not", 1, 1, {"negand"}, function_not},
                        });
}

}  // namespace zhun::feel
