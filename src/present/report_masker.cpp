// What the report shows of names; see report_masker.hpp.
#include "present/report_masker.hpp"

#include <algorithm>

#include "dossier/names.hpp"
#include "present/masking.hpp"
#include "zhun/text.hpp"

namespace zhun::report {
namespace {

// Names below two characters would match inside ordinary words.
constexpr std::size_t kNameBytesMin = 6;
// Payers beyond this rank are not named in sentences.
constexpr std::size_t kNamedCounterparties = 60;

void add_name(std::vector<std::string>& names, std::string_view name) {
  if (name.size() >= kNameBytesMin) names.emplace_back(name);
}

void add_customer(std::vector<std::string>& names, const Customer& customer) {
  for (const auto& name :
       {customer.name, customer.business_name, customer.legal_representative, customer.spouse}) {
    add_name(names, name);
  }
  for (const auto& name : customer.owner_names) add_name(names, name);
  for (const auto& name : customer.related_names) add_name(names, name);
}

void add_registry(std::vector<std::string>& names, const Registry& registry) {
  add_name(names, registry.name);
  add_name(names, registry.legal_representative);
  for (const auto& holder : registry.shareholders) add_name(names, holder.name);
}

}  // namespace

// A bucket for the first three bytes, enough to leave almost every place in a text at once.
std::size_t Masker::start_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  return (byte(0) * 41U + byte(1) * 67U + byte(2) * 5U) % kNameBuckets;
}

Masker::Masker(const Assessment& assessment, Masking level) : level_(level) {
  add_customer(names_, assessment.dossier->customer);
  for (const auto& record : assessment.dossier->government) {
    if (record.registry) add_registry(names_, *record.registry);
    add_name(names_, record.subject_name);
  }
  for (const auto& consent : assessment.dossier->consents) add_name(names_, consent.subject_name);
  const Reconciliation& all = assessment.reconciliation;
  for (const auto* list : {&all.customers, &all.suppliers, &all.buyers, &all.both_sides}) {
    const std::size_t count = std::min(list->size(), kNamedCounterparties);
    for (std::size_t i = 0; i < count; ++i) add_name(names_, (*list)[i].name);
  }
  for (const auto& cycle : all.cycles) {
    for (const auto& party : cycle.parties) add_name(names_, party);
  }
  std::sort(names_.begin(), names_.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  if (level_ == Masking::inside_bank) {
    std::erase_if(names_, [](const auto& name) { return is_enterprise_name(name); });
  }
  for (const auto& name : names_) names_by_start_[start_of(name)].push_back(&name);
}

std::string Masker::name(std::string_view name) {
  if (level_ == Masking::none || name.empty()) return std::string(name);
  const auto it = known_.find(std::string(name));
  if (it != known_.end()) return it->second;
  return known_.emplace(name, mask_text(mask_name(name, level_))).first->second;
}

std::string Masker::person(std::string_view name) const {
  return level_ == Masking::none ? std::string(name) : mask_person_name(name);
}

std::string Masker::text(std::string_view text) {
  if (text.empty()) return {};
  std::string named;
  named.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find(kNameBegin, at);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find(kNameEnd, begin);
    if (end == std::string_view::npos) {
      append_without_names(named, text.substr(at));
      break;
    }
    append_without_names(named, text.substr(at, begin - at));
    named += name(text.substr(begin + 1, end - begin - 1));
    at = end + 1;
  }
  return level_ == Masking::none ? without_marks(named) : mask_text(named);
}

void Masker::append_without_names(std::string& out, std::string_view text) {
  if (level_ == Masking::none) {
    out += text;
    return;
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::string* found = nullptr;
    if (i + kNameBytesMin <= text.size()) {
      // Names of one beginning stand longest first: no part of a name is masked before the whole.
      for (const std::string* candidate : names_by_start_[start_of(text.substr(i))]) {
        if (text.substr(i).starts_with(*candidate)) {
          found = candidate;
          break;
        }
      }
    }
    if (found == nullptr) {
      out += text[i++];
      continue;
    }
    out += name(*found);
    i += found->size();
  }
}

std::string Masker::file_name(std::string_view name) { return text(name); }

std::string Masker::uscc(std::string_view code) const {
  return level_ == Masking::none ? std::string(code) : mask_uscc(code);
}

std::string Masker::address(std::string_view address) const {
  return level_ == Masking::none ? std::string(address) : mask_address(address);
}

std::string Masker::mobile(std::string_view number) const {
  return level_ == Masking::none ? std::string(number) : mask_mobile(number);
}

std::string Masker::resident_id(std::string_view id) const {
  return level_ == Masking::none ? std::string(id) : mask_resident_id(id);
}

std::string Masker::account(std::string_view account) const {
  return level_ == Masking::none ? std::string(account) : mask_account(account);
}

}  // namespace zhun::report
