#!/usr/bin/env python3
"""Writes the fixtures of single invoices as PDF, all names and numbers invented.

make_pdf_invoice_fixtures.py [FOLDER]

The sheet is drawn as the tax bureau prints it: captions that run down their boxes, buyer and seller side by side (above
and below the lines in the older form), labels and values in fonts of their own. Chromium prints it with embedded
fonts, reportlab with the CID font STSong-Light without ToUnicode. einvoices.tsv holds what was printed.
"""
import html
import pathlib
import random
import sys

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen import canvas

from make_pdf_fixtures import FONT, print_html, wrap, yuan

TRUTH = []
SIZE = 9


def social_code(body):
    """The 18th character of a 统一社会信用代码 (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


SELLER = ("济南晨光试样商贸有限公司", social_code("91370102MA3TXPN01"))
BUYER = ("潍坊样品(集团)有限公司", social_code("91370700MA3TXPN02"))
LONG_BUYER = ("山东青禾样品机械设备制造与现代农业综合服务有限公司济南历下区第二分公司", social_code("91370103MA3TXPN03"))
PERSON = ("周试样", "")

DIGITS = "零壹贰叁肆伍陆柒捌玖"


def in_words(fen):
    """118.00 -> 壹佰壹拾捌圆整."""
    fen = abs(fen)
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    out, zero = "", False
    for power in range(8, -1, -1):
        digit = whole // 10 ** power % 10
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + ("", "拾", "佰", "仟")[power % 4]
            zero = False
        else:
            zero = True
        if power == 8 and out:
            out += "亿"
        if power == 4 and whole // 10000 % 10000:
            out += "万"
            zero = zero and whole % 10000 < 1000
    out = (out or "零") + "圆"
    if not jiao and not rest:
        return out + "整"
    return out + (DIGITS[jiao] + "角" if jiao else "零") + (DIGITS[rest] + "分" if rest else "整")


class Line:
    def __init__(self, item, fen, rate, spec="", unit="", quantity=""):
        self.item, self.fen, self.rate = item, fen, rate
        self.spec, self.unit, self.quantity = spec, unit, quantity
        self.tax = None if rate in ("免税", "***") else round(fen * int(rate.rstrip("%")) / 100)

    def price(self):
        return "" if not self.quantity else "%.13f" % (self.fen / 100 / int(self.quantity))

    def cells(self):
        return [self.item, self.spec, self.unit, self.quantity, self.price(), yuan(self.fen, False), self.rate,
                "***" if self.tax is None else yuan(self.tax, False)]


class Invoice:
    def __init__(self, number, day, lines, buyer=BUYER, seller=SELLER, special=False, code="", remark="", total=None,
                 check=""):
        self.number, self.day, self.lines, self.buyer, self.seller = number, day, lines, buyer, seller
        self.special, self.code, self.remark, self.check = special, code, remark, check
        self.ex = sum(line.fen for line in lines)
        self.tax = sum(line.tax or 0 for line in lines)
        self.total = total if total is not None else self.ex + self.tax  # as printed

    def date(self):
        return "%s年%s月%s日" % tuple(self.day.split("-"))

    def title(self):
        if self.code:
            return "样省增值税电子普通发票"
        return "电子发票（增值税专用发票）" if self.special else "电子发票（普通发票）"

    def sign_words(self):
        return ("（负数）" if self.total < 0 else "") + in_words(self.total)

    def printed_tax(self):
        return "***" if all(line.tax is None for line in self.lines) else "¥" + yuan(self.tax, False)


def remember(name, index, invoice, original="", notes="-"):
    rates = {line.rate for line in invoice.lines}
    rate = rates.pop() if len(rates) == 1 else ""
    kind = "电子普票" if invoice.code else ("数电专票" if invoice.special else "数电普票")
    TRUTH.append([name, index, kind, invoice.code + invoice.number, invoice.day, invoice.buyer[0], invoice.buyer[1],
                  invoice.seller[0], invoice.seller[1], invoice.ex, invoice.tax,
                  int(rate.rstrip("%")) if rate.endswith("%") else "-", int(invoice.ex < 0), original,
                  invoice.lines[0].item, notes])


# --- reportlab ---

class Sheet:
    """One invoice on a page of reportlab; `top` is where its sheet begins."""
    COLUMNS = [("项目名称", 36, "left"), ("规格型号", 150, "left"), ("单 位", 212, "center"), ("数 量", 268, "right"),
               ("单 价", 350, "right"), ("金 额", 424, "right"), ("税率/征收率", 486, "right"), ("税 额", 556, "right")]

    def __init__(self, page, top):
        self.page, self.top = page, top

    def put(self, x, y, text, size=SIZE, align="left"):
        self.page.setFont(FONT, size)
        {"left": self.page.drawString, "right": self.page.drawRightString,
         "center": self.page.drawCentredString}[align](x, self.top - y, text)

    def down(self, x, y, text, step):
        for index, char in enumerate(text):
            self.put(x, y + index * step, char)

    def box(self, left, top, right, bottom):
        self.page.setLineWidth(0.5)
        self.page.rect(left, self.top - bottom, right - left, bottom - top)

    def name(self, x, y, name, width):
        """A long name stands above and below its label."""
        parts = wrap(name, width, SIZE)
        for index, part in enumerate(parts):
            self.put(x, y + (index - (len(parts) - 1) / 2) * SIZE * 1.15, part)

    def draw(self, invoice, lines=None, last=True, ruled=True, lift=1.4):
        """`lift`: how much higher the values stand than their labels."""
        self.put(297, 38, invoice.title(), 16, "center")
        self.put(420, 34, "发票号码：")
        self.put(468, 34 - lift, invoice.number)
        self.put(420, 50, "开票日期：")
        self.put(468, 50 - lift, invoice.date())
        if ruled:
            self.box(30, 66, 565, 340)
            for x in (46, 297, 313):
                self.page.line(x, self.top - 66, x, self.top - 130)
            self.page.line(30, self.top - 130, 565, self.top - 130)
        self.down(34, 76, "购买方信息", 11)
        self.down(301, 76, "销售方信息", 11)
        for left, (name, number) in ((50, invoice.buyer), (317, invoice.seller)):
            self.put(left, 88, "名称：")
            self.name(left + 30, 88 - lift, name, 205)
            self.put(left, 118, "统一社会信用代码/纳税人识别号：")
            self.put(left + 146, 118 - lift, number, 8)
        for title, x, align in self.COLUMNS:
            self.put(x, 142, title, SIZE, align)
        y = 156
        for line in lines or invoice.lines:
            cells = line.cells()
            parts = wrap(cells[0], 105, 8)
            for index, part in enumerate(parts):
                self.put(36, y + index * 10, part, 8)
            for (_, x, align), cell in zip(self.COLUMNS[1:], cells[1:]):
                self.put(x, y, cell, 8, align)
            y += 10 * len(parts) + 2
        y = 262
        self.put(60, y, "合" if last else "小")
        self.put(110, y, "计")
        self.put(424, y, "¥" + yuan(invoice.ex, False), SIZE, "right")
        self.put(556, y, invoice.printed_tax(), SIZE, "right")
        if last:
            self.put(60, 284, "价税合计（大写）")
            self.put(200, 284 - lift, "ⓧ" + invoice.sign_words())
            self.put(424, 284, "（小写）")
            self.put(464, 284 - lift, "¥" + yuan(invoice.total, False))
        self.down(34, 306, "备注", 14)
        for index, part in enumerate(wrap(invoice.remark, 500, 8)):
            self.put(50, 306 + index * 10, part, 8)
        self.put(60, 354, "开票人：林样品")


def open_canvas(path, size=(595, 396)):
    page = canvas.Canvas(str(path), pagesize=size, pageCompression=1, invariant=1)
    page.setCreator("")
    return page


def one_a_page(path, invoices, **how):
    page = open_canvas(path)
    for invoice in invoices:
        Sheet(page, 396).draw(invoice, **how)
        page.showPage()
    page.save()


def two_on_a_sheet(path, invoices):
    page = open_canvas(path, A4)
    for index, invoice in enumerate(invoices):
        Sheet(page, 842 - index * 420).draw(invoice)
    page.showPage()
    page.save()


def over_pages(path, invoice, per_page):
    page = open_canvas(path)
    for begin in range(0, len(invoice.lines), per_page):
        part = invoice.lines[begin:begin + per_page]
        Sheet(page, 396).draw(invoice, lines=part, last=begin + per_page >= len(invoice.lines))
        page.showPage()
    page.save()


def with_list(path, invoices):
    """The last page is a list of goods."""
    page = open_canvas(path)
    for invoice in invoices:
        Sheet(page, 396).draw(invoice)
        page.showPage()
    Sheet(page, 396).put(297, 38, "销售货物或者提供应税劳务、服务清单", 14, "center")
    Sheet(page, 396).put(50, 80, "本清单所附发票共一份，内容见发票。")
    page.showPage()
    page.save()


# --- Chromium ---

STYLE = ("@page{size:210mm 140mm;margin:6mm 8mm}body{font-size:8pt}h1{font-size:15pt;text-align:center;margin:0}"
         "table{table-layout:fixed}td,th{border:0.6pt solid #a33;padding:2pt;font-weight:normal;vertical-align:top}"
         ".down{width:12pt;text-align:center;line-height:1.25}.value{font-family:'Noto Serif CJK SC';font-size:8.5pt}"
         ".right{text-align:right}.center{text-align:center}.plain td,.plain th{border:0}.head{position:absolute;right:0;top:0}"
         ".wide{letter-spacing:1em}")


def chromium_head(invoice, labels):
    rows = "<br>".join("%s<span class='value'>%s</span>" % (label, value) for label, value in labels)
    return "<div style='position:relative;height:46pt'><h1>%s</h1><div class='head'>%s</div></div>" % (invoice.title(), rows)


def chromium_lines(invoice, titles):
    widths = (23, 11, 6, 7, 16, 13, 10, 14)
    cols = "".join("<col style='width:%d%%'>" % width for width in widths)
    head = "".join("<th class='center'>%s</th>" % title for title in titles)
    body = "".join("<tr>" + "".join("<td class='value %s'>%s</td>" % ("right" if i > 2 else "", html.escape(cell))
                                    for i, cell in enumerate(line.cells())) + "</tr>" for line in invoice.lines)
    total = ("<tr><td class='center'>合　　计</td><td></td><td></td><td></td><td></td><td class='value right'>¥%s</td><td></td>"
             "<td class='value right'>%s</td></tr>" % (yuan(invoice.ex, False), invoice.printed_tax()))
    return "<table class='plain'><colgroup>%s</colgroup><tr>%s</tr>%s%s</table>" % (cols, head, body, total)


def chromium_total(invoice):
    return ("<table><tr><td class='center' style='width:28%%'>价税合计（大写）</td><td class='value'>⊗%s</td>"
            "<td style='width:28%%'>（小写）<span class='value'>￥%s</span></td></tr></table>"
            % (invoice.sign_words(), yuan(invoice.total, False)))


def caption(text):
    return "<td class='down'>%s</td>" % "<br>".join(text)


def chromium_digital(path, invoice):
    def party(name, number):
        return ("<td>名称：<span class='value'>%s</span><br><br>统一社会信用代码/纳税人识别号：<span class='value'>%s</span></td>"
                % (name, number))
    body = chromium_head(invoice, [("发票号码：", invoice.number), ("开票日期：", invoice.date())])
    body += ("<table><tr>" + caption("购买方信息") + party(*invoice.buyer) + caption("销售方信息") + party(*invoice.seller) +
             "</tr></table>")
    body += chromium_lines(invoice, ["项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率/征收率", "税额"])
    body += chromium_total(invoice)
    body += "<table><tr>" + caption("备注") + "<td>%s</td></tr></table><p>开票人：林样品</p>" % invoice.remark
    print_html(path, body, STYLE)


def chromium_older(path, invoice):
    """增值税电子普通发票 of the years to 2024: the buyer above, the seller below, a code of twelve digits."""
    def party(name, number):
        return ("<td style='width:56%%'>名　　　　称：<span class='value'>%s</span><br>纳税人识别号：<span class='value'>%s</span><br>"
                "地址、 电话：<span class='value'>样市样区一路1号 0531-00000000</span><br>"
                "开户行及账号：<span class='value'>样行 6217990000000777</span></td>" % (name, number))
    check = " ".join(invoice.check[i:i + 5] for i in range(0, 20, 5))
    day = invoice.day.split("-")
    body = chromium_head(invoice, [("发票代码：", invoice.code), ("发票号码：", invoice.number),
                                   ("开票日期：", "%s年 %s月 %s日" % tuple(day)), ("校 验 码：", check)])
    secret = "03*-&lt;7+5/2&gt;8*91&lt;6+77-4<br>9&gt;2/*15-+8&lt;03/62*7&gt;4-5<br>-5/1*&gt;+62&lt;904-7/3+18*2<br>6*7&lt;5-/18+&gt;2*904-3/5+1"
    body += ("<table><tr>" + caption("购买方") + party(*invoice.buyer) + caption("密码区") + "<td class='value'>%s</td></tr></table>" % secret)
    body += chromium_lines(invoice, ["货物或应税劳务、服务名称", "规格型号", "单位", "数量", "单价", "金额", "税率", "税额"])
    body += chromium_total(invoice)
    body += ("<table><tr>" + caption("销售方") + party(*invoice.seller) + caption("备注") + "<td>%s</td></tr></table>"
             "<p>收款人：林样品　　　复核：赵试　　　开票人：周试样　　　销售方：（章）</p>" % invoice.remark)
    print_html(path, body, STYLE)


def write_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(20261125)

    def number(index):
        return "2637200000000%07d" % (index * 91 + 13)

    special = Invoice(number(1), "2026-03-05", [
        Line("*通用设备*离心式样品泵及其不锈钢连接附件", 1_250_000, "13%", "SP-80/20", "台", "5"),
        Line("*通用设备*离心式样品泵及其不锈钢连接附件", -50_000, "13%"),
        Line("*金属制品*样品法兰", 33_333, "13%", "DN80", "个", "12")], special=True, remark="合同号：SY-2026-031")
    chromium_digital(folder / "digital_special.pdf", special)
    remember("digital_special.pdf", 0, special)

    plain = Invoice(number(2), "2026-03-06", [Line("*物流辅助服务*装卸搬运样品费", 98_765, "6%"),
                                              Line("*经纪代理服务*样品代理服务费用(含差旅与资料整理)", 100_001, "6%")],
                    buyer=LONG_BUYER)
    one_a_page(folder / "digital_plain.pdf", [plain])
    remember("digital_plain.pdf", 0, plain)
    one_a_page(folder / "digital_bare.pdf", [plain], ruled=False, lift=0)
    remember("digital_bare.pdf", 0, plain)

    exempt = Invoice(number(3), "2026-03-07", [Line("*蔬菜*样品白菜", 45_600, "免税", "", "千克", "120")], buyer=PERSON)
    one_a_page(folder / "digital_exempt.pdf", [exempt])
    remember("digital_exempt.pdf", 0, exempt)

    red = Invoice(number(4), "2026-03-08", [Line("*通用设备*离心式样品泵", -120_000, "13%", "SP-80/20", "台", "-1")], special=True,
                  remark="被红冲蓝字数电发票号码：%s 红字发票信息确认单编号：37010226031000000001" % number(1))
    one_a_page(folder / "digital_red.pdf", [red])
    remember("digital_red.pdf", 0, red, original=number(1))

    wrong = Invoice(number(5), "2026-03-09", [Line("*餐饮服务*样品餐费", 20_000, "6%")], total=21_300)
    one_a_page(folder / "digital_wrong_total.pdf", [wrong])
    remember("digital_wrong_total.pdf", 0, wrong, notes="control_total")

    several = [Invoice(number(10 + i), "2026-04-%02d" % (i + 1),
                       [Line("*纸制品*样品纸箱", chance.randint(1_000, 900_000), "13%", "A%d" % i, "个", "10")]) for i in range(3)]
    with_list(folder / "several.pdf", several)
    for index, invoice in enumerate(several):
        remember("several.pdf", index, invoice, notes="pages_skipped")
    pair = [Invoice(number(20 + i), "2026-05-%02d" % (i + 1), [Line("*住宿服务*样品房费", chance.randint(10_000, 90_000), "6%")],
                    buyer=(BUYER if i else LONG_BUYER)) for i in range(2)]
    two_on_a_sheet(folder / "two_on_a_sheet.pdf", pair)
    for index, invoice in enumerate(pair):
        remember("two_on_a_sheet.pdf", index, invoice)
    many = Invoice(number(30), "2026-05-20", [Line("*家具*样品木椅%s型" % DIGITS[i % 10], chance.randint(1_000, 90_000), "13%", "", "把", "4")
                                              for i in range(18)], special=True)
    over_pages(folder / "over_pages.pdf", many, 8)
    remember("over_pages.pdf", 0, many)

    older = Invoice("01234567", "2022-07-23", [Line("*餐饮服务*样品餐费", 30_000, "6%", "", "次", "1")], code="037002200111",
                    check="49753264642977383169", remark="订单号 7788")
    chromium_older(folder / "older.pdf", older)
    remember("older.pdf", 0, older)
    older_red = Invoice("01234599", "2022-08-01", [Line("*餐饮服务*样品餐费", -30_000, "6%", "", "次", "-1")], code="037002200111",
                        check="00753264642977383169", remark="对应正数发票代码:037002200111号码:01234567")
    chromium_older(folder / "older_red.pdf", older_red)
    remember("older_red.pdf", 0, older_red, original="03700220011101234567")

    header = ("file index kind number day buyer buyer_tax_no seller seller_tax_no ex_fen tax_fen percent red original "
              "item notes").split()
    (folder / "einvoices.tsv").write_text(
        "".join("\t".join(str(cell) for cell in line) + "\n" for line in [header] + TRUTH), encoding="utf-8")


if __name__ == "__main__":
    write_all(pathlib.Path(sys.argv[1]) if sys.argv[1:] else pathlib.Path(__file__).parent / "fixtures/pdf")
