// NameIndex: which of many known company names a damaged one stands for.
//
// Candidates come from an inverted index over weighted character pairs; each is then explained as
// the known name after the damages that print, people and scans do (place left out, form changed,
// branch added, cut off, characters confused), every damage with its probability. The score is the
// share of the best explanation among all of them and "none of the known". Natural persons are
// matched exactly only. Immutable after construction; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reconcile/company_name.hpp"
#include "reconcile/flat_map.hpp"

namespace zhun::reconcile {

struct NameMatch {
  std::uint32_t index = 0;  // into the known names; of equal names the first
  double score = 0;         // 0..1: probability that the name stands for it
  double likelihood = 0;    // natural logarithm of the explanation
  bool exact = false;       // the same after normalisation
};

// Damages of an explanation, for people.
struct NameDifference {
  bool place_missing = false, place_differs = false;
  bool form_differs = false, form_cut = false, branch_added = false;
  bool cut = false;  // the end is missing
  std::uint32_t confused = 0, replaced = 0, missing = 0, added = 0, swapped = 0;  // characters
  [[nodiscard]] bool none() const;
  // "place left out, 1 confusable character": no value of the document.
  [[nodiscard]] std::string words() const;
};

// Memory that searches use again; one a thread.
struct NameScratch {
  std::vector<float> sums;
  std::vector<std::uint32_t> touched;
};

class NameIndex {
 public:
  explicit NameIndex(std::span<const std::string> names);

  // The best `count_max` candidates, the likeliest first. Empty: nothing resembles the name.
  [[nodiscard]] std::vector<NameMatch> find(std::string_view name, std::size_t count_max,
                                            NameScratch& scratch) const;
  // What is different between a name and the known name that it was matched with.
  [[nodiscard]] NameDifference explain(std::string_view name, std::uint32_t index) const;

 private:
  struct Explained {
    double likelihood = 0;
    NameDifference difference;
  };
  [[nodiscard]] Explained explained(const CompanyName& name, const CompanyName& known) const;
  [[nodiscard]] std::pair<std::u32string, std::u32string> without_inner_place(
      const std::u32string& core) const;
  [[nodiscard]] bool has_business(std::u32string_view text) const;
  [[nodiscard]] double unknown_likelihood(const CompanyName& name) const;
  [[nodiscard]] std::vector<std::uint32_t> candidates(const CompanyName& name,
                                                      NameScratch& scratch) const;
  [[nodiscard]] std::uint32_t place_number(const std::u32string& place) const;
  void count_symbols(const CompanyName& name);
  void fill_postings();

  std::vector<CompanyName> names_;                        // distinct
  std::vector<std::uint32_t> first_;                      // index of the caller's name
  std::unordered_map<std::string, std::uint32_t> exact_;  // normal form -> names_
  // Terms: one or two folded symbols in 64 bits.
  struct Term {
    std::uint32_t begin = 0, end = 0;  // of postings_
    float weight = 0;
  };
  FlatMap<std::uint32_t> term_numbers_;  // 0: none
  std::vector<Term> terms_;              // by number
  std::vector<std::uint32_t> postings_;
  // What candidates are compared by before they are explained.
  struct Key {
    std::uint64_t tail = 0;   // the last two folded symbols: the line of business
    std::uint32_t place = 0;  // 0: none
    std::uint32_t size = 0;   // of the core
  };
  std::vector<Key> keys_;
  std::unordered_map<std::u32string, std::uint32_t> place_numbers_;
  // The language of the known names, for what an unknown one looks like.
  FlatMap<double> pair_counts_, symbol_counts_, first_counts_;
  std::unordered_map<std::u32string, double> place_counts_;
  double symbols_ = 0;
};

}  // namespace zhun::reconcile
