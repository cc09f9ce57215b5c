// Dossier: dossier.json and the files it names -> one value.
#include "zhun/dossier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/authentication.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "dossier/consent.hpp"
#include "dossier/fields.hpp"
#include "dossier/scanned_source.hpp"
#include "read/records.hpp"
#include "zhun/read.hpp"
#include "zhun/watch.hpp"

namespace zhun {

namespace {

constexpr std::string_view kFile = "dossier.json";

using json::Reader;

std::optional<Error> read_customer(const json::Value& value, Customer& customer) {
  Reader r(value, "/customer", std::string(kFile));
  const std::string type = r.required_string("type");
  if (type == "PERSONAL") {
    customer.type = CustomerType::personal;
  } else if (type != "LEGAL" && !type.empty()) {
    r.set_error("type", "LEGAL or PERSONAL is expected here");
  }
  customer.name = r.required_string("name");
  customer.uscc = r.string("uscc");
  customer.business_name = r.string("business_name");
  customer.legal_representative = r.string("legal_rep");
  customer.legal_representative_id = r.string("legal_rep_id");
  customer.id_no = r.string("id_no");
  customer.spouse = r.string("spouse");
  customer.mobile = r.string("mobile");
  customer.address = r.string("address");
  customer.premises = r.string("premises");
  if (!customer.premises.empty() && customer.premises != "RENTED" && customer.premises != "OWNED") {
    r.set_error("premises", "RENTED or OWNED is expected here");
  }
  customer.owner_names = r.strings("owner_names");
  customer.owner_accounts = r.strings("owner_accounts");
  customer.related_names = r.strings("related_names");
  customer.claimed_staff = r.integer("claimed_staff");
  customer.actual_controller = r.string("actual_controller");
  customer.claimed_capital = r.money_fen("claimed_capital_fen");
  customer.claimed_monthly_income = r.money_fen("claimed_monthly_income_fen");
  if (customer.claimed_monthly_income && customer.claimed_monthly_income->is_negative())
    r.set_error("claimed_monthly_income_fen", "the amount must not be negative");
  return r.error();
}

WorkingCapitalInputs::Item read_item(Reader& parent, std::string_view name,
                                     std::optional<Error>& error) {
  WorkingCapitalInputs::Item item;
  const json::Value* value = parent.object(name);
  if (value == nullptr) return item;
  Reader r(*value, parent.path_of(name), std::string(kFile));
  item.opening = r.required_money_fen("opening_fen");
  item.closing = r.required_money_fen("closing_fen");
  if (r.error() && !error) error = r.error();
  return item;
}

std::optional<Error> read_working_capital(const json::Value& value, Application& application) {
  Reader r(value, "/application/working_capital", std::string(kFile));
  WorkingCapitalInputs inputs;
  std::optional<Error> error;
  inputs.sales = r.required_money_fen("sales_fen");
  inputs.cost = r.required_money_fen("cost_fen");
  inputs.total_profit = r.required_money_fen("total_profit_fen");
  inputs.inventory = read_item(r, "inventory", error);
  inputs.receivables = read_item(r, "receivables", error);
  inputs.payables = read_item(r, "payables", error);
  inputs.prepayments = read_item(r, "prepayments", error);
  inputs.advances = read_item(r, "advances", error);
  if (!error) error = r.error();
  if (!error && (inputs.sales <= Money() || inputs.cost <= Money())) {
    r.set_error("sales_fen", "sales and cost must be positive for the turnover method");
    error = r.error();
  }
  // DOMAIN 1.3: the margin lies in [-1, 1); beyond it the figures are mistaken.
  if (!error && (inputs.total_profit >= inputs.sales || inputs.total_profit < -inputs.sales)) {
    r.set_error("total_profit_fen", "a profit below sales, or a loss up to sales, is expected");
    error = r.error();
  }
  if (!error) application.working_capital = inputs;
  return error;
}

std::optional<Error> read_application(const json::Value& value, Dossier& dossier) {
  Reader r(value, "/application", std::string(kFile));
  Application& application = dossier.application;
  application.number = r.string("number");
  application.product = r.string("product");
  application.requested = r.required_money_fen("requested_fen");
  if (application.requested <= Money()) r.set_error("requested_fen", "the amount must be positive");
  const std::int64_t term = r.integer("term_months").value_or(0);
  if (term < 0 || term > 600) {
    r.set_error("term_months", "a term between 0 and 600 months is expected here");
  } else {
    application.term_months = static_cast<int>(term);
  }
  application.repayment = r.string("repayment");
  application.purpose = r.string("purpose");
  application.purpose_supplier = r.string("purpose_supplier");
  application.annual_rate = r.decimal("annual_rate");
  const auto amount = [&r](std::string_view name) {
    const auto given = r.money_fen(name);
    if (given && given->is_negative()) r.set_error(name, "the amount must not be negative");
    return given;
  };
  application.existing_loans = amount("existing_wc_loans_fen");
  application.existing_instalment = amount("existing_instalment_fen");
  application.own_funds = amount("own_funds_fen");
  application.other_funds = amount("other_funds_fen");
  application.declared_annual_sales = amount("declared_annual_sales_fen");
  application.growth = r.decimal("growth");
  application.disclosed_lenders = r.strings("disclosed_lenders");
  application.secured = r.boolean("secured").value_or(false);
  if (!dossier.customer.claimed_staff) dossier.customer.claimed_staff = r.integer("claimed_staff");
  if (const json::Value* inputs = r.object("working_capital")) {
    if (auto error = read_working_capital(*inputs, application)) return error;
  }
  return r.error();
}

std::optional<Error> read_consent(const json::Value& value, std::size_t index, Dossier& dossier) {
  const std::string path = fmt::format("/consents/{}", index);
  Reader r(value, path, std::string(kFile));
  Consent consent;
  consent.id = r.required_string("consent_id");
  const std::string type = r.required_string("doc_type");
  if (type == "PI") {
    consent.document = ConsentDocument::personal;
  } else if (type == "QCL") {
    consent.document = ConsentDocument::qcl;
  } else if (type != "EN") {
    r.set_error("doc_type", "PI, EN or QCL is expected here");
  }
  if (const json::Value* subject = r.object("subject")) {
    Reader s(*subject, path + "/subject", std::string(kFile));
    consent.subject_name = s.string("name");
    consent.subject_id = s.string("id");
    if (s.error()) return s.error();
  }
  consent.purposes = r.strings("purposes");
  consent.scopes = r.strings("scopes");
  if (const auto at = r.date_time("signed_at")) {
    consent.signed_at = *at;
  } else {
    r.set_error("signed_at", "the time of signature is required here");
  }
  consent.valid_from = r.date("valid_from");
  consent.valid_to = r.date("valid_to");
  consent.revoked_at = r.date_time("revoked_at");
  if (const json::Value* separate = r.object("separate_consents")) {
    Reader s(*separate, path + "/separate_consents", std::string(kFile));
    consent.sensitive = s.boolean("sensitive");
    consent.to_third_party = s.boolean("provide_to_third_party");
    if (s.error()) return s.error();
  }
  if (!r.error()) dossier.consents.push_back(std::move(consent));
  return r.error();
}

std::optional<Error> read_material(const json::Value& value, std::size_t index, Dossier& dossier) {
  Reader r(value, fmt::format("/materials/{}", index), std::string(kFile));
  Material material;
  material.id = r.required_string("id");
  material.received_on = r.date("received_on");
  material.expires_on = r.date("expires_on");
  dossier.materials.push_back(std::move(material));
  return r.error();
}

std::optional<Error> read_shared(const json::Value& value, std::size_t index, Dossier& dossier) {
  Reader r(value, fmt::format("/applicant_index/{}", index), std::string(kFile));
  SharedAttribute shared;
  const std::string kind = r.required_string("kind");
  if (kind == "PHONE") {
    shared.kind = SharedKind::phone;
  } else if (kind == "LEGAL_REP") {
    shared.kind = SharedKind::legal_representative;
  } else if (kind != "ADDRESS") {
    r.set_error("kind", "ADDRESS, PHONE or LEGAL_REP is expected here");
  }
  shared.token = r.required_string("token");
  const auto others = r.integer("other_applicants");
  if (!others || *others < 0)
    r.set_error("other_applicants", "a number of applicants is required here");
  shared.other_applicants = others.value_or(0);
  if (!r.error()) dossier.applicant_index->push_back(std::move(shared));
  return r.error();
}

// One input before it is read: a file, or a member of dossier.json.
struct Pending {
  Source source;
  const json::Value* entry = nullptr;    // its object in "sources", if any
  const json::Value* inlined = nullptr;  // its data, when it stands in dossier.json
  std::string path;                      // JSON path of entry or data
  std::vector<std::string> files;        // their names; several are the pages of one scan
};

std::optional<SourceKind> parse_kind(std::string_view text) {
  if (text == "STATEMENT") return SourceKind::statement;
  if (text == "INVOICES") return SourceKind::invoices;
  if (text == "TAX") return SourceKind::tax;
  if (text == "GOVERNMENT") return SourceKind::government;
  return std::nullopt;
}

void take_pull(Reader& r, Source& source) {
  if (const auto at = r.date_time("retrieved_at")) source.retrieved_at = at;
  if (const auto at = r.date("data_as_of")) source.data_as_of = at;
}

// A file name that stays inside the dossier's folder.
bool is_plain_name(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos)
    return false;
  for (std::size_t from = 0; from <= name.size();) {
    const auto to = std::min(name.find('/', from), name.size());
    const auto part = name.substr(from, to - from);
    if (part.empty() || part == "." || part == "..") return false;
    from = to + 1;
  }
  return true;
}

// "file", or "files": the pages of one scan in their order.
std::vector<std::string> read_file_names(Reader& r) {
  std::vector<std::string> names;
  const bool several = r.has("files");
  if (several && r.has("file")) r.set_error("files", "either file or files is expected here");
  if (several) {
    names = r.strings("files");
    if (names.empty()) r.set_error("files", "the names of the files are expected here");
  } else {
    names.push_back(r.required_string("file"));
  }
  const bool plain = std::all_of(names.begin(), names.end(),
                                 [](const std::string& name) { return is_plain_name(name); });
  if (!r.error() && !plain) {
    r.set_error(several ? "files" : "file",
                "a file name inside the dossier's folder is expected here");
  }
  return names;
}

Result<std::vector<Pending>> list_sources(const json::Value& root, const Limits& limits) {
  std::vector<Pending> pending;
  Reader top(root, "", std::string(kFile));
  const json::Value* pulls = top.object("pulls");
  const auto add_inline = [&](SourceKind kind, const json::Value& data, std::string path,
                              std::string_view pull) -> std::optional<Error> {
    Pending item;
    item.source.kind = kind;
    item.source.name = std::string(kFile) + path;
    item.inlined = &data;
    item.path = std::move(path);
    if (pulls != nullptr && pulls->find(pull) != nullptr) {
      Reader r(*pulls->find(pull), fmt::format("/pulls/{}", pull), std::string(kFile));
      take_pull(r, item.source);
      if (r.error()) return r.error();
    }
    pending.push_back(std::move(item));
    return std::nullopt;
  };
  std::optional<Error> error;
  const auto inline_object = [&](SourceKind kind, std::string_view member) {
    const json::Value* data = root.find(member);
    if (data == nullptr || data->is_null() || error) return;
    error = add_inline(kind, *data, "/" + std::string(member), member);
  };
  inline_object(SourceKind::statement, "statement");
  inline_object(SourceKind::invoices, "invoices");
  inline_object(SourceKind::tax, "tax");
  inline_object(SourceKind::government, "registry");
  for (const auto& [member, kind] : {std::pair{"statements", SourceKind::statement},
                                     std::pair{"government", SourceKind::government}}) {
    const json::Value* list = top.array(member);
    for (std::size_t i = 0; list != nullptr && i < list->items.size() && !error; ++i) {
      error = add_inline(kind, list->items[i], fmt::format("/{}/{}", member, i), member);
    }
  }
  if (const json::Value* list = top.array("sources")) {
    for (std::size_t i = 0; i < list->items.size() && !error; ++i) {
      Pending item;
      item.entry = &list->items[i];
      item.path = fmt::format("/sources/{}", i);
      Reader r(*item.entry, item.path, std::string(kFile));
      item.files = read_file_names(r);
      if (!item.files.empty()) item.source.name = item.files.front();
      if (item.files.size() > 1) item.source.files = item.files;
      const auto kind = parse_kind(r.required_string("kind"));
      if (!kind) r.set_error("kind", "STATEMENT, INVOICES, TAX or GOVERNMENT is expected here");
      item.source.kind = kind.value_or(SourceKind::statement);
      if (item.files.size() > 1 && item.source.kind != SourceKind::statement) {
        r.set_error("files", "only a scanned STATEMENT may be several files");
      }
      item.source.subject_name = r.string("subject_name");
      item.source.subject_id = r.string("subject_id");
      take_pull(r, item.source);
      error = r.error();
      pending.push_back(std::move(item));
    }
  }
  if (!error) error = top.error();
  if (error) return tl::unexpected(*error);
  if (pending.size() > limits.sources_max) {
    return fail(ErrorCode::limit, {std::string(kFile), 0, 0, 0, "/sources"},
                "the dossier has more sources than the limit");
  }
  // The order in which the host lists sources changes nothing.
  std::stable_sort(pending.begin(), pending.end(), [](const Pending& a, const Pending& b) {
    return std::tie(a.source.kind, a.source.name) < std::tie(b.source.kind, b.source.name);
  });
  return pending;
}

// The canonical text of a JSON value: members by name, the lists whose order means nothing by
// content. Only what was read counts: the rest took no part.
void append_canonical(std::string& out, const json::Value& value, bool top) {
  switch (value.kind) {
    case json::Kind::null:
      out += "null";
      return;
    case json::Kind::boolean:
      out += value.boolean ? "true" : "false";
      return;
    case json::Kind::number:
      out += value.text;
      return;
    case json::Kind::string:
      json::append_string(out, value.text);
      return;
    case json::Kind::array:
      out += '[';
      for (const auto& item : value.items) {
        append_canonical(out, item, false);
        out += ',';
      }
      out += ']';
      return;
    case json::Kind::object:
      break;
  }
  std::vector<std::pair<std::string, std::string>> members;
  for (const auto& [name, member, read] : value.members) {
    if (!read) continue;
    static const std::set<std::string_view> kUnordered = {
        "sources",    "consents",  "materials",      "statements",
        "government", "overrides", "applicant_index"};
    std::string text;
    if (top && member.kind == json::Kind::array && kUnordered.contains(name)) {
      std::vector<std::string> items;
      for (const auto& item : member.items) {
        append_canonical(items.emplace_back(), item, false);
      }
      std::sort(items.begin(), items.end());
      for (const auto& item : items) text += item + ",";
    } else {
      append_canonical(text, member, false);
    }
    members.emplace_back(name, std::move(text));
  }
  std::sort(members.begin(), members.end());
  out += '{';
  for (const auto& [name, text] : members) {
    json::append_string(out, name);
    out += ':' + text + ',';
  }
  out += '}';
}

class DossierReader {
 public:
  DossierReader(const json::Value& root, std::span<const SourceFile> files,
                const DossierOptions& options)
      : root_(root), files_(files), options_(options), limits_(options.limits), pdf_(options.pdf) {}

  Result<Dossier> read() {
    if (auto field = find_authentication_field(root_)) {
      return fail(ErrorCode::invalid_argument, {std::string(kFile), 0, 0, 0, std::move(*field)},
                  std::string(kAuthenticationRefused));
    }
    if (auto error = read_head()) return tl::unexpected(*error);
    auto pending = list_sources(root_, limits_);
    if (!pending) return tl::unexpected(pending.error());
    if (limits_.watch != nullptr) limits_.watch->begin("read", pending->size());
    for (Pending& item : *pending) {
      if (is_stopped_now(limits_)) return tl::unexpected(cancelled_error(std::string(kFile)));
      if (auto error = read_source(item)) return tl::unexpected(*error);
      if (limits_.watch != nullptr) limits_.watch->advance();
    }
    if (auto error = read_scans()) return tl::unexpected(*error);
    if (auto error = read_overrides()) return tl::unexpected(*error);
    dossier_.fields = fields_read(root_);
    dossier_.dropped_fields = json::unread(root_);
    std::string canonical;
    append_canonical(canonical, root_, true);
    // Ids and the paths of inline data follow their order, which means nothing.
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < pending->size(); ++i) {
      const Source& source = dossier_.sources[i];
      const bool file = (*pending)[i].inlined == nullptr;
      lines.push_back(fmt::format("\n{} {}", file ? source.name : "", source.sha256));
    }
    std::sort(lines.begin(), lines.end());
    for (const auto& line : lines) canonical += line;
    dossier_.digest = sha256_hex(canonical);
    return std::move(dossier_);
  }

 private:
  std::optional<Error> read_head() {
    Reader r(root_, "", std::string(kFile));
    dossier_.name = r.string("dossier");
    dossier_.as_of = r.required_date("as_of");
    const json::Value* customer = r.object("customer");
    const json::Value* application = r.object("application");
    if (customer == nullptr) r.set_error("customer", "the customer is required here");
    if (application == nullptr) r.set_error("application", "the application is required here");
    const json::Value* consents = r.array("consents");
    const json::Value* materials = r.array("materials");
    const json::Value* index = r.array("applicant_index");
    if (r.error()) return r.error();
    if (auto error = read_customer(*customer, dossier_.customer)) return error;
    if (auto error = read_application(*application, dossier_)) return error;
    for (std::size_t i = 0; consents != nullptr && i < consents->items.size(); ++i) {
      if (auto error = read_consent(consents->items[i], i, dossier_)) return error;
    }
    for (std::size_t i = 0; materials != nullptr && i < materials->items.size(); ++i) {
      if (auto error = read_material(materials->items[i], i, dossier_)) return error;
    }
    if (index != nullptr) dossier_.applicant_index.emplace();
    for (std::size_t i = 0; index != nullptr && i < index->items.size(); ++i) {
      if (auto error = read_shared(index->items[i], i, dossier_)) return error;
    }
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::stable_sort(dossier_.consents.begin(), dossier_.consents.end(), by_id);
    std::stable_sort(dossier_.materials.begin(), dossier_.materials.end(), by_id);
    return std::nullopt;
  }

  std::optional<Error> read_source(Pending& item) {
    item.source.id = fmt::format("F{:02}", dossier_.sources.size() + 1);
    ReadOptions options;
    options.source_name = item.inlined != nullptr ? std::string(kFile) : item.source.name;
    options.limits = limits_;
    options.pdf = pdf_;
    const Customer& customer = dossier_.customer;
    options.own_tax_no = customer.uscc;
    for (const auto& name : {customer.name, customer.business_name}) {
      if (!name.empty()) options.own_names.push_back(name);
    }
    std::string_view bytes;
    std::vector<PictureFile> files;
    if (item.inlined == nullptr) {
      if (auto error = find_files(item, files)) return error;
      bytes = files.front().bytes;
      options.password = std::string(files.front().password);
    }
    authorise(dossier_, item.source, nullptr);
    dossier_.sources.push_back(item.source);
    // What nobody allowed is not opened: neither decoded nor read by OCR. Its digest says which
    // file it was.
    auto error =
        item.source.authorised ? read_contents(item, files, bytes, options) : check_dates(item);
    if (item.inlined != nullptr) {
      std::string canonical;
      append_canonical(canonical, *item.inlined, false);
      dossier_.sources.back().sha256 = sha256_hex(canonical);
    }
    return error;
  }

  std::optional<Error> read_contents(Pending& item, std::vector<PictureFile>& files,
                                     std::string_view bytes, const ReadOptions& options) {
    if (needs_ocr(item, files, options)) {
      scans_.push_back({index(), &item, std::move(files)});
      return check_dates(item);
    }
    if (files.size() > 1) {
      return Error{ErrorCode::invalid_argument,
                   {std::string(kFile), 0, 0, 0, item.path + "/files"},
                   "several files of one source must all be pictures or PDF of pictures"};
    }
    std::optional<Error> error;
    switch (item.source.kind) {
      case SourceKind::statement:
        error = read_statement(item, bytes, options);
        break;
      case SourceKind::invoices:
        error = read_invoice_list(item, bytes, options);
        break;
      case SourceKind::tax:
        error = read_tax(item, bytes, options);
        break;
      case SourceKind::government:
        error = read_record(item, bytes, options);
        break;
    }
    return error ? error : check_dates(item);
  }

  // The files of a source as they were supplied, and the source's digest.
  std::optional<Error> find_files(Pending& item, std::vector<PictureFile>& found) {
    std::string digests;
    for (const std::string& name : item.files) {
      const auto file = std::find_if(files_.begin(), files_.end(),
                                     [&](const SourceFile& f) { return f.name == name; });
      if (file == files_.end()) {
        return Error{ErrorCode::invalid_argument,
                     {std::string(kFile), 0, 0, 0,
                      item.path + (item.source.files.empty() ? "/file" : "/files")},
                     "a file that the dossier names was not supplied; add it or remove the entry"};
      }
      std::string digest = sha256_hex(file->bytes);
      if (!digests_.insert(digest).second) {
        return Error{ErrorCode::invalid_argument,
                     {name, 0, 0, 0, ""},
                     "the same file is in the dossier twice; remove one of them"};
      }
      found.push_back({file->name, file->bytes, file->password});
      digests += digest;
    }
    item.source.sha256 = found.size() == 1 ? digests : sha256_hex(digests);
    return std::nullopt;
  }

  static bool needs_ocr(const Pending& item, const std::vector<PictureFile>& files,
                        const ReadOptions& options) {
    if (item.source.kind != SourceKind::statement || files.empty()) return false;
    return std::all_of(files.begin(), files.end(), [&](const PictureFile& file) {
      ReadOptions own = options;
      own.source_name = file.name;
      own.password = std::string(file.password);
      return zhun::is_scan(file.bytes, own);
    });
  }

  // Scans come last: by then it is known which names the other sources have.
  std::optional<Error> read_scans() {
    const std::vector<std::string> lexicon = known_names();
    for (const PendingScan& pending : scans_) {
      auto reading = read_scanned_source(pending.files, options_, lexicon, dossier_.as_of);
      if (!reading) return reading.error();
      Source& source = dossier_.sources[pending.source];
      source.layout = "scan";
      source.unread = std::move(reading->unread);
      if (!source.unread.empty()) continue;
      if (auto error = add_statements(std::move(reading->statements), *pending.item, source))
        return error;
      reading->scan.source = pending.source;
      dossier_.scans.push_back(std::move(reading->scan));
    }
    std::stable_sort(dossier_.statements.begin(), dossier_.statements.end(),
                     [](const Statement& a, const Statement& b) { return a.source < b.source; });
    return std::nullopt;
  }

  // Names against which those of scans are held: of the applicant, its partners and its invoices.
  std::vector<std::string> known_names() const {
    std::set<std::string> names;
    const auto add = [&names](std::string_view name) {
      if (!name.empty()) names.emplace(name);
    };
    const Customer& customer = dossier_.customer;
    for (const auto& name : {customer.name, customer.business_name, customer.legal_representative,
                             customer.spouse, dossier_.application.purpose_supplier}) {
      add(name);
    }
    for (const auto* list : {&customer.owner_names, &customer.related_names,
                             &dossier_.application.disclosed_lenders}) {
      for (const auto& name : *list) add(name);
    }
    for (const InvoiceList& list : dossier_.invoice_lists) {
      for (const Invoice& invoice : list.invoices) {
        add(invoice.buyer);
        add(invoice.seller);
      }
    }
    for (const Statement& statement : dossier_.statements) {
      for (const Transaction& row : statement.rows) add(row.counterparty_name);
    }
    return {names.begin(), names.end()};
  }

  // What reviewers decided about classes of rows; each must name a row that is there.
  std::optional<Error> read_overrides() {
    Reader top(root_, "", std::string(kFile));
    const json::Value* list = top.array("overrides");
    if (top.error()) return top.error();
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      const std::string path = fmt::format("/overrides/{}", i);
      Reader r(list->items[i], path, std::string(kFile));
      ClassOverride decision;
      const std::string source = r.required_string("source");
      const auto row = r.integer("row");
      const auto cls = parse_transaction_class(r.required_string("class"));
      decision.by = r.required_string("by");
      decision.why = r.required_string("why");
      if (const auto at = r.date_time("at")) {
        decision.at = *at;
      } else {
        r.set_error("at", "the time of the decision is required here");
      }
      if (!row || *row < 1 || *row > UINT32_MAX) {
        r.set_error("row", "the number of a row of the source is required here");
      }
      if (!cls) r.set_error("class", "the code of a class of transactions is expected here");
      if (r.error()) return r.error();
      decision.row = static_cast<std::uint32_t>(*row);
      decision.cls = *cls;
      if (is_refused(source)) continue;  // the row is out of reach, and so is its class
      const Transaction* transaction = find_row(source, decision);
      if (transaction == nullptr) {
        r.set_error("row", "no statement of this dossier has that source and row");
      } else if (!(transaction->direction == Direction::inflow && is_inflow_class(*cls)) &&
                 !(transaction->direction == Direction::outflow && is_outflow_class(*cls))) {
        r.set_error("class", "a row of this direction cannot be of that class");
      }
      if (r.error()) return r.error();
      dossier_.overrides.push_back(std::move(decision));
    }
    const auto place = [](const ClassOverride& o) { return std::pair(o.source, o.row); };
    auto& all = dossier_.overrides;
    std::stable_sort(all.begin(), all.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    const auto twice = std::adjacent_find(
        all.begin(), all.end(), [&](const auto& a, const auto& b) { return place(a) == place(b); });
    if (twice == all.end()) return std::nullopt;
    return Error{ErrorCode::invalid_argument,
                 {std::string(kFile), 0, 0, 0, "/overrides"},
                 "two decisions are about one row; leave the one that holds"};
  }

  bool is_refused(std::string_view name) const {
    return std::any_of(dossier_.sources.begin(), dossier_.sources.end(), [&](const Source& source) {
      return source.name == name && !source.authorised;
    });
  }

  // `source` is the name of a file, or the path of an inline statement (dossier.json/statement).
  const Transaction* find_row(std::string_view source, ClassOverride& decision) const {
    for (const Statement& statement : dossier_.statements) {
      if (dossier_.sources[statement.source].name != source) continue;
      for (const Transaction& t : statement.rows) {
        if (t.row != decision.row) continue;
        decision.source = statement.source;
        return &t;
      }
    }
    return nullptr;
  }

  // DOMAIN 5.1: data from after the reference date is an input error.
  std::optional<Error> check_dates(const Pending& item) const {
    const Source& source = dossier_.sources.back();
    const bool late = (source.retrieved_at && source.retrieved_at->date > dossier_.as_of) ||
                      (source.data_as_of && *source.data_as_of > dossier_.as_of);
    if (!late) return std::nullopt;
    return Error{ErrorCode::invalid_argument,
                 {source.name, 0, 0, 0, item.path},
                 "the data or their retrieval are dated after as_of; correct one of the dates"};
  }

  std::uint32_t index() const { return static_cast<std::uint32_t>(dossier_.sources.size() - 1); }

  std::optional<Error> read_statement(const Pending& item, std::string_view bytes,
                                      const ReadOptions& options) {
    std::vector<Statement> statements;
    if (item.inlined != nullptr) {
      auto statement = statement_from_json(*item.inlined, item.path, options);
      if (!statement) return statement.error();
      drop_unknown_members(statement->notes);
      statements.push_back(std::move(*statement));
    } else {
      auto read = read_statements(bytes, options);
      if (!read) return read.error();
      statements = std::move(*read);
    }
    return add_statements(std::move(statements), item, dossier_.sources.back());
  }

  std::optional<Error> add_statements(std::vector<Statement> statements, const Pending& item,
                                      Source& source) {
    for (Statement& statement : statements) {
      statement.source = static_cast<std::uint32_t>(&source - dossier_.sources.data());
      if (item.entry != nullptr) {
        if (auto error = complete(statement, item)) return error;
      }
      drop_authentication_data(statement, source.name);
      source.layout = statement.layout;
      source.rows += statement.rows.size();
      for (const Transaction& row : statement.rows) {
        if (row.time.date <= dossier_.as_of) continue;
        return Error{ErrorCode::invalid_argument,
                     {source.name, 0, row.line, 0, item.path},
                     "a row is dated after as_of; correct as_of or the row"};
      }
      if (!source.data_as_of && statement.period_to && *statement.period_to <= dossier_.as_of) {
        source.data_as_of = statement.period_to;
      }
      dossier_.statements.push_back(std::move(statement));
    }
    return std::nullopt;
  }

  // Authentication data in the texts of rows; which row it was is told, never what it said.
  static void drop_authentication_data(Statement& statement, const std::string& file) {
    std::uint32_t rows = 0, line = 0;
    for (Transaction& row : statement.rows) {
      bool found = false;
      for (StoredText* text :
           {&row.counterparty_name, &row.counterparty_account, &row.counterparty_bank, &row.summary,
            &row.purpose, &row.kind, &row.channel, &row.status, &row.reference}) {
        if (!has_authentication_data(*text)) continue;
        *text = statement.text->store(without_authentication_data(*text));
        found = true;
      }
      if (found && ++rows == 1) line = row.line;
    }
    if (rows == 0) return;
    statement.notes.push_back(
        {"authentication_data", Place{file, 0, line, 0, ""},
         fmt::format("authentication data stood in the text of {} row{} and was dropped", rows,
                     rows == 1 ? "" : "s")});
  }

  // What the file does not say and the dossier's entry does.
  std::optional<Error> complete(Statement& statement, const Pending& item) {
    Reader r(*item.entry, item.path, std::string(kFile));
    const auto take = [&r](std::string& target, std::string_view member) {
      std::string text = r.string(member);
      if (target.empty()) target = std::move(text);
    };
    take(statement.holder, "holder");
    take(statement.account, "account");
    take(statement.bank, "bank");
    const auto from = r.date("period_from"), to = r.date("period_to");
    if (const auto opened = r.date("account_opened_on")) statement.account_opened_on = opened;
    if (from) statement.period_from = from;
    if (to) statement.period_to = to;
    if (const auto opening = r.money_fen("opening_balance_fen"))
      statement.opening_balance = opening;
    for (auto& name : r.strings("owner_names")) statement.owner_names.push_back(std::move(name));
    for (auto& name : r.strings("related_names"))
      statement.related_names.push_back(std::move(name));
    return r.error();
  }

  // Dossier::dropped_fields names them.
  static void drop_unknown_members(std::vector<ReadNote>& notes) {
    std::erase_if(notes, [](const ReadNote& note) { return note.code == "unknown_member"; });
  }

  std::optional<Error> read_invoice_list(const Pending& item, std::string_view bytes,
                                         const ReadOptions& options) {
    auto list = item.inlined != nullptr ? invoices_from_json(*item.inlined, item.path, options)
                                        : read_invoices(bytes, options);
    if (!list) return list.error();
    if (item.inlined != nullptr) drop_unknown_members(list->notes);
    const json::Value* period =
        item.inlined != nullptr ? root_.find("invoices_period") : item.entry;
    if (period != nullptr && !period->is_null()) {
      Reader r(*period, item.inlined != nullptr ? "/invoices_period" : item.path,
               std::string(kFile));
      if (const auto from = r.date("period_from")) list->period_from = from;
      if (const auto to = r.date("period_to")) list->period_to = to;
      if (r.error()) return r.error();
    }
    list->source = index();
    Source& source = dossier_.sources.back();
    source.layout = list->layout;
    source.rows = list->invoices.size();
    if (!source.data_as_of) source.data_as_of = list->period_to;
    dossier_.invoice_lists.push_back(std::move(*list));
    return std::nullopt;
  }

  std::optional<Error> read_tax(const Pending& item, std::string_view bytes,
                                const ReadOptions& options) {
    auto returns = item.inlined != nullptr
                       ? tax_returns_from_json(*item.inlined, item.path, options)
                       : read_tax_returns(bytes, options);
    if (!returns) return returns.error();
    if (item.inlined != nullptr) drop_unknown_members(returns->notes);
    returns->source = index();
    Source& source = dossier_.sources.back();
    source.layout = returns->layout;
    source.rows = returns->periods.size();
    dossier_.tax_returns.push_back(std::move(*returns));
    return std::nullopt;
  }

  std::optional<Error> read_record(const Pending& item, std::string_view bytes,
                                   const ReadOptions& options) {
    auto record = item.inlined != nullptr ? government_from_json(*item.inlined, item.path, options)
                                          : read_government(bytes, options);
    if (!record) return record.error();
    if (item.inlined != nullptr) drop_unknown_members(record->notes);
    record->source = index();
    Source& source = dossier_.sources.back();
    source.layout = "gov-pull/1";
    source.rows = 1;
    if (!source.retrieved_at) source.retrieved_at = record->retrieved_at;
    if (!source.data_as_of) source.data_as_of = record->data_as_of;
    if (!source.data_as_of && source.retrieved_at) source.data_as_of = source.retrieved_at->date;
    if (source.subject_name.empty()) source.subject_name = record->subject_name;
    if (source.subject_id.empty()) source.subject_id = record->subject_id;
    // Which consents a pull needs shows only in what it holds; without them it goes no further.
    authorise(dossier_, source, &*record);
    if (source.authorised) dossier_.government.push_back(std::move(*record));
    return std::nullopt;
  }

  // A statement that OCR must read, until the other sources are read.
  struct PendingScan {
    std::uint32_t source = 0;
    const Pending* item = nullptr;
    std::vector<PictureFile> files;
  };

  const json::Value& root_;
  std::span<const SourceFile> files_;
  const DossierOptions& options_;
  const Limits& limits_;
  const PdfEngine* pdf_;
  std::set<std::string> digests_;
  std::vector<PendingScan> scans_;
  Dossier dossier_;
};

}  // namespace

std::string_view to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::statement:
      return "STATEMENT";
    case SourceKind::invoices:
      return "INVOICES";
    case SourceKind::tax:
      return "TAX";
    case SourceKind::government:
      return "GOVERNMENT";
  }
  return "STATEMENT";
}

std::string_view kind_title(SourceKind kind) {
  switch (kind) {
    case SourceKind::statement:
      return "流水";
    case SourceKind::invoices:
      return "发票";
    case SourceKind::tax:
      return "纳税申报";
    case SourceKind::government:
      return "政务数据";
  }
  return "流水";
}

Result<Dossier> read_dossier(std::string_view json, std::span<const SourceFile> files,
                             const Limits& limits) {
  DossierOptions options;
  options.limits = limits;
  return read_dossier(json, files, options);
}

Result<Dossier> read_dossier(std::string_view json, std::span<const SourceFile> files,
                             const DossierOptions& options) {
  const auto root = json::parse(json, kFile, options.limits);
  if (!root) return tl::unexpected(root.error());
  try {
    return DossierReader(*root, files, options).read();
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::limit, {std::string(kFile), 0, 0, 0, ""},
                "an amount exceeds the range of 64-bit fen");
  }
}

Result<std::string> minimise_dossier(std::string_view json, std::span<const SourceFile> files,
                                     const DossierOptions& options) {
  const auto root = json::parse(json, kFile, options.limits);
  if (!root) return tl::unexpected(root.error());
  try {
    if (const auto dossier = DossierReader(*root, files, options).read(); !dossier)
      return tl::unexpected(dossier.error());
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::limit, {std::string(kFile), 0, 0, 0, ""},
                "an amount exceeds the range of 64-bit fen");
  }
  json::Writer writer(true);
  json::write(writer, json::minimised(*root));
  return writer.take() + "\n";
}

Result<std::vector<std::string>> list_dossier_files(std::string_view json, const Limits& limits) {
  const auto root = json::parse(json, kFile, limits);
  if (!root) return tl::unexpected(root.error());
  auto pending = list_sources(*root, limits);
  if (!pending) return tl::unexpected(pending.error());
  std::vector<std::string> names;
  for (const Pending& item : *pending) {
    names.insert(names.end(), item.files.begin(), item.files.end());
  }
  return names;
}

}  // namespace zhun
