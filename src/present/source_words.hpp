// The words in which a printed source states its enumerations.
#pragma once

#include <string_view>

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

}  // namespace zhun
