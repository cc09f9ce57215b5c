// fields.json: which fields a run read, of what class, for which purpose; and what it left out.
#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

using Uses = std::vector<std::pair<std::string_view, std::size_t>>;

void add_use(Uses& uses, std::string_view name, std::size_t count) {
  if (count > 0) uses.emplace_back(name, count);
}

// Fields of a statement's rows, with the number of rows that have each.
Uses uses_of(const Statement& statement) {
  const auto count = [&](auto has) {
    return static_cast<std::size_t>(
        std::count_if(statement.rows.begin(), statement.rows.end(), has));
  };
  Uses uses;
  for (const auto name : {"time", "direction", "amount"})
    add_use(uses, name, statement.rows.size());
  add_use(uses, "balance", count([](const Transaction& t) { return t.balance.has_value(); }));
  struct Text {
    std::string_view name;
    StoredText Transaction::*member;
  };
  static constexpr std::array<Text, 9> kTexts = {
      {{"counterparty_name", &Transaction::counterparty_name},
       {"counterparty_account", &Transaction::counterparty_account},
       {"counterparty_bank", &Transaction::counterparty_bank},
       {"summary", &Transaction::summary},
       {"purpose", &Transaction::purpose},
       {"kind", &Transaction::kind},
       {"channel", &Transaction::channel},
       {"status", &Transaction::status},
       {"reference", &Transaction::reference}}};
  for (const Text& text : kTexts)
    add_use(uses, text.name,
            count([&](const Transaction& t) { return !(t.*text.member).empty(); }));
  return uses;
}

Uses uses_of(const InvoiceList& list) {
  Uses uses;
  for (const auto name : {"number", "date", "seller", "buyer", "amount", "tax", "status"})
    add_use(uses, name, list.invoices.size());
  return uses;
}

Uses uses_of(const TaxReturns& returns) {
  Uses uses;
  add_use(uses, "credit_rating", returns.credit_rating.empty() ? 0 : 1);
  for (const auto name : {"period", "sales"}) add_use(uses, name, returns.periods.size());
  return uses;
}

Uses uses_of(const GovernmentRecord& record) {
  Uses uses;
  add_use(uses, "registry", record.registry ? 1 : 0);
  add_use(uses, "social_security", record.social_security ? 1 : 0);
  add_use(uses, "housing_fund", record.housing_fund ? 1 : 0);
  add_use(uses, "utility", record.utilities ? 1 : 0);
  add_use(uses, "judicial", record.judicial ? 1 : 0);
  add_use(uses, "real_estate", record.real_estate ? 1 : 0);
  return uses;
}

class Writer {
 public:
  explicit Writer(const Dossier& dossier) : dossier_(dossier) {}

  std::string write() {
    w_.begin_object();
    w_.member("schema", "zhun.fields/1");
    w_.member("application_no", dossier_.application.number);
    w_.member("as_of", to_string(dossier_.as_of));
    w_.member("purpose", "PRE_LOAN");
    fields();
    w_.key("dropped_fields");
    w_.begin_array();
    for (const std::string& path : dossier_.dropped_fields) w_.value(mask_text(path));
    w_.end_array();
    w_.key("sources");
    w_.begin_array();
    for (std::uint32_t i = 0; i < dossier_.sources.size(); ++i) source(i);
    w_.end_array();
    w_.end_object();
    return w_.take() + "\n";
  }

 private:
  void fields() {
    w_.key("fields");
    w_.begin_array();
    for (const FieldUse& use : dossier_.fields) {
      w_.begin_object();
      w_.member("field", use.field);
      w_.member("class", to_string(use.cls));
      w_.member("mask", use.mask);
      w_.member("purpose", use.purpose);
      w_.member("count", use.count);
      w_.end_object();
    }
    w_.end_array();
  }

  template <typename Part>
  void contents(std::uint32_t source, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
      if (part.source != source) continue;
      for (const auto& [name, count] : uses_of(part)) {
        w_.begin_object();
        w_.member("field", name);
        w_.member("count", count);
        w_.end_object();
      }
      for (const ReadNote& note : part.notes) {
        if (note.code == "unknown_column" || note.code == "authentication_data")
          dropped_.push_back(note);
      }
    }
  }

  void source(std::uint32_t index) {
    const Source& source = dossier_.sources[index];
    dropped_.clear();
    w_.begin_object();
    w_.member("id", source.id);
    w_.member("kind", to_string(source.kind));
    w_.member("consent", source.consent_id);
    w_.member("opened", source.authorised);
    w_.key("fields");
    w_.begin_array();
    contents(index, dossier_.statements);
    contents(index, dossier_.invoice_lists);
    contents(index, dossier_.tax_returns);
    contents(index, dossier_.government);
    w_.end_array();
    w_.key("dropped");
    w_.begin_array();
    for (const ReadNote& note : dropped_) {
      w_.begin_object();
      w_.member("reason", note.code);
      w_.member("row", note.place.row);
      w_.member("column", note.place.column);
      w_.end_object();
    }
    w_.end_array();
    w_.end_object();
  }

  const Dossier& dossier_;
  json::Writer w_{true};
  std::vector<ReadNote> dropped_;
};

}  // namespace

std::string render_fields_json(const Assessment& assessment) {
  return Writer(*assessment.dossier).write();
}

}  // namespace zhun
