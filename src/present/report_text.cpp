// Escaping and formatting; see report_text.hpp.
#include "present/report_text.hpp"

#include <fmt/format.h>

#include "zhun/text.hpp"

namespace zhun::report {
namespace {

constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kReplacement = "\uFFFD";

// U+202A..U+202E and U+2066..U+2069 are e2 80 aa..ae and e2 81 a6..a9.
bool turns_direction(std::string_view point) {
  if (point.size() != 3 || point[0] != '\xe2') return false;
  const auto second = static_cast<unsigned char>(point[1]);
  const auto third = static_cast<unsigned char>(point[2]);
  return (second == 0x80 && third >= 0xaa && third <= 0xae) ||
         (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

// Length of the UTF-8 sequence at the start of `text`; 0: invalid.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool outside = (lead == 0xed && byte(1) >= 0xa0) || (lead == 0xf4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

void append_ascii(std::string& out, char c, bool entities) {
  if (entities) {
    switch (c) {
      case '&':
        out += "&amp;";
        return;
      case '<':
        out += "&lt;";
        return;
      case '>':
        out += "&gt;";
        return;
      case '"':
        out += "&quot;";
        return;
      case '\'':
        out += "&#39;";
        return;
      default:
        break;
    }
  }
  const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  out += control ? ' ' : c;
}

void append_clean(std::string& out, std::string_view text, bool entities) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      append_ascii(out, text[i], entities);
      ++i;
      continue;
    }
    const std::size_t length = sequence_length(text.substr(i));
    const std::string_view point = text.substr(i, length == 0 ? 1 : length);
    out += length == 0 || turns_direction(point) ? kReplacement : point;
    i += point.size();
  }
}

// fen rounded half away from zero to units of `divisor` fen.
std::int64_t rounded_to(std::int64_t fen, std::int64_t divisor) {
  const std::int64_t half = divisor / 2;
  const std::int64_t quotient = fen / divisor;
  const std::int64_t rest = fen % divisor;
  if (rest >= half) return quotient + 1;
  if (rest <= -half) return quotient - 1;
  return quotient;
}

std::string fixed(std::int64_t scaled, std::int64_t scale, int decimals) {
  const bool negative = scaled < 0;
  // Through unsigned, so that the least int64 has a magnitude.
  const std::uint64_t magnitude =
      negative ? ~static_cast<std::uint64_t>(scaled) + 1 : static_cast<std::uint64_t>(scaled);
  const auto unit = static_cast<std::uint64_t>(scale);
  std::string text = negative ? std::string(kMinus) : std::string();
  text += grouped(magnitude / unit);
  if (decimals > 0) text += fmt::format(".{:0{}}", magnitude % unit, decimals);
  return text;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) { append_clean(out, text, true); }

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  append_clean(out, text, true);
  return out;
}

std::string cleaned(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_clean(out, text, false);
  return out;
}

std::string yuan(Money amount) { return fixed(amount.fen(), 100, 2); }

std::string signed_yuan(Money amount) {
  return amount.fen() > 0 ? "+" + yuan(amount) : yuan(amount);
}

std::string wan(Money amount) { return fixed(rounded_to(amount.fen(), 10'000), 100, 2); }

std::string wan_short(Money amount) {
  // One decimal would show these as nothing.
  const std::int64_t fen = amount.fen();
  const bool small = fen > -100'000 && fen < 100'000 && fen != 0;
  if (small) return fen > -10'000 && fen < 10'000 ? yuan(amount) + "元" : wan(amount);
  return fixed(rounded_to(fen, 100'000), 10, 1);
}

std::string signed_wan_short(Money amount) {
  return amount.fen() > 0 ? "+" + wan_short(amount) : wan_short(amount);
}

std::string yuan(const Decimal& amount) { return grouped_digits(to_fixed_string(amount, 2)); }

std::string wan(const Decimal& amount) {
  return grouped_digits(to_fixed_string(amount * Decimal::from_scaled(1, -4), 2));
}

std::string percent(const Decimal& ratio, int scale) {
  return grouped_digits(to_fixed_string(ratio * Decimal(100), scale)) + "%";
}

std::string share_of(Money part, Money whole) {
  const auto ratio = divide(Decimal::from_yuan(part), Decimal::from_yuan(whole));
  return ratio ? percent(*ratio) : "—";
}

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string signed_number(std::int64_t value) {
  return value > 0   ? fmt::format("+{}", value)
         : value < 0 ? fmt::format("{}{}", kMinus, -value)
                     : "0";
}

std::string short_month(Month month) {
  return fmt::format("{:02}/{:02}", month.year() % 100, month.month());
}

std::string grouped_digits(std::string_view plain) {
  std::string out;
  if (!plain.empty() && plain.front() == '-') {
    out += kMinus;
    plain.remove_prefix(1);
  }
  const std::size_t point = std::min(plain.find('.'), plain.size());
  for (std::size_t i = 0; i < point; ++i) {
    if (i != 0 && (point - i) % 3 == 0) out += ',';
    out += plain[i];
  }
  out += plain.substr(point);
  return out;
}

std::string short_digest(std::string_view hex) {
  if (hex.size() <= 12) return std::string(hex);
  return fmt::format("{}…{}", hex.substr(0, 8), hex.substr(hex.size() - 4));
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (const auto point : code_points(text)) columns += point.size() > 1 ? 2 : 1;
  return columns;
}

std::string shortened(std::string_view text, std::size_t columns_max) {
  if (columns_of(text) <= columns_max) return std::string(text);
  std::string out;
  std::size_t columns = 1;
  for (const auto point : code_points(text)) {
    columns += point.size() > 1 ? 2 : 1;
    if (columns > columns_max) break;
    out += point;
  }
  return out + "…";
}

}  // namespace zhun::report
