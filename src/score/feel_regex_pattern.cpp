// XPath's patterns written as PCRE2's: character classes with subtraction, the escapes of XML
// Schema (\i, \c, \p{IsGreek}), and a point that matches no line end. What XPath does not have,
// such as look-around or possessive quantifiers, is refused.
#include <algorithm>
#include <array>
#include <utility>

#include "score/feel_regex.hpp"

namespace zhun::feel {
namespace {

constexpr std::string_view kSpaces = " \t\n\r";
constexpr std::string_view kNameStart =
    "A-Z_:a-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}"
    "\\x{200C}\\x{200D}\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}"
    "\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}";
constexpr std::string_view kNameMore = "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}\\x{2040}";

// Blocks of Unicode that XML Schema names; others are refused.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kBlocks{{
    {"BasicLatin", "\\x{0}-\\x{7F}"},
    {"Latin-1Supplement", "\\x{80}-\\x{FF}"},
    {"LatinExtended-A", "\\x{100}-\\x{17F}"},
    {"LatinExtended-B", "\\x{180}-\\x{24F}"},
    {"IPAExtensions", "\\x{250}-\\x{2AF}"},
    {"Greek", "\\x{370}-\\x{3FF}"},
    {"GreekandCoptic", "\\x{370}-\\x{3FF}"},
    {"Cyrillic", "\\x{400}-\\x{4FF}"},
    {"Armenian", "\\x{530}-\\x{58F}"},
    {"Hebrew", "\\x{590}-\\x{5FF}"},
    {"Arabic", "\\x{600}-\\x{6FF}"},
    {"Devanagari", "\\x{900}-\\x{97F}"},
    {"Thai", "\\x{E00}-\\x{E7F}"},
    {"HangulJamo", "\\x{1100}-\\x{11FF}"},
    {"LatinExtendedAdditional", "\\x{1E00}-\\x{1EFF}"},
    {"GreekExtended", "\\x{1F00}-\\x{1FFF}"},
    {"GeneralPunctuation", "\\x{2000}-\\x{206F}"},
    {"CurrencySymbols", "\\x{20A0}-\\x{20CF}"},
    {"MathematicalOperators", "\\x{2200}-\\x{22FF}"},
    {"CJKSymbolsandPunctuation", "\\x{3000}-\\x{303F}"},
    {"Hiragana", "\\x{3040}-\\x{309F}"},
    {"Katakana", "\\x{30A0}-\\x{30FF}"},
    {"CJKUnifiedIdeographs", "\\x{4E00}-\\x{9FFF}"},
    {"HangulSyllables", "\\x{AC00}-\\x{D7A3}"},
}};

class Translator {
 public:
  Translator(std::string_view pattern, bool dot_all) : text_(pattern), dot_all_(dot_all) {}

  std::optional<std::string> run() {
    while (!failed_ && at_ < text_.size()) take_one();
    if (failed_ || !open_.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void fail() { failed_ = true; }
  void copy(std::size_t count = 1) {
    out_ += text_.substr(at_, count);
    at_ += count;
  }

  // One atom, group sign or quantifier.
  void take_one() {
    const char c = peek();
    if (c == '\\') {
      take_escape();
    } else if (c == '[') {
      if (++depth_ > kDepthMax) return fail();
      out_ += take_class();
      --depth_;
      can_repeat_ = true;
    } else if (c == '(') {
      open_group();
    } else if (c == ')') {
      if (open_.empty()) return fail();
      if (open_.back() != 0) closed_.push_back(open_.back());
      open_.pop_back();
      copy();
      can_repeat_ = true;
    } else if (c == '*' || c == '+' || c == '?' || c == '{') {
      take_quantifier();
    } else if (c == ']' || c == '}') {
      fail();
    } else if (c == '.') {
      ++at_;
      out_ += dot_all_ ? "(?s:.)" : "[^\\n\\r]";
      can_repeat_ = true;
    } else {
      can_repeat_ = c != '|' && c != '^' && c != '$';
      if (c == '#') out_ += '\\';
      copy();
    }
  }

  void open_group() {
    if (open_.size() > kDepthMax) return fail();
    const bool captures = peek(1) != '?';
    if (!captures && peek(2) != ':') return fail();
    open_.push_back(captures ? ++groups_ : 0);
    copy(captures ? 1 : 3);
    can_repeat_ = false;
  }

  void take_quantifier() {
    if (!can_repeat_) return fail();
    can_repeat_ = false;
    if (peek() != '{') {
      copy();
    } else {
      const std::size_t end = text_.find('}', at_);
      if (end == std::string_view::npos || !is_count(text_.substr(at_ + 1, end - at_ - 1)))
        return fail();
      copy(end - at_ + 1);
    }
    if (peek() == '?') copy();
  }

  // "3", "3," or "3,5".
  static bool is_count(std::string_view text) {
    const std::size_t comma = text.find(',');
    const std::string_view low = text.substr(0, comma);
    const std::string_view high =
        comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const auto is_number = [](std::string_view part) {
      return part.size() <= 4 &&
             std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return !low.empty() && is_number(low) && is_number(high);
  }

  void take_escape() {
    const char c = peek(1);
    can_repeat_ = true;
    if (c >= '1' && c <= '9') return take_back_reference();
    const std::string inside = escape_in_class();
    if (failed_) return;
    out_ += inside.size() == 2 || inside.starts_with("\\p") || inside.starts_with("\\P")
                ? inside
                : "[" + inside + "]";
  }

  // \N of as many digits as there are groups for.
  void take_back_reference() {
    std::size_t number = 0;
    ++at_;
    while (peek() >= '0' && peek() <= '9') {
      const std::size_t next = number * 10 + static_cast<std::size_t>(peek() - '0');
      if (number != 0 && next > groups_) break;
      number = next;
      ++at_;
    }
    if (std::find(closed_.begin(), closed_.end(), number) == closed_.end()) return fail();
    out_ += "\\g{" + std::to_string(number) + "}";
  }

  // An escape as it may stand between [ and ]; `at_` goes behind it.
  std::string escape_in_class() {
    const char c = peek(1);
    at_ += 2;
    switch (c) {
      case 'n':
      case 'r':
      case 't':
      case '\\':
      case '|':
      case '.':
      case '?':
      case '*':
      case '+':
      case '(':
      case ')':
      case '{':
      case '}':
      case '-':
      case '[':
      case ']':
      case '^':
      case '$':
        return std::string("\\") + c;
      case 's':
        return " \\t\\n\\r";
      case 'S':
        return complement(" \\t\\n\\r");
      case 'd':
        return "\\p{Nd}";
      case 'D':
        return "\\P{Nd}";
      case 'w':
        return complement("\\p{P}\\p{Z}\\p{C}");
      case 'W':
        return "\\p{P}\\p{Z}\\p{C}";
      case 'i':
        return std::string(kNameStart);
      case 'I':
        return complement(kNameStart);
      case 'c':
        return std::string(kNameStart) + std::string(kNameMore);
      case 'C':
        return complement(std::string(kNameStart) + std::string(kNameMore));
      case 'p':
      case 'P':
        return property(c == 'P');
      default:
        fail();
        return {};
    }
  }

  // What a class cannot hold is matched beside it.
  std::string complement(std::string_view inside) {
    if (!in_class_) return "^" + std::string(inside);
    beside_.push_back("[^" + std::string(inside) + "]");
    return {};
  }

  // {L}, {Lu}, {IsGreek}
  std::string property(bool negated) {
    const std::size_t end = text_.find('}', at_);
    if (peek() != '{' || end == std::string_view::npos) {
      fail();
      return {};
    }
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    static constexpr std::string_view kCategories =
        " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C "
        "Cc Cf Co Cn ";
    if (name.size() <= 2 && !name.empty() &&
        kCategories.find(" " + std::string(name) + " ") != std::string_view::npos) {
      return (negated ? "\\P{" : "\\p{") + std::string(name) + "}";
    }
    const auto block = std::find_if(kBlocks.begin(), kBlocks.end(), [&](const auto& known) {
      return name.starts_with("Is") && known.first == name.substr(2);
    });
    if (block == kBlocks.end()) {
      fail();
      return {};
    }
    return negated ? complement(block->second) : std::string(block->second);
  }

  // [a-z], [^a-z], [a-z-[aeiou]]: a subtraction becomes a look ahead.
  std::string take_class() {
    const bool outer = std::exchange(in_class_, true);
    std::vector<std::string> outer_beside = std::exchange(beside_, {});
    ++at_;
    const bool negated = peek() == '^';
    if (negated) ++at_;
    std::string inside, subtracted;
    bool any = false;
    while (!failed_ && peek() != ']') {
      if (at_ >= text_.size()) {
        fail();
      } else if (peek() == '-' && peek(1) == '[' && any) {
        ++at_;
        if (++depth_ > kDepthMax) fail();
        if (!failed_) subtracted = take_class();
        --depth_;
        if (peek() != ']') fail();
        break;
      } else {
        take_class_part(inside);
        any = true;
      }
    }
    ++at_;
    if (!any) fail();
    std::string result = join_class(negated, inside);
    beside_ = std::move(outer_beside);
    in_class_ = outer;
    return subtracted.empty() ? result : "(?:(?!" + subtracted + ")" + result + ")";
  }

  void take_class_part(std::string& inside) {
    const char c = peek();
    if (c == '\\') {
      inside += escape_in_class();
      return;
    }
    if (c == '[') return fail();
    if (c == '-') {
      const bool at_edge = inside.empty() || peek(1) == ']';
      const bool is_range = !inside.empty() && peek(1) != ']';
      inside += at_edge || !is_range ? "\\-" : "-";
      ++at_;
      return;
    }
    if (c == '^' || c == '&' || c == '#') inside += '\\';
    inside += c;
    ++at_;
  }

  std::string join_class(bool negated, const std::string& inside) {
    if (beside_.empty()) return (negated ? "[^" : "[") + inside + "]";
    std::string either = inside.empty() ? "" : "[" + inside + "]|";
    for (std::size_t i = 0; i < beside_.size(); ++i) either += (i == 0 ? "" : "|") + beside_[i];
    return negated ? "(?:(?!" + either + ")(?s:.))" : "(?:" + either + ")";
  }

  static constexpr std::size_t kDepthMax = 50;
  std::string_view text_;
  bool dot_all_;
  std::size_t at_ = 0;
  std::string out_;
  bool failed_ = false;
  bool can_repeat_ = false;
  bool in_class_ = false;
  std::size_t depth_ = 0;
  std::size_t groups_ = 0;
  std::vector<std::size_t> open_, closed_;  // groups; 0: one that does not capture
  std::vector<std::string> beside_;
};

// The flag x: white space counts only between [ and ].
std::string without_spaces(std::string_view pattern) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '[') ++depth;
    if (c == ']' && depth != 0) --depth;
    if (depth == 0 && kSpaces.find(c) != std::string_view::npos) continue;
    out += c;
    if (c == '\\' && i + 1 < pattern.size() && kSpaces.find(pattern[i + 1]) == kSpaces.npos)
      out += pattern[++i];
  }
  return out;
}

}  // namespace

std::optional<std::string> translate_pattern(std::string_view pattern, bool dot_all,
                                             bool free_spacing) {
  const std::string spaced = free_spacing ? without_spaces(pattern) : std::string(pattern);
  return Translator(spaced, dot_all).run();
}

}  // namespace zhun::feel
