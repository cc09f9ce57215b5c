// RowWriter: one row into the columns of an Arrow batch, and what columns of amounts say of
// themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "present/arrow_batch.hpp"
#include "zhun/date.hpp"
#include "zhun/money.hpp"

namespace zhun::arrow {

inline constexpr Pair kMoney[] = {{"unit", "fen"}, {"scale", "2"}, {"currency", "column currency"}};
inline constexpr Pair kYuan[] = {{"unit", "fen"}, {"scale", "2"}, {"currency", "CNY"}};
inline constexpr bool kNullable = true;

// Appends to the columns of a row in their order.
class RowWriter {
 public:
  explicit RowWriter(std::vector<Column>& columns) : columns_(columns) {}

  void boolean(bool value) { next().append_boolean(value); }
  void number(std::uint32_t value) { next().append_uint32(value); }
  void place(std::uint32_t value) {  // 0: unknown or none
    value == 0 ? next().append_null() : next().append_uint32(value);
  }
  void money(const std::optional<Money>& value) {
    value ? next().append_int64(value->fen()) : next().append_null();
  }
  void date(const std::optional<Date>& value) {
    value ? next().append_days(value->days_since_epoch()) : next().append_null();
  }
  void time(const DateTime& value) {
    value.has_time() ? next().append_seconds(value.second_of_day) : next().append_null();
  }
  void count(std::size_t value) { next().append_int64(static_cast<std::int64_t>(value)); }
  void text(std::string_view value) {
    value.empty() ? next().append_null() : next().append_text(value);
  }

 private:
  Column& next() { return columns_[index_++]; }
  std::vector<Column>& columns_;
  std::size_t index_ = 0;
};

}  // namespace zhun::arrow
