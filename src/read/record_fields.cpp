// Periods, parties and unknown members.
#include "read/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "read/values.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes up to `digits_max` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits_max) {
  std::size_t size = 0;
  int value = 0;
  while (size < text.size() && size < digits_max && is_digit(text[size]))
    value = value * 10 + (text[size++] - '0');
  if (size == 0) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<MonthSpan> quarter_span(int year, int quarter) {
  if (quarter < 1 || quarter > 4) return std::nullopt;
  return MonthSpan{Date::first_of(Month(year, quarter * 3 - 2)),
                   Date::last_of(Month(year, quarter * 3))};
}

// 第1季度, 1季度, 一季度, Q1 behind the year.
std::optional<int> take_quarter(std::string_view text) {
  static constexpr std::array<std::string_view, 4> numerals = {"一", "二", "三", "四"};
  if (take(text, "Q") || take(text, "q")) {
    const auto quarter = take_number(text, 1);
    return text.empty() ? quarter : std::nullopt;
  }
  take(text, "第");
  std::optional<int> quarter;
  for (std::size_t i = 0; i < numerals.size() && !quarter; ++i) {
    if (take(text, numerals[i])) quarter = static_cast<int>(i) + 1;
  }
  if (!quarter) quarter = take_number(text, 1);
  if (!quarter || (text != "季度" && text != "季")) return std::nullopt;
  return quarter;
}

std::string fold(std::string_view text) {
  std::string out = normalise_name(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

// 1: this party is the applicant, 0: it is not, -1: cannot be told.
int is_own(std::string_view name, std::string_view tax_no, const ReadOptions& options) {
  if (!tax_no.empty() && !options.own_tax_no.empty())
    return fold(tax_no) == fold(options.own_tax_no) ? 1 : 0;
  if (name.empty() || options.own_names.empty()) return -1;
  const std::string own = normalise_name(name);
  return std::any_of(options.own_names.begin(), options.own_names.end(),
                     [&](const std::string& other) { return normalise_name(other) == own; })
             ? 1
             : 0;
}

}  // namespace

std::optional<MonthSpan> month_span_of(Date from, Date to) {
  if (to < from || from != Date::first_of(from.month()) || to != Date::last_of(to.month()))
    return std::nullopt;
  return MonthSpan{from, to};
}

std::optional<MonthSpan> parse_month_span(std::string_view raw) {
  const std::string plain = normalise_name(raw);
  std::string_view text = plain;
  if (const auto month = parse_month(text))
    return MonthSpan{Date::first_of(*month), Date::last_of(*month)};
  for (const std::string_view divider :
       {std::string_view("至"), std::string_view("~"), std::string_view("到")}) {
    const auto at = text.find(divider);
    if (at == std::string_view::npos) continue;
    const auto from = parse_date(text.substr(0, at)),
               to = parse_date(text.substr(at + divider.size()));
    if (from && to) return month_span_of(*from, *to);
    const auto first = parse_month_span(text.substr(0, at)),
               last = parse_month_span(text.substr(at + divider.size()));
    return first && last ? month_span_of(first->from, last->to) : std::nullopt;
  }
  const auto year = take_number(text, 4);
  if (!year || *year < 1990 || *year > 2199) return std::nullopt;
  if (!take(text, "年") && !take(text, "-") && !take(text, "/")) {
    if (text.empty() || (text.front() != 'Q' && text.front() != 'q')) return std::nullopt;
  }
  if (const auto quarter = take_quarter(text)) return quarter_span(*year, *quarter);
  const auto month = take_number(text, 2);
  take(text, "月");
  if (!month || *month < 1 || *month > 12 || !text.empty()) return std::nullopt;
  return MonthSpan{Date::first_of(Month(*year, *month)), Date::last_of(Month(*year, *month))};
}

std::size_t count_unknown_members(const json::Value& object,
                                  std::initializer_list<std::string_view> known) {
  return static_cast<std::size_t>(
      std::count_if(object.members.begin(), object.members.end(), [&](const auto& member) {
        return std::find(known.begin(), known.end(), member.first) == known.end();
      }));
}

ReadNote make_note(std::string code, std::string_view path, std::string message,
                   const ReadOptions& options) {
  return {std::move(code), Place{options.source_name, 0, 0, 0, std::string(path)},
          std::move(message)};
}

void note_unknown_members(std::vector<ReadNote>& notes, std::size_t count, std::string_view path,
                          const ReadOptions& options) {
  if (count == 0) return;
  notes.push_back(make_note("unknown_member", path,
                            fmt::format("{} member{} of the JSON {} not known and not used", count,
                                        count == 1 ? "" : "s", count == 1 ? "is" : "are"),
                            options));
}

OwnSide own_side(const Parties& parties, const ReadOptions& options) {
  const int seller = is_own(parties.seller, parties.seller_tax_no, options);
  const int buyer = is_own(parties.buyer, parties.buyer_tax_no, options);
  if (seller == 1) return OwnSide::seller;
  if (buyer == 1) return OwnSide::buyer;
  return seller == 0 && buyer == 0 ? OwnSide::neither : OwnSide::unknown;
}

}  // namespace zhun::read
