// The feed for a phone (schema "zhun.feed/1"): see the header.
#include <algorithm>
#include <functional>

#include "base/json.hpp"
#include "present/assessment_parts.hpp"
#include "present/report_masker.hpp"
#include "zhun/feed.hpp"

namespace zhun {

namespace {

constexpr std::size_t kTextMax = 400;     // characters of one text on a phone
constexpr std::size_t kShownAtHome = 15;  // DOMAIN 8.4: points and findings at first
constexpr std::size_t kIdsMax = 40;       // ids in one list of an item
constexpr std::size_t kMonthsMax = 36;    // of a chart, the latest

struct Screen {
  std::string name, title;
  std::vector<std::string> items;  // JSON
};

class FeedWriter {
 public:
  FeedWriter(const Assessment& assessment, Masking masking, const Changes* changes)
      : a_(assessment),
        masker_(assessment, masking == Masking::none ? Masking::none : Masking::outward),
        changes_(changes) {
    number_ = shown(a_.dossier->application.number);
  }

  std::vector<FeedScreen> write() {
    const Screen screens[] = {findings(), points(), materials(), months(),
                              sales(),    score(),  sources()};
    std::vector<FeedScreen> feed(1);
    json::Writer index;
    index.begin_array();
    for (const Screen& screen : screens) {
      if (screen.items.empty()) continue;
      const auto pages = pages_of(screen);
      index.begin_object();
      index.member("name", screen.name);
      index.member("title", screen.title);
      index.member("items", screen.items.size());
      index.member("pages", pages.size());
      index.end_object();
      for (std::size_t i = 0; i < pages.size(); ++i)
        feed.push_back({screen.name + "-" + std::to_string(i + 1), pages[i]});
    }
    index.end_array();
    feed.front() = {"home", home(index.take())};
    return feed;
  }

 private:
  // The text as it may be shown, cut where a phone's screen would be no use; `cut_` says so.
  std::string shown(std::string_view text) {
    std::string masked = masker_.text(text);
    std::size_t characters = 0;
    for (std::size_t i = 0; i < masked.size(); ++i) {
      const bool begins = (static_cast<unsigned char>(masked[i]) & 0xC0U) != 0x80U;
      if (!begins || characters++ < kTextMax) continue;
      cut_ = true;
      return masked.substr(0, i) + "…";
    }
    return masked;
  }

  void ids(json::Writer& w, std::string_view name, const std::vector<std::string>& list) {
    w.key(name);
    w.begin_array();
    for (std::size_t i = 0; i < list.size() && i < kIdsMax; ++i) w.value(list[i]);
    w.end_array();
    cut_ = cut_ || list.size() > kIdsMax;
  }

  std::string item(const std::function<void(json::Writer&)>& members) {
    cut_ = false;
    json::Writer w;
    w.begin_object();
    members(w);
    if (cut_) w.member("truncated", true);
    w.end_object();
    return w.take();
  }

  // Opens the object, too.
  void head(json::Writer& w, std::string_view screen) const {
    w.begin_object();
    w.member("schema", "zhun.feed/1");
    w.member("screen", screen);
    w.member("application_no", number_);
    w.member("as_of", to_string(a_.dossier->as_of));
    w.member("input_digest", a_.input_digest);
    w.member("masking", name_of(masker_.level()));
  }

  std::string page(const Screen& screen, std::size_t number, std::size_t pages,
                   const std::string& items) const {
    json::Writer w;
    head(w, screen.name);
    w.member("title", screen.title);
    w.member("page", number);
    w.member("pages", pages);
    w.member("total", screen.items.size());
    w.key("items");
    w.raw("[" + items + "]");
    w.end_object();
    return w.take() + "\n";
  }

  std::vector<std::string> pages_of(const Screen& screen) const {
    const std::size_t room = kScreenBytesMax - page(screen, 999'999, 999'999, "").size();
    std::vector<std::string> joined(1);
    for (const std::string& text : screen.items) {
      if (!joined.back().empty() && joined.back().size() + 1 + text.size() > room)
        joined.emplace_back();
      if (!joined.back().empty()) joined.back() += ',';
      joined.back() += text;
    }
    std::vector<std::string> pages;
    for (std::size_t i = 0; i < joined.size(); ++i)
      pages.push_back(page(screen, i + 1, joined.size(), joined[i]));
    return pages;
  }

  Screen findings() {
    Screen screen{"findings", "风险提示", {}};
    for (const Finding& finding : a_.findings) {
      if (finding.status != FindingStatus::fail && finding.status != FindingStatus::not_evaluated)
        continue;
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("id", finding.id);
        w.member("status", to_string(finding.status));
        w.member("severity", to_string(finding.severity));
        w.member("theme", finding.theme);
        w.member("title", finding.status == FindingStatus::fail ? finding.claim : finding.title);
        w.member("text", shown(finding.text));
        ids(w, "materials", finding.materials);
        if (!finding.answered) return;
        w.member("severity_before_answer", to_string(finding.answered->before));
      }));
    }
    return screen;
  }

  Screen points() {
    Screen screen{"points", "调查要点", {}};
    for (const InvestigationPoint& point : a_.points) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("id", point.id);
        w.member("priority", point.priority);
        w.member("severity", to_string(point.severity));
        w.member("question", shown(point.question));
        w.member("why", shown(point.why));
        w.member("how", shown(point.how));
        w.member("answer_type", point.answer_type);
        ids(w, "findings", point.findings);
        w.key("answer");
        answer(w, point);
      }));
    }
    return screen;
  }

  void answer(json::Writer& w, const InvestigationPoint& point) {
    if (!point.answer) {
      w.null();
      return;
    }
    const Answer& given = a_.answers->list[*point.answer];
    w.begin_object();
    w.member("outcome", to_string(given.outcome));
    w.member("text", shown(given.text));
    w.member("answered_at", to_string(given.answered_at));
    w.member("evidence", given.evidence.size());
    w.end_object();
  }

  Screen materials() {
    Screen screen{"materials", "资料清单", {}};
    for (const MaterialItem& material : a_.materials) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("id", material.id);
        w.member("name", shown(material.name));
        w.member("status", to_string(material.status));
        w.member("required", material.required);
        w.member("why", shown(material.why));
        w.member("how_to_get", shown(material.how));
        w.member("due_days", material.due_days);
        if (!material.replaced_by.empty()) w.member("replaced_by", material.replaced_by);
        ids(w, "reasons", material.reasons);
      }));
    }
    return screen;
  }

  Screen months() {
    Screen screen{"months", "流水分析", {}};
    for (const MonthlyFigures& month : a_.reconciliation.months) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("month", to_string(month.month));
        w.member("full", month.full);
        w.member("inflow_fen", month.inflow.fen());
        w.member("outflow_fen", month.outflow.fen());
        w.member("effective_fen", month.effective.fen());
      }));
    }
    return screen;
  }

  Screen sales() {
    Screen screen{"sales", "税票分析", {}};
    for (const InvoiceMonth& month : a_.reconciliation.invoice_months) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("month", to_string(month.month));
        w.member("covered", month.covered);
        w.member("issued_incl_fen", month.issued_incl.fen());
        w.member("issued_ex_fen", month.issued_ex.fen());
      }));
    }
    return screen;
  }

  Screen score() {
    Screen screen{"score", "评分与额度", {}};
    for (const ScorePoint& point : a_.score.points) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("kind", "characteristic");
        w.member("id", point.characteristic);
        w.member("title", shown(point.title));
        w.member("observed", shown(point.observed));
        w.member("points", point.points);
        w.member("points_max", point.points_max);
      }));
    }
    for (const LimitCap& cap : a_.limit.caps) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("kind", "cap");
        w.member("id", cap.id);
        w.member("title", shown(cap.title));
        w.member("observed", shown(cap.amount ? cap.formula : cap.reason));
        w.key("amount");
        cap.amount ? w.value(to_fixed_string(*cap.amount, 2)) : w.null();
        w.member("binding", cap.id == a_.limit.binding_cap);
      }));
    }
    return screen;
  }

  Screen sources() {
    Screen screen{"sources", "授权与数据来源", {}};
    for (const Source& source : a_.dossier->sources) {
      screen.items.push_back(item([&](json::Writer& w) {
        w.member("id", source.id);
        w.member("name", shown(source.name));
        w.member("kind", to_string(source.kind));
        w.member("rows", source.rows);
        const bool read = source.unread.empty();
        w.member("status", !source.authorised ? "NOT_AUTHORISED" : read ? "USED" : "NOT_READ");
        w.key("data_as_of");
        source.data_as_of ? w.value(to_string(*source.data_as_of)) : w.null();
      }));
    }
    return screen;
  }

  void header(json::Writer& w) {
    const Customer& customer = a_.dossier->customer;
    const bool legal = customer.type == CustomerType::legal;
    const auto count = [&](FindingStatus status, Severity severity) {
      return static_cast<std::int64_t>(
          std::count_if(a_.findings.begin(), a_.findings.end(), [&](const Finding& finding) {
            return finding.status == status &&
                   (status != FindingStatus::fail || finding.severity == severity);
          }));
    };
    w.key("header");
    w.begin_object();
    w.member("name_masked",
             shown(legal ? masker_.name(customer.name) : masker_.person(customer.name)));
    w.member("type", legal ? "LEGAL" : "PERSONAL");
    w.key("grade");
    a_.score.grade.empty() ? w.null() : w.value(a_.score.grade);
    w.member("score", a_.score.total);
    w.member("limit_fen", a_.limit.limit.fen());
    w.member("requested_fen", a_.dossier->application.requested.fen());
    w.member("binding_cap", a_.limit.binding_cap);
    w.member("decision", to_string(a_.decision));
    w.member("ko", count(FindingStatus::fail, Severity::ko));
    w.member("warn_severe", count(FindingStatus::fail, Severity::warn_severe));
    w.member("warn", count(FindingStatus::fail, Severity::warn));
    w.member("info", count(FindingStatus::fail, Severity::info));
    const auto open = count(FindingStatus::not_evaluated, Severity::none);
    const auto passed = count(FindingStatus::pass, Severity::none);
    w.member("not_evaluated", open);
    const auto failed =
        std::count_if(a_.findings.begin(), a_.findings.end(),
                      [](const Finding& finding) { return finding.status == FindingStatus::fail; });
    const auto all = open + passed + failed;  // checks that apply to this dossier
    w.member("completeness_pct", all == 0 ? std::int64_t{0} : (passed + failed) * 100 / all);
    w.end_object();
  }

  // Where the materials and points stand: what a partial dossier is about.
  void progress(json::Writer& w) const {
    const auto with = [&](MaterialStatus status) {
      return static_cast<std::int64_t>(
          std::count_if(a_.materials.begin(), a_.materials.end(),
                        [&](const MaterialItem& material) { return material.status == status; }));
    };
    w.key("progress");
    w.begin_object();
    w.member("materials", a_.materials.size());
    w.member("missing", with(MaterialStatus::missing) + with(MaterialStatus::expired));
    w.member("received", with(MaterialStatus::received));
    w.member("replaced_by_data", with(MaterialStatus::replaced_by_data));
    w.member("waived", with(MaterialStatus::waived));
    w.member("points", a_.points.size());
    w.member("answered", static_cast<std::int64_t>(std::count_if(
                             a_.points.begin(), a_.points.end(),
                             [](const auto& point) { return point.answer.has_value(); })));
    w.end_object();
  }

  void chart(json::Writer& w) const {
    const auto& months = a_.reconciliation.months;
    const std::size_t first = months.size() > kMonthsMax ? months.size() - kMonthsMax : 0;
    w.key("chart");
    w.begin_object();
    w.member("type", "bar");
    w.member("unit", "fen");
    w.key("x");
    w.begin_array();
    for (std::size_t i = first; i < months.size(); ++i) w.value(to_string(months[i].month));
    w.end_array();
    w.key("effective");
    w.begin_array();
    for (std::size_t i = first; i < months.size(); ++i) w.value(months[i].effective.fen());
    w.end_array();
    w.end_object();
  }

  void first_findings(json::Writer& w) {
    w.key("top_findings");
    w.begin_array();
    std::size_t shown_findings = 0;
    for (const Finding& finding : a_.findings) {
      if (finding.status != FindingStatus::fail || shown_findings++ == kShownAtHome) break;
      w.begin_object();
      w.member("id", finding.id);
      w.member("severity", to_string(finding.severity));
      w.member("claim", finding.claim);
      w.end_object();
    }
    w.end_array();
  }

  void changed(json::Writer& w) const {
    w.key("changes_since");
    if (changes_ == nullptr) {
      w.null();
      return;
    }
    w.begin_array();
    std::size_t count = 0;
    for (const auto* list : {&changes_->new_findings, &changes_->changed_findings,
                             &changes_->gone_findings, &changes_->materials}) {
      for (const Change& change : *list) {
        if (count++ == 100) break;  // the whole list: changes.json
        w.begin_object();
        w.member("id", change.id);
        w.optional_member("from", given(change.from));
        w.optional_member("to", given(change.to));
        w.end_object();
      }
    }
    w.end_array();
  }
  static std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  }

  std::string home(const std::string& index) {
    json::Writer w;
    head(w, "home");
    w.key("version");
    w.begin_object();
    w.member("engine", a_.engine_version);
    w.member("policy", a_.policy_id);
    w.end_object();
    header(w);
    progress(w);
    first_findings(w);
    chart(w);
    changed(w);
    w.key("screens");
    w.raw(index);
    w.end_object();
    return w.take() + "\n";
  }

  const Assessment& a_;
  report::Masker masker_;
  const Changes* changes_;
  std::string number_;  // of the application
  bool cut_ = false;
};

}  // namespace

std::vector<FeedScreen> render_feed(const Assessment& assessment, Masking masking,
                                    const Changes* changes) {
  return FeedWriter(assessment, masking, changes).write();
}

}  // namespace zhun
