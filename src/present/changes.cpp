// Changes between an earlier assessment.json and an assessment: see the header.
#include "zhun/changes.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "base/json.hpp"
#include "score/policy_pack.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

using Members = std::map<std::string, std::string, std::less<>>;  // id -> state

// What is compared, of the one and of the other.
struct Snapshot {
  std::string application_no, as_of, digest, policy;
  std::string decision, score, grade, limit, binding_cap;
  Members score_points, caps, findings, materials, sources, source_digests, points;
  bool has_points = false;
};

// Reads assessment.json, whose values end up in outputs: they must look like what we write.
class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view name) : name_(name) {}

  Result<Snapshot> read(const json::Value& root) {
    json::Reader r(root, "", name_);
    if (r.required_string("schema") != "zhun.assessment/1" && !r.error())
      r.set_error("schema", "an assessment.json that zhun wrote is expected here");
    Snapshot s;
    s.application_no = r.string("application_no");
    s.as_of = code(r, "as_of");
    s.digest = code(r, "input_digest");
    s.decision = code(r, "decision");
    if (const json::Value* version = object(r, "version")) {
      json::Reader v(*version, "/version", name_);
      s.policy = code(v, "policy");
      keep(r, v);
    }
    read_score(r, s);
    read_limit(r, s);
    list(r, "findings", [&](json::Reader& f) {
      const std::string severity = code(f, "severity"), status = code(f, "status");
      s.findings[code(f, "id")] = severity.empty() ? status : severity;
    });
    list(r, "materials", [&](json::Reader& m) { s.materials[code(m, "id")] = code(m, "status"); });
    list(r, "sources", [&](json::Reader& f) {
      const std::string id = code(f, "id");
      s.sources[id] = code(f, "status");
      s.source_digests[id] = code(f, "sha256");
    });
    s.has_points = r.has("investigation_points");
    if (s.has_points) {
      list(r, "investigation_points", [&](json::Reader& p) {
        s.points[code(p, "id")] = p.has("answer") ? "ANSWERED" : "OPEN";
      });
    }
    if (r.error()) return tl::unexpected(*r.error());
    return s;
  }

 private:
  static constexpr std::size_t kCodeBytesMax = 120;

  static std::string code(json::Reader& r, std::string_view name) {
    std::string text = r.string(name);
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte > 0x20 && byte != 0x7F && c != '<' && c != '>' && c != '&' && c != '"';
    });
    if (!plain || text.size() > kCodeBytesMax)
      r.set_error(name, "a code as zhun writes it is expected here");
    return text;
  }
  static void keep(json::Reader& r, const json::Reader& inner) {
    if (inner.error() && !r.error()) r.set_error("", inner.error()->message);
  }
  static const json::Value* object(json::Reader& r, std::string_view name) {
    const json::Value* value = r.object(name);
    if (value == nullptr) r.set_error(name, "an object is required here");
    return value;
  }
  void list(json::Reader& r, std::string_view name,
            const std::function<void(json::Reader&)>& read_one) const {
    const json::Value* items = r.array(name);
    if (items == nullptr) {
      r.set_error(name, "a list is required here");
      return;
    }
    for (std::size_t i = 0; i < items->items.size(); ++i) {
      json::Reader item(items->items[i], r.path_of(name, i), name_);
      read_one(item);
      keep(r, item);
    }
  }
  void read_score(json::Reader& r, Snapshot& s) const {
    const json::Value* score = object(r, "score");
    if (score == nullptr) return;
    json::Reader v(*score, "/score", name_);
    s.score = std::to_string(v.integer("total").value_or(0));
    s.grade = code(v, "grade");
    list(v, "points", [&](json::Reader& p) {
      s.score_points[code(p, "characteristic")] = std::to_string(p.integer("points").value_or(0));
    });
    keep(r, v);
  }
  void read_limit(json::Reader& r, Snapshot& s) const {
    const json::Value* limit = object(r, "limit");
    if (limit == nullptr) return;
    json::Reader v(*limit, "/limit", name_);
    s.limit = code(v, "limit");
    s.binding_cap = code(v, "binding");
    s.caps["factor"] = code(v, "factor");
    list(v, "caps", [&](json::Reader& c) { s.caps[code(c, "id")] = code(c, "amount"); });
    keep(r, v);
  }

  std::string name_;
};

std::string status_of(const Source& source) {
  if (!source.authorised) return "NOT_AUTHORISED";
  return source.unread.empty() ? "USED" : "NOT_READ";
}

Snapshot snapshot_of(const Assessment& a) {
  Snapshot s;
  s.application_no = a.dossier->application.number;
  s.as_of = to_string(a.dossier->as_of);
  s.digest = a.input_digest;
  s.policy = a.policy_id;
  s.decision = to_string(a.decision);
  s.score = std::to_string(a.score.total);
  s.grade = a.score.grade;
  s.limit = to_string(a.limit.limit);
  s.binding_cap = a.limit.binding_cap;
  for (const ScorePoint& point : a.score.points)
    s.score_points[point.characteristic] = std::to_string(point.points);
  s.caps["factor"] = to_fixed_string(a.limit.factor, 2);
  for (const LimitCap& cap : a.limit.caps)
    s.caps[cap.id] = cap.amount ? to_fixed_string(*cap.amount, 2) : "";
  for (const Finding& finding : a.findings)
    s.findings[finding.id] =
        std::string(finding.severity == Severity::none ? to_string(finding.status)
                                                       : to_string(finding.severity));
  for (const MaterialItem& item : a.materials) s.materials[item.id] = to_string(item.status);
  for (const Source& source : a.dossier->sources) {
    s.sources[source.id] = status_of(source);
    s.source_digests[source.id] = source.sha256;
  }
  s.has_points = true;
  for (const InvestigationPoint& point : a.points)
    s.points[point.id] = point.answer ? "ANSWERED" : "OPEN";
  return s;
}

std::string state_in(const Members& members, const std::string& id) {
  const auto found = members.find(id);
  return found == members.end() ? std::string() : found->second;
}

using Titles = std::function<std::string(const std::string&)>;

// Every id whose state is not the same, by id.
std::vector<Change> differences(const Members& before, const Members& now, const Titles& title) {
  std::vector<Change> out;
  for (const auto& [id, state] : before) {
    const std::string after = state_in(now, id);
    if (after != state) out.push_back({id, title(id), state, after});
  }
  for (const auto& [id, state] : now) {
    if (!before.contains(id) && !state.empty()) out.push_back({id, title(id), "", state});
  }
  std::sort(out.begin(), out.end(), [](const Change& a, const Change& b) { return a.id < b.id; });
  return out;
}

bool is_severity(std::string_view state) {
  return state == "KO" || state == "WARN_SEVERE" || state == "WARN" || state == "INFO";
}

void sort_out_findings(std::vector<Change>&& all, Changes& out) {
  for (Change& change : all) {
    const bool before = is_severity(change.from), after = is_severity(change.to);
    auto& list = before == after ? out.changed_findings
                 : after         ? out.new_findings
                                 : out.gone_findings;
    list.push_back(std::move(change));
  }
}

void compare_points(const Snapshot& before, const Snapshot& now, Changes& out) {
  if (!before.has_points) return;
  for (const auto& [id, state] : now.points) {
    if (!before.points.contains(id)) out.new_points.push_back(id);
    if (state == "ANSWERED" && state_in(before.points, id) != state)
      out.answered_points.push_back(id);
  }
  for (const auto& [id, state] : before.points) {
    if (!now.points.contains(id)) out.gone_points.push_back(id);
  }
}

// Ids follow the names of files, so that a file put in between moves them: a source is known by its
// bytes. A file that was replaced is gone and arrived.
void compare_sources(const Snapshot& before, const Snapshot& now, Changes& out) {
  const auto by_bytes = [](const Snapshot& snapshot) {
    std::map<std::string, std::pair<std::string, std::string>> sources;  // bytes -> id, status
    for (const auto& [id, status] : snapshot.sources) {
      const std::string digest = state_in(snapshot.source_digests, id);
      sources.emplace(digest.empty() ? id : digest, std::pair(id, status));
    }
    return sources;
  };
  const auto old_ones = by_bytes(before), new_ones = by_bytes(now);
  for (const auto& [bytes, source] : old_ones) {
    const auto found = new_ones.find(bytes);
    const std::string status = found == new_ones.end() ? std::string() : found->second.second;
    if (status != source.second) out.sources.push_back({source.first, "", source.second, status});
  }
  for (const auto& [bytes, source] : new_ones) {
    if (!old_ones.contains(bytes)) out.sources.push_back({source.first, "", "", source.second});
  }
  std::sort(out.sources.begin(), out.sources.end(), [](const Change& a, const Change& b) {
    return std::tie(a.id, a.from) < std::tie(b.id, b.from);
  });
}

Changes compare(const Snapshot& before, const Snapshot& now, const Assessment& a) {
  const PolicyPack& pack = *a.policy;
  Changes out;
  out.application_no = now.application_no;
  out.as_of_before = before.as_of;
  out.as_of = now.as_of;
  out.digest_before = before.digest;
  out.digest = now.digest;
  out.policy_before = before.policy;
  out.policy = now.policy;
  out.decision = {"decision", "建议", before.decision, now.decision};
  out.score = {"score", "评分", before.score, now.score};
  out.grade = {"grade", "等级", before.grade, now.grade};
  out.limit = {"limit", "建议额度", before.limit, now.limit};
  out.binding_cap = {"binding_cap", "约束上限", before.binding_cap, now.binding_cap};
  out.score_points = differences(before.score_points, now.score_points, [&](const auto& id) {
    for (const ScorePoint& point : a.score.points)
      if (point.characteristic == id) return point.title;
    return std::string();
  });
  out.caps = differences(before.caps, now.caps, [&](const auto& id) {
    const auto cap = pack.wording.caps.find(id);
    if (cap != pack.wording.caps.end()) return cap->second.title;
    return std::string(id == "factor" ? "等级系数" : "");
  });
  sort_out_findings(differences(before.findings, now.findings,
                                [&](const auto& id) {
                                  const auto check = pack.wording.checks.find(id);
                                  return check == pack.wording.checks.end() ? std::string()
                                                                            : check->second.title;
                                }),
                    out);
  out.materials = differences(before.materials, now.materials, [&](const auto& id) {
    for (const MaterialTemplate& material : pack.materials)
      if (material.id == id) return material.name;
    return std::string();
  });
  compare_sources(before, now, out);
  compare_points(before, now, out);
  return out;
}

void write_change(json::Writer& w, const Change& change, bool with_id) {
  w.begin_object();
  if (with_id) {
    w.member("id", change.id);
    w.member("title", change.title);
  }
  w.key("from");
  change.from.empty() ? w.null() : w.value(change.from);
  w.key("to");
  change.to.empty() ? w.null() : w.value(change.to);
  w.end_object();
}

void write_list(json::Writer& w, std::string_view name, const std::vector<Change>& list) {
  w.key(name);
  w.begin_array();
  for (const Change& change : list) write_change(w, change, true);
  w.end_array();
}

void write_ids(json::Writer& w, std::string_view name, const std::vector<std::string>& ids) {
  w.key(name);
  w.begin_array();
  for (const std::string& id : ids) w.value(id);
  w.end_array();
}

std::string words_of(std::string_view state) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"", "无"},
      {"KO", "拦截"},
      {"WARN_SEVERE", "严重预警"},
      {"WARN", "预警"},
      {"INFO", "提示"},
      {"PASS", "通过"},
      {"NOT_EVALUATED", "无法核验"},
      {"NOT_APPLICABLE", "不适用"},
      {"RECEIVED", "已收"},
      {"REPLACED_BY_DATA", "数据替代"},
      {"WAIVED", "豁免"},
      {"MISSING", "缺少"},
      {"EXPIRED", "过期"},
      {"USED", "已用"},
      {"NOT_READ", "未读出"},
      {"NOT_AUTHORISED", "未授权"},
      {"PROPOSE", "建议授信"},
      {"REFER", "转人工评审"},
      {"MANUAL_REVIEW_REQUIRED", "须人工复核"}};
  for (const auto& [code, word] : kWords)
    if (code == state) return std::string(word);
  return std::string(state);
}

void append_lines(std::string& out, std::string_view label, const std::vector<Change>& list) {
  for (const Change& change : list) {
    out += "  " + std::string(label) + "  " + change.id;
    if (!change.title.empty()) out += " " + change.title;
    out += "：" + words_of(change.from) + " → " + words_of(change.to) + "\n";
  }
}

void append_points(std::string& out, std::string_view label, const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  out += "  " + std::string(label) + " ";
  for (const std::string& id : ids) out += " " + id;
  out += "\n";
}

}  // namespace

bool Changes::any() const {
  const auto moved = [](const Change& change) { return change.from != change.to; };
  return moved(decision) || moved(score) || moved(grade) || moved(limit) || moved(binding_cap) ||
         !score_points.empty() || !caps.empty() || !new_findings.empty() ||
         !gone_findings.empty() || !changed_findings.empty() || !materials.empty() ||
         !sources.empty() || !new_points.empty() || !gone_points.empty() ||
         !answered_points.empty() || policy_before != policy || as_of_before != as_of;
}

Result<Changes> changes_since(std::string_view earlier, std::string_view source_name,
                              const Assessment& now) {
  const auto root = json::parse(earlier, source_name, Limits{});
  if (!root) return tl::unexpected(root.error());
  const auto before = SnapshotReader(source_name).read(*root);
  if (!before) return tl::unexpected(before.error());
  const Snapshot after = snapshot_of(now);
  if (before->application_no != after.application_no)
    return fail(ErrorCode::invalid_argument,
                Place{std::string(source_name), 0, 0, 0, "/application_no"},
                "the earlier assessment is about another application");
  return compare(*before, after, now);
}

std::string render_changes_json(const Changes& c) {
  json::Writer w(true);
  w.begin_object();
  w.member("schema", "zhun.changes/1");
  w.member("application_no", c.application_no);
  w.member("any", c.any());
  w.key("before");
  w.begin_object();
  w.member("as_of", c.as_of_before);
  w.member("input_digest", c.digest_before);
  w.member("policy", c.policy_before);
  w.end_object();
  w.key("now");
  w.begin_object();
  w.member("as_of", c.as_of);
  w.member("input_digest", c.digest);
  w.member("policy", c.policy);
  w.end_object();
  for (const Change* change : {&c.decision, &c.score, &c.grade, &c.limit, &c.binding_cap}) {
    w.key(change->id);
    write_change(w, *change, false);
  }
  write_list(w, "score_points", c.score_points);
  write_list(w, "caps", c.caps);
  write_list(w, "new_findings", c.new_findings);
  write_list(w, "gone_findings", c.gone_findings);
  write_list(w, "changed_findings", c.changed_findings);
  write_list(w, "materials", c.materials);
  write_list(w, "sources", c.sources);
  write_ids(w, "new_points", c.new_points);
  write_ids(w, "gone_points", c.gone_points);
  write_ids(w, "answered_points", c.answered_points);
  w.end_object();
  return w.take() + "\n";
}

std::string render_changes_text(const Changes& c) {
  if (!c.any()) return "与上次相比  无变化\n";
  std::string out = "与上次相比\n";
  if (c.policy_before != c.policy) out += "  规则包已更换\n";
  for (const Change* change : {&c.decision, &c.score, &c.grade, &c.limit, &c.binding_cap}) {
    if (change->from == change->to) continue;
    out +=
        "  " + change->title + "  " + words_of(change->from) + " → " + words_of(change->to) + "\n";
  }
  append_lines(out, "  评分项", c.score_points);
  append_lines(out, "  上限", c.caps);
  append_lines(out, "新发现", c.new_findings);
  append_lines(out, "已消除", c.gone_findings);
  append_lines(out, "有变化", c.changed_findings);
  append_lines(out, "资料", c.materials);
  append_lines(out, "来源", c.sources);
  append_points(out, "新要点", c.new_points);
  append_points(out, "要点消除", c.gone_points);
  append_points(out, "已答要点", c.answered_points);
  return out;
}

}  // namespace zhun
