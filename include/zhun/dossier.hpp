// Dossier (授信案卷): application, customer, consents and sources: all input of one case.
//
//   auto dossier = zhun::read_dossier(json, files);   // files: what dossier.json names, opened by
//   the host
//
// Immutable after reading; share freely between threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/error.hpp"
#include "zhun/government.hpp"
#include "zhun/invoice.hpp"
#include "zhun/limits.hpp"
#include "zhun/money.hpp"
#include "zhun/ocr.hpp"
#include "zhun/statement.hpp"
#include "zhun/transaction_class.hpp"

namespace zhun {

enum class CustomerType : std::uint8_t { legal, personal };  // 小微法人, 小微个人

struct Customer {
  CustomerType type = CustomerType::legal;
  std::string name;           // 企业名称, or the borrower's name
  std::string uscc;           // 统一社会信用代码 of the business
  std::string business_name;  // 个体工商户名称 (personal)
  std::string legal_representative, legal_representative_id;
  std::string id_no;  // 身份证号 (personal)
  std::string spouse;
  std::string mobile, address;
  std::string premises;                  // RENTED, OWNED; empty: not stated
  std::vector<std::string> owner_names;  // further names of the applicant's own accounts
  std::vector<std::string> owner_accounts;
  std::vector<std::string> related_names;  // 关联方: shareholders, controlled firms, family
  std::optional<std::int64_t> claimed_staff;
  std::string actual_controller;         // 实际控制人, as the applicant states it
  std::optional<Money> claimed_capital;  // 注册资本, as the applicant states it
  std::optional<Money> claimed_monthly_income;
};

// Opening and closing balances of DOMAIN 1.2; all amounts excl. VAT.
struct WorkingCapitalInputs {
  Money sales, cost, total_profit;
  struct Item {
    Money opening, closing;
  };
  Item inventory, receivables, payables, prepayments, advances;
};

struct Application {
  std::string number;   // 申请编号
  std::string product;  // WC_UNSECURED, PERSONAL_BIZ, ...
  Money requested;
  int term_months = 0;
  std::string repayment;  // REVOLVING, INSTALMENT, INTEREST_ONLY
  std::string purpose;
  std::string purpose_supplier;
  std::optional<Decimal> annual_rate;
  std::optional<Money> existing_loans;       // 现有流动资金贷款
  std::optional<Money> existing_instalment;  // per month, all lenders
  std::optional<Money> own_funds, other_funds;
  std::optional<Money> declared_annual_sales;
  std::optional<Decimal> growth;
  std::vector<std::string> disclosed_lenders;
  std::optional<WorkingCapitalInputs> working_capital;
  bool secured = false;
};

enum class ConsentDocument : std::uint8_t { personal, enterprise, qcl };  // PI, EN, QCL (泉城链)

// One signed authorisation (授权书), DOMAIN 9.3.
struct Consent {
  std::string id;
  ConsentDocument document = ConsentDocument::enterprise;
  std::string subject_name, subject_id;
  std::vector<std::string> purposes;  // PRE_LOAN, APPROVAL, POST_LOAN
  std::vector<std::string> scopes;    // STATEMENT, INVOICE, TAX, REGISTRY, ...
  DateTime signed_at;
  std::optional<Date> valid_from, valid_to;
  std::optional<DateTime> revoked_at;
  // Separate consents (单独同意): to sensitive personal data, and to their being provided by third
  // parties; nullopt: the document does not say.
  std::optional<bool> sensitive, to_third_party;
};

struct Material {  // a document received on paper or as an image
  std::string id;  // M-ID, M-LEASE, ...
  std::optional<Date> received_on, expires_on;
};

// What the applicant shares with others in the host's index of applicants (X43). The token is the
// host's pseudonym for the address, telephone or representative; zhun does not look into it.
enum class SharedKind : std::uint8_t { address, phone, legal_representative };
struct SharedAttribute {
  SharedKind kind = SharedKind::address;
  std::string token;
  std::int64_t other_applicants = 0;
};

enum class SourceKind : std::uint8_t { statement, invoices, tax, government };
[[nodiscard]] std::string_view to_string(SourceKind kind);   // "STATEMENT", ...
[[nodiscard]] std::string_view kind_title(SourceKind kind);  // "流水", ...

// One input: a file, or a part of dossier.json.
struct Source {
  std::string id;    // F01, F02, ... in the order of the dossier
  std::string name;  // file name, or the JSON path
  SourceKind kind = SourceKind::statement;
  std::string layout;
  std::size_t rows = 0;
  std::string sha256;                    // of the bytes as received
  std::string subject_name, subject_id;  // whose data; empty: the applicant's
  std::optional<DateTime> retrieved_at;
  std::optional<Date> data_as_of;
  bool authorised = true;  // set by the consent gate
  std::string consent_id;  // that allowed it
  std::string refusal;     // why it did not enter, one Chinese sentence without values
  // The files of a scan that is several pictures, in the order of its pages; else empty.
  std::vector<std::string> files;
  std::string unread;  // a scan that was not read: why, and what to do; one Chinese sentence
};

// A row of a scan: what proves it, where it stands, and whether it takes part in figures.
struct ScannedRow {
  std::uint32_t row = 0;  // Transaction::row
  // False: its amount, its date or its direction cannot be read (or its date lies after as_of), so
  // that it is in no statement and in no figure.
  bool used = true;
  Money amount;
  RowVerdict verdict;
};

// What OCR gave for one source.
struct ScannedSource {
  std::uint32_t source = 0;      // index into Dossier::sources
  std::string engine;            // names of the engines that read it
  std::vector<ScannedRow> rows;  // ascending by row, over all accounts of the source
  [[nodiscard]] const ScannedRow* find(std::uint32_t row) const;
};

// A reviewer's decision on the class of one row (人工改判). It changes the figures, and is shown
// wherever the row is.
struct ClassOverride {
  std::uint32_t source = 0, row = 0;  // row: Transaction::row
  TransactionClass cls = TransactionClass::neutral;
  std::string by;  // who decided
  DateTime at;
  std::string why;
};

// JR/T 0171-2020: C3 authenticates a person and is refused; C2 identifies a person or shows
// finances; C1 is internal to the bank.
enum class DataClass : std::uint8_t { c1, c2, c3 };
[[nodiscard]] std::string_view to_string(DataClass cls);  // "C1", "C2", "C3"

// A field of dossier.json that was read: its path with "*" for the index of a list, its class, how
// outputs mask it ("PERSON_NAME", "RESIDENT_ID", ...; empty: shown), and what it is read for.
struct FieldUse {
  std::string field;
  DataClass cls = DataClass::c2;
  std::string_view mask, purpose;
  std::size_t count = 0;  // how often it has a value
};

struct Dossier {
  std::string name;
  Date as_of;          // 数据基准日: every computation's "today"
  std::string digest;  // SHA-256 over all input, whatever the order of its sources
  Application application;
  Customer customer;
  std::vector<Consent> consents;
  std::vector<Material> materials;
  std::optional<std::vector<SharedAttribute>> applicant_index;  // none: the host keeps no index
  std::vector<ClassOverride> overrides;                         // by source, then row; one a row
  std::vector<Source> sources;
  std::vector<Statement> statements;
  std::vector<InvoiceList> invoice_lists;
  std::vector<TaxReturns> tax_returns;
  std::vector<GovernmentRecord> government;
  std::vector<ScannedSource> scans;         // of the statements that were read by OCR
  std::vector<FieldUse> fields;             // of dossier.json that were read, by path
  std::vector<std::string> dropped_fields;  // and those that nothing needs: paths, sorted
  [[nodiscard]] const ScannedSource* scan_of(std::uint32_t source) const;
};

// A file that dossier.json names, opened by the host. The bytes are borrowed for the call.
struct SourceFile {
  std::string name;
  std::string_view bytes;
  std::string_view password = {};  // opens it if it is encrypted
};

struct ReadOptions;

struct DossierOptions {
  Limits limits;
  const PdfEngine* pdf = nullptr;  // reads sources that are PDF (pdf.hpp); must outlive the call
  // Read statements that are pictures, or PDF of pictures, as read_scan does (ocr.hpp). Without
  // one such a source is not read, and Source::unread says so.
  std::span<const std::unique_ptr<OcrEngine>> ocr_engines, ocr_seconds;
  // Called before each page of a scan; false stops with ErrorCode::cancelled.
  std::function<bool(std::uint32_t page, std::uint32_t pages)> progress;
};

// A statement of these bytes would be read by OCR: PNG, JPEG, TIFF, or a PDF (where
// ReadOptions::pdf can open it) that has pages to look at and none whose text can be believed.
[[nodiscard]] bool is_scan(std::string_view bytes, const ReadOptions& options);

// Reads dossier.json and the files it names. Sources are taken in the order of their ids and file
// names, so that the order in which the host lists them changes nothing.
[[nodiscard]] Result<Dossier> read_dossier(std::string_view json, std::span<const SourceFile> files,
                                           const Limits& limits = {});
[[nodiscard]] Result<Dossier> read_dossier(std::string_view json, std::span<const SourceFile> files,
                                           const DossierOptions& options);

// The file names that dossier.json asks for, in its order.
[[nodiscard]] Result<std::vector<std::string>> list_dossier_files(std::string_view json,
                                                                  const Limits& limits = {});

// dossier.json with nothing but the fields that are read: it gives the same assessment, byte for
// byte. Data of sources that no consent covers go, too; files are not changed.
[[nodiscard]] Result<std::string> minimise_dossier(std::string_view json,
                                                   std::span<const SourceFile> files,
                                                   const DossierOptions& options);

// The consent gate (授权校验, DOMAIN 9.3): takes every source out that no consent covers at the
// time it was retrieved, for the purpose PRE_LOAN, and marks it in Dossier::sources. No option
// turns it off.
[[nodiscard]] Dossier apply_consents(Dossier dossier);

}  // namespace zhun
