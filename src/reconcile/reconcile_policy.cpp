// The dictionaries and tables that facts need, from the policy pack's keywords.json and
// tables.json.
#include <algorithm>

#include "reconcile/keywords.hpp"
#include "reconcile/reconcile.hpp"

namespace zhun {

namespace {

using json::Reader;

std::optional<Error> read_rules(const json::Value& root, std::string_view source,
                                std::vector<KeywordRule>& rules) {
  for (const std::string_view group : {"inflow", "outflow", "sensitive", "list"}) {
    Reader top(root, "", std::string(source));
    const json::Value* list = top.array(group);
    if (top.error()) return top.error();
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      Reader r(list->items[i], top.path_of(group, i), std::string(source));
      KeywordRule rule;
      rule.group = group;
      rule.name = r.required_string("name");
      rule.any = r.strings("any");
      rule.not_any = r.strings("not");
      rule.counterparty = r.strings("counterparty");
      if (r.error()) return r.error();
      rules.push_back(std::move(rule));
    }
  }
  return std::nullopt;
}

std::optional<Error> read_dates(Reader& r, std::string_view name, std::vector<Date>& dates) {
  for (const auto& text : r.strings(name)) {
    const auto date = parse_date(text);
    if (!date) r.set_error(name, "there is no such date; YYYY-MM-DD is expected here");
    dates.push_back(date.value_or(Date()));
  }
  std::sort(dates.begin(), dates.end());
  return r.error();
}

std::optional<Error> read_rates(const json::Value& list, std::string_view source,
                                std::vector<RateStep>& rates) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    Reader r(list.items[i], "/demand_deposit_rates/" + std::to_string(i), std::string(source));
    RateStep step;
    step.from = r.required_date("from");
    const auto rate = r.decimal("rate");
    if (!rate || *rate <= Decimal(0))
      r.set_error("rate", "a positive annual rate is required here");
    step.rate = rate.value_or(Decimal(0));
    if (r.error()) return r.error();
    rates.push_back(step);
  }
  std::sort(rates.begin(), rates.end(),
            [](const RateStep& a, const RateStep& b) { return a.from < b.from; });
  return std::nullopt;
}

// The tables by industry; each may be absent: then the checks that need it are not evaluated.
template <typename ReadEntry>
std::optional<Error> read_industries(const json::Value& tables, std::string_view source,
                                     std::string_view name, ReadEntry read_entry) {
  Reader top(tables, "", std::string(source));
  const json::Value* list = top.array(name);
  if (top.error()) return top.error();
  for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    Reader r(list->items[i], top.path_of(name, i), std::string(source));
    const std::string industry = r.required_string("industry");
    if (!r.error()) read_entry(r, industry);
    if (r.error()) return r.error();
  }
  return std::nullopt;
}

std::optional<Error> read_industry_tables(const json::Value& tables, std::string_view source,
                                          ReconcilePolicy& policy) {
  auto error = read_industries(
      tables, source, "sales_per_head_bands", [&](Reader& r, const std::string& industry) {
        const Money low = r.required_money_fen("low_fen"), high = r.required_money_fen("high_fen");
        if (low <= Money() || high < low)
          r.set_error("low_fen", "a positive amount up to high_fen is required here");
        policy.sales_per_head_bands.push_back({industry, low, high});
      });
  if (error) return error;
  error = read_industries(
      tables, source, "restricted_industries", [&](Reader& r, const std::string& industry) {
        const std::string level = r.required_string("level");
        if (level != "PROHIBITED" && level != "RESTRICTED")
          r.set_error("level", "PROHIBITED or RESTRICTED is expected here");
        policy.restricted_industries.push_back({industry, level == "PROHIBITED"});
      });
  if (error) return error;
  error = read_industries(tables, source, "item_conflicts",
                          [&](Reader& r, const std::string& industry) {
                            policy.item_conflicts.push_back({industry, r.strings("items")});
                          });
  if (error) return error;
  error = read_industries(tables, source, "tax_burden_bands",
                          [&](Reader& r, const std::string& industry) {
                            const Decimal low = r.decimal("low").value_or(Decimal(0));
                            const Decimal high = r.decimal("high").value_or(Decimal(0));
                            if (low <= Decimal(0) || high < low)
                              r.set_error("low", "a positive ratio up to high is required here");
                            policy.tax_burden_bands.push_back({industry, low, high});
                          });
  if (error) return error;
  return read_industries(tables, source, "required_licences",
                         [&](Reader& r, const std::string& industry) {
                           RequiredLicence licence{industry, r.strings("licences")};
                           if (licence.names.empty())
                             r.set_error("licences", "the names of licences are required here");
                           policy.required_licences.push_back(std::move(licence));
                         });
}

}  // namespace

Result<ReconcilePolicy> read_reconcile_policy(const json::Value& keywords,
                                              const json::Value& tables, std::string_view source) {
  ReconcilePolicy policy;
  std::vector<KeywordRule> rules;
  if (auto error = read_rules(keywords, "keywords.json", rules)) return tl::unexpected(*error);
  policy.keywords = std::make_shared<const KeywordMatcher>(std::move(rules));
  Reader r(tables, "", std::string(source));
  const json::Value* rates = r.array("demand_deposit_rates");
  const json::Value* parameters = r.object("parameters");
  const json::Value* staleness = r.object("staleness");
  std::optional<Error> error = r.error();
  if (!error && rates != nullptr) error = read_rates(*rates, source, policy.demand_deposit_rates);
  if (!error && parameters != nullptr) {
    Reader p(*parameters, "/parameters", std::string(source));
    for (const auto& [name, value, asked] : parameters->members) {
      policy.parameters[name] = p.decimal(name).value_or(Decimal(0));
    }
    error = p.error();
  }
  if (!error && staleness != nullptr) {
    for (const auto& [name, value, asked] : staleness->members) {
      Reader s(value, "/staleness/" + name, std::string(source));
      const auto warn = s.integer("warn_days"), hard = s.integer("hard_days");
      if (s.error()) return tl::unexpected(*s.error());
      policy.staleness[name] = {static_cast<int>(warn.value_or(100000)),
                                static_cast<int>(hard.value_or(100000))};
    }
  }
  if (!error) error = read_dates(r, "holidays", policy.holidays);
  if (!error) error = read_dates(r, "working_weekends", policy.working_weekends);
  if (!error) error = read_dates(r, "spring_festivals", policy.spring_festivals);
  if (!error) error = read_industry_tables(tables, source, policy);
  if (error) return tl::unexpected(*error);
  return policy;
}

}  // namespace zhun
