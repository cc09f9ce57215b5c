// Government data as JSON: gov-pull/1, and the short flat registry.
#include <algorithm>

#include "read/identifier_check.hpp"
#include "read/record_fields.hpp"
#include "read/records.hpp"

namespace zhun {
namespace {

using json::Reader;
using json::Value;

// One walk through a pull: remembers the first error and counts members that are not known.
class Walk {
 public:
  explicit Walk(const ReadOptions& options) : options_(options) {}

  [[nodiscard]] Reader reader(const Value& value, std::string path) {
    return Reader(value, std::move(path), options_.source_name);
  }
  void done(const Reader& reader, const Value& value,
            std::initializer_list<std::string_view> known) {
    if (!error && reader.error()) error = reader.error();
    unknown_members += read::count_unknown_members(value, known);
  }
  // Calls `read_item(item, path)` for each item of the list.
  template <typename ReadItem>
  void each(Reader& reader, std::string_view name, ReadItem read_item) {
    const Value* items = reader.array(name);
    if (items == nullptr) return;
    for (std::size_t i = 0; i < items->items.size() && !error; ++i)
      read_item(items->items[i], reader.path_of(name, i));
  }

  // The list as it was pulled; none where the member is absent.
  template <typename Item>
  std::optional<std::vector<Item>> list(Reader& reader, std::string_view name,
                                        Item (*read_item)(Walk&, const Value&, std::string)) {
    if (reader.array(name) == nullptr) return std::nullopt;
    std::vector<Item> items;
    each(reader, name, [&](const Value& item, std::string path) {
      items.push_back(read_item(*this, item, std::move(path)));
    });
    return items;
  }

  // Notes an identifier whose check digit does not hold; never its value.
  void check(std::string_view kind, const std::string& identifier, const std::string& path) {
    const auto state = read::check_identifier(kind, identifier);
    if (state == read::IdentifierState::wrong)
      notes.push_back(read::make_note(
          "identifier_invalid", path,
          "the identifier has a wrong length or a check digit that does not hold", options_));
    if (state == read::IdentifierState::old)
      notes.push_back(read::make_note("identifier_old", path,
                                      "the identifier is of an old form, which has no check digit",
                                      options_));
  }

  std::optional<Error> error;
  std::vector<ReadNote> notes;
  std::size_t unknown_members = 0;

 private:
  const ReadOptions& options_;
};

// Both are read, so that neither may be of a wrong kind.
template <typename T>
std::optional<T> either(std::optional<T> first, std::optional<T> second) {
  return first ? first : second;
}

AbnormalEntry read_abnormal(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  AbnormalEntry entry;
  entry.in_date = r.date("in_date");
  entry.out_date = r.date("out_date");
  entry.reason = r.string("reason");
  walk.done(r, value, {"in_date", "out_date", "reason", "authority", "out_reason"});
  return entry;
}

// A name, or an object with a name.
std::string read_name(Walk& walk, Reader& r, std::string_view name, const Value& owner) {
  const Value* value = owner.find(name);
  if (value != nullptr && value->kind == json::Kind::object) {
    Reader person = walk.reader(*value, r.path_of(name));
    const std::string text = person.string("name");
    walk.done(person, *value, {"name", "id_hash"});
    return text;
  }
  return r.string(name);
}

std::optional<Decimal> read_share(Reader& r, std::string_view member) {
  const auto share = r.decimal(member);
  if (share && (share->is_negative() || *share > Decimal(1)))
    r.set_error(member, "a share between 0 and 1 is expected here");
  return share;
}

Shareholder read_shareholder(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  Shareholder shareholder;
  shareholder.name = r.required_string("name");
  for (const std::string_view member : {"ratio", "share"})
    shareholder.share = either(shareholder.share, read_share(r, member));
  walk.done(r, value, {"name", "type", "subscribed_fen", "paid_fen", "ratio", "share", "id_hash"});
  return shareholder;
}

RegistryChange read_change(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  RegistryChange change;
  change.date = r.date("date");
  change.item = r.string("item");
  change.before = r.string("before");
  change.after = r.string("after");
  walk.done(r, value, {"date", "item", "before", "after"});
  return change;
}

EquityPledge read_pledge(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  EquityPledge pledge;
  pledge.pledgor = r.string("pledgor");
  pledge.pledgee = r.string("pledgee");
  pledge.share = read_share(r, "ratio");
  pledge.amount = r.money_fen("amount_fen");
  pledge.date = r.date("date");
  pledge.released_on = r.date("released_on");
  walk.done(r, value, {"pledgor", "pledgee", "ratio", "amount_fen", "date", "released_on", "no"});
  return pledge;
}

EquityFreeze read_freeze(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  EquityFreeze freeze;
  freeze.holder = r.string("holder");
  freeze.court = r.string("court");
  freeze.date = r.date("date");
  freeze.released_on = r.date("released_on");
  walk.done(r, value, {"holder", "court", "date", "released_on", "no", "amount_fen"});
  return freeze;
}

OperatingLicence read_operating_licence(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  OperatingLicence licence;
  licence.name = r.required_string("name");
  licence.number = r.string("number");
  licence.valid_to = r.date("valid_to");
  walk.done(r, value, {"name", "number", "valid_to", "valid_from", "authority"});
  return licence;
}

void add_change(Registry& registry, RegistryChange change) {
  constexpr std::string_view legal_representative = "法定代表人";
  auto& changed_on = registry.legal_representative_changed_on;
  if (change.date && change.item.find(legal_representative) != std::string::npos &&
      (!changed_on || *changed_on < *change.date)) {
    changed_on = change.date;
  }
  registry.changes.push_back(std::move(change));
}

Registry read_registry(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  Registry registry;
  registry.name = r.string("name");
  registry.uscc = r.string("uscc");
  constexpr std::size_t kRegistrationNumberSize = 15;  // from before 2015
  walk.check(registry.uscc.size() == kRegistrationNumberSize ? "REG" : "USCC", registry.uscc,
             r.path_of("uscc"));
  registry.status = r.string("status");
  registry.legal_representative = read_name(walk, r, "legal_rep", value);
  registry.industry = r.string("industry");
  registry.address = r.string("address");
  registry.scope = r.string("scope");
  registry.type = r.string("type");
  registry.former_names = r.strings("former_names");
  registry.established = r.date("established");
  registry.capital = either(r.money_fen("registered_capital_fen"), r.money_fen("capital_fen"));
  registry.paid_in_capital = either(r.money_fen("paid_in_capital_fen"), r.money_fen("paid_in_fen"));
  if (const auto year = r.integer("last_annual_report_year");
      year && *year > 1900 && *year < 2200) {
    registry.last_annual_report_year = static_cast<int>(*year);
  }
  walk.each(r, "shareholders", [&](const Value& item, std::string item_path) {
    registry.shareholders.push_back(read_shareholder(walk, item, std::move(item_path)));
  });
  walk.each(r, "changes", [&](const Value& item, std::string item_path) {
    add_change(registry, read_change(walk, item, std::move(item_path)));
  });
  if (const auto changed_on = r.date("legal_rep_changed_on"))
    registry.legal_representative_changed_on = changed_on;
  const std::string abnormal_reason = r.string("abnormal_reason");
  const Value* abnormal = value.find("abnormal");
  if (abnormal != nullptr && abnormal->kind == json::Kind::boolean) {  // the short form
    if (abnormal->boolean)
      registry.abnormal.push_back({std::nullopt, std::nullopt, abnormal_reason});
  } else {
    walk.each(r, "abnormal", [&](const Value& item, std::string item_path) {
      registry.abnormal.push_back(read_abnormal(walk, item, std::move(item_path)));
    });
  }
  walk.each(r, "serious_illegal", [&](const Value& item, std::string item_path) {
    registry.serious_illegal.push_back(read_abnormal(walk, item, std::move(item_path)));
  });
  registry.equity_pledges = walk.list(r, "equity_pledges", read_pledge);
  registry.equity_freezes = walk.list(r, "equity_freezes", read_freeze);
  registry.licences = walk.list(r, "licences", read_operating_licence);
  walk.done(r, value,
            {"name",
             "uscc",
             "status",
             "legal_rep",
             "industry",
             "address",
             "scope",
             "type",
             "former_names",
             "established",
             "registered_capital_fen",
             "capital_fen",
             "paid_in_capital_fen",
             "paid_in_fen",
             "last_annual_report_year",
             "shareholders",
             "changes",
             "legal_rep_changed_on",
             "abnormal",
             "abnormal_reason",
             "serious_illegal",
             "term_to",
             "currency",
             "authority",
             "officers",
             "branches",
             "equity_pledges",
             "equity_freezes",
             "chattel_mortgages",
             "licences",
             "dishonest",
             "insured_headcount",
             "retrieved_at",
             "data_as_of"});
  return registry;
}

std::optional<Month> read_month(Reader& r) {
  const auto month = parse_month(r.required_string("month"));
  if (!month) r.set_error("month", "a month such as 2026-02 is expected here");
  return month;
}

SocialSecurity read_social_security(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  SocialSecurity social;
  walk.each(r, "months", [&](const Value& item, std::string item_path) {
    Reader m = walk.reader(item, std::move(item_path));
    SocialSecurityMonth month;
    month.month = read_month(m).value_or(Month());
    const auto headcount = m.integer("headcount");
    if (!headcount || *headcount < 0)
      m.set_error("headcount", "a number of persons is required here");
    month.headcount = headcount.value_or(0);
    month.paid = m.money_fen("paid_fen");
    social.months.push_back(month);
    walk.done(m, item, {"month", "headcount", "paid_fen", "base_total_fen", "status"});
  });
  std::stable_sort(social.months.begin(), social.months.end(),
                   [](const auto& a, const auto& b) { return a.month < b.month; });
  social.headcount_now = r.integer("headcount_now");
  if (!social.headcount_now && !social.months.empty())
    social.headcount_now = social.months.back().headcount;
  social.arrears = r.money_fen("arrears_fen");
  walk.done(r, value, {"months", "headcount_now", "arrears_fen", "consecutive_months"});
  return social;
}

std::vector<UtilityMonth> read_utility(Walk& walk, Reader& r, std::string_view name) {
  std::vector<UtilityMonth> months;
  walk.each(r, name, [&](const Value& item, std::string item_path) {
    Reader m = walk.reader(item, std::move(item_path));
    UtilityMonth month;
    month.month = read_month(m).value_or(Month());
    for (const std::string_view member : {"kwh", "ton", "m3", "quantity"})
      month.quantity = either(month.quantity, m.decimal(member));
    month.fee = m.money_fen("fee_fen");
    month.arrears = m.boolean("arrears").value_or(false);
    months.push_back(month);
    walk.done(m, item, {"month", "kwh", "ton", "m3", "quantity", "fee_fen", "arrears"});
  });
  std::stable_sort(months.begin(), months.end(),
                   [](const auto& a, const auto& b) { return a.month < b.month; });
  return months;
}

std::vector<JudicialCase> read_cases(Walk& walk, Reader& r, std::string_view name) {
  std::vector<JudicialCase> cases;
  walk.each(r, name, [&](const Value& item, std::string item_path) {
    Reader c = walk.reader(item, std::move(item_path));
    JudicialCase entry;
    entry.case_no = c.string("case_no");
    entry.court = c.string("court");
    entry.role = c.string("role");
    entry.cause = c.string("cause");
    const std::string status = c.string("status"), stage = c.string("stage");
    entry.status = status.empty() ? stage : status;
    entry.amount = c.money_fen("amount_fen");
    for (const std::string_view member : {"date", "published", "filed"})
      entry.date = either(entry.date, c.date(member));
    cases.push_back(std::move(entry));
    walk.done(c, item,
              {"case_no", "court", "role", "cause", "status", "stage", "amount_fen", "date",
               "published", "filed"});
  });
  return cases;
}

Judicial read_judicial(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  Judicial judicial;
  judicial.dishonest = read_cases(walk, r, "dishonest");
  judicial.enforced = read_cases(walk, r, "enforced");
  judicial.restricted = read_cases(walk, r, "restricted_consumption");
  for (JudicialCase& item : read_cases(walk, r, "restricted"))
    judicial.restricted.push_back(std::move(item));
  judicial.litigation = read_cases(walk, r, "litigation");
  walk.done(r, value,
            {"dishonest", "enforced", "restricted_consumption", "restricted", "litigation"});
  return judicial;
}

HousingFundPerson read_fund_person(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  HousingFundPerson person;
  person.name = r.string("name");
  person.base = r.money_fen("base_fen");
  person.monthly = r.money_fen("monthly_fen");
  walk.done(r, value, {"name", "id_hash", "base_fen", "monthly_fen", "balance_fen", "status"});
  return person;
}

LicencePicture read_licence(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  LicencePicture licence;
  licence.name = r.string("name");
  licence.uscc = r.string("uscc");
  licence.legal_representative = r.string("legal_rep");
  licence.address = r.string("address");
  licence.established = r.date("established");
  walk.done(r, value, {"name", "uscc", "legal_rep", "address", "established"});
  return licence;
}

CreditLender read_lender(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  CreditLender lender;
  lender.name = r.required_string("name");
  lender.kind = r.string("kind");
  lender.balance = r.money_fen("balance_fen");
  lender.opened = r.date("opened");
  lender.status = r.string("status");
  walk.done(r, value, {"name", "kind", "balance_fen", "opened", "status"});
  return lender;
}

// The places of the meters: one for all, or one each.
std::vector<std::string> read_meter_addresses(Walk& walk, Reader& r) {
  std::vector<std::string> addresses{r.string("address")};
  walk.each(r, "meters", [&](const Value& item, std::string path) {
    Reader m = walk.reader(item, std::move(path));
    addresses.push_back(m.string("address"));
    walk.done(m, item, {"kind", "number", "address"});
  });
  std::erase(addresses, std::string());
  return addresses;
}

HousingFund read_housing_fund(Walk& walk, const Value& value, std::string path) {
  Reader r = walk.reader(value, std::move(path));
  HousingFund fund;
  if (const Value* enterprise = r.object("enterprise")) {
    Reader e = walk.reader(*enterprise, r.path_of("enterprise"));
    fund.headcount = e.integer("headcount");
    walk.done(e, *enterprise, {"headcount", "months"});
  }
  fund.persons =
      walk.list(r, "persons", read_fund_person).value_or(std::vector<HousingFundPerson>{});
  walk.done(r, value, {"enterprise", "persons"});
  return fund;
}

void read_data(Walk& walk, const Value& value, std::string path, GovernmentRecord& record) {
  Reader r = walk.reader(value, std::move(path));
  if (const Value* part = r.object("registry"))
    record.registry = read_registry(walk, *part, r.path_of("registry"));
  if (const Value* part = r.object("social_security")) {
    record.social_security = read_social_security(walk, *part, r.path_of("social_security"));
  }
  if (const Value* part = r.object("housing_fund")) {
    record.housing_fund = read_housing_fund(walk, *part, r.path_of("housing_fund"));
  }
  if (const Value* part = r.object("utility")) {
    Reader u = walk.reader(*part, r.path_of("utility"));
    record.utilities =
        Utilities{read_utility(walk, u, "electricity"), read_utility(walk, u, "water"),
                  read_utility(walk, u, "gas"), read_meter_addresses(walk, u)};
    walk.done(u, *part, {"electricity", "water", "gas", "address", "meters"});
  }
  if (const Value* part = r.object("licence"))
    record.licence = read_licence(walk, *part, r.path_of("licence"));
  if (const Value* part = r.object("credit_report")) {
    Reader c = walk.reader(*part, r.path_of("credit_report"));
    record.credit_report.emplace();
    record.credit_report->lenders =
        walk.list(c, "lenders", read_lender).value_or(std::vector<CreditLender>{});
    walk.done(c, *part, {"lenders"});
  }
  if (const Value* part = r.object("judicial"))
    record.judicial = read_judicial(walk, *part, r.path_of("judicial"));
  if (r.array("penalty") != nullptr) {
    record.penalties.emplace();
    walk.each(r, "penalty", [&](const Value& item, std::string item_path) {
      Reader p = walk.reader(item, std::move(item_path));
      Penalty penalty;
      penalty.document_no = p.string("doc_no");
      penalty.authority = p.string("authority");
      penalty.reason = p.string("reason");
      penalty.date = p.date("date");
      penalty.amount = p.money_fen("amount_fen");
      record.penalties->push_back(std::move(penalty));
      walk.done(p, item, {"doc_no", "authority", "reason", "date", "amount_fen"});
    });
  }
  if (r.array("real_estate") != nullptr) {
    record.real_estate.emplace();
    walk.each(r, "real_estate", [&](const Value& item, std::string item_path) {
      Reader e = walk.reader(item, std::move(item_path));
      RealEstate estate;
      estate.certificate_no = e.string("cert_no");
      estate.address = e.string("address");
      estate.use = e.string("use");
      estate.owners = e.strings("owner");
      const Value* mortgages = e.array("mortgages");
      const Value* seizures = e.array("seizures");
      estate.mortgaged = mortgages != nullptr && !mortgages->items.empty();
      estate.seized = seizures != nullptr && !seizures->items.empty();
      record.real_estate->push_back(std::move(estate));
      walk.done(
          e, item,
          {"cert_no", "address", "use", "owner", "share", "area_m2", "mortgages", "seizures"});
    });
  }
  walk.done(r, value,
            {"registry", "social_security", "housing_fund", "utility", "judicial", "penalty",
             "real_estate", "licence", "credit_report", "credit_repair", "honours", "subsidies"});
}

std::optional<PullStatus> parse_status(std::string_view text) {
  if (text.empty() || text == "OK") return PullStatus::ok;
  if (text == "NO_RECORD") return PullStatus::no_record;
  if (text == "PARTIAL") return PullStatus::partial;
  if (text == "ERROR") return PullStatus::error;
  return std::nullopt;
}

void read_pull(Walk& walk, const Value& value, const std::string& path, GovernmentRecord& record) {
  Reader r = walk.reader(value, path);
  const std::string schema = r.string("schema");
  if (!schema.empty() && schema != "gov-pull/1")
    r.set_error("schema", "only the schema gov-pull/1 is known");
  record.pull_id = r.string("pull_id");
  if (const Value* part = r.object("source")) {
    Reader s = walk.reader(*part, r.path_of("source"));
    record.source_code = s.string("code");
    record.source_name = s.string("name");
    record.department = s.string("department");
    walk.done(s, *part, {"code", "name", "department", "channel"});
  }
  if (const Value* part = r.object("subject")) {
    Reader s = walk.reader(*part, r.path_of("subject"));
    record.subject_name = s.string("name");
    record.subject_id = s.string("id");
    walk.check(s.string("id_type"), record.subject_id, s.path_of("id"));
    walk.done(s, *part, {"type", "name", "id_type", "id"});
  }
  if (const Value* part = r.object("authorization")) {
    Reader a = walk.reader(*part, r.path_of("authorization"));
    record.authorisation_no = a.string("no");
    walk.done(a, *part, {"no", "doc_type", "signed_at", "valid_to", "scope", "hash_sha256"});
  }
  const auto status = parse_status(r.string("status"));
  if (!status) r.set_error("status", "OK, NO_RECORD, PARTIAL or ERROR is expected here");
  record.status = status.value_or(PullStatus::ok);
  record.retrieved_at = r.date_time("retrieved_at");
  record.data_as_of = r.date("data_as_of");
  if (const Value* data = r.object("data")) read_data(walk, *data, r.path_of("data"), record);
  walk.done(r, value,
            {"schema", "pull_id", "source", "subject", "authorization", "purpose", "retrieved_at",
             "data_as_of", "integrity", "status", "error", "data"});
}

// The flat registry of a dossier also says whether the judgement debtors' list has the applicant
// and how many persons are insured.
void read_flat(Walk& walk, const Value& value, const std::string& path, GovernmentRecord& record) {
  record.registry = read_registry(walk, value, path);
  Reader r = walk.reader(value, path);
  record.subject_name = record.registry->name;
  record.subject_id = record.registry->uscc;
  record.retrieved_at = r.date_time("retrieved_at");
  record.data_as_of = r.date("data_as_of");
  if (const auto dishonest = r.boolean("dishonest")) {
    record.judicial.emplace();
    record.judicial_from_registry = true;
    if (*dishonest) record.judicial->dishonest.emplace_back();
  }
  if (const auto headcount = r.integer("insured_headcount")) {
    record.social_security.emplace();
    record.social_security->headcount_now = headcount;
  }
  if (r.error() && !walk.error) walk.error = r.error();
}

}  // namespace

Result<GovernmentRecord> government_from_json(const Value& value, std::string_view path,
                                              const ReadOptions& options) {
  GovernmentRecord record;
  Walk walk(options);
  const bool pull = value.find("schema") != nullptr || value.find("data") != nullptr ||
                    value.find("pull_id") != nullptr;
  if (pull) {
    read_pull(walk, value, std::string(path), record);
  } else {
    read_flat(walk, value, std::string(path), record);
  }
  if (walk.error) return tl::unexpected(*walk.error);
  record.notes = std::move(walk.notes);
  read::note_unknown_members(record.notes, walk.unknown_members, path, options);
  return record;
}

}  // namespace zhun
