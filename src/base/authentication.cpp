// Authentication data: by the names of fields, and by its shape in free text.
#include "base/authentication.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "zhun/text.hpp"

namespace zhun {
namespace {

// Names that hold a part of those below and are none: the cipher block of a paper invoice, digests
// of devices and certificates.
constexpr std::array<std::string_view, 6> kOthers = {
    "密码区",         "设备指纹", "证书指纹", "certificatefingerprint", "devicefingerprint",
    "certfingerprint"};
// Anywhere in a name.
constexpr std::array<std::string_view, 30> kParts = {
    "密码",       "口令",         "短信验证码", "动态码",      "动态验证码",  "支付验证码",
    "磁道",       "磁条",         "芯片等效",   "卡片验证码",  "指纹",        "虹膜",
    "声纹",       "掌纹",         "指静脉",     "人脸特征",    "人脸模板",    "步态",
    "password",   "passwd",       "passphrase", "biometric",   "fingerprint", "faceprint",
    "voiceprint", "facetemplate", "trackdata",  "securitypin", "smscode",     "pinblock"};
// The whole name.
constexpr std::array<std::string_view, 30> kNames = {
    "cvv",        "cvv2",       "cvc",           "cvc2",         "cvn",        "cvn2",
    "iris",       "icvv",       "pin",           "pwd",          "otp",        "track1",
    "track2",     "track3",     "magstripe",     "magtrack",     "verifycode", "cardexpiry",
    "cardexpire", "expirydate", "cardvalidthru", "安全码",       "卡安全码",   "后三码",
    "卡有效期",   "卡片有效期", "信用卡有效期",  "银行卡有效期", "密保答案",   "密保问题"};

// Lower case, without blanks and joiners: "Card_Expiry" is "cardexpiry".
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : normalise_name(name)) {
    if (c == '_' || c == '-' || c == '.' || c == '*' || c == ' ' || c == ':') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool same_word(std::string_view text, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

using Span = std::pair<std::size_t, std::size_t>;  // begin and end

// ISO/IEC 7813: track 2 is 12 to 19 digits, '=', expiry and service code; track 1 is
// 'B', the digits, '^', a name, '^', expiry and service code.
std::optional<Span> track_at(std::string_view text, std::size_t at) {
  const std::size_t account = digits_at(text, at);
  if (account < 12 || account > 19) return std::nullopt;
  std::size_t end = at + account;
  if (end >= text.size()) return std::nullopt;
  if (text[end] == '^') {
    const auto second = text.substr(0, std::min(text.size(), end + 28)).find('^', end + 1);
    if (second == std::string_view::npos) return std::nullopt;
    end = second;
  } else if (text[end] != '=') {
    return std::nullopt;
  }
  const std::size_t rest = digits_at(text, end + 1);
  if (rest < 7) return std::nullopt;
  return Span{at, end + 1 + rest};
}

// "密码:123456", "CVV2 123": a name, a separator and at least three letters or digits.
std::optional<Span> code_at(std::string_view text, std::size_t at) {
  // Most bytes begin none of the names.
  if (std::string_view("\xE5\xE9"
                       "CcPp")
          .find(text[at]) == std::string_view::npos)
    return std::nullopt;
  static constexpr std::array<std::string_view, 12> names = {
      "密码", "口令", "验证码", "动态码", "安全码", "CVV2",
      "CVV",  "CVN2", "CVN",    "CVC2",   "CVC",    "password"};
  for (const std::string_view name : names) {
    if (!same_word(text.substr(at, name.size()), name)) continue;
    std::size_t value = at + name.size();
    bool separated = false;
    for (const std::string_view mark : {"是", "为", ":", "：", "=", " "}) {
      while (text.substr(value).starts_with(mark)) {
        value += mark.size();
        separated = true;
      }
    }
    std::size_t end = value;
    const auto is_word = [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    bool has_digit = false;
    for (; end < text.size() && is_word(text[end]); ++end) has_digit |= is_digit(text[end]);
    if (separated && has_digit && end - value >= 3) return Span{value, end};
  }
  return std::nullopt;
}

std::optional<Span> find_from(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      if (auto span = track_at(text, at)) return span;
      at += digits_at(text, at) - 1;
    } else if (auto span = code_at(text, at)) {
      return span;
    }
  }
  return std::nullopt;
}

// Builds the path on the way back up. Names repeat, so each is looked at once.
class FieldSearch {
 public:
  std::optional<std::string> in(const json::Value& value) {
    for (const auto& member : value.members) {
      if (!innocent_.contains(member.first)) {
        if (is_authentication_name(member.first)) return "/" + member.first;
        innocent_.insert(member.first);
      }
      if (auto deeper = in(member.second)) return "/" + member.first + *deeper;
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (auto deeper = in(value.items[i])) return "/" + std::to_string(i) + *deeper;
    }
    return value.kind == json::Kind::string && has_track(value.text)
               ? std::optional<std::string>("")
               : std::nullopt;
  }

 private:
  static bool has_track(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t digits = digits_at(text, at);
      if (digits > 0 && track_at(text, at)) return true;
      at += std::max<std::size_t>(1, digits);
    }
    return false;
  }

  std::unordered_set<std::string_view> innocent_;  // names inside the document
};

}  // namespace

bool is_authentication_name(std::string_view name) {
  const std::string own = folded(name);
  if (own.empty()) return false;
  const auto holds = [&own](std::string_view part) { return own.find(part) != std::string::npos; };
  if (std::any_of(kOthers.begin(), kOthers.end(), holds)) return false;
  return std::find(kNames.begin(), kNames.end(), own) != kNames.end() ||
         std::any_of(kParts.begin(), kParts.end(), holds);
}

bool has_authentication_data(std::string_view text) { return find_from(text, 0).has_value(); }

std::string without_authentication_data(std::string_view text) {
  std::string out(text);
  // What is dropped may have stood between the parts of another track, so the search goes back to
  // as far as a track reaches.
  constexpr std::size_t kReach = 64;
  for (std::size_t from = 0; const auto span = find_from(out, from);) {
    out.replace(span->first, span->second - span->first, "***");
    from = span->first > kReach ? span->first - kReach : 0;
    while (from > 0 && is_digit(out[from - 1])) --from;
  }
  return out;
}

std::optional<std::string> find_authentication_field(const json::Value& value) {
  return FieldSearch().in(value);
}

}  // namespace zhun
