// The members of a row's verdict, the same in the JSON of zhun ocr and in assessment.json.
#include "present/verdict_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zhun {
namespace {

void put_quad(json::Writer& w, std::string_view name, const Quad& quad) {
  w.key(name);
  w.begin_array();
  for (const Point& corner : quad) {
    w.begin_array();
    w.value(static_cast<std::int64_t>(std::lround(corner.x)));
    w.value(static_cast<std::int64_t>(std::lround(corner.y)));
    w.end_array();
  }
  w.end_array();
}

bool is_empty(const Quad& quad) {
  return std::all_of(quad.begin(), quad.end(),
                     [](const Point& corner) { return corner.x == 0 && corner.y == 0; });
}

void put_boxes(json::Writer& w, const RowVerdict& verdict) {
  w.key("boxes");
  w.begin_object();
  const auto put = [&](std::string_view name, const Quad& quad) {
    if (!is_empty(quad)) put_quad(w, name, quad);
  };
  put("row", verdict.box);
  put("date", verdict.date_box);
  put("direction", verdict.direction_box);
  put("amount", verdict.amount_box);
  put("balance", verdict.balance_box);
  put("counterparty", verdict.counterparty_box);
  w.end_object();
}

std::string_view second_words(SecondReading second) {
  switch (second) {
    case SecondReading::none:
      return {};
    case SecondReading::unread:
      return "unread";
    case SecondReading::agrees:
      return "agrees";
    case SecondReading::differs:
      return "differs";
  }
  return {};
}

void put_alternatives(json::Writer& w, std::string_view name,
                      const std::vector<Alternative>& alternatives) {
  if (alternatives.empty()) return;
  w.key(name);
  w.begin_array();
  for (const Alternative& alternative : alternatives) {
    w.begin_object();
    w.member("text", alternative.text);
    w.key("log_probability");
    w.number(fmt::format("{:.2f}", alternative.log_probability));
    w.end_object();
  }
  w.end_array();
}

}  // namespace

void put_verdict(json::Writer& w, const RowVerdict& verdict,
                 const std::function<std::string(std::string_view)>& shown_name) {
  w.member("verdict", to_string(verdict.verdict));
  if (!verdict.by.empty()) w.member("by", verdict.by);
  if (!verdict.why.empty()) w.member("why", verdict.why);
  if (const std::string_view second = second_words(verdict.second); !second.empty())
    w.member("second", second);
  if (verdict.name_resolved) w.member("name_resolved", true);
  put_alternatives(w, "amounts", verdict.amounts);
  put_alternatives(w, "balances", verdict.balances);
  if (!verdict.repairs.empty()) {
    w.key("repairs");
    w.begin_array();
    for (const Repair& repair : verdict.repairs) {
      w.begin_object();
      w.member("field", repair.field);
      const bool name = repair.field == "counterparty";
      w.member("read", name ? shown_name(repair.read) : repair.read);
      w.member("chosen", name ? shown_name(repair.chosen) : repair.chosen);
      w.member("equation", repair.equation);
      w.end_object();
    }
    w.end_array();
  }
  put_boxes(w, verdict);
}

void put_finding_box(json::Writer& w, const RowVerdict& verdict, std::string_view field) {
  const Quad* box = field == "amount"      ? &verdict.amount_box
                    : field == "balance"   ? &verdict.balance_box
                    : field == "direction" ? &verdict.direction_box
                    : field == "date"      ? &verdict.date_box
                                           : &verdict.box;
  if (is_empty(*box)) box = &verdict.box;
  w.member("page", verdict.page);
  put_quad(w, "box", *box);
}

}  // namespace zhun
