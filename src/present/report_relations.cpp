// How the sources stand to one another: accounts (M3), links of invoices and payments and merged
// names (M4), the query sheet (M6), reviewers' decisions (M8).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

constexpr std::size_t kSalesShown = 12, kPurchasesShown = 12, kQueriesShown = 40, kMergesShown = 20;

std::string place(const Context& context, std::uint32_t source, std::uint32_t row) {
  const std::string id = context.source_id(source);
  return row == 0 ? id : fmt::format("{}·r{}", id, row);
}

std::string place(const Context& context, RowPlace at) {
  return place(context, context.dossier.statements[at.statement].source, at.row);
}

template <typename List>
std::string periods(const List& list) {
  std::string out;
  for (const auto& days : list) {
    out += fmt::format("{}{} 至 {}", out.empty() ? "" : "；", to_string(days.from),
                       to_string(days.to));
  }
  return out.empty() ? "—" : out;
}

void more(std::string& out, std::size_t all, std::size_t shown) {
  if (all <= shown) return;
  fmt::format_to(std::back_inserter(out), "<p class=\"note\">另 {} 条见 assessment.json</p>",
                 all - shown);
}

std::string_view state_of(const InvoicePayment& link) {
  return link.ambiguous ? "◆ 不唯一" : link.interchangeable ? "✓ 同额可换" : "✓ 确定";
}

// Sales and the income that settles them, or purchases and what was paid for them.
struct Links {
  const std::vector<InvoicePayment>& all;
  const std::vector<RowPlace>& unresolved;
  std::string_view what, paid, share, rule, key;  // share: the fact; key: of the evidence
  std::size_t shown;
  bool folded;  // what a reader opens only on demand
};

void append_link(Context& context, const Links& links, std::size_t index) {
  const InvoicePayment& link = links.all[index];
  std::string& out = context.out;
  out += link.ambiguous ? "<tr class=\"wrong\">" : "<tr>";
  head_cell(out, fmt::format("{} {}", place(context, link.invoice_source, link.invoice_row),
                             context.masker.name(link.customer)));
  number_cell(out, yuan(link.invoice_amount));
  cell(out, fmt::format("{} {}", place(context, link.payment), to_string(link.paid)));
  number_cell(out, yuan(link.settled));
  cell(out, state_of(link));
  std::string why = link.why;
  for (const auto& other : link.others) {
    why += fmt::format("{}{}", &other == link.others.data() ? "。其他可能：" : "、",
                       place(context, other.source, other.row));
  }
  cell(out, why);
  EvidenceEntry entry;
  entry.title =
      fmt::format("{} {}", links.what, place(context, link.invoice_source, link.invoice_row));
  entry.value = fmt::format("核销 {} 元", yuan(link.settled));
  entry.calculation = why;
  entry.rule = links.rule;
  Evidence rows;
  rows.add_row(link.invoice_source, link.invoice_row);
  rows.add_row(context.dossier.statements[link.payment.statement].source, link.payment.row);
  out += "<td>";
  context.evidence.append_chip(
      out,
      context.evidence.of_custom(fmt::format("{}/{}", links.key, index), std::move(entry), rows));
  out += "</td></tr>";
}

void append_links(Context& context, const Links& links) {
  if (links.all.empty() && links.unresolved.empty()) return;
  std::string& out = context.out;
  if (links.folded) {
    fmt::format_to(std::back_inserter(out),
                   "<details class=\"card span\"><summary>{}逐笔对应 {} 条</summary>", links.what,
                   links.all.size());
  } else {
    fmt::format_to(std::back_inserter(out), "<div class=\"card span\"><h3>{}逐笔对应", links.what);
    context.evidence.append_fact_chip(out, links.share);
    out += "<span class=\"sub\">不唯一者不作认定，先列</span></h3>";
  }
  std::vector<std::size_t> order(links.all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (links.all[a].ambiguous != links.all[b].ambiguous) return links.all[a].ambiguous;
    return links.all[a].settled > links.all[b].settled;
  });
  if (!order.empty()) {
    open_table(out, links.what,
               {"发票", "#票面（元）", links.paid, "#核销（元）", "结论", "依据", "证据"});
    for (std::size_t i = 0; i < std::min(order.size(), links.shown); ++i) {
      append_link(context, links, order[i]);
    }
    close_table(out);
    more(out, order.size(), links.shown);
  }
  if (!links.unresolved.empty()) {
    fmt::format_to(std::back_inserter(out),
                   "<p class=\"note\">另有 {} 笔{}可能对应多张发票，未作认定</p>",
                   links.unresolved.size(), links.paid);
  }
  if (!context.reconciliation.matching_complete)
    out += "<p class=\"note\">◆ 可能的对应过多，达到搜索上限，部分未比较</p>";
  out += links.folded ? "</details>" : "</div>";
}

void append_merges(Context& context) {
  const auto& merges = context.reconciliation.name_merges;
  if (merges.empty()) return;
  std::string& out = context.out;
  out += "<div class=\"card span\"><h3>视为同一对手方的写法</h3>";
  open_table(out, "视为同一对手方的写法", {"流水所印", "视为", "理由"});
  for (std::size_t i = 0; i < std::min(merges.size(), kMergesShown); ++i) {
    out += "<tr>";
    head_cell(out, context.masker.name(merges[i].printed));
    cell(out, context.masker.name(merges[i].known));
    cell(out, merges[i].why);
    out += "</tr>";
  }
  close_table(out);
  more(out, merges.size(), kMergesShown);
  out += "</div>";
}

}  // namespace

void append_accounts(Context& context) {
  const auto& accounts = context.reconciliation.accounts;
  const bool plain =
      accounts.size() < 2 && std::all_of(accounts.begin(), accounts.end(), [](const auto& a) {
        return a.statements.size() < 2 && a.gaps.empty() && a.silent.empty();
      });
  if (plain) return;
  std::string& out = context.out;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>账户 {} 个<span class=\"sub\">"
                 "同一账户的几份文件合并计算，本人互转两端相认 {} 对</span></h3>",
                 accounts.size(), context.reconciliation.own_transfers.size());
  open_table(out, "账户", {"账户", "文件", "覆盖期间", "缺", "#计入行", "#两处列示", "不一致"});
  for (const LedgerAccount& account : accounts) {
    const bool wrong = !account.gaps.empty() || !account.differences.empty() ||
                       !account.joints.empty() || !account.silent.empty();
    out += wrong ? "<tr class=\"wrong\">" : "<tr>";
    head_cell(out, context.account_label(account.statements.front()));
    std::string files;
    for (const std::uint32_t statement : account.statements) {
      files += (files.empty() ? "" : "、") +
               context.source_id(context.dossier.statements[statement].source);
    }
    cell(out, files);
    cell(out, periods(account.covered));
    cell(out, account.silent.empty()
                  ? periods(account.gaps)
                  : periods(account.gaps) + "；无交易 " + periods(account.silent));
    number_cell(out, grouped(account.rows));
    number_cell(out, grouped(account.repeated));
    std::string differences;
    for (std::size_t i = 0; i < std::min<std::size_t>(account.differences.size(), 5); ++i) {
      differences += (i == 0 ? "" : "、") + place(context, account.differences[i]);
    }
    if (account.differences.size() > 5) {
      differences += fmt::format(" 等 {} 行", account.differences.size());
    }
    if (!account.joints.empty()) {
      differences += fmt::format("{}期初余额不接 {} 处", differences.empty() ? "" : "；",
                                 account.joints.size());
    }
    cell(out, differences.empty() ? "—" : differences);
    out += "</tr>";
  }
  close_table(out);
  out += "</div>";
}

void append_invoice_payments(Context& context) {
  const Reconciliation& all = context.reconciliation;
  append_links(context, {all.invoice_payments, all.unresolved_payments, "发票与回款", "回款",
                         "invoices_settled_share", "X39 回款匹配", "link", kSalesShown, false});
  append_links(context,
               {all.purchase_payments, all.unresolved_purchases, "进项与付款", "付款",
                "purchases_settled_share", "X16 付款匹配", "purchase", kPurchasesShown, true});
  append_merges(context);
}

void append_queries(Context& context) {
  const auto& queries = context.assessment.queries;
  if (queries.empty()) return;
  std::string& out = context.out;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>数据核查单 {} 条<span class=\"sub\">"
                 "按数据提供方，逐条向其核实</span></h3>",
                 queries.size());
  open_table(out, "数据核查单",
             {"编号", "提供方", "记录与字段", "该方数据", "其他来源", "自", "请核实", "证据"});
  for (std::size_t i = 0; i < std::min(queries.size(), kQueriesShown); ++i) {
    const DataQuery& query = queries[i];
    out += "<tr>";
    head_cell(out, query.id);
    cell(out, context.masker.text(query.provider));
    cell(out, context.masker.text(query.record) + "：" + query.field);
    cell(out, context.masker.text(query.stated));
    std::string others;
    for (const auto& other : query.others) {
      others += (others.empty() ? "" : "；") + context.masker.text(other.source) + "：" +
                context.masker.text(other.stated);
    }
    cell(out, others);
    cell(out, query.since ? to_string(*query.since) : "—");
    cell(out, query.question);
    EvidenceEntry entry;
    entry.title = query.id + " " + query.field;
    entry.value = context.masker.text(query.stated);
    entry.calculation = others;
    for (const auto& check : query.checks) entry.rule += (entry.rule.empty() ? "" : "、") + check;
    out += "<td>";
    context.evidence.append_chip(
        out, context.evidence.of_custom("query/" + query.id, std::move(entry), query.evidence));
    out += "</td></tr>";
  }
  close_table(out);
  more(out, queries.size(), kQueriesShown);
  out += "</div>";
}

void append_overrides(Context& context) {
  const auto& overrides = context.dossier.overrides;
  if (overrides.empty()) return;
  std::string& out = context.out;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>人工改判 {} 行<span class=\"sub\">"
                 "指标按改判后类别计算</span></h3>",
                 overrides.size());
  open_table(out, "人工改判",
             {"位置", "#金额（元）", "规则所判", "改判为", "何人", "何时", "理由"});
  for (const ClassOverride& decision : overrides) {
    const TableRow* row = context.table.find(decision.source, decision.row);
    const LedgerRow* ledger = nullptr;
    for (const LedgerRow& entry : context.reconciliation.ledger) {
      if (row != nullptr && entry.statement == row->statement && entry.index == row->index) {
        ledger = &entry;
      }
    }
    out += "<tr>";
    head_cell(out, place(context, decision.source, decision.row));
    number_cell(out, row == nullptr ? "—" : yuan(context.table.transaction(*row).amount));
    cell(out, ledger != nullptr && ledger->class_before ? class_title(*ledger->class_before) : "—");
    cell(out, class_title(decision.cls));
    cell(out, context.masker.person(decision.by));
    cell(out, to_string(decision.at));
    cell(out, context.masker.text(decision.why));
    out += "</tr>";
  }
  close_table(out);
  out += "</div>";
}

}  // namespace zhun::report
