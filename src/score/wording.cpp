// Wording: reads wording.json, formats facts, fills templates.
#include "score/wording.hpp"

#include <fmt/format.h>

#include "zhun/text.hpp"

namespace zhun {

namespace {

using json::Reader;

constexpr std::string_view kNone = "—";
constexpr std::string_view kRule = "rule";  // the format of {fact:rule}

struct FormatName {
  std::string_view name;
  FactFormat format;
};
constexpr FormatName kFormats[] = {
    {"plain", FactFormat::plain},     {"money", FactFormat::money},
    {"fen", FactFormat::fen},         {"wan", FactFormat::wan},
    {"percent", FactFormat::percent}, {"percent1", FactFormat::percent1},
    {"ratio", FactFormat::ratio},     {"times", FactFormat::times},
    {"share", FactFormat::share},     {"match", FactFormat::match}};

std::optional<FactFormat> parse_format(std::string_view name) {
  for (const auto& entry : kFormats) {
    if (entry.name == name) return entry.format;
  }
  return std::nullopt;
}

std::string format_number(const Decimal& value, FactFormat format) {
  const auto money = [](const Decimal& yuan) { return yuan.to_money().value_or(Money()); };
  switch (format) {
    case FactFormat::plain:
      return to_string(value.rounded(4));
    case FactFormat::money:
      return to_grouped_string(money(value));
    case FactFormat::fen:
      return to_string(money(value));
    case FactFormat::wan:
      return to_grouped_string(money(value * Decimal::from_scaled(1, -4)));
    case FactFormat::percent:
      return to_fixed_string(value * Decimal(100), 2) + "%";
    case FactFormat::percent1:
      return to_fixed_string(value * Decimal(100), 1) + "%";
    case FactFormat::ratio:
      return to_fixed_string(value, 4);
    case FactFormat::share:
      return to_string(value * Decimal(100)) + "%";
    case FactFormat::match:
    case FactFormat::times:
      return to_fixed_string(value, 2);
  }
  return to_string(value);
}

// What stands between braces: a fact or "@parameter", and a format, which may be left out.
struct Placeholder {
  std::string_view name, format;
  explicit Placeholder(std::string_view inside) {
    const auto colon = inside.find(':');
    name = inside.substr(0, colon);
    if (colon != std::string_view::npos) format = inside.substr(colon + 1);
  }
  [[nodiscard]] bool is_rule() const { return format == kRule; }
  [[nodiscard]] bool is_parameter() const { return name.starts_with('@'); }
  [[nodiscard]] FactFormat fact_format() const {
    return parse_format(format).value_or(FactFormat::plain);
  }
};

// `value_of` says what stands for a placeholder.
template <typename ValueOf>
std::string replaced(std::string_view text, const ValueOf& value_of) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    out += text.substr(0, open);
    out += value_of(Placeholder(text.substr(open + 1, close - open - 1)));
    text.remove_prefix(close + 1);
  }
  out += text;
  return out;
}

// Every {fact:format} of a template must name a fact and a format that exist.
std::optional<std::string> problem_of(std::string_view text, const Wording& wording) {
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const auto end = text.find('}', at);
    if (end == std::string_view::npos) return "a brace is not closed in a template";
    const Placeholder placeholder(text.substr(at + 1, end - at - 1));
    if (placeholder.is_parameter()) return "a template names a parameter that does not exist";
    if (!placeholder.format.empty() && !placeholder.is_rule() &&
        !parse_format(placeholder.format)) {
      return "a template names a format that does not exist";
    }
    if (!wording.facts.contains(placeholder.name)) {
      return "a template names a fact that does not exist";
    }
  }
  return std::nullopt;
}

// Parameters do not depend on the dossier: they are filled in when the pack is read.
std::string with_parameters(std::string_view text, const Parameters& parameters) {
  return replaced(text, [&](const Placeholder& placeholder) {
    const auto it = placeholder.is_parameter() ? parameters.find(placeholder.name.substr(1))
                                               : parameters.end();
    if (it != parameters.end()) return format_number(it->second, placeholder.fact_format());
    std::string kept = "{" + std::string(placeholder.name);
    if (!placeholder.format.empty()) kept += ":" + std::string(placeholder.format);
    return kept + "}";
  });
}

std::optional<Error> read_facts(const json::Value& list, const std::string& file,
                                const Parameters& parameters, Wording& wording) {
  for (const auto& [name, value, asked] : list.members) {
    Reader r(value, "/facts/" + name, file);
    FactWording fact;
    fact.title = r.required_string("title");
    fact.unit = r.string("unit");
    fact.definition = with_parameters(r.string("definition"), parameters);
    fact.formula = with_parameters(r.string("formula"), parameters);
    if (fact.definition.find("{@") != std::string::npos) {
      r.set_error("definition", "a template names a parameter that does not exist");
    }
    if (const json::Value* values = r.object("values")) {
      Reader v(*values, r.path_of("values"), file);
      for (const auto& [code, meaning, asked_meaning] : values->members) {
        fact.values.emplace(code, v.required_string(code));
      }
      if (v.error()) return v.error();
    }
    const std::string format = r.string("format");
    const auto parsed = parse_format(format.empty() ? "plain" : format);
    if (!parsed) r.set_error("format", "a format that exists is expected here");
    fact.format = parsed.value_or(FactFormat::plain);
    if (r.error()) return r.error();
    wording.facts.emplace(name, std::move(fact));
  }
  return std::nullopt;
}

std::optional<Error> read_checks(const json::Value& list, const std::string& file,
                                 const Parameters& parameters, Wording& wording) {
  for (const auto& [name, value, asked] : list.members) {
    Reader r(value, "/checks/" + name, file);
    CheckWording check;
    check.id = name;
    check.title = r.required_string("title");
    check.theme = r.required_string("theme");
    check.claim = r.string("claim");
    check.fail = with_parameters(r.required_string("fail"), parameters);
    check.pass = with_parameters(r.required_string("pass"), parameters);
    check.value = r.string("value");
    check.observed = r.string("observed");
    check.evidence = r.strings("evidence");
    check.materials = r.strings("materials");
    for (const auto& text : r.strings("points")) {
      check.points.push_back(with_parameters(text, parameters));
    }
    check.how = r.string("how");
    check.answer_type = r.string("answer_type");
    check.impact = static_cast<int>(r.integer("impact").value_or(0));
    check.knock_out = r.boolean("knock_out").value_or(false);
    if (check.claim.empty()) check.claim = check.title;
    for (const auto* text : {&check.fail, &check.pass, &check.value, &check.observed}) {
      if (const auto problem = problem_of(*text, wording)) r.set_error("fail", *problem);
    }
    for (const auto& text : check.points) {
      if (const auto problem = problem_of(text, wording)) r.set_error("points", *problem);
    }
    for (const auto& fact : check.evidence) {
      if (!wording.facts.contains(fact)) {
        r.set_error("evidence", "a fact that exists is expected here");
      }
    }
    if (r.error()) return r.error();
    wording.checks.emplace(name, std::move(check));
  }
  return std::nullopt;
}

std::optional<Error> read_caps(const json::Value& list, const std::string& file, Wording& wording) {
  for (const auto& [name, value, asked] : list.members) {
    Reader r(value, "/caps/" + name, file);
    CapWording cap{r.required_string("title"), r.required_string("formula"), r.strings("facts")};
    if (const auto problem = problem_of(cap.formula, wording)) r.set_error("formula", *problem);
    if (r.error()) return r.error();
    wording.caps.emplace(name, std::move(cap));
  }
  return std::nullopt;
}

std::optional<Error> read_points(const json::Value& list, const std::string& file,
                                 Wording& wording) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    Reader r(list.items[i], fmt::format("/mandatory_points/{}", i), file);
    MandatoryPoint point{r.required_string("id"), r.required_string("question"), r.string("why"),
                         r.string("how"), r.string("answer_type")};
    if (r.error()) return r.error();
    wording.mandatory_points.push_back(std::move(point));
  }
  return std::nullopt;
}

struct Formatter {
  FactFormat format;
  std::string operator()(bool flag) const {
    if (format == FactFormat::match) return flag ? "一致" : "不一致";
    return flag ? "是" : "否";
  }
  std::string operator()(std::int64_t number) const {
    return format_number(Decimal(number), format);
  }
  std::string operator()(Money amount) const {
    return format == FactFormat::plain ? to_string(amount)
                                       : format_number(Decimal::from_yuan(amount), format);
  }
  std::string operator()(const Decimal& number) const { return format_number(number, format); }
  std::string operator()(Date date) const { return to_string(date); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::string>& texts) const {
    std::string joined;
    for (const auto& text : texts) joined += (joined.empty() ? "" : "、") + text;
    return joined;
  }
};

}  // namespace

Result<Wording> read_wording(std::string_view json, std::string_view file_name,
                             const Limits& limits, const Parameters& parameters) {
  const std::string file(file_name);
  const auto root = json::parse(json, file, limits);
  if (!root) return tl::unexpected(root.error());
  Wording wording;
  Reader r(*root, "", file);
  const json::Value* facts = r.object("facts");
  const json::Value* checks = r.object("checks");
  const json::Value* caps = r.object("caps");
  const json::Value* points = r.array("mandatory_points");
  if (facts == nullptr) r.set_error("facts", "the wording of the facts is required here");
  if (checks == nullptr) r.set_error("checks", "the wording of the checks is required here");
  std::optional<Error> error = r.error();
  if (!error) error = read_facts(*facts, file, parameters, wording);
  if (!error) error = read_checks(*checks, file, parameters, wording);
  if (!error && caps != nullptr) error = read_caps(*caps, file, wording);
  if (!error && points != nullptr) error = read_points(*points, file, wording);
  if (error) return tl::unexpected(*error);
  return wording;
}

std::string format_fact(const Fact& fact, FactFormat format) {
  if (fact.state != FactState::value) return std::string(kNone);
  return std::visit(Formatter{format}, fact.value);
}

std::string format_fact(const Fact& fact, const FactWording& wording) {
  std::string text = format_fact(fact, wording.format);
  const auto meaning = wording.values.find(text);
  return meaning == wording.values.end() ? text : meaning->second;
}

std::string format_bin(std::string_view words, const FactWording& wording) {
  const auto meaning = wording.values.find(words);
  if (meaning != wording.values.end()) return meaning->second;
  const bool percent =
      wording.format == FactFormat::percent || wording.format == FactFormat::percent1;
  if (!percent) return std::string(words);
  std::string out;
  while (!words.empty()) {
    const auto at = words.find_first_of("-0123456789");
    if (at == std::string_view::npos) break;
    out += words.substr(0, at);
    words.remove_prefix(at);
    const auto end = std::min(words.find_first_not_of("-.0123456789"), words.size());
    const auto number = Decimal::parse(words.substr(0, end));
    out += number ? to_string(*number * Decimal(100)) + "%" : std::string(words.substr(0, end));
    words.remove_prefix(end);
  }
  return out + std::string(words);
}

std::string in_words(std::string_view cell, const FactWording& wording) {
  struct Sign {
    std::string_view sign, words;
  };
  constexpr Sign kSigns[] = {{"<=", "不高于"}, {">=", "不低于"}, {"<", "低于"}, {">", "高于"}};
  for (const auto& [sign, words] : kSigns) {
    if (!cell.starts_with(sign) || cell.find(',') != std::string_view::npos) continue;
    return std::string(words) + format_bin(trim(cell.substr(sign.size())), wording);
  }
  std::string bin(cell);
  const auto dots = bin.find("..");
  if (dots != std::string::npos) bin.replace(dots, 2, ", ");
  return format_bin(bin, wording);
}

std::vector<std::string_view> ruled_facts(std::string_view text) {
  std::vector<std::string_view> facts;
  replaced(text, [&](const Placeholder& placeholder) {
    if (placeholder.is_rule()) facts.push_back(placeholder.name);
    return "";
  });
  return facts;
}

std::string fill(std::string_view text, const Facts& facts, const Wording& wording,
                 const RuleCells& rule) {
  return replaced(text, [&](const Placeholder& placeholder) {
    const auto named = wording.facts.find(placeholder.name);
    if (placeholder.is_rule()) {
      const auto cell = rule.find(placeholder.name);
      if (cell == rule.end() || named == wording.facts.end()) return std::string(kNone);
      return in_words(cell->second, named->second);
    }
    const auto it = facts.find(placeholder.name);
    std::string value = it == facts.end() ? std::string(kNone)
                                          : format_fact(it->second, placeholder.fact_format());
    if (named != wording.facts.end()) {
      const auto meaning = named->second.values.find(value);
      if (meaning != named->second.values.end()) value = meaning->second;
    }
    return value;
  });
}

}  // namespace zhun
