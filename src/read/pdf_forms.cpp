// Names are resolved through the form's own resources, as far as they can be found by looking for
// them in the file; what cannot be found may be any form.
#include "read/pdf_forms.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace zhun::read {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool ends_name(char c) {
  return is_blank(c) || c == '/' || c == '<' || c == '>' || c == '[' || c == ']' || c == '(';
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

std::optional<std::uint32_t> take_number(std::string_view& text) {
  skip_blanks(text);
  std::uint32_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  return number;
}

// "12 0 R".
std::optional<std::uint32_t> take_reference(std::string_view text) {
  const auto number = take_number(text);
  if (!number || !take_number(text)) return std::nullopt;
  skip_blanks(text);
  return text.starts_with('R') ? number : std::nullopt;
}

// What stands behind "/Key".
std::optional<std::string_view> find_key(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const auto rest = text.substr(at + key.size());
    if (!rest.empty() && ends_name(rest.front())) return rest;
  }
  return std::nullopt;
}

}  // namespace

std::size_t object_begin(std::string_view file, std::size_t obj) {
  std::size_t at = obj;
  while (at > 0 && is_digit(file[at - 1])) --at;  // generation
  while (at > 0 && is_blank(file[at - 1])) --at;
  while (at > 0 && is_digit(file[at - 1])) --at;  // number
  return at;
}

namespace {

class Objects {
 public:
  Objects(std::string_view file, const std::vector<PdfObjectText>& unpacked) : file_(file) {
    for (const PdfObjectText& object : unpacked) texts_.emplace(object.number, object.text);
  }
  // The text that a key leads to: behind the key itself, or the object that it refers to.
  [[nodiscard]] std::optional<std::string_view> follow(std::string_view text,
                                                       std::string_view key) {
    const auto value = find_key(text, key);
    if (!value) return std::nullopt;
    const auto reference = take_reference(*value);
    return reference ? object(*reference) : value;
  }

 private:
  static constexpr std::size_t kObjectMax = 64 << 10;

  std::optional<std::string_view> object(std::uint32_t number) {
    if (!listed_) list();
    const auto known = texts_.find(number);
    return known == texts_.end() ? std::nullopt : std::optional(known->second);
  }

  // All objects of the file, once one is looked for.
  void list() {
    listed_ = true;
    constexpr std::string_view kBegins = " obj";
    for (std::size_t at = file_.find(kBegins); at != std::string_view::npos;
         at = file_.find(kBegins, at + 1)) {
      auto head = file_.substr(0, at + kBegins.size());
      head.remove_prefix(object_begin(file_, at));
      const auto number = take_number(head);
      if (!number) continue;
      texts_.emplace(*number, file_.substr(at + kBegins.size(), kObjectMax));
    }
  }

  std::string_view file_;
  std::map<std::uint32_t, std::string_view> texts_;
  bool listed_ = false;
};

std::uint32_t number_of(std::string_view dictionary) { return take_number(dictionary).value_or(0); }

}  // namespace

bool is_form(std::string_view dictionary) { return find_key(dictionary, "/Form").has_value(); }

void add_drawn_names(std::string_view instructions, PdfDrawing& drawing) {
  const bool form = is_form(drawing.dictionary);
  for (std::size_t at = instructions.find("Do"); at != std::string_view::npos;
       at = instructions.find("Do", at + 2)) {
    if (at == 0 || !is_blank(instructions[at - 1])) continue;
    if (at + 2 < instructions.size() && !ends_name(instructions[at + 2])) continue;
    drawing.uses += 1;
    if (!form) continue;
    std::size_t end = at;
    while (end > 0 && is_blank(instructions[end - 1])) --end;
    const std::size_t slash = instructions.rfind('/', end);
    if (slash == std::string_view::npos) continue;
    drawing.drawn.emplace_back(instructions.substr(slash, end - slash));
  }
}

void add_object_stream(std::string_view dictionary, std::string_view text,
                       std::vector<PdfObjectText>& objects) {
  auto first = find_key(dictionary, "/First");
  const auto begin = first ? take_number(*first) : std::nullopt;
  if (!begin || *begin > text.size()) return;
  const auto body = text.substr(*begin);
  auto head = text.substr(0, *begin);
  std::optional<std::uint32_t> number = take_number(head), offset = take_number(head);
  while (number && offset && *offset < body.size()) {
    const auto next = take_number(head), next_offset = take_number(head);
    const std::size_t end = next_offset && *next_offset > *offset ? *next_offset : body.size();
    const auto object = body.substr(*offset, end - *offset);
    // Only dictionaries of resources are looked for.
    if (object.find("/XObject") != std::string_view::npos ||
        object.find(" R") != std::string_view::npos)
      objects.push_back({*number, std::string(object)});
    number = next;
    offset = next_offset;
  }
}

bool drawings_within_limits(std::string_view file, const std::vector<PdfDrawing>& drawings,
                            const std::vector<PdfObjectText>& objects, std::size_t bytes_max) {
  std::map<std::uint32_t, std::size_t> forms;  // object number -> index in `drawings`
  for (std::size_t i = 0; i < drawings.size(); ++i) {
    if (is_form(drawings[i].dictionary)) forms[number_of(drawings[i].dictionary)] = i;
  }
  if (forms.empty()) return true;
  Objects texts(file, objects);
  std::vector<std::vector<std::size_t>> edges(drawings.size());
  for (const auto& [number, index] : forms) {
    const PdfDrawing& form = drawings[index];
    if (form.drawn.empty()) continue;
    const auto resources = texts.follow(form.dictionary, "/Resources");
    const auto named = resources ? texts.follow(*resources, "/XObject") : std::nullopt;
    for (const std::string& name : form.drawn) {
      const auto value = named ? find_key(*named, name) : std::nullopt;
      const auto target = value ? take_reference(*value) : std::nullopt;
      const auto found = target ? forms.find(*target) : forms.end();
      if (found != forms.end())
        edges[index].push_back(found->second);
      else if (!target)  // the page's resources, or none at all: the form itself is the worst
        edges[index].push_back(index);
    }
  }
  constexpr int kLevels = 41;
  const std::size_t full = bytes_max + 1;
  std::vector<std::size_t> size(drawings.size()), next(drawings.size());
  for (std::size_t i = 0; i < drawings.size(); ++i)
    size[i] = std::min(full, drawings[i].bytes + 64);
  std::size_t largest = 0;
  for (int level = 0; level < kLevels; ++level) {
    for (const auto& [number, index] : forms) {
      std::size_t sum = drawings[index].bytes + 64;
      for (const std::size_t target : edges[index]) sum = std::min(full, sum + size[target]);
      next[index] = sum;
      largest = std::max(largest, sum);
      if (sum > bytes_max) return false;
    }
    std::swap(size, next);
  }
  return std::all_of(drawings.begin(), drawings.end(), [&](const PdfDrawing& drawing) {
    return is_form(drawing.dictionary) || drawing.uses == 0 ||
           drawing.uses <= bytes_max / std::max<std::size_t>(largest, 1);
  });
}

}  // namespace zhun::read
