#!/usr/bin/env python3
"""Writes the PDF fixtures of the reader tests, all names invented.

make_pdf_fixtures.py [FOLDER]             all fixtures, truth.tsv and rows.tsv
make_pdf_fixtures.py --pages N FOLDER     long_chromium.pdf and long_reportlab.pdf of about N pages

Two producers: Chromium prints HTML (embedded fonts with ToUnicode, borders as thin shapes), reportlab writes
Chinese with the CID font STSong-Light, not embedded and without ToUnicode. Needs chromium, reportlab and
pikepdf; the tests need none of them. truth.tsv holds sums, rows.tsv every row as it was printed.
"""
import html
import pathlib
import random
import subprocess
import sys
import tempfile

import pikepdf
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
CHANCE = random.Random(20261124)
TRUTH, ROWS = [], []

PERSON, ACCOUNT, SECOND = "周试样", "6217990000000777", "6217990000000888"
FIRM = "济南晨光试样商贸有限公司"
NAMES = ["山东青禾样品机械有限公司", "林样品", "泰安朗润样品建材有限公司第二分公司", "历下区晓月样品便利店",
         "国网样品供电公司", "潍坊样品(集团)有限公司", "赵试"]
TEXTS_IN = ["货款", "转账存入", "网上支付跨行清算系统转入", "退款"]
TEXTS_OUT = ["采购款", "消费", "代发工资及差旅补助", "网上支付跨行清算系统转出", "电费"]


class Row:
    def __init__(self, day, clock, fen, balance):
        self.day, self.clock, self.fen, self.balance = day, clock, fen, balance
        self.name = CHANCE.choice(NAMES)
        self.account = "".join(CHANCE.choice("0123456789") for _ in range(CHANCE.choice([16, 19])))
        self.text = CHANCE.choice(TEXTS_IN if fen > 0 else TEXTS_OUT)
        self.number = "".join(CHANCE.choice("0123456789") for _ in range(9))


def make_rows(count, opening=3_000_000):
    rows, balance = [], opening
    times = sorted((1 + CHANCE.randrange(6), 1 + CHANCE.randrange(28), 8 + CHANCE.randrange(12),
                    CHANCE.randrange(60), CHANCE.randrange(60)) for _ in range(count))
    for month, day, *clock in times:
        fen = CHANCE.choice([CHANCE.randint(1, 9_999), CHANCE.randint(10_000, 999_999),
                             CHANCE.randint(1_000_000, 9_000_000)])
        if CHANCE.random() < 0.5 and fen <= balance:
            fen = -fen
        balance += fen
        rows.append(Row("2026-%02d-%02d" % (month, day), "%02d:%02d:%02d" % tuple(clock), fen, balance))
    return rows


def yuan(fen, thousands=True, plus=False):
    mark = "-" if fen < 0 else "+" if plus else ""
    fen = abs(fen)
    return mark + (f"{fen // 100:,}" if thousands else str(fen // 100)) + ".%02d" % (fen % 100)


def sums(rows, way):
    picked = [abs(row.fen) for row in rows if (row.fen > 0) == (way == "in")]
    return len(picked), sum(picked)


def remember(name, index, layout, rows, fields, holder=PERSON, account=ACCOUNT, order="oldest",
             totals="-", notes="-"):
    """fields: which of name, account, text the file prints."""
    (n_in, in_fen), (n_out, out_fen) = sums(rows, "in"), sums(rows, "out")
    TRUTH.append([name, index, layout, len(rows), n_in, in_fen, n_out, out_fen, 0, 0,
                  min(row.day for row in rows), max(row.day for row in rows), holder, account, order,
                  totals, notes])
    for number, row in enumerate(rows if order == "oldest" else rows[::-1], 1):
        ROWS.append([name, index, number, row.day, row.fen, row.balance,
                     row.name if "name" in fields else "", row.account if "account" in fields else "",
                     row.text if "text" in fields else ""])


# --- reportlab ---

class Column:
    """`title` may have line breaks; `value` gives a row's text; align is left, right or center."""

    def __init__(self, title, width, value, align="left"):
        self.title, self.width, self.value, self.align = title, width, value, align


def wrap(text, width, size):
    """Lines of at most `width` points; text may break anywhere, as in the banks' own printers."""
    lines = []
    for part in text.split("\n"):
        line = ""
        for char in part:
            if line and pdfmetrics.stringWidth(line + char, FONT, size) > width:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


class Printer:
    """Draws tables over pages. rules: "grid", "rows", "columns" or ""; valign: "top" or "middle"."""

    def __init__(self, path, rules="", valign="top", size=8, page=landscape(A4), leading=1.25, gap=6,
                 bottom=60, **options):
        self.canvas = canvas.Canvas(str(path), pagesize=page, pageCompression=1, invariant=1, **options)
        self.rules, self.valign, self.size, self.page = rules, valign, size, page
        self.leading, self.gap, self.bottom = size * leading, gap, bottom
        self.number, self.left = 0, 36
        self.before_page, self.after_page = lambda printer: None, lambda printer: None
        self.y = 0
        self.shown = []

    def text(self, x, text, size=None, align="left"):
        size = size or self.size
        self.canvas.setFont(FONT, size)
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString,
                "center": self.canvas.drawCentredString}[align]
        draw(x, self.y, text)

    def line(self, *cells):
        """(x, text) pairs on one line, then one down."""
        for x, text in cells:
            self.text(x, text)
        self.y -= self.leading * 1.3

    def begin_page(self):
        self.number += 1
        self.shown = []
        self.y = self.page[1] - 45
        self.before_page(self)

    def end_page(self):
        self.after_page(self)
        self.canvas.showPage()

    def record(self, columns, texts, header=False):
        """One row of the table; its height follows its highest cell."""
        cells = [wrap(text, column.width - 4, self.size) for column, text in zip(columns, texts)]
        height = max(len(lines) for lines in cells) * self.leading + self.gap
        top, x = self.y, self.left
        for column, lines in zip(columns, cells):
            used = len(lines) * self.leading
            offset = self.gap / 2 + ((height - self.gap - used) / 2 if self.valign == "middle" else 0)
            for index, line in enumerate(lines):
                self.y = top - offset - index * self.leading - self.size
                align = "center" if header else column.align
                at = {"left": x + 2, "right": x + column.width - 2, "center": x + column.width / 2}[align]
                self.text(at, line, align=align)
            x += column.width
        self.y = top - height
        self.draw_rules(columns, top, header)

    def draw_rules(self, columns, top, header):
        width = sum(column.width for column in columns)
        self.canvas.setLineWidth(0.5)
        if self.rules in ("grid", "rows") or (header and self.rules == "columns"):
            for y in (top, self.y):
                self.canvas.line(self.left, y, self.left + width, y)
        if self.rules in ("grid", "columns"):
            x = self.left
            for column in columns:
                self.canvas.line(x, top, x, self.y)
                x += column.width
            self.canvas.line(x, top, x, self.y)

    def table(self, columns, rows, header=True):
        if header:
            self.record(columns, [column.title for column in columns], header=True)
        for row in rows:
            texts = [column.value(row) for column in columns]
            lines = max(len(wrap(text, column.width - 4, self.size))
                        for column, text in zip(columns, texts))
            if self.y - lines * self.leading - self.gap < self.bottom:
                self.end_page()
                self.begin_page()
                self.record(columns, [column.title for column in columns], header=True)
            self.record(columns, texts)
            self.shown.append(row)

    def save(self):
        self.end_page()
        self.canvas.save()


def minsheng(path, rows, **options):
    printer = Printer(path, valign="top", **options)
    printer.before_page = lambda p: (p.text(p.page[0] / 2, "中国民生银行个人账户对账单", 14, "center"),
                                     p.line((0, "")), p.line((36, "客户姓名：" + PERSON), (300, "账号：" + ACCOUNT)),
                                     p.line((36, "起止日期：2026-01-01 至 2026-06-30"), (300, "币种：人民币")))

    def foot(p):
        p.y = 40
        p.line((36, "_" * 90))
        p.text(p.page[0] / 2, "第%d页" % p.number, align="center")
    printer.after_page = foot
    columns = [Column("凭证类型", 44, lambda r: ""), Column("凭证号码", 48, lambda r: r.number),
               Column("交易时间", 54, lambda r: r.day), Column("摘要", 84, lambda r: r.text),
               Column("交易金额", 72, lambda r: yuan(r.fen), "right"),
               Column("账户余额", 76, lambda r: yuan(r.balance), "right"),
               Column("现转标志", 44, lambda r: "转账"), Column("交易渠道", 48, lambda r: "网上银行"),
               Column("交易机构", 48, lambda r: "济南分行"),
               Column("对方户名/账号", 130, lambda r: r.name + "/" + r.account),
               Column("对方行名", 110, lambda r: "样品农村商业银行股份有限公司")]
    printer.begin_page()
    printer.table(columns, rows)
    printer.save()


def cmb(path, rows, **options):
    printer = Printer(path, valign="top", page=A4, gap=8, **options)
    printer.before_page = lambda p: (
        p.text(p.page[0] / 2, "招商银行交易流水", 14, "center"), p.line((0, "")),
        p.line((p.page[0] / 2 - 60, "Transaction Statement of China Merchants Bank")),
        p.line((36, "2026-01-01 -- 2026-06-30")),
        p.line((36, "户    名：" + PERSON), (300, "账号：" + ACCOUNT)),
        p.line((36, "Name"), (300, "Account No"))) if p.number == 1 else None

    def foot(p):
        p.y = 30
        p.text(p.page[0] / 2, "%d/3" % p.number, align="center")
    printer.after_page = foot
    columns = [Column("记账日期\nDate", 60, lambda r: r.day), Column("货币\nCurrency", 44, lambda r: "CNY"),
               Column("交易金额\nTransaction\nAmount", 76, lambda r: yuan(r.fen), "right"),
               Column("联机余额\nBalance", 80, lambda r: yuan(r.balance), "right"),
               Column("交易摘要\nTransaction Type", 90, lambda r: r.text),
               Column("对手信息\nCounter Party", 110, lambda r: r.name + " " + r.account),
               Column("客户摘要\nRemark", 60, lambda r: "")]
    printer.begin_page()
    printer.table(columns, rows)
    (n_in, in_fen), (n_out, out_fen) = sums(rows, "in"), sums(rows, "out")
    printer.y -= 26
    printer.line((36, "合并统计"))
    printer.line((36, "Merge Statistics"))
    printer.line((36, "货币：人民币"), (150, "支出合计：%d笔 %s" % (n_out, yuan(out_fen))),
                 (340, "收入合计：%d笔 %s" % (n_in, yuan(in_fen))))
    printer.save()


def boc(path, rows, rules="grid", **options):
    printer = Printer(path, rules=rules, valign="middle", size=7, **options)
    printer.before_page = lambda p: (
        p.text(p.page[0] / 2, "中国银行交易流水明细清单", 13, "center"), p.line((0, "")),
        p.line((36, "交易区间：2026-01-01至2026-06-30"), (300, "客户姓名：" + PERSON)),
        p.line((36, "借记卡号：" + ACCOUNT), (300, "账号：" + ACCOUNT), (560, "打印时间：2026/07/02 10:11:12")))

    def foot(p):
        p.y = 30
        p.text(p.page[0] / 2, "第%d页/共3页" % p.number, align="center")
    printer.after_page = foot
    blank = "-------------------"
    columns = [Column("记账日期", 48, lambda r: r.day), Column("记账时间", 42, lambda r: r.clock),
               Column("币别", 32, lambda r: "人民币"), Column("金额", 60, lambda r: yuan(r.fen), "right"),
               Column("余额", 64, lambda r: yuan(r.balance), "right"),
               Column("交易名称", 62, lambda r: r.text), Column("渠道", 42, lambda r: "网上银行"),
               Column("网点名称", 70, lambda r: blank), Column("附言", 70, lambda r: blank),
               Column("对方账户名", 74, lambda r: r.name),
               Column("对方卡号/账号", 76, lambda r: r.account),
               Column("对方开户行", 76, lambda r: "样品农村商业银行股份有限公司济南分行"),
               Column("借记卡号", 44, lambda r: ACCOUNT)]
    printer.begin_page()
    printer.table(columns, rows)
    printer.y -= 12
    printer.line((36, "温馨提示："))
    printer.line((36, "1.交易流水验真：请登录本行网站核对。"))
    printer.save()


def ccb(path, rows, **options):
    """Rules between the rows only; two columns of amounts; names of columns in two lines; page totals."""
    printer = Printer(path, rules="rows", valign="middle", bottom=90, **options)
    printer.before_page = lambda p: (
        p.text(p.page[0] / 2, "中国建设银行个人活期账户全部交易明细", 13, "center"), p.line((0, "")),
        p.line((36, "账号：" + ACCOUNT), (250, "客户名称：" + PERSON), (450, "起止日期：20260101 至 20260630")))

    def foot(p):
        out, into = sums(p.shown, "out"), sums(p.shown, "in")
        p.y = 66
        p.line((36, "本页支出合计：%s" % yuan(out[1])), (300, "本页收入合计：%s" % yuan(into[1])))
        p.line((36, "以上数据仅供参考，具体内容请以业务凭证为准"), (600, "生成时间：2026-07-02 10:11:12"))
        p.text(p.page[0] - 120, "第 %d 页" % p.number)
    printer.after_page = foot
    columns = [Column("序号", 30, lambda r: str(rows.index(r) + 1), "center"),
               Column("摘要", 90, lambda r: r.text), Column("币别", 40, lambda r: "人民币元"),
               Column("交易日期", 52, lambda r: r.day.replace("-", ""), "center"),
               Column("支出\n金额", 74, lambda r: yuan(-r.fen) if r.fen < 0 else "", "right"),
               Column("收入\n金额", 74, lambda r: yuan(r.fen) if r.fen > 0 else "", "right"),
               Column("账户余额", 80, lambda r: yuan(r.balance), "right"),
               Column("交易地点/\n附言", 80, lambda r: "手机银行"),
               Column("对方账号\n与户名", 180, lambda r: r.account + "/" + r.name)]
    printer.begin_page()
    printer.table(columns, rows)
    printer.save()


def two_accounts(path, first, second):
    printer = Printer(path, rules="columns", valign="top", page=A4, bottom=420)
    state = {"account": ACCOUNT}
    printer.before_page = lambda p: (p.text(p.page[0] / 2, "样品农村商业银行账户明细", 13, "center"), p.line((0, "")),
                                     p.line((36, "户名：" + FIRM), (300, "账号：" + state["account"])))

    def foot(p):
        p.y = 40
        p.text(p.page[0] / 2, "Page %d of 4" % p.number, align="center")
    printer.after_page = foot
    columns = [Column("交易日期", 60, lambda r: r.day), Column("借方发生额", 80, lambda r: yuan(-r.fen) if r.fen < 0 else "", "right"),
               Column("贷方发生额", 80, lambda r: yuan(r.fen) if r.fen > 0 else "", "right"),
               Column("余额", 80, lambda r: yuan(r.balance), "right"), Column("对方户名", 110, lambda r: r.name),
               Column("摘要", 100, lambda r: r.text)]
    for account, rows in ((ACCOUNT, first), (SECOND, second)):
        state["account"] = account
        printer.begin_page()
        printer.table(columns, rows)
        printer.y -= 20
        printer.line((36, "借方合计：%d笔 %s" % (sums(rows, "out")[0], yuan(sums(rows, "out")[1]))),
                     (300, "贷方合计：%d笔 %s" % (sums(rows, "in")[0], yuan(sums(rows, "in")[1]))))
        if account == ACCOUNT:
            printer.end_page()
    printer.save()


def invoice_list(path):
    printer = Printer(path, rules="grid", valign="middle", bottom=330)
    printer.before_page = lambda p: (p.text(p.page[0] / 2, "发票信息汇总表", 13, "center"), p.line((0, "")))
    items = []
    for index in range(14):
        ex = CHANCE.randint(10_000, 5_000_000)
        items.append(("2637200000000%07d" % (index * 37 + 11), "2026-03-%02d" % (index + 1),
                      NAMES[index % 3 * 2], ex, ex * 13 // 100))
    columns = [Column("数电票号码", 110, lambda i: i[0]), Column("销方名称", 100, lambda i: FIRM),
               Column("购买方名称", 100, lambda i: i[2]), Column("开票日期", 60, lambda i: i[1]),
               Column("金额", 80, lambda i: yuan(i[3], False), "right"),
               Column("税额", 70, lambda i: yuan(i[4], False), "right"),
               Column("发票状态", 50, lambda i: "正常")]
    printer.begin_page()
    printer.table(columns, items)
    printer.save()
    TRUTH.append([path.name, 0, "invoice-pdf", len(items), 0, sum(i[3] for i in items), 0,
                  sum(i[4] for i in items), 0, 0, items[0][1], items[-1][1], "", "", "oldest", "-", "invoices"])


# --- Chromium ---

def print_html(path, body, style):
    page = ("<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><title>x</title><style>"
            "body{font-family:'Noto Sans CJK SC';font-size:8pt;margin:0}table{border-collapse:collapse;width:100%}"
            "thead{display:table-header-group}tr{break-inside:avoid}" + style + "</style></head><body>" + body +
            "</body></html>")
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "x.html")
        source.write_text(page, encoding="utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                        "--user-data-dir=" + folder, "--print-to-pdf=" + str(path), source.as_uri()],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:  # no date of making, so that it is the same again
        del pdf.docinfo
        pdf.save(path, deterministic_id=True, recompress_flate=True,
                 object_stream_mode=pikepdf.ObjectStreamMode.generate)


def html_table(columns, rows):
    head = "".join("<th>%s</th>" % html.escape(column.title).replace("\n", "<br>") for column in columns)
    body = "".join("<tr>" + "".join("<td class='%s'>%s</td>" % (column.align, html.escape(column.value(row)))
                                    for column in columns) + "</tr>" for row in rows)
    widths = "".join("<col style='width:%dpt'>" % column.width for column in columns)
    return "<table><colgroup>%s</colgroup><thead><tr>%s</tr></thead><tbody>%s</tbody></table>" % (widths, head, body)


RULED = ("table{table-layout:fixed}th,td{border:0.5pt solid #000;padding:2pt;overflow-wrap:anywhere}"
         ".right{text-align:right}.center{text-align:center}")
BARE = ("table{table-layout:fixed}th,td{border:0;padding:2pt 3pt;overflow-wrap:anywhere}th{text-align:left}"
        ".right{text-align:right}.center{text-align:center}")


def psbc_columns():
    return [Column("交易日期", 48, lambda r: r.day), Column("交易时间", 44, lambda r: r.clock),
            Column("摘要", 80, lambda r: r.text), Column("交易金额", 62, lambda r: yuan(r.fen, False), "right"),
            Column("账户余额", 66, lambda r: yuan(r.balance, False), "right"),
            Column("对方户名", 90, lambda r: r.name), Column("对方账号", 84, lambda r: r.account),
            Column("交易渠道", 46, lambda r: "手机银行")]


def psbc(path, rows):
    style = RULED + ("@page{size:A4;margin:15mm 12mm;@bottom-center{content:'第'counter(page)'页/共'counter(pages)'页';"
                     "font-size:8pt}}")
    print_html(path, "<h2>中国邮政储蓄银行个人账户交易明细</h2><p>户名：%s　　账号：%s<br>查询期间：2026-01-01 至 2026-06-30　　"
               "币种：人民币　　总笔数：%d</p>" % (PERSON, ACCOUNT, len(rows)) + html_table(psbc_columns(), rows), style)


def icbc(path, rows):
    """A watermark on each page, names of columns that break, text in the middle of its cell."""
    style = RULED + ("@page{size:A4 landscape;margin:12mm}td{vertical-align:middle}"
                     ".mark{position:fixed;top:45%;left:15%;font-size:30pt;color:#ccc;transform:rotate(-30deg)}")
    columns = [Column("交易日期", 70, lambda r: r.day + " " + r.clock), Column("帐号", 80, lambda r: ACCOUNT),
               Column("储种", 30, lambda r: "活期"), Column("序号", 30, lambda r: "00001"),
               Column("币种", 40, lambda r: "人民币"), Column("钞汇", 30, lambda r: "钞"),
               Column("摘要", 60, lambda r: r.text), Column("地区", 40, lambda r: "1602"),
               Column("收入/支出金额", 66, lambda r: yuan(r.fen, True, True), "right"),
               Column("余额", 70, lambda r: yuan(r.balance), "right"), Column("对方户名", 90, lambda r: r.name),
               Column("对方帐号", 84, lambda r: r.account), Column("渠道", 50, lambda r: "网上银行")]
    print_html(path, "<div class='mark'>中国工商银行 仅供样品使用 2026年07月02日</div><h2>中国工商银行借记账户历史明细</h2>"
               "<p>卡号：%s　　户名：%s　　起止日期：2026-01-01 — 2026-06-30</p>" % (ACCOUNT, PERSON) +
               html_table(columns, rows), style)


def abc(path, rows):
    style = BARE + "@page{size:A4;margin:15mm 12mm;@bottom-right{content:counter(page)'/'counter(pages);font-size:8pt}}"
    columns = [Column("交易日期", 48, lambda r: r.day.replace("-", "")), Column("交易时间", 40, lambda r: r.clock.replace(":", "")),
               Column("交易摘要", 70, lambda r: r.text), Column("交易金额", 66, lambda r: yuan(r.fen, False, True), "right"),
               Column("本次余额", 66, lambda r: yuan(r.balance, False), "right"),
               Column("对手信息", 130, lambda r: r.name + " " + r.account), Column("日志号", 50, lambda r: r.number),
               Column("交易渠道", 46, lambda r: "掌上银行"), Column("交易附言", 50, lambda r: "")]
    print_html(path, "<h2>中国农业银行账户活期交易明细清单</h2><p>户名：%s　　账户：%s　　币种：人民币<br>起止日期：20260101-20260630</p>"
               % (PERSON, ACCOUNT) + html_table(columns, rows), style)


def boc_chromium(path, rows):
    style = BARE + "@page{size:A4 landscape;margin:12mm}td{vertical-align:middle}th,td{padding:5pt 3pt}"
    columns = [Column("记账日期", 50, lambda r: r.day), Column("记账时间", 44, lambda r: r.clock),
               Column("币别", 36, lambda r: "人民币"), Column("金额", 66, lambda r: yuan(r.fen), "right"),
               Column("余额", 66, lambda r: yuan(r.balance), "right"), Column("交易名称", 60, lambda r: r.text),
               Column("渠道", 46, lambda r: "手机银行"), Column("对方账户名", 74, lambda r: r.name),
               Column("对方卡号/账号", 76, lambda r: r.account), Column("借记卡号", 84, lambda r: ACCOUNT)]
    print_html(path, "<h2>中国银行交易流水明细清单</h2><p>客户姓名：%s　　交易区间：2026-01-01至2026-06-30</p>" % PERSON +
               html_table(columns, rows), style)


# --- damage and pictures ---

def strip_unicode(source, path):
    with pikepdf.open(source) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                del item["/ToUnicode"]
        pdf.save(path, deterministic_id=True)


def picture(seed):
    from PIL import Image, ImageDraw
    chance = random.Random(seed)
    image = Image.new("1", (620, 877), 1)
    draw = ImageDraw.Draw(image)
    for y in range(60, 800, 22):
        for x in range(40, 580, 90):
            draw.rectangle((x, y, x + chance.randrange(20, 70), y + 8), fill=0)
    return ImageReader(image)


def scan(path):
    page = canvas.Canvas(str(path), pagesize=A4, invariant=1)
    for seed in range(2):
        page.drawImage(picture(seed), 0, 0, *A4)
        page.showPage()
    page.save()


def add_scanned_page(source, other, path):
    with pikepdf.open(source) as pdf, pikepdf.open(other) as pictures:
        pdf.pages.insert(1, pictures.pages[0])
        pdf.save(path, deterministic_id=True)


def encrypt(source, path, revision):
    with pikepdf.open(source) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner-777", user="sample-777", R=revision,
                                                  aes=revision >= 4, metadata=revision >= 4))


def write_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    rows = make_rows(46)
    minsheng(folder / "minsheng.pdf", rows)
    remember("minsheng.pdf", 0, "minsheng-pdf", rows, {"name", "account", "text"})
    rows = make_rows(66)
    cmb(folder / "cmb.pdf", rows)
    remember("cmb.pdf", 0, "cmb-pdf", rows, {"name", "account", "text"}, totals="hold")
    rows = make_rows(40)
    boc(folder / "boc_ruled.pdf", rows[::-1])
    remember("boc_ruled.pdf", 0, "boc-pdf", rows, {"name", "account", "text"}, order="newest")
    rows = make_rows(40)
    boc(folder / "boc_bare.pdf", rows[::-1], rules="", gap=9)
    remember("boc_bare.pdf", 0, "boc-pdf", rows, {"name", "account", "text"}, order="newest")
    rows = make_rows(50)
    ccb(folder / "ccb.pdf", rows)
    remember("ccb.pdf", 0, "bank-pdf", rows, {"name", "account", "text"})
    first, second = make_rows(22), make_rows(24)
    two_accounts(folder / "two_accounts.pdf", first, second)
    for index, (account, part) in enumerate(((ACCOUNT, first), (SECOND, second))):
        remember("two_accounts.pdf", index, "bank-pdf", part, {"name", "text"}, FIRM, account, totals="hold")
    invoice_list(folder / "invoices.pdf")

    rows = make_rows(80)
    psbc(folder / "psbc.pdf", rows)
    remember("psbc.pdf", 0, "bank-pdf", rows, {"name", "account", "text"}, totals="hold")
    stripped = folder / "psbc_stripped.pdf"
    strip_unicode(folder / "psbc.pdf", stripped)
    rows = make_rows(40)
    icbc(folder / "icbc.pdf", rows)
    remember("icbc.pdf", 0, "icbc-pdf", rows, {"name", "account", "text"})
    rows = make_rows(90)
    abc(folder / "abc.pdf", rows)
    remember("abc.pdf", 0, "abc-pdf", rows, {"name", "account", "text"})
    rows = make_rows(56)
    boc_chromium(folder / "boc_chromium.pdf", rows)
    remember("boc_chromium.pdf", 0, "boc-pdf", rows, {"name", "account", "text"}, account="")

    scan(folder / "scan.pdf")
    add_scanned_page(folder / "cmb.pdf", folder / "scan.pdf", folder / "cmb_scanned_page.pdf")
    encrypt(folder / "minsheng.pdf", folder / "minsheng_rc4.pdf", 3)
    encrypt(folder / "minsheng.pdf", folder / "minsheng_aes.pdf", 6)
    header = ("file index layout n n_in in_fen n_out out_fen n_neutral neutral_fen first last holder account "
              "order totals notes").split()
    write_table(folder / "truth.tsv", header, TRUTH)
    write_table(folder / "rows.tsv", "file index row day fen balance name account text".split(), ROWS)


def write_table(path, header, lines):
    path.write_text("".join("\t".join(str(cell) for cell in line) + "\n" for line in [header] + lines),
                    encoding="utf-8")


def write_long(pages, folder):
    folder.mkdir(parents=True, exist_ok=True)
    psbc(folder / "long_chromium.pdf", make_rows(pages * 30))
    minsheng(folder / "long_reportlab.pdf", make_rows(pages * 19))


def main():
    words = sys.argv[1:]
    if words and words[0] == "--pages":
        write_long(int(words[1]), pathlib.Path(words[2]))
    else:
        write_all(pathlib.Path(words[0]) if words else pathlib.Path(__file__).parent / "fixtures/pdf")


if __name__ == "__main__":
    main()
