// The built-in functions of PMML 4.4. Arithmetic is exact; what is transcendental goes through
// double. What has no value (a quotient by zero, the logarithm of a negative number) is missing.
#include "score/pmml_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;

namespace {

using Arguments = std::span<const Argument>;
constexpr std::size_t kMany = std::numeric_limits<std::size_t>::max();

std::optional<Decimal> number_of(const Argument& argument) {
  const auto value = cast(argument.value, DataType::real);
  return value && value->is_number() ? std::optional(value->number()) : std::nullopt;
}

bool all_whole(Arguments arguments) {
  return std::all_of(arguments.begin(), arguments.end(),
                     [](const Argument& argument) { return argument.type == DataType::integer; });
}

template <Decimal (*Operation)(const Decimal&, const Decimal&)>
Value arithmetic(Arguments arguments) {
  const auto a = number_of(arguments[0]);
  const auto b = number_of(arguments[1]);
  return a && b ? Value(Operation(*a, *b)) : Value();
}
Decimal plus(const Decimal& a, const Decimal& b) { return a + b; }
Decimal minus(const Decimal& a, const Decimal& b) { return a - b; }
Decimal times(const Decimal& a, const Decimal& b) { return a * b; }

Value quotient(Arguments arguments) {
  const auto a = number_of(arguments[0]);
  const auto b = number_of(arguments[1]);
  const auto result = a && b ? divide(*a, *b) : std::nullopt;
  if (!result) return Value();
  return all_whole(arguments) ? Value(result->rounded(0, Decimal::Rounding::down)) : Value(*result);
}

Value modulo(Arguments arguments) {  // the sign is the divisor's
  const auto a = number_of(arguments[0]);
  const auto b = number_of(arguments[1]);
  const auto ratio = a && b ? divide(*a, *b) : std::nullopt;
  return ratio ? Value(*a - ratio->rounded(0, Decimal::Rounding::floor) * *b) : Value();
}

// The numbers among the arguments; missing ones are left out.
std::vector<Decimal> numbers_of(Arguments arguments) {
  std::vector<Decimal> numbers;
  for (const auto& argument : arguments) {
    if (const auto number = number_of(argument)) numbers.push_back(*number);
  }
  return numbers;
}

Value minimum(Arguments arguments) {
  const auto numbers = numbers_of(arguments);
  return numbers.empty() ? Value() : Value(*std::min_element(numbers.begin(), numbers.end()));
}
Value maximum(Arguments arguments) {
  const auto numbers = numbers_of(arguments);
  return numbers.empty() ? Value() : Value(*std::max_element(numbers.begin(), numbers.end()));
}
Value sum(Arguments arguments) {
  const auto numbers = numbers_of(arguments);
  Decimal total;
  for (const auto& number : numbers) total += number;
  return numbers.empty() ? Value() : Value(total);
}
Value product(Arguments arguments) {
  const auto numbers = numbers_of(arguments);
  Decimal total = 1;
  for (const auto& number : numbers) total = total * number;
  return numbers.empty() ? Value() : Value(total);
}
Value average(Arguments arguments) {
  const auto numbers = numbers_of(arguments);
  if (numbers.empty()) return Value();
  Decimal total;
  for (const auto& number : numbers) total += number;
  return Value(*divide(total, Decimal(static_cast<std::int64_t>(numbers.size()))));
}
Value median(Arguments arguments) {
  auto numbers = numbers_of(arguments);
  if (numbers.empty()) return Value();
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return Value(numbers[middle]);
  return Value(*divide(numbers[middle - 1] + numbers[middle], Decimal(2)));
}

template <double (*Function)(double)>
Value through_double(Arguments arguments) {
  const auto number = number_of(arguments[0]);
  return number ? from_double(Function(number->to_double())) : Value();
}

double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }
double normal_distribution(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// The inverse of the normal distribution by bisection: slow, exact to the last bits, no table.
double normal_quantile(double p) {
  if (!(p > 0 && p < 1)) return std::numeric_limits<double>::quiet_NaN();
  double low = -40;
  double high = 40;
  for (int step = 0; step < 200 && low < high; ++step) {
    const double middle = (low + high) / 2;
    (normal_distribution(middle) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

template <double (*Function)(double), bool kInverse>
Value of_normal(Arguments arguments) {  // x, mean, standard deviation
  const auto x = number_of(arguments[0]);
  const auto mean = number_of(arguments[1]);
  const auto deviation = number_of(arguments[2]);
  if (!x || !mean || !deviation || deviation->sign() <= 0) return Value();
  const double scale = deviation->to_double();
  if (kInverse) return from_double(Function(x->to_double()) * scale + mean->to_double());
  const double z = (x->to_double() - mean->to_double()) / scale;
  const double value = Function(z);
  return from_double(Function == normal_density ? value / scale : value);
}

Value power_of(Arguments arguments) {
  const auto base = number_of(arguments[0]);
  const auto exponent = number_of(arguments[1]);
  if (!base || !exponent) return Value();
  const auto whole = exponent->to_int64();
  if (whole && *whole >= 0 && *whole <= 16) {
    const auto result = power(*base, *whole);
    return result ? Value(*result) : Value();
  }
  return from_double(std::pow(base->to_double(), exponent->to_double()));
}

Value root(Arguments arguments) {
  const auto number = number_of(arguments[0]);
  const auto result = number ? square_root(*number) : std::nullopt;
  return result ? Value(*result) : Value();
}

Value hypotenuse(Arguments arguments) {
  const auto a = number_of(arguments[0]);
  const auto b = number_of(arguments[1]);
  return a && b ? from_double(std::hypot(a->to_double(), b->to_double())) : Value();
}

Value arc_tangent2(Arguments arguments) {
  const auto a = number_of(arguments[0]);
  const auto b = number_of(arguments[1]);
  return a && b ? from_double(std::atan2(a->to_double(), b->to_double())) : Value();
}

Value absolute(Arguments arguments) {
  const auto number = number_of(arguments[0]);
  if (!number) return Value();
  return Value(number->is_negative() ? -*number : *number);
}

Value threshold(Arguments arguments) {
  const auto a = number_of(arguments[0]);
  const auto b = number_of(arguments[1]);
  return a && b ? Value(*a > *b ? 1 : 0) : Value();
}

template <Decimal::Rounding kMode>
Value rounded(Arguments arguments) {
  const auto number = number_of(arguments[0]);
  return number ? Value(number->rounded(0, kMode)) : Value();
}

Value rounded_up_half(Arguments arguments) {  // halves go up, also those below zero
  const auto number = number_of(arguments[0]);
  if (!number) return Value();
  const Decimal half = Decimal::from_scaled(5, -1);
  return Value((*number + half).rounded(0, Decimal::Rounding::floor));
}

Value is_missing(Arguments arguments) { return Value(arguments[0].value.is_null()); }
Value is_not_missing(Arguments arguments) { return Value(!arguments[0].value.is_null()); }

// -1, 0, 1; nullopt where the two do not compare.
std::optional<int> order_of(const Argument& a, const Argument& b) {
  if (a.value.is_number() || b.value.is_number()) {
    const auto x = number_of(a);
    const auto y = number_of(b);
    if (x && y) return *x < *y ? -1 : *x > *y ? 1 : 0;
    return std::nullopt;
  }
  if (a.value.kind() == feel::Kind::boolean || b.value.kind() == feel::Kind::boolean) {
    const auto x = cast(a.value, DataType::boolean);
    const auto y = cast(b.value, DataType::boolean);
    if (!x || !y) return std::nullopt;
    return static_cast<int>(x->boolean()) - static_cast<int>(y->boolean());
  }
  return feel::compare(a.value, b.value);
}

bool same_as(const Argument& a, const Argument& b) { return order_of(a, b) == 0; }

Value equal(Arguments arguments) { return Value(same_as(arguments[0], arguments[1])); }
Value not_equal(Arguments arguments) { return Value(!same_as(arguments[0], arguments[1])); }

template <bool kLess, bool kEqual>
Value compared(Arguments arguments) {
  const auto order = order_of(arguments[0], arguments[1]);
  if (!order) return Value();
  return Value((kEqual && *order == 0) || (kLess ? *order < 0 : *order > 0));
}

std::optional<bool> truth_of(const Argument& argument) {
  const auto value = cast(argument.value, DataType::boolean);
  if (!value || value->is_null()) return std::nullopt;
  return value->boolean();
}

template <bool kDecisive>
Value connected(Arguments arguments) {
  bool unknown = false;
  for (const auto& argument : arguments) {
    const auto truth = truth_of(argument);
    if (truth == kDecisive) return Value(kDecisive);
    unknown = unknown || !truth;
  }
  return unknown ? Value() : Value(!kDecisive);
}

Value negated(Arguments arguments) {
  const auto truth = truth_of(arguments[0]);
  return truth ? Value(!*truth) : Value();
}

bool is_among(Arguments arguments) {
  if (arguments[0].value.is_null()) return false;
  return std::any_of(arguments.begin() + 1, arguments.end(), [&](const Argument& item) {
    return !item.value.is_null() && same_as(arguments[0], item);
  });
}
Value is_in(Arguments arguments) { return Value(is_among(arguments)); }
Value is_not_in(Arguments arguments) { return Value(!is_among(arguments)); }

Value choice(Arguments arguments) {
  const auto truth = truth_of(arguments[0]);
  if (!truth) return Value();
  if (*truth) return arguments[1].value;
  return arguments.size() == 3 ? arguments[2].value : Value();
}

std::string text_of(const Argument& argument) {
  if (argument.value.is_null()) return {};
  if (argument.value.is_string()) return argument.value.string();
  std::string text = feel::to_string(argument.value);
  // A whole value of a double is written "2.0".
  if (argument.type == DataType::real && argument.value.is_number() &&
      argument.value.number().is_integer())
    text += ".0";
  return text;
}

Value concatenated(Arguments arguments) {
  std::string text;
  for (const auto& argument : arguments) text += text_of(argument);
  return Value(std::move(text));
}

template <bool kUpper>
Value with_case(Arguments arguments) {
  std::string text = text_of(arguments[0]);
  for (char& c : text) {
    if (kUpper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!kUpper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return Value(std::move(text));
}

std::size_t character_start(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (count > 0 && at < text.size()) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    --count;
  }
  return at;
}

Value length_of(Arguments arguments) {
  const std::string text = text_of(arguments[0]);
  return Value(static_cast<std::int64_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  })));
}

Value part_of(Arguments arguments) {  // text, first character from 1, count
  const std::string text = text_of(arguments[0]);
  const auto first = number_of(arguments[1]);
  const auto count = number_of(arguments[2]);
  const auto from = first ? first->to_int64() : std::nullopt;
  const auto length = count ? count->to_int64() : std::nullopt;
  if (!from || !length || *from < 1 || *length < 0) return Value();
  const std::size_t begin = character_start(text, static_cast<std::size_t>(*from - 1));
  const std::string_view rest = std::string_view(text).substr(begin);
  return Value(rest.substr(0, character_start(rest, static_cast<std::size_t>(*length))));
}

Value trimmed(Arguments arguments) { return Value(trim(text_of(arguments[0]))); }

Value days_since_year(Arguments arguments) {
  const auto date = cast(arguments[0].value, DataType::date);
  const auto number = number_of(arguments[1]);
  const auto year = number ? number->to_int64() : std::nullopt;
  if (!date || date->is_null() || !year || *year < 1 || *year > 9999) return Value();
  const auto start = Date::from_ymd(static_cast<int>(*year), 1, 1);
  const auto day = date->date();
  if (!start || !day) return Value();
  return Value(std::int64_t{day->minus(*start)});
}

constexpr auto kReal = DataType::real;
constexpr auto kWhole = DataType::integer;
constexpr auto kTruth = DataType::boolean;
constexpr auto kText = DataType::string;

constexpr std::array kBuiltIns{
    BuiltIn{"+", 2, 2, false, {}, arithmetic<plus>},
    BuiltIn{"-", 2, 2, false, {}, arithmetic<minus>},
    BuiltIn{"*", 2, 2, false, {}, arithmetic<times>},
    BuiltIn{"/", 2, 2, false, {}, quotient},
    BuiltIn{"modulo", 2, 2, false, {}, modulo},
    BuiltIn{"x-modulo", 2, 2, false, {}, modulo},
    BuiltIn{"min", 1, kMany, true, {}, minimum},
    BuiltIn{"max", 1, kMany, true, {}, maximum},
    BuiltIn{"sum", 1, kMany, true, {}, sum},
    BuiltIn{"product", 1, kMany, true, {}, product},
    BuiltIn{"avg", 1, kMany, true, kReal, average},
    BuiltIn{"median", 1, kMany, true, kReal, median},
    BuiltIn{"abs", 1, 1, false, {}, absolute},
    BuiltIn{"pow", 2, 2, false, {}, power_of},
    BuiltIn{"sqrt", 1, 1, false, kReal, root},
    BuiltIn{"threshold", 2, 2, false, {}, threshold},
    BuiltIn{"floor", 1, 1, false, kWhole, rounded<Decimal::Rounding::floor>},
    BuiltIn{"ceil", 1, 1, false, kWhole, rounded<Decimal::Rounding::ceiling>},
    BuiltIn{"round", 1, 1, false, kWhole, rounded_up_half},
    BuiltIn{"rint", 1, 1, false, kReal, rounded<Decimal::Rounding::half_even>},
    BuiltIn{"exp", 1, 1, false, kReal, through_double<std::exp>},
    BuiltIn{"expm1", 1, 1, false, kReal, through_double<std::expm1>},
    BuiltIn{"ln", 1, 1, false, kReal, through_double<std::log>},
    BuiltIn{"ln1p", 1, 1, false, kReal, through_double<std::log1p>},
    BuiltIn{"log10", 1, 1, false, kReal, through_double<std::log10>},
    BuiltIn{"sin", 1, 1, false, kReal, through_double<std::sin>},
    BuiltIn{"cos", 1, 1, false, kReal, through_double<std::cos>},
    BuiltIn{"tan", 1, 1, false, kReal, through_double<std::tan>},
    BuiltIn{"asin", 1, 1, false, kReal, through_double<std::asin>},
    BuiltIn{"acos", 1, 1, false, kReal, through_double<std::acos>},
    BuiltIn{"atan", 1, 1, false, kReal, through_double<std::atan>},
    BuiltIn{"atan2", 2, 2, false, kReal, arc_tangent2},
    BuiltIn{"sinh", 1, 1, false, kReal, through_double<std::sinh>},
    BuiltIn{"cosh", 1, 1, false, kReal, through_double<std::cosh>},
    BuiltIn{"tanh", 1, 1, false, kReal, through_double<std::tanh>},
    BuiltIn{"hypot", 2, 2, false, kReal, hypotenuse},
    BuiltIn{"erf", 1, 1, false, kReal, through_double<std::erf>},
    BuiltIn{"stdNormalCDF", 1, 1, false, kReal, through_double<normal_distribution>},
    BuiltIn{"stdNormalPDF", 1, 1, false, kReal, through_double<normal_density>},
    BuiltIn{"stdNormalIDF", 1, 1, false, kReal, through_double<normal_quantile>},
    BuiltIn{"normalCDF", 3, 3, false, kReal, of_normal<normal_distribution, false>},
    BuiltIn{"normalPDF", 3, 3, false, kReal, of_normal<normal_density, false>},
    BuiltIn{"normalIDF", 3, 3, false, kReal, of_normal<normal_quantile, true>},
    BuiltIn{"isMissing", 1, 1, true, kTruth, is_missing},
    BuiltIn{"isNotMissing", 1, 1, true, kTruth, is_not_missing},
    BuiltIn{"isValid", 1, 1, true, kTruth, is_not_missing},
    BuiltIn{"isNotValid", 1, 1, true, kTruth, is_missing},
    BuiltIn{"equal", 2, 2, false, kTruth, equal},
    BuiltIn{"notEqual", 2, 2, false, kTruth, not_equal},
    BuiltIn{"lessThan", 2, 2, false, kTruth, compared<true, false>},
    BuiltIn{"lessOrEqual", 2, 2, false, kTruth, compared<true, true>},
    BuiltIn{"greaterThan", 2, 2, false, kTruth, compared<false, false>},
    BuiltIn{"greaterOrEqual", 2, 2, false, kTruth, compared<false, true>},
    BuiltIn{"and", 2, kMany, true, kTruth, connected<false>},
    BuiltIn{"or", 2, kMany, true, kTruth, connected<true>},
    BuiltIn{"not", 1, 1, false, kTruth, negated},
    BuiltIn{"isIn", 2, kMany, true, kTruth, is_in},
    BuiltIn{"isNotIn", 2, kMany, true, kTruth, is_not_in},
    BuiltIn{"if", 2, 3, true, {}, choice},
    BuiltIn{"concat", 1, kMany, true, kText, concatenated},
    BuiltIn{"uppercase", 1, 1, false, kText, with_case<true>},
    BuiltIn{"lowercase", 1, 1, false, kText, with_case<false>},
    BuiltIn{"stringLength", 1, 1, false, kWhole, length_of},
    BuiltIn{"substring", 3, 3, false, kText, part_of},
    BuiltIn{"trimBlanks", 1, 1, false, kText, trimmed},
    BuiltIn{"dateDaysSinceYear", 2, 2, false, kWhole, days_since_year},
};

}  // namespace

const BuiltIn* find_built_in(std::string_view name) {
  // jPMML writes functions beyond the standard with a mark before their name.
  const auto find = [](std::string_view wanted) -> const BuiltIn* {
    const auto* it = std::find_if(kBuiltIns.begin(), kBuiltIns.end(),
                                  [&](const BuiltIn& function) { return function.name == wanted; });
    return it == kBuiltIns.end() ? nullptr : it;
  };
  if (const BuiltIn* known = find(name)) return known;
  return name.starts_with("x-") ? find(name.substr(2)) : nullptr;
}

DataType common_type(DataType a, DataType b) {
  if (a == b) return a;
  const auto is_number = [](DataType type) {
    return type == DataType::integer || type == DataType::real || type == DataType::boolean;
  };
  if (is_number(a) && is_number(b))
    return a == DataType::real || b == DataType::real ? DataType::real : DataType::integer;
  return DataType::string;
}

}  // namespace zhun::pmml
