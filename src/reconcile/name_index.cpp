// Candidates by weighted character pairs, then the likeliest explanation.
#include "reconcile/name_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "zhun/matching.hpp"
#include "zhun/text.hpp"
#include "zhun/watch.hpp"

namespace zhun::reconcile {
namespace {

constexpr std::size_t kCandidatesMax = 16;
// A term that more than one name in this many has tells nothing, unless there is no other.
constexpr std::size_t kCommonShare = 12;
constexpr float kSamePlace = 3.5F, kSameTail = 3.0F, kExtraSymbol = 0.3F;
constexpr std::size_t kCoreMax = 40;  // symbols that are aligned

// Natural logarithms of how often a damage happens to a name, per name or per character.
constexpr double kConfused = -3.2, kReplaced = -8.8, kMissing = -5.4, kAdded = -9.2,
                 kSwapped = -5.8, kCut = -2.3;
constexpr double kUnitDiffers = -1.0;  // 济南市 and 济南
constexpr double kPlaceMissing = -1.6, kPlaceAdded = -7.0, kPlaceTypo = -5.0, kPlaceDiffers = -13.0;
constexpr double kFormVariant = -1.9, kFormCut = -1.3, kFormMissing = -1.7, kFormDiffers = -7.0;
constexpr double kBranch = -1.5;
constexpr double kPriorUnknown = 0.1;
// An unknown symbol of an unknown name: one of some thousand.
constexpr double kAnySymbol = 1.0 / 4000;

std::uint64_t pair_key(char32_t first, char32_t second) {
  return std::uint64_t{first} << 32 | second;
}

std::u32string folded(std::u32string_view text) {
  std::u32string out(text);
  for (char32_t& symbol : out) symbol = folded_symbol(symbol);
  return out;
}

std::uint64_t tail_of(std::u32string_view core) {
  if (core.size() < 2) return 0;
  return pair_key(folded_symbol(core[core.size() - 2]), folded_symbol(core.back()));
}

// The terms of a name: the pairs of its core, and each symbol together with the line of business
// and with the place, so that one whole symbol of a short trade name still finds it.
template <typename Visit>
void visit_terms(const std::u32string& core, std::uint32_t place, Visit visit) {
  constexpr std::uint64_t kTailTerm = std::uint64_t{1} << 63, kPlaceTerm = std::uint64_t{1} << 62;
  const std::uint64_t tail = tail_of(core);
  for (std::size_t i = 0; i < core.size(); ++i) {
    if (i + 1 < core.size()) visit(pair_key(core[i], core[i + 1]));
    if (i + 2 < core.size()) {
      // Ideographs have 17 bits: the tail fits beside the symbol.
      visit(kTailTerm | (tail >> 32 & 0xFFFFF) << 41 | (tail & 0xFFFFF) << 21 | core[i]);
      if (place != 0) visit(kPlaceTerm | std::uint64_t{place} << 32 | core[i]);
    }
  }
}

// The cheapest way from the known core to the read one, symbol by symbol.
struct Alignment {
  double cost = 0;  // natural logarithm, at most 0
  std::uint32_t confused = 0, replaced = 0, missing = 0, added = 0, swapped = 0;
  bool cut = false;
};

class Aligner {
 public:
  Aligner(std::u32string_view known, std::u32string_view read)
      : known_(known.substr(0, kCoreMax)), read_(read.substr(0, kCoreMax)) {}

  Alignment run(bool may_be_cut) {
    const std::size_t rows = known_.size() + 1, columns = read_.size() + 1;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) fill(i, j);
    }
    std::size_t row = known_.size();
    double best = cost_[row][columns - 1];
    if (may_be_cut && columns > 2) {
      // The end of the known core is missing as a whole; two symbols at least must be left.
      for (std::size_t i = 2; i < known_.size(); ++i) {
        if (cost_[i][columns - 1] + kCut > best) {
          best = cost_[i][columns - 1] + kCut;
          row = i;
        }
      }
    }
    Alignment out = trace(row, columns - 1);
    out.cut = row < known_.size();
    out.cost = best;
    return out;
  }

 private:
  enum Step : std::uint8_t { kStart, kSame, kLike, kOther, kGone, kNew, kTurned };

  void fill(std::size_t i, std::size_t j) {
    if (i == 0 && j == 0) {
      cost_[0][0] = 0;
      step_[0][0] = kStart;
      return;
    }
    double best = -std::numeric_limits<double>::infinity();
    Step step = kStart;
    const auto offer = [&](double cost, Step how) {
      if (cost > best) {
        best = cost;
        step = how;
      }
    };
    if (i > 0 && j > 0) {
      const char32_t a = known_[i - 1], b = read_[j - 1];
      if (a == b)
        offer(cost_[i - 1][j - 1], kSame);
      else if (folded_symbol(a) == folded_symbol(b))
        offer(cost_[i - 1][j - 1] + kConfused, kLike);
      else
        offer(cost_[i - 1][j - 1] + kReplaced, kOther);
    }
    if (i > 0) offer(cost_[i - 1][j] + kMissing, kGone);
    if (j > 0) offer(cost_[i][j - 1] + kAdded, kNew);
    if (i > 1 && j > 1 && known_[i - 1] == read_[j - 2] && known_[i - 2] == read_[j - 1])
      offer(cost_[i - 2][j - 2] + kSwapped, kTurned);
    cost_[i][j] = best;
    step_[i][j] = step;
  }

  [[nodiscard]] Alignment trace(std::size_t i, std::size_t j) const {
    Alignment out;
    while (i > 0 || j > 0) {
      switch (step_[i][j]) {
        case kLike:
          ++out.confused;
          break;
        case kOther:
          ++out.replaced;
          break;
        case kGone:
          ++out.missing;
          break;
        case kNew:
          ++out.added;
          break;
        case kTurned:
          ++out.swapped;
          break;
        case kSame:
        case kStart:
          break;
      }
      const Step step = step_[i][j];
      i -= step == kNew ? 0 : step == kTurned ? 2 : 1;
      j -= step == kGone ? 0 : step == kTurned ? 2 : 1;
    }
    return out;
  }

  std::u32string_view known_, read_;
  std::array<std::array<double, kCoreMax + 1>, kCoreMax + 1> cost_;
  std::array<std::array<Step, kCoreMax + 1>, kCoreMax + 1> step_;
};

double place_cost(const CompanyName& read, const CompanyName& known, NameDifference& difference) {
  if (read.place == known.place)
    return read.printed.size() - read.core.size() == known.printed.size() - known.core.size()
               ? 0
               : kUnitDiffers;
  if (read.place.empty()) {
    difference.place_missing = true;
    return kPlaceMissing;
  }
  difference.place_differs = true;
  if (known.place.empty()) return kPlaceAdded;
  const std::size_t size = std::min(read.place.size(), known.place.size());
  std::size_t same = 0;
  for (std::size_t i = 0; i < size; ++i)
    same += folded_symbol(read.place[i]) == folded_symbol(known.place[i]) ? 1 : 0;
  const bool one_off = same + 1 >= std::max(read.place.size(), known.place.size());
  return one_off ? kPlaceTypo : kPlaceDiffers;
}

double form_cost(const CompanyName& read, const CompanyName& known, NameDifference& difference) {
  if (read.form == known.form && !read.form_cut) return 0;
  if (read.kind == LegalForm::none) {
    if (known.kind == LegalForm::none) return 0;
    difference.form_cut = true;
    return kFormMissing;
  }
  if (read.form_cut && known.form.find(read.form) == 0) {
    difference.form_cut = true;
    return kFormCut;
  }
  difference.form_differs = true;
  return read.kind == known.kind ? kFormVariant : kFormDiffers;
}

}  // namespace

bool NameDifference::none() const { return words().empty(); }

std::string NameDifference::words() const {
  std::string out;
  const auto add = [&](bool there, std::string_view what) {
    if (!there) return;
    if (!out.empty()) out += ", ";
    out += what;
  };
  const auto count = [&](std::uint32_t number, std::string_view what) {
    add(number > 0, fmt::format("{} {}", number, what));
  };
  add(place_missing, "place left out");
  add(place_differs, "another place");
  add(form_differs, "another legal form");
  add(form_cut, "legal form cut off");
  add(branch_added, "branch added");
  add(cut, "end cut off");
  count(confused, "confusable");
  count(replaced, "replaced");
  count(missing, "missing");
  count(added, "added");
  count(swapped, "swapped");
  return out;
}

NameIndex::NameIndex(std::span<const std::string> names) {
  names_.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [at, is_new] =
        exact_.emplace(normalise_name(names[i]), static_cast<std::uint32_t>(names_.size()));
    if (!is_new) continue;
    names_.push_back(parse_company_name(names[i]));
    first_.push_back(static_cast<std::uint32_t>(i));
    const CompanyName& name = names_.back();
    if (!name.place.empty())
      place_numbers_.emplace(name.place, static_cast<std::uint32_t>(place_numbers_.size()) + 1);
    keys_.push_back({tail_of(name.core), place_number(name.place),
                     static_cast<std::uint32_t>(name.core.size())});
    count_symbols(names_.back());
  }
  // Postings of all terms in one array: count, then fill.
  std::vector<std::uint64_t> seen;
  for (const bool fill : {false, true}) {
    for (std::uint32_t index = 0; index < names_.size(); ++index) {
      if (names_[index].person) continue;
      seen.clear();
      visit_terms(folded(names_[index].core), keys_[index].place,
                  [&](std::uint64_t key) { seen.push_back(key); });
      std::sort(seen.begin(), seen.end());
      seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
      for (const std::uint64_t key : seen) {
        Term& term = terms_[key];
        if (fill) postings_[term.end] = index;
        ++term.end;
      }
    }
    if (fill) break;
    std::uint32_t at = 0;
    for (auto& [key, term] : terms_) {
      const std::uint32_t count = term.end;
      const double share = static_cast<double>(count) / static_cast<double>(names_.size() + 1);
      const double weight = std::log(1 / share) * ((key >> 62) != 0 ? 0.6 : 1.0);
      term.weight = static_cast<float>(weight);
      term.begin = term.end = at;
      at += count;
    }
    postings_.resize(at);
  }
}

void NameIndex::count_symbols(const CompanyName& name) {
  if (name.person) return;
  ++place_counts_[name.place];
  for (std::size_t i = 0; i < name.core.size(); ++i) {
    ++symbol_counts_[name.core[i]];
    ++symbols_;
    ++pair_counts_[pair_key(i == 0 ? 0 : name.core[i - 1], name.core[i])];
    ++first_counts_[i == 0 ? 0 : name.core[i - 1]];
  }
}

// What a name that is not among the known ones would look like: their places and pairs of
// symbols, with room for what was never seen.
double NameIndex::unknown_likelihood(const CompanyName& name) const {
  const auto count = [](const auto& counts, const auto& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0.0 : found->second;
  };
  const double all = static_cast<double>(names_.size()) + 1;
  double sum = std::log((count(place_counts_, name.place) + 0.05) / all);
  for (std::size_t i = 0; i < name.core.size(); ++i) {
    const char32_t before = i == 0 ? 0 : name.core[i - 1];
    const double pairs = count(pair_counts_, pair_key(before, name.core[i]));
    const double firsts = count(first_counts_, before);
    const double pair = firsts > 0 ? pairs / (firsts + 5) : 0;
    const double symbol = symbols_ > 0 ? count(symbol_counts_, name.core[i]) / symbols_ : 0;
    sum += std::log(0.9 * pair + 0.08 * symbol + 0.02 * kAnySymbol);
  }
  return sum;
}

std::uint32_t NameIndex::place_number(const std::u32string& place) const {
  const auto found = place_numbers_.find(place);
  return found == place_numbers_.end() ? 0 : found->second;
}

// The places that a name without a recognised one may have inside: brackets are lost in some.
std::pair<std::u32string, std::u32string> NameIndex::without_inner_place(
    const std::u32string& core) const {
  for (std::size_t at = 1; at + 2 < core.size(); ++at) {
    for (const std::size_t size : {std::size_t{3}, std::size_t{2}}) {
      const std::u32string place = core.substr(at, size);
      if (place.size() != size || !place_numbers_.contains(place)) continue;
      std::u32string rest = core;
      rest.erase(at, size);
      return {rest, place};
    }
  }
  return {core, {}};
}

std::vector<std::uint32_t> NameIndex::candidates(const CompanyName& name,
                                                 NameScratch& scratch) const {
  std::u32string core = name.core, place = name.place;
  if (place.empty()) std::tie(core, place) = without_inner_place(core);
  std::vector<const Term*> terms;
  const auto add_term = [&](std::uint64_t key) {
    const auto found = terms_.find(key);
    if (found != terms_.end()) terms.push_back(&found->second);
  };
  visit_terms(folded(core), place_number(place), add_term);
  // A place without 省 or 市 may be the trade name.
  if (!name.place.empty() && name.printed.size() == name.core.size() + name.place.size())
    visit_terms(folded(name.printed), 0, add_term);
  std::sort(terms.begin(), terms.end(), [](const Term* a, const Term* b) {
    return a->weight != b->weight ? a->weight > b->weight : a->begin < b->begin;
  });
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  std::vector<float>& sums = scratch.sums;
  std::vector<std::uint32_t>& touched = scratch.touched;
  if (sums.size() < names_.size()) sums.resize(names_.size());
  touched.clear();
  for (const Term* term : terms) {
    const bool common = (term->end - term->begin) * kCommonShare > names_.size();
    if (common && touched.size() >= kCandidatesMax) continue;
    for (std::uint32_t i = term->begin; i < term->end; ++i) {
      float& sum = sums[postings_[i]];
      if (sum == 0) touched.push_back(postings_[i]);
      sum += term->weight;
    }
  }
  const Key key{tail_of(core), place_number(place), static_cast<std::uint32_t>(core.size())};
  std::vector<std::pair<float, std::uint32_t>> best;
  best.reserve(touched.size());
  for (const std::uint32_t index : touched) {
    const Key& known = keys_[index];
    float score = sums[index];
    sums[index] = 0;
    if (known.size > key.size) score -= kExtraSymbol * static_cast<float>(known.size - key.size);
    if (key.place != 0 && known.place == key.place) score += kSamePlace;
    if (known.tail == key.tail) score += kSameTail;
    best.emplace_back(-score, index);
  }
  const std::size_t count = std::min(kCandidatesMax, best.size());
  const auto middle = best.begin() + static_cast<std::ptrdiff_t>(count);
  if (middle != best.end()) std::nth_element(best.begin(), middle, best.end());
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(best[i].second);
  return out;
}

NameIndex::Explained NameIndex::explained(const CompanyName& name, const CompanyName& known) const {
  Explained out;
  const bool may_be_cut = name.kind == LegalForm::none;
  NameDifference& difference = out.difference;
  Alignment core = Aligner(known.core, name.core).run(may_be_cut);
  const double place = place_cost(name, known, difference);
  out.likelihood = core.cost + place;
  if (place < kPlaceMissing || (place < 0 && core.cost < kConfused)) {
    // A damaged place is not recognised and stands in the core: compare the names as printed.
    const Alignment whole = Aligner(known.printed, name.printed).run(may_be_cut);
    if (whole.cost > out.likelihood) {
      core = whole;
      out.likelihood = whole.cost;
      difference.place_missing = false;
      difference.place_differs = known.place != name.place;
    }
    if (!name.place.empty()) {
      // What looks like a place is the trade name: 泰安网络科技.
      const Alignment trade = Aligner(known.core, name.printed).run(may_be_cut);
      if (trade.cost + kPlaceMissing > out.likelihood) {
        core = trade;
        out.likelihood = trade.cost + kPlaceMissing;
        difference.place_missing = true;
        difference.place_differs = false;
      }
    }
  }
  if (core.cut) {
    difference.form_cut = true;
  } else {
    out.likelihood += form_cost(name, known, difference);
  }
  if (!name.branch.empty() && name.branch != known.branch) {
    difference.branch_added = true;
    out.likelihood += kBranch;
  }
  difference.cut = core.cut;
  difference.confused = core.confused;
  difference.replaced = core.replaced;
  difference.missing = core.missing;
  difference.added = core.added;
  difference.swapped = core.swapped;
  return out;
}

// Whether a name that could be a person's has a line of business in it: 同泰化工.
bool NameIndex::has_business(std::u32string_view text) const {
  const double often = std::max(5.0, 0.002 * static_cast<double>(names_.size()));
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto found = pair_counts_.find(pair_key(text[i - 1], text[i]));
    if (found != pair_counts_.end() && found->second >= often) return true;
  }
  return false;
}

std::vector<NameMatch> NameIndex::find(std::string_view text, std::size_t count_max,
                                       NameScratch& scratch) const {
  const auto exact = exact_.find(normalise_name(text));
  CompanyName name = parse_company_name(text);
  if (name.core.empty() || (name.person && !has_business(name.core))) {
    if (exact == exact_.end()) return {};
    return {{first_[exact->second], 1, 0, true}};
  }
  name.person = false;
  if (name.printed.empty()) name.printed = name.core;
  std::vector<NameMatch> out;
  const double known_prior =
      std::log((1 - kPriorUnknown) / static_cast<double>(std::max<std::size_t>(1, names_.size())));
  for (const std::uint32_t index : candidates(name, scratch)) {
    const double likelihood = explained(name, names_[index]).likelihood;
    out.push_back(
        {index, 0, likelihood + known_prior, exact != exact_.end() && exact->second == index});
  }
  if (out.empty()) return {};
  std::sort(out.begin(), out.end(), [](const NameMatch& a, const NameMatch& b) {
    return a.likelihood != b.likelihood ? a.likelihood > b.likelihood : a.index < b.index;
  });
  const double unknown = std::log(kPriorUnknown) + unknown_likelihood(name);
  const double top = std::max(out.front().likelihood, unknown);
  double sum = std::exp(unknown - top);
  for (const NameMatch& match : out) sum += std::exp(match.likelihood - top);
  if (out.size() > count_max) out.resize(count_max);
  for (NameMatch& match : out) {
    match.score = std::exp(match.likelihood - top) / sum;
    match.index = first_[match.index];
  }
  return out;
}

NameDifference NameIndex::explain(std::string_view text, std::uint32_t index) const {
  const auto at = std::lower_bound(first_.begin(), first_.end(), index);
  if (at == first_.end() || *at != index) return {};
  const auto position = static_cast<std::size_t>(at - first_.begin());
  return explained(parse_company_name(text), names_[position]).difference;
}

}  // namespace zhun::reconcile

namespace zhun {

std::vector<ResolvedName> resolve_names(std::span<const std::string> known,
                                        std::span<const std::string> damaged, Watch* watch) {
  const reconcile::NameIndex index(known);
  reconcile::NameScratch scratch;
  std::vector<ResolvedName> out;
  out.reserve(damaged.size());
  for (const std::string& name : damaged) {
    if (watch != nullptr && watch->stops_now()) return {};
    ResolvedName resolved;
    const auto matches = index.find(name, 1, scratch);
    if (!matches.empty()) {
      resolved.match = matches.front().index;
      resolved.score = matches.front().score;
      resolved.why = index.explain(name, matches.front().index).words();
    }
    out.push_back(std::move(resolved));
  }
  return out;
}

}  // namespace zhun
