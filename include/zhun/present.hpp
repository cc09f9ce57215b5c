// Presenting (呈现): masked JSON for systems, the investigation report for people.
//
// Pure functions of the assessment: the same assessment gives the same bytes. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/assessment.hpp"
#include "zhun/matching.hpp"
#include "zhun/ocr.hpp"
#include "zhun/read.hpp"

namespace zhun {

// What is masked (DOMAIN 9.2). Identity numbers, account and phone numbers and names of persons are
// masked at every level but `none`; `outward` masks names of enterprises as well. `none` is stated
// in the output.
enum class Masking : std::uint8_t { inside_bank, outward, none };
[[nodiscard]] std::string_view name_of(Masking masking);  // "inside-bank", "outward", "none"

[[nodiscard]] std::string mask_person_name(std::string_view name);
[[nodiscard]] std::string mask_enterprise_name(std::string_view name);
[[nodiscard]] std::string mask_resident_id(std::string_view id);
[[nodiscard]] std::string mask_uscc(std::string_view code);
[[nodiscard]] std::string mask_mobile(std::string_view number);
[[nodiscard]] std::string mask_account(std::string_view account);
[[nodiscard]] std::string mask_address(std::string_view address);
// Masks identity, card and phone numbers inside free text.
[[nodiscard]] std::string mask_text(std::string_view text);

[[nodiscard]] std::string render_assessment_json(const Assessment& assessment,
                                                 Masking masking = Masking::inside_bank);
[[nodiscard]] std::string render_checklist_json(const Assessment& assessment,
                                                Masking masking = Masking::inside_bank);
[[nodiscard]] std::string render_report_html(const Assessment& assessment,
                                             Masking masking = Masking::inside_bank);

// 评估说明书: one page of plain Chinese for the customer: which data were used, what counted most
// (at most four reasons), what would improve it, and the customer's rights (个人信息保护法 articles
// 15, 24, 45 to 47). Nobody else's data, no threshold of a check, no finding.
[[nodiscard]] std::string render_explanation_html(const Assessment& assessment);

// fields.json (最小必要): which fields the run read, of what class, for which purpose, and what of
// the dossier and of each source it left out. No value of a document is in it.
[[nodiscard]] std::string render_fields_json(const Assessment& assessment);

// Credit documents (授信资料) as DOCX, filled from the templates of the policy (documents/D05.docx)
// or the built-in ones: D01 to D18 of docs/documents.md, the consent forms A01 to A03, the data
// sheet of the framework contract K01, and whatever else the policy has a template for. They print,
// mask and number figures as the report does; nothing in them is signed or approved.
struct Document {
  std::string id, bytes;
};
[[nodiscard]] std::vector<std::string> document_ids(const Assessment& assessment);  // sorted
// Errors are those of a template (ErrorCode::format or limit): the template, its part in
// Place::field and the paragraph in Place::row. An id without a template is invalid_argument.
[[nodiscard]] Result<std::string> render_document(const Assessment& assessment, std::string_view id,
                                                  Masking masking = Masking::inside_bank);
[[nodiscard]] Result<std::vector<Document>> render_documents(
    const Assessment& assessment, Masking masking = Masking::inside_bank);
// Whether the templates of a policy can be filled: names of values, sections, limits.
[[nodiscard]] Result<void> check_documents(const Policy& policy);
// The tables of the analysis as XLSX: amounts and dates as such, texts never as formulas.
[[nodiscard]] std::string render_workbook(const Assessment& assessment,
                                          Masking masking = Masking::inside_bank);

// effective-inflow, monthly-flow, daily-balance, top-customers, money-flow, calendar, sales,
// score, freshness, scan-pages: stable names.
[[nodiscard]] std::span<const std::string_view> chart_names();
// A chart of the report by itself.
struct Chart {
  std::string name, title;  // the title says what the chart shows, in Chinese
  std::string svg;          // one element, with attributes only: no style and no script
  std::string html;         // a <figure> with title and summary around it
};
// The charts that the dossier has data for, in the order of the report.
[[nodiscard]] std::vector<Chart> render_charts(const Assessment& assessment,
                                               Masking masking = Masking::inside_bank);

// `{"rows":[...],"currency":...,"findings":[...]}`; several statements: `{"statements":[...]}`.
// For the operator's own eyes (zhun parse): nothing is masked.
[[nodiscard]] std::string render_statements_json(const std::vector<Statement>& statements);

// The same of a scan, with the verdict on each row, its boxes in pixels of the picture (four
// corners from the left top, clockwise), its repairs and alternatives.
[[nodiscard]] std::string render_scan_json(const Scan& scan);

// The pages of a scan with the grid, the reading of every cell and the repaired ones in colour, as
// one HTML file. `pictures` has one render_scan_picture() a page. Nothing is masked.
[[nodiscard]] std::string render_scan_picture(const Image& picture);
[[nodiscard]] std::string render_scan_html(const Scan& scan,
                                           const std::vector<std::string>& pictures);

// Whatever read_any gave: statements as above; invoices, tax returns and government data with every
// field that was read and `"findings"`. Nothing is masked.
[[nodiscard]] std::string render_source_json(const AnySource& source);
// Rows as CSV (RFC 4180, UTF-8, a header line). A text that a spreadsheet would take for a formula
// gets an apostrophe in front. ErrorCode::unsupported for government data, which is no table.
[[nodiscard]] Result<std::string> render_source_csv(const AnySource& source);

// For a person who asks why: the kind, the layout and what told it, the use of every column, how
// directions and dates were decided, what the totals and the balances prove, the notes. Short text
// in English; shows totals and balances of the document, nothing else of it but names of columns.
[[nodiscard]] std::string render_source_why(const AnySource& source);

// What match_payments and resolve_names gave, with the ids of the records that they were given. For
// the operator's own eyes: nothing is masked.
[[nodiscard]] std::string render_matching_json(const Matching& matching,
                                               const std::vector<PayableInvoice>& invoices,
                                               const std::vector<Payment>& payments);
[[nodiscard]] std::string render_matching_csv(const Matching& matching,
                                              const std::vector<PayableInvoice>& invoices,
                                              const std::vector<Payment>& payments);
[[nodiscard]] std::string render_names_json(const std::vector<ResolvedName>& resolved,
                                            const std::vector<NamedRecord>& known,
                                            const std::vector<NamedRecord>& damaged);
[[nodiscard]] std::string render_names_csv(const std::vector<ResolvedName>& resolved,
                                           const std::vector<NamedRecord>& known,
                                           const std::vector<NamedRecord>& damaged);

// The sentences of findings of this assessment, masked, for a host that lists some of them by
// itself.
[[nodiscard]] std::vector<std::string> render_finding_texts(
    const Assessment& assessment, const std::vector<const Finding*>& findings,
    Masking masking = Masking::inside_bank);
[[nodiscard]] std::string render_point_question(const Assessment& assessment,
                                                const InvestigationPoint& point,
                                                Masking masking = Masking::inside_bank);

}  // namespace zhun
