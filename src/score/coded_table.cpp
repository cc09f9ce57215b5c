// Classing columns: fine classes of numbers by their quantiles, of texts by their values, then
// coarse bins.
#include "score/coded_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::size_t kClassesMax = 400;      // fine classes of a number
constexpr std::size_t kCategoriesMax = 2000;  // values of a text
constexpr std::size_t kSampleRows = 200'000;  // that quantiles are taken from
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// NaN is missing; nullopt: some cell is no number.
std::optional<std::vector<double>> numbers_of(const std::vector<std::string_view>& cells) {
  std::vector<double> numbers(cells.size(), kMissing);
  bool any = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto number = parse_double(cells[i]);
    if (number) {
      numbers[i] = *number;
      any = true;
    } else if (!is_missing_cell(cells[i])) {
      return std::nullopt;
    }
  }
  if (!any) return std::nullopt;
  return numbers;
}

// The lowest values of the fine classes but the first, ascending: each distinct value where there
// are few, else quantiles of a sample of every n-th row.
std::vector<double> class_bounds(const std::vector<double>& numbers) {
  const std::size_t stride = std::max<std::size_t>(1, numbers.size() / kSampleRows);
  std::vector<double> sample;
  sample.reserve(numbers.size() / stride + 1);
  for (std::size_t i = 0; i < numbers.size(); i += stride) {
    if (!std::isnan(numbers[i])) sample.push_back(numbers[i]);
  }
  std::sort(sample.begin(), sample.end());
  std::vector<double> bounds;
  std::vector<double> distinct(sample);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() <= kClassesMax) {
    if (!distinct.empty()) bounds.assign(distinct.begin() + 1, distinct.end());
    return bounds;
  }
  for (std::size_t k = 1; k < kClassesMax; ++k) {
    const double bound = sample[k * sample.size() / kClassesMax];
    if (bound > sample.front() && (bounds.empty() || bound > bounds.back()))
      bounds.push_back(bound);
  }
  return bounds;
}

// The number of bounds that are not above the value: the class.
std::size_t class_of(const std::vector<double>& bounds, double value) {
  const double* begin = bounds.data();
  std::size_t left = bounds.size();
  while (left > 0) {  // without a branch that the processor has to guess
    const std::size_t half = left / 2;
    const bool right = begin[half] <= value;
    begin = right ? begin + half + 1 : begin;
    left = right ? left - half - 1 : half;
  }
  return static_cast<std::size_t>(begin - bounds.data());
}

// The gain of splitting by chance falls with the number of cases as a chi-squared value does.
double chance_gain(const Totals& totals) {
  const auto good = static_cast<double>(totals.good);
  const auto bad = static_cast<double>(totals.bad);
  return std::clamp(0.63 * (good + bad) / (good * bad), 0.0002, 0.003);
}

CoarseLimits limits_of(const std::string& name, const FitOptions& options, const Totals& totals) {
  CoarseLimits limits;
  limits.bins_max = std::clamp<std::size_t>(options.bins_max, 1, 100);
  limits.count_min = std::max<std::int64_t>(
      1, std::llround(options.share_min * static_cast<double>(totals.good + totals.bad)));
  limits.gain_min = options.gain_min.value_or(chance_gain(totals));
  const auto own = options.trends.find(name);
  limits.trend = own == options.trends.end() ? options.trend : own->second;
  return limits;
}

CodedBins class_numbers(const std::string& name, const std::vector<double>& numbers,
                        const std::vector<std::uint8_t>& outcome, const FitOptions& options,
                        const Totals& totals) {
  const std::vector<double> bounds = class_bounds(numbers);
  std::vector<ClassCount> classes(bounds.size() + 1);
  constexpr std::uint16_t kNoClass = std::numeric_limits<std::uint16_t>::max();
  std::vector<std::uint16_t> class_codes(numbers.size(), kNoClass);
  bool missing = false;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isnan(numbers[i])) {
      missing = true;
      continue;
    }
    const std::size_t code = class_of(bounds, numbers[i]);
    class_codes[i] = static_cast<std::uint16_t>(code);
    (outcome[i] != 0 ? classes[code].bad : classes[code].good) += 1;
  }
  const auto ends = join_classes(classes, totals, limits_of(name, options, totals));
  CodedBins result;
  result.variable.name = name;
  result.variable.numeric = true;
  std::vector<std::uint8_t> bin_of(classes.size());
  double low = -kInfinity;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    ScoreBin bin;
    bin.low = low;
    bin.high = end < classes.size() ? bounds[end - 1] : kInfinity;
    low = *bin.high;
    for (; begin < end; ++begin)
      bin_of[begin] = static_cast<std::uint8_t>(result.variable.bins.size());
    result.variable.bins.push_back(std::move(bin));
  }
  const auto missing_code = static_cast<std::uint8_t>(result.variable.bins.size());
  if (missing) {
    result.variable.bins.emplace_back();
    result.variable.bins.back().missing = true;
  }
  result.codes.resize(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    result.codes[i] = class_codes[i] == kNoClass ? missing_code : bin_of[class_codes[i]];
  return result;
}

struct Category {
  std::string_view text;
  ClassCount count;
  [[nodiscard]] double rate() const {
    return static_cast<double>(count.bad) / static_cast<double>(count.count());
  }
};

Result<CodedBins> class_texts(const std::string& name, const std::vector<std::string_view>& cells,
                              const std::vector<std::uint8_t>& outcome, const FitOptions& options,
                              const Totals& totals) {
  std::unordered_map<std::string_view, std::size_t> known;
  std::vector<Category> categories;
  bool missing = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (is_missing_cell(cells[i])) {
      missing = true;
      continue;
    }
    const auto [at, fresh] = known.emplace(cells[i], categories.size());
    if (fresh) categories.push_back({cells[i], {}});
    if (categories.size() > kCategoriesMax)
      return fail(ErrorCode::limit, Place{"", 0, 0, 0, name},
                  "the column has too many different texts to be a characteristic; exclude it");
    ClassCount& count = categories[at->second].count;
    (outcome[i] != 0 ? count.bad : count.good) += 1;
  }
  // The best bins are neighbours in the order of their share of bad cases.
  std::sort(categories.begin(), categories.end(), [](const Category& a, const Category& b) {
    if (a.rate() != b.rate()) return a.rate() < b.rate();
    return a.text < b.text;
  });
  std::vector<ClassCount> classes;
  for (const auto& category : categories) classes.push_back(category.count);
  CoarseLimits limits = limits_of(name, options, totals);
  limits.trend = Trend::any;
  const auto ends = join_classes(classes, totals, limits);
  CodedBins result;
  result.variable.name = name;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    ScoreBin bin;
    for (; begin < end; ++begin) bin.categories.emplace_back(categories[begin].text);
    std::sort(bin.categories.begin(), bin.categories.end());
    result.variable.bins.push_back(std::move(bin));
  }
  if (missing || result.variable.bins.empty()) {
    result.variable.bins.emplace_back();
    result.variable.bins.back().missing = true;
  }
  result.codes = code_cells(result.variable, cells);
  return result;
}

// Texts between quotes, as numpy prints lists: ['a' "b"].
std::vector<std::string> quoted_items(std::string_view text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char quote = text[at];
    if (quote != '\'' && quote != '"') continue;
    const std::size_t end = text.find(quote, at + 1);
    if (end == std::string_view::npos) break;
    items.emplace_back(text.substr(at + 1, end - at - 1));
    at = end;
  }
  return items;
}

std::optional<double> parse_bound(std::string_view text) {
  text = trim(text);
  if (text == "inf" || text == "+inf") return kInfinity;
  if (text == "-inf") return -kInfinity;
  return parse_double(text);
}

ScoreBin parse_bin(std::string_view text) {
  ScoreBin bin;
  if (text == "missing" || text == "Missing") {
    bin.missing = true;
    return bin;
  }
  const std::size_t comma = text.find(',');
  const bool range = text.size() > 2 && (text.front() == '[' || text.front() == '(') &&
                     text.back() == ')' && comma != std::string_view::npos;
  if (range) {
    bin.low = parse_bound(text.substr(1, comma - 1));
    bin.high = parse_bound(text.substr(comma + 1, text.size() - comma - 2));
    if (bin.low && bin.high) return bin;
    bin.low = bin.high = std::nullopt;
  }
  if (text.size() > 3 && text.front() == '[' && text.back() == ']' &&
      (text[1] == '\'' || text[1] == '"')) {
    bin.categories = quoted_items(text);
    return bin;
  }
  constexpr std::string_view kBetween = "%,%";
  while (true) {
    const std::size_t at = text.find(kBetween);
    bin.categories.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return bin;
    text.remove_prefix(at + kBetween.size());
  }
}

// Bins of numbers must cover every number once.
bool covers(const ScoreVariable& variable) {
  double low = -kInfinity;
  for (const auto& bin : variable.bins) {
    if (bin.missing) continue;
    if (*bin.low != low || !(*bin.high > *bin.low)) return false;
    low = *bin.high;
  }
  return low == kInfinity;
}

}  // namespace

bool is_missing_cell(std::string_view cell) {
  return cell.empty() || cell == "NA" || cell == "NaN" || cell == "nan" || cell == "null" ||
         cell == "NULL";
}

std::optional<double> parse_double(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

std::string number_label(double number) {
  if (number == kInfinity) return "inf";
  if (number == -kInfinity) return "-inf";
  return fmt::format("{}", number);
}

void name_bins(ScoreVariable& variable) {
  for (auto& bin : variable.bins) {
    if (bin.missing) {
      bin.label = "missing";
    } else if (variable.numeric) {
      bin.label = fmt::format("[{}, {})", number_label(*bin.low), number_label(*bin.high));
    } else {
      bin.label.clear();
      for (const auto& text : bin.categories) bin.label += (bin.label.empty() ? "" : ", ") + text;
    }
  }
}

Result<CodedBins> class_column(const std::string& name, const std::vector<std::string_view>& cells,
                               const std::vector<std::uint8_t>& outcome, const FitOptions& options,
                               const Totals& totals) {
  const auto numbers = numbers_of(cells);
  auto coded = numbers ? Result<CodedBins>(class_numbers(name, *numbers, outcome, options, totals))
                       : class_texts(name, cells, outcome, options, totals);
  if (!coded) return coded;
  name_bins(coded->variable);
  weigh_bins(coded->variable, coded->codes, outcome, totals, options.good_over_bad);
  return coded;
}

std::vector<std::uint8_t> code_cells(const ScoreVariable& variable,
                                     const std::vector<std::string_view>& cells) {
  const auto none = static_cast<std::uint8_t>(variable.bins.size());
  std::uint8_t missing = none;
  std::unordered_map<std::string_view, std::uint8_t> texts;
  for (std::size_t b = 0; b < variable.bins.size(); ++b) {
    const auto code = static_cast<std::uint8_t>(b);
    if (variable.bins[b].missing) missing = code;
    for (const auto& text : variable.bins[b].categories) texts.emplace(text, code);
  }
  std::vector<std::uint8_t> codes(cells.size(), none);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!variable.numeric) {
      const auto text = texts.find(cells[i]);
      if (text != texts.end())
        codes[i] = text->second;
      else if (is_missing_cell(cells[i]))
        codes[i] = missing;
      continue;
    }
    const auto number = parse_double(cells[i]);
    if (!number) {
      codes[i] = is_missing_cell(cells[i]) ? missing : none;
      continue;
    }
    for (std::size_t b = 0; b < variable.bins.size(); ++b) {
      const ScoreBin& bin = variable.bins[b];
      if (!bin.missing && *number >= *bin.low && *number < *bin.high)
        codes[i] = static_cast<std::uint8_t>(b);
    }
  }
  return codes;
}

void weigh_bins(ScoreVariable& variable, const std::vector<std::uint8_t>& codes,
                const std::vector<std::uint8_t>& outcome, const Totals& totals,
                bool good_over_bad) {
  std::vector<ClassCount> counts(variable.bins.size() + 1);
  for (std::size_t i = 0; i < codes.size(); ++i)
    (outcome[i] != 0 ? counts[codes[i]].bad : counts[codes[i]].good) += 1;
  variable.iv = 0;
  for (std::size_t b = 0; b < variable.bins.size(); ++b) {
    ScoreBin& bin = variable.bins[b];
    bin.good = counts[b].good;
    bin.bad = counts[b].bad;
    const bool empty = counts[b].count() == 0;
    bin.woe = empty ? 0 : weight_of_evidence(counts[b], totals) * (good_over_bad ? -1 : 1);
    bin.iv = empty ? 0 : information_value(counts[b], totals);
    variable.iv += bin.iv;
  }
}

Result<std::vector<ScoreVariable>> read_bins(const SourceFile& file, const Limits& limits) {
  const auto table = read_column_table(file, limits);
  if (!table) return tl::unexpected(table.error());
  const auto name = table->find("variable");
  auto text = table->find("bin");
  if (!text) text = table->find("Bin");
  if (!name || !text)
    return fail(ErrorCode::format, Place{file.name, 0, 0, 0, ""},
                "a table of bins has the columns variable and bin");
  std::vector<ScoreVariable> variables;
  for (std::size_t row = 0; row < table->rows; ++row) {
    const std::string_view variable = table->columns[*name][row];
    const std::string_view words = table->columns[*text][row];
    if (words.empty() || words == "Special") continue;  // sums, and a kind that we do not have
    if (variables.empty() || variables.back().name != variable) {
      variables.emplace_back();
      variables.back().name = variable;
    }
    ScoreBin bin = parse_bin(words);
    variables.back().numeric = variables.back().numeric || bin.low.has_value();
    if (variables.back().bins.size() >= 200)
      return fail(ErrorCode::limit, Place{file.name, 0, 0, 0, std::string(variable)},
                  "a variable has more bins than the limit");
    variables.back().bins.push_back(std::move(bin));
  }
  for (auto& variable : variables) {
    const bool mixed = std::any_of(variable.bins.begin(), variable.bins.end(), [&](const auto& b) {
      return !b.missing && b.low.has_value() != variable.numeric;
    });
    if (mixed || (variable.numeric && !covers(variable)))
      return fail(ErrorCode::format, Place{file.name, 0, 0, 0, variable.name},
                  "the bins of a number must follow one another from -inf to inf");
    name_bins(variable);
  }
  return variables;
}

}  // namespace zhun
