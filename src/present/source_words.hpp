// The words in which a printed source states its enumerations, and how it was recognised.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "zhun/government.hpp"
#include "zhun/invoice.hpp"

namespace zhun {

inline std::string_view name_of(InvoiceStatus status) {
  switch (status) {
    case InvoiceStatus::normal:
      return "normal";
    case InvoiceStatus::voided:
      return "voided";
    case InvoiceStatus::part_red:
      return "part_red";
    case InvoiceStatus::full_red:
      return "full_red";
    case InvoiceStatus::abnormal:
      return "abnormal";
  }
  return "";
}

inline std::string_view name_of(PullStatus status) {
  switch (status) {
    case PullStatus::ok:
      return "ok";
    case PullStatus::no_record:
      return "no_record";
    case PullStatus::partial:
      return "partial";
    case PullStatus::error:
      return "error";
  }
  return "";
}

// How the source was recognised, behind its findings.
inline void put_recognised(json::Writer& w, const std::vector<Recognition>& list) {
  w.key("recognised");
  w.begin_array();
  for (const Recognition& item : list) {
    w.begin_object();
    w.member("what", item.what);
    w.member("how", item.how);
    if (item.place.page > 0) w.member("page", item.place.page);
    if (item.place.row > 0) w.member("row", item.place.row);
    if (item.place.column > 0) w.member("column", item.place.column);
    if (!item.place.field.empty()) w.member("field", item.place.field);
    w.end_object();
  }
  w.end_array();
}

}  // namespace zhun
