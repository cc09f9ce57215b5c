// An interval of numbers, as PMML writes it with margins and a closure. Internal to pmml*.cpp.
#pragma once

#include <optional>

#include "score/pmml_reading.hpp"

namespace zhun::pmml {

struct Interval {
  std::optional<Decimal> low, high;
  bool low_included = true, high_included = true;
  [[nodiscard]] bool contains(const Decimal& number) const {
    if (low && (low_included ? number < *low : number <= *low)) return false;
    return !high || (high_included ? number <= *high : number < *high);
  }
};

[[nodiscard]] inline Result<Interval> read_interval(const Reading& reading,
                                                    const xml::Element& element) {
  Interval interval;
  const auto low = reading.decimal(element, "leftMargin");
  if (!low) return tl::unexpected(low.error());
  const auto high = reading.decimal(element, "rightMargin");
  if (!high) return tl::unexpected(high.error());
  interval.low = *low;
  interval.high = *high;
  const std::string_view closure = element.attribute("closure");
  if (!closure.ends_with("Open") && !closure.ends_with("Closed"))
    return reading.refuse(element, "the closure of the interval is not one of PMML");
  interval.low_included = closure.starts_with("closed");
  interval.high_included = closure.ends_with("Closed");
  if (interval.low && interval.high && *interval.high < *interval.low)
    return reading.refuse(element, "the lower end of the interval is above the upper end");
  return interval;
}

}  // namespace zhun::pmml
