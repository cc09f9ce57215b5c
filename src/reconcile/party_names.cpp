// Names of companies as different sources print them. What the invoices and the registry call a
// company is known; a spelling in a statement is taken for it where the difference is one of
// print (place left out, form shortened, branch added, cut off, one character confused) and no
// other known company comes near. A natural person's name is never touched.
#include "reconcile/party_names.hpp"

#include <algorithm>
#include <set>

#include "dossier/names.hpp"
#include "reconcile/company_name.hpp"
#include "reconcile/name_index.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

using reconcile::CompanyName;
using reconcile::LegalForm;
using reconcile::NameDifference;

constexpr std::size_t kCoreMin = 4;     // shorter trade names have too many namesakes
constexpr std::size_t kCutCoreMin = 6;  // of a name that is cut off
constexpr double kSure = 0.99;          // of the known names and none of them

// 样例银行 has a surname in front and the length of a person's name, and is none.
CompanyName organisation(std::string_view name) {
  CompanyName parsed = reconcile::parse_company_name(name);
  parsed.person = parsed.person && !is_enterprise_name(normalise_name(name));
  return parsed;
}

std::u32string without_country(std::u32string core) {
  if (core.size() > kCoreMin && core.starts_with(U"中国")) core.erase(0, 2);
  return core;
}

// A bank by its name without legal form, branch and sub-branch: 样例银行; empty for others.
std::u32string bank_of(std::string_view name) {
  const std::u32string symbols = reconcile::to_code_points(normalise_name(name));
  const auto at = symbols.find(U"银行");
  return at == std::u32string::npos || at == 0 ? std::u32string()
                                               : without_country(symbols.substr(0, at + 2));
}

// Only what print and habit do to a name.
bool is_spelling(const NameDifference& d, const CompanyName& printed, const CompanyName& known) {
  if (d.place_differs || d.replaced + d.missing + d.added + d.swapped > 0) return false;
  const bool both_forms = printed.kind != LegalForm::none && known.kind != LegalForm::none;
  if (both_forms && printed.kind != known.kind) return false;
  if (d.confused > 1 || printed.core.size() < kCoreMin) return false;
  return !d.cut || printed.core.size() >= kCutCoreMin;
}

std::string words_of(const NameDifference& d) {
  std::string out;
  const auto say = [&out](bool holds, std::string_view what) {
    if (!holds) return;
    if (!out.empty()) out += "、";
    out += what;
  };
  say(d.place_missing, "少印行政区划");
  say(d.form_differs, "组织形式写法不同");
  say(d.form_cut, "组织形式未印全");
  say(d.branch_added, "带分支机构");
  say(d.cut, "名称末尾截断");
  say(d.confused > 0, "一字形近");
  return out.empty() ? "写法不同" : out;
}

class NameMerger {
 public:
  explicit NameMerger(Work& work) : work_(work) {}

  void merge() {
    collect_known();
    if (known_.empty()) return;
    std::map<std::string, Evidence> printed = printed_names();
    if (printed.empty()) return;
    const reconcile::NameIndex index(known_);
    reconcile::NameScratch scratch;
    for (auto& [name, evidence] : printed) {
      const auto found = index.find(name, 1, scratch);
      if (found.empty() || found[0].score < kSure) continue;
      const std::string& known = known_[found[0].index];
      const NameDifference difference = index.explain(name, found[0].index);
      if (known == name || !is_spelling(difference, reconcile::parse_company_name(name),
                                        reconcile::parse_company_name(known))) {
        continue;
      }
      work_.known_as.emplace(name, known);
      work_.out.name_merges.push_back({name, known, words_of(difference), std::move(evidence)});
    }
  }

 private:
  void add_known(std::string_view name) {
    std::string normal = normalise_name(name);
    if (is_enterprise_name(normal) && seen_.insert(normal).second) known_.push_back(normal);
  }

  void collect_known() {
    const Customer& customer = work_.dossier.customer;
    add_known(customer.name);
    add_known(customer.business_name);
    for (const auto& name : customer.owner_names) add_known(name);
    for (const auto& name : customer.related_names) add_known(name);
    if (const Registry* registry = work_.registry()) {
      add_known(registry->name);
      for (const auto& name : registry->former_names) add_known(name);
      for (const auto& holder : registry->shareholders) add_known(holder.name);
    }
    for (const InvoiceList* list : work_.invoice_lists) {
      for (const Invoice& invoice : list->invoices) {
        add_known(invoice.side == InvoiceSide::output ? invoice.buyer : invoice.seller);
      }
    }
    std::sort(known_.begin(), known_.end());
  }

  // Counterparties of the statements that nobody else calls so.
  std::map<std::string, Evidence> printed_names() const {
    std::map<std::string_view, std::vector<RowRange>> places;
    for (const Statement* statement : work_.statements) {
      for (const Transaction& t : statement->rows) {
        if (t.counterparty_name.empty()) continue;
        places[t.counterparty_name.view()].push_back({statement->source, t.row, t.row});
      }
    }
    std::map<std::string, Evidence> names;
    for (const auto& [printed, ranges] : places) {
      std::string name = normalise_name(printed);
      // A person's name is exact or another person's; an invoice's spelling is its own.
      if (seen_.contains(name) || is_person_name(name)) continue;
      Evidence& evidence = names[std::move(name)];
      for (const RowRange& range : ranges) evidence.add_row(range.source, range.first);
    }
    return names;
  }

  Work& work_;
  std::set<std::string> seen_;
  std::vector<std::string> known_;
};

}  // namespace

bool same_organisation(std::string_view a, std::string_view b) {
  const std::u32string bank = bank_of(a), other_bank = bank_of(b);
  if (!bank.empty() || !other_bank.empty()) return bank == other_bank;
  const CompanyName x = organisation(a), y = organisation(b);
  if (x.person || y.person) return !a.empty() && normalise_name(a) == normalise_name(b);
  if (!x.place.empty() && !y.place.empty() && x.place != y.place) return false;
  const std::u32string p = without_country(x.core), q = without_country(y.core);
  if (p.empty() || q.empty()) return false;
  if (p == q) return true;
  // One may name a department as well; a trade name of two characters proves nothing.
  const std::u32string &longer = p.size() > q.size() ? p : q,
                       &shorter = p.size() > q.size() ? q : p;
  return shorter.size() >= kCoreMin && longer.starts_with(shorter);
}

void merge_names(Work& work) { NameMerger(work).merge(); }

}  // namespace zhun
