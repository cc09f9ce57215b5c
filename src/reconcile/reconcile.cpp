// Reconcile: the steps in their order, and what they share.
#include "reconcile/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "reconcile/work.hpp"

namespace zhun {

std::string_view material_of(SourceKind kind) {
  switch (kind) {
    case SourceKind::statement:
      return "M-STMT";
    case SourceKind::invoices:
      return "M-INV";
    case SourceKind::tax:
      return "M-VAT";
    case SourceKind::government:
      return "M-BL";
  }
  return "M-STMT";
}

Decimal Work::parameter(std::string_view name) const {
  const auto it = policy.parameters.find(name);
  return it == policy.parameters.end() ? Decimal(0) : it->second;
}

void Work::set(std::string_view name, FactValue value, Evidence evidence) {
  out.facts[std::string(name)] =
      Fact{std::string(name), FactState::value, std::move(value), std::move(evidence), "", ""};
}

void Work::missing(std::string_view name, std::string reason, std::string material) {
  out.facts[std::string(name)] = Fact{std::string(name), FactState::missing, false, {},
                                      std::move(reason), std::move(material)};
}

void Work::not_applicable(std::string_view name, std::string reason) {
  out.facts[std::string(name)] =
      Fact{std::string(name), FactState::not_applicable, false, {}, std::move(reason), ""};
}

const Fact* Work::find(std::string_view name) const {
  const auto it = out.facts.find(name);
  return it == out.facts.end() || it->second.state != FactState::value ? nullptr : &it->second;
}

std::optional<Decimal> Work::number(std::string_view name) const {
  const Fact* fact = find(name);
  if (fact == nullptr) return std::nullopt;
  if (const auto* value = std::get_if<Decimal>(&fact->value)) return *value;
  if (const auto* value = std::get_if<Money>(&fact->value)) return Decimal::from_yuan(*value);
  if (const auto* value = std::get_if<std::int64_t>(&fact->value)) return Decimal(*value);
  return std::nullopt;
}

const Evidence& Work::evidence(std::string_view name) const {
  static const Evidence kNone;
  const Fact* fact = find(name);
  return fact == nullptr ? kNone : fact->evidence;
}

void Work::missing_source(std::string_view name, SourceKind kind) {
  for (const Source& source : dossier.sources) {
    if (source.kind == kind && !source.authorised) {
      missing(name, fmt::format("{}无有效授权，数据未使用", kind_title(kind)), "M-AUTH");
      return;
    }
  }
  for (const Source& source : dossier.sources) {
    if (source.kind == kind && !source.unread.empty()) {
      missing(name, fmt::format("{}扫描件未识别", kind_title(kind)),
              std::string(material_of(kind)));
      return;
    }
  }
  for (const SourceAge& age : out.ages) {
    if (dossier.sources[age.source].kind == kind && age.age_days > age.hard_days) {
      missing(name, fmt::format("{}数据已过时（{}天），按缺失处理", kind_title(kind), age.age_days),
              std::string(material_of(kind)));
      return;
    }
  }
  missing(name, fmt::format("未提供{}", kind_title(kind)), std::string(material_of(kind)));
}

void Work::missing_all(std::initializer_list<std::string_view> names, SourceKind kind) {
  for (const auto name : names) missing_source(name, kind);
}

void Work::shows_again(Row& row, RowPlace place) {
  if (row.again == 0) {
    again.emplace_back();
    row.again = static_cast<std::uint32_t>(again.size());
  }
  again[row.again - 1].push_back(place);
}

bool Work::is_covered(Date date) const {
  return std::any_of(coverage.begin(), coverage.end(),
                     [&](const Period& p) { return date >= p.from && date <= p.to; });
}

const Registry* Work::registry(std::uint32_t* source) const {
  const GovernmentRecord* newest = nullptr;
  for (const GovernmentRecord* record : government) {
    if (!record->registry) continue;
    if (newest == nullptr || record->data_as_of > newest->data_as_of) newest = record;
  }
  if (newest == nullptr) return nullptr;
  if (source != nullptr) *source = newest->source;
  return &*newest->registry;
}

std::optional<Decimal> ratio(Money a, Money b) {
  return divide(Decimal(a.fen()), Decimal(b.fen()));
}

std::optional<Decimal> ratio(std::size_t a, std::size_t b) {
  return divide(Decimal(static_cast<std::int64_t>(a)), Decimal(static_cast<std::int64_t>(b)));
}

Money to_money_or_throw(const Decimal& yuan) {
  const auto money = yuan.to_money();
  if (!money) throw std::overflow_error("an amount exceeds the range of 64-bit fen");
  return *money;
}

Result<Reconciliation> reconcile_dossier(const Dossier& dossier, const ReconcilePolicy& policy,
                                         Watch* watch) {
  static constexpr std::array kSteps = {
      select_sources,     group_accounts, place_rows,       merge_names,      build_ledger,
      pair_own_transfers, account_facts,  check_chains,     find_cycles,      balance_facts,
      statement_facts,    pattern_facts,  invoice_facts,    government_facts, match_invoices,
      cross_facts,        claim_facts,    disclosure_facts, scan_facts};
  try {
    Work work(dossier, policy, watch);
    if (watch != nullptr) watch->begin("reconcile", kSteps.size());
    for (const auto step : kSteps) {
      if (watch != nullptr && watch->stopped()) throw Stopped();
      step(work);
      if (watch != nullptr) watch->advance();
    }
    return std::move(work.out);
  } catch (const Stopped&) {
    return tl::unexpected(cancelled_error("dossier.json"));
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::limit, {"dossier.json", 0, 0, 0, ""},
                "a sum of the dossier exceeds the range of 64-bit fen; check the amounts");
  }
}

}  // namespace zhun
