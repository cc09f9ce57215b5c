// Invoices and payments, divided by a zero byte: no payment settles more than it is, whatever they
// are, and the answer is the same twice.
#include <map>

#include "base/json.hpp"
#include "fuzz.hpp"
#include "zhun/matching.hpp"
#include "zhun/present.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ReadOptions options = fuzz::options();
  options.limits.rows_max = 200;
  const auto bytes = fuzz::text_of(data, size);
  const auto middle = std::min(bytes.find('\0'), bytes.size());
  const auto invoices = read_payable_invoices(bytes.substr(0, middle), options);
  const auto payments = read_payments(bytes.substr(std::min(middle + 1, bytes.size())), options);
  fuzz::expect(invoices.has_value() || !invoices.error().message.empty());
  if (!invoices || !payments) return 0;
  const Matching first = match_payments(*invoices, *payments);
  const std::string json = render_matching_json(first, *invoices, *payments);
  fuzz::expect(json::parse(json, "output", Limits{}).has_value());
  fuzz::expect(json ==
               render_matching_json(match_payments(*invoices, *payments), *invoices, *payments));
  return 0;
}
