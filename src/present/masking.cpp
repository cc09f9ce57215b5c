// Masking patterns of DOMAIN 9.2 (JR/T 0171-2020, information shielding), by code point,
// idempotent.
#include "present/masking.hpp"

#include <algorithm>
#include <array>

#include "zhun/identifier.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

std::string stars(std::size_t count) { return std::string(count, '*'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What stays of a name: the first code point, stars, and from three code points on the last one.
std::string keep_ends(std::string_view name, std::string_view middle) {
  const auto points = code_points(name);
  if (points.size() < 2) return std::string(middle);
  if (points.size() == 2) return std::string(points[0]) + "*";
  return std::string(points[0]) + std::string(middle) + std::string(points.back());
}

// The mask of a run of digits (with an X at the end of identity numbers) inside a text.
std::string mask_run(std::string_view run) {
  const bool resident = run.size() == 18 && is_valid_resident_id(run);
  if (resident || resident_id_from_15(run)) return mask_resident_id(run);
  if (run.size() == 11 && is_mobile_number(run)) return mask_mobile(run);
  // Account and card numbers: from 12 digits on, whether Luhn holds or not (company accounts do
  // not).
  if (run.size() >= 12 && run.size() <= 32) return mask_account(run);
  return std::string(run);
}

}  // namespace

std::string_view name_of(Masking masking) {
  switch (masking) {
    case Masking::inside_bank:
      return "inside-bank";
    case Masking::outward:
      return "outward";
    case Masking::none:
      return "none";
  }
  return "inside-bank";
}

std::string mask_person_name(std::string_view name) {
  const auto points = code_points(name);
  if (points.empty()) return "";
  if (points.size() == 1) return "*";
  return keep_ends(name, points.size() == 3 ? "*" : "**");
}

std::string mask_enterprise_name(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kForms = {
      "股份有限公司", "有限责任公司", "有限公司", "个体工商户", "合作社", "公司",
      "商行",         "经营部",       "支行",     "分行",       "店",     "厂"};
  const auto points = code_points(name);
  if (points.size() <= 2) return mask_person_name(name);
  std::string out = std::string(points[0]) + std::string(points[1]) + "****";
  for (const auto form : kForms) {
    if (name.ends_with(form) && name.size() > points[0].size() + points[1].size() + form.size()) {
      return out + std::string(form);
    }
  }
  return out;
}

std::string mask_resident_id(std::string_view id) {
  if (id.size() < 8) return stars(id.size());
  return std::string(id.substr(0, 3)) + stars(id.size() - 7) +
         std::string(id.substr(id.size() - 4));
}

std::string mask_uscc(std::string_view code) {
  if (code.size() < 9) return stars(code.size());
  return std::string(code.substr(0, 4)) + stars(code.size() - 8) +
         std::string(code.substr(code.size() - 4));
}

std::string mask_mobile(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (is_digit(c) || c == '*') digits += c;
  }
  if (digits.size() < 8) return stars(digits.size());
  return digits.substr(0, 3) + stars(digits.size() - 7) + digits.substr(digits.size() - 4);
}

std::string mask_account(std::string_view account) {
  if (account.empty()) return "";
  const auto points = code_points(account);
  if (points.size() <= 4) return stars(points.size());
  std::string out = "****";
  for (std::size_t i = points.size() - 4; i < points.size(); ++i) out += points[i];
  return out;
}

std::string mask_address(std::string_view address) {
  for (const std::string_view unit : {"区", "县", "旗", "市"}) {
    const auto at = address.find(unit);
    if (at != std::string_view::npos)
      return std::string(address.substr(0, at + unit.size())) + "****";
  }
  return address.empty() ? "" : "****";
}

std::string mask_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool resident_x =
        end - i == 17 && end < text.size() && (text[end] == 'X' || text[end] == 'x');
    if (resident_x) ++end;
    out += mask_run(text.substr(i, end - i));
    i = end;
  }
  return out;
}

std::string mask_name(std::string_view name, Masking masking) {
  if (masking == Masking::none || name.empty()) return std::string(name);
  if (is_enterprise_name(normalise_name(name))) {
    return masking == Masking::outward ? mask_enterprise_name(name) : mask_text(name);
  }
  return mask_person_name(name);
}

std::string mask_free_text(std::string_view text, const std::vector<std::string>& names,
                           Masking masking) {
  if (masking == Masking::none) return std::string(text);
  std::string out(text);
  for (const std::string& name : names) {
    if (name.empty()) continue;
    for (auto at = out.find(name); at != std::string::npos;) {
      const std::string masked = mask_name(name, masking);
      out.replace(at, name.size(), masked);
      at = out.find(name, at + masked.size());
    }
  }
  return mask_text(out);
}

}  // namespace zhun
