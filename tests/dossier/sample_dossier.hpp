// dossier.json of an invented company, for the tests to change.
#pragma once

#include <string>
#include <string_view>

namespace zhun::test {

inline constexpr std::string_view kSampleDossier = R"({
 "dossier": "sample", "as_of": "2026-06-30",
 "customer": {"type": "LEGAL", "name": "济南样例轴承有限公司", "uscc": "91370102PDY00001XB",
  "legal_rep": "周样例", "legal_rep_id": "370199198509140012"},
 "application": {"number": "N-1", "product": "WC_UNSECURED", "requested_fen": 20000000,
  "term_months": 12, "repayment": "REVOLVING", "existing_wc_loans_fen": 0},
 "consents": [
  {"consent_id": "C-EN", "doc_type": "EN",
   "subject": {"name": "济南样例轴承有限公司", "id": "91370102PDY00001XB"},
   "purposes": ["PRE_LOAN"], "scopes": ["STATEMENT", "INVOICE", "TAX"],
   "signed_at": "2026-06-20T10:00:00", "valid_to": "2026-12-31"},
  {"consent_id": "C-QCL", "doc_type": "QCL",
   "subject": {"name": "济南样例轴承有限公司", "id": "91370102PDY00001XB"},
   "purposes": ["PRE_LOAN"], "scopes": ["SOCIAL", "UTILITY"],
   "signed_at": "2026-06-20T10:00:00", "valid_to": "2026-12-31"}],
 "materials": [{"id": "M-ID", "received_on": "2026-06-20"}, {"id": "M-ART"}],
 "pulls": {
  "statement": {"retrieved_at": "2026-06-25T09:00:00", "data_as_of": "2026-06-24"},
  "invoices": {"retrieved_at": "2026-06-25T09:00:00", "data_as_of": "2026-06-24"},
  "tax": {"retrieved_at": "2026-06-25T09:00:00", "data_as_of": "2026-06-24"},
  "registry": {"retrieved_at": "2026-06-25T09:00:00", "data_as_of": "2026-06-24"}},
 "statement": {"holder": "济南样例轴承有限公司", "account": "6200000000000005",
  "period_from": "2026-03-01", "period_to": "2026-06-24", "opening_balance_fen": 1000000,
  "rows": [
   {"seq": 1, "ts": "2026-03-02T10:00:00", "dir": "C", "amount_fen": 500000,
    "balance_fen": 1500000, "cp_name": "山东样例农机有限公司", "summary": "货款"},
   {"seq": 2, "ts": "2026-04-02T10:00:00", "dir": "D", "amount_fen": 200000,
    "balance_fen": 1300000, "cp_name": "青岛样例钢材有限公司", "summary": "采购款"}]},
 "invoices": [
  {"no": "26372000000000000301", "date": "2026-03-01", "sign": "BLUE", "status": "NORMAL",
   "buyer": "山东样例农机有限公司", "amount_fen": 442478, "tax_fen": 57522, "rate": "0.13"}],
 "invoices_period": {"period_from": "2026-01-01", "period_to": "2026-06-24"},
 "tax": {"credit_rating": "B", "overdue_tax_fen": 0,
  "vat_declared": [{"period": "2026-03", "sales_ex_fen": 442478}]},
 "registry": {"name": "济南样例轴承有限公司", "uscc": "91370102PDY00001XB", "status": "存续",
  "established": "2018-04-01", "legal_rep": "周样例", "abnormal": false, "dishonest": false}
})";

// The text with its first `from` replaced; unchanged texts are a mistake of the test.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string_view::npos) return "the sample has no " + std::string(from);
  return std::string(text.substr(0, at)) + std::string(to) +
         std::string(text.substr(at + from.size()));
}

inline std::string sample_with(std::string_view from, std::string_view to) {
  return replaced(kSampleDossier, from, to);
}

}  // namespace zhun::test
