// The words of direction.
#include "read/directions.hpp"

#include <algorithm>
#include <array>

#include "read/values.hpp"
#include "zhun/text.hpp"

namespace zhun {

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::inflow:
      return "in";
    case Direction::outflow:
      return "out";
    case Direction::neutral:
      return "neutral";
  }
  return "";
}

}  // namespace zhun

namespace zhun::read {
namespace {

struct Word {
  std::string_view text;
  Direction direction;
};

constexpr Word kWords[] = {
    {"收入", Direction::inflow},      {"支出", Direction::outflow},
    {"不计收支", Direction::neutral}, {"贷", Direction::inflow},
    {"借", Direction::outflow},       {"其他", Direction::neutral},
    {"收", Direction::inflow},        {"支", Direction::outflow},
    {"中性交易", Direction::neutral}, {"贷cr", Direction::inflow},
    {"借dr", Direction::outflow},     {"不计", Direction::neutral},
    {"贷方", Direction::inflow},      {"借方", Direction::outflow},
    {"贷记", Direction::inflow},      {"借记", Direction::outflow},
    {"转入", Direction::inflow},      {"转出", Direction::outflow},
    {"存入", Direction::inflow},      {"支取", Direction::outflow},
    {"取出", Direction::outflow},     {"入账", Direction::inflow},
    {"出账", Direction::outflow},     {"入", Direction::inflow},
    {"出", Direction::outflow},       {"付", Direction::outflow},
    {"来账", Direction::inflow},      {"往账", Direction::outflow},
    {"收款", Direction::inflow},      {"付款", Direction::outflow},
    {"进账", Direction::inflow},      {"进", Direction::inflow},
    {"credit", Direction::inflow},    {"debit", Direction::outflow},
    {"c", Direction::inflow},         {"d", Direction::outflow},
    {"cr", Direction::inflow},        {"dr", Direction::outflow},
    {"in", Direction::inflow},        {"out", Direction::outflow},
    {"+", Direction::inflow},         {"-", Direction::outflow},
    {"贷c", Direction::inflow},       {"借d", Direction::outflow},
    {"neutral", Direction::neutral},  {"已收入", Direction::inflow},
    {"已支出", Direction::outflow},   {"贷(收入)", Direction::inflow},
    {"借(支出)", Direction::outflow}, {"收入(贷)", Direction::inflow},
    {"支出(借)", Direction::outflow},
};

}  // namespace

std::optional<Direction> parse_direction(std::string_view text) {
  for (std::size_t i = 0; i < 3; ++i) {  // by far the most frequent
    if (kWords[i].text == text) return kWords[i].direction;
  }
  if (text == "-") return Direction::outflow;
  if (is_blank(text)) return Direction::neutral;
  if (text.size() > 40) return std::nullopt;
  std::string folded = normalise_name(text);
  for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const auto& word : kWords) {
    if (word.text == folded) return word.direction;
  }
  return std::nullopt;
}

std::optional<Direction> direction_of_text(std::string_view summary) {
  static constexpr std::array<Word, 14> words = {{
      {"消费", Direction::outflow},
      {"分期", Direction::outflow},
      {"取现", Direction::outflow},
      {"预借现金", Direction::outflow},
      {"年费", Direction::outflow},
      {"利息", Direction::outflow},
      {"手续费", Direction::outflow},
      {"退货", Direction::inflow},
      {"退款", Direction::inflow},
      {"还款", Direction::inflow},
      {"信用卡还款", Direction::inflow},
      {"自动还款", Direction::inflow},
      {"返现", Direction::inflow},
      {"消费撤销", Direction::inflow},
  }};
  for (const std::string_view bracket : {std::string_view("("), std::string_view("（")}) {
    if (summary.starts_with(bracket)) summary.remove_prefix(bracket.size());
  }
  if (summary.starts_with("消费撤销") || summary.starts_with("消费退货")) return Direction::inflow;
  for (const auto& word : words) {
    if (summary.starts_with(word.text)) return word.direction;
  }
  return std::nullopt;
}

}  // namespace zhun::read
