// InvoiceView: the invoices in use, output and input apart, in the issue view and the attributed
// view (DOMAIN 3.2): a red letter counts in its own month for totals and in its blue invoice's for
// customers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reconcile/work.hpp"

namespace zhun {

struct InvoiceView {
  struct Line {
    const InvoiceList* list;
    const Invoice* invoice;
    Date issued;                // issue view
    Date attributed;            // attributed view
    std::string buyer, seller;  // normal forms
    Money amount_ex, tax;       // negative for red letters
    bool synthetic = false;     // stands for a red row that the data lack
    [[nodiscard]] Money total() const { return amount_ex + tax; }
  };
  std::vector<Line> output, input;  // by date; voids left out
  std::size_t void_output = 0, void_input = 0, red_without_blue = 0;
  std::optional<Date> from, to;  // first and last day that the lists cover
  std::vector<Period> covered;   // what they cover: a hole between two lists is not covered
  struct Differing {             // one number, two contents
    Line kept, other;
  };
  std::vector<Differing> differing;

  explicit InvoiceView(const Work& work);
  [[nodiscard]] bool covers(Date first, Date last) const;
  [[nodiscard]] int covered_days() const;
  // Σ tax / Σ amount of the output invoices issued in first..last; nullopt when there are none.
  [[nodiscard]] std::optional<Decimal> effective_rate(Date first, Date last) const;
};

// V07, V11, V12, V15; after the months of Work::out are known.
void invoice_pattern_facts(Work& work, const InvoiceView& view);

}  // namespace zhun
