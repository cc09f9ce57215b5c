// Names (对手方): the text of a cell, and the name of the lexicon that it nearly is.
// Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ocr/lattice.hpp"
#include "ocr/page.hpp"

namespace zhun::ocr {

// Lines of a name joined, without blanks between Chinese symbols, brackets in their Chinese form
// where the name is Chinese.
[[nodiscard]] std::string tidy_name(std::string_view text);

// One cell's name as it was read.
struct NameReading {
  std::string text;  // tidied
  double confidence = 1;
  TextLattice lattice;
};
[[nodiscard]] NameReading read_name(const Cell& cell);

// The name as it must have been printed where what was read can be no name: a bracket that nothing
// closes, a company's ending with one symbol wrong or lost, a traditional form among simplified
// ones. Only where the pixels allow it; nullopt when there is nothing to mend or nothing is clear.
[[nodiscard]] std::optional<std::string> mend_name(const NameReading& reading);

// A name that is known from elsewhere.
class Lexicon {
 public:
  void add(std::string_view name);
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] bool knows(std::string_view name) const;
  // The entry that the pixels allow and that no other entry rivals; nullopt when the reading is
  // already an entry or when nothing is clear.
  [[nodiscard]] std::optional<std::string> resolve(const NameReading& reading) const;

 private:
  struct Entry {
    std::string name;
    std::u32string folded;
  };
  std::vector<Entry> entries_;
};

// The lexicon of other sources and the names that recur in the statement, clearly read.
[[nodiscard]] Lexicon build_lexicon(const std::vector<std::string>& known,
                                    const std::vector<const NameReading*>& readings);

}  // namespace zhun::ocr
