#!/usr/bin/env python3
"""Writes the workbook fixtures of the reader tests, all names invented: make_sheet_fixtures.py [FOLDER]

XLSX is written as raw zip and XML, XLS through a small writer of BIFF8 records in a compound file, so
that every form that exporters produce can be imitated. truth.tsv, beside the files, holds one line for
each statement that a reader must find. The seed is fixed; running it again changes nothing.
"""
import datetime
import pathlib
import random
import struct
import sys
import zipfile
from xml.sax.saxutils import escape

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                      else pathlib.Path(__file__).parent / "fixtures" / "sheets")
CHANCE = random.Random(20261124)
HOLDER = "威海澄海试样机电有限公司"
PERSON = "孔试样"
ACCOUNT = "3705600000000000912"
CUSTOMERS = ["烟台丰禾样品机械有限公司", "临沂朗润样品建材有限公司", "林样品", "环翠区晓月样品便利店"]
SUPPLIERS = ["日照海岳样品钢铁有限公司", "样品供电公司", "样品社会保险事业中心", "潍坊样品(集团)有限公司"]
TRUTH = []


class Row:
    def __init__(self, day, clock, way, fen, name, text, balance):
        self.day, self.clock, self.way, self.fen = day, clock, way, fen
        self.name, self.text, self.balance = name, text, balance

    def signed(self):
        return self.fen if self.way == "in" else -self.fen


def make_rows(count, neutral=False, opening=4_000_000):
    """Oldest first; way is in, out or neutral; the balance runs."""
    rows, balance = [], opening
    for index, (month, day, second) in enumerate(sorted(
            (CHANCE.randint(1, 3), CHANCE.randint(1, 28), CHANCE.randint(30_000, 80_000))
            for _ in range(count))):
        fen = CHANCE.choice([CHANCE.randint(1, 9_999), CHANCE.randint(10_000, 30_000_000)])
        way = "neutral" if neutral and index % 4 == 3 else CHANCE.choice(["in", "out"])
        if way == "out" and fen > balance:
            way = "in"
        balance += fen if way == "in" else -fen if way == "out" else 0
        clock = "%02d:%02d:%02d" % (second // 3600, second // 60 % 60, second % 60)
        rows.append(Row("2026-%02d-%02d" % (month, day), clock, way, fen,
                        CHANCE.choice(CUSTOMERS if way == "in" else SUPPLIERS),
                        {"in": "货款", "out": "采购款", "neutral": "零钱提现"}[way], balance))
    return rows


def yuan(fen):
    return ("-" if fen < 0 else "") + "%d.%02d" % divmod(abs(fen), 100)


def truth(name, index, layout, rows, holder="", account="", newest=False, totals="-", notes="-"):
    figures = []
    for way in ("in", "out", "neutral"):
        picked = [row.fen for row in rows if row.way == way]
        figures += [str(len(picked)), str(sum(picked))]
    TRUTH.append([name, str(index), layout, str(len(rows))] + figures +
                 [min(row.day for row in rows), max(row.day for row in rows), holder, account,
                  "newest" if newest else "oldest", totals, notes])


# ---- XLSX ----------------------------------------------------------------------------------------

class Number(str):
    """The text of a numeric cell, as it stands in the file."""


class Date(str):
    """A moment, written as a serial number with a style that shows a date."""


class Formula(str):
    """The stored result of a formula; a number when it looks like one."""


class Raw(str):
    """The XML of the whole cell; {r} is its reference."""


def serial(text, epoch_1904):
    moment = datetime.datetime.fromisoformat(text)
    epoch = datetime.datetime(1904, 1, 1) if epoch_1904 else datetime.datetime(1899, 12, 30)
    return (moment - epoch) / datetime.timedelta(days=1)


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Xlsx:
    """Sheets are lists of (row number, cells); None is a cell that is not there."""

    def __init__(self, inline=False, epoch_1904=False, prefix="", styles=(0, 14), formats=()):
        self.inline, self.epoch_1904, self.prefix = inline, epoch_1904, prefix
        self.styles, self.formats = styles, formats
        self.strings, self.index, self.sheets = [], {}, []

    def tag(self, xml):
        """The XML with the prefix at every element."""
        if not self.prefix:
            return xml
        return xml.replace("</", "\0").replace("<", "<" + self.prefix).replace(
            "\0", "</" + self.prefix)

    def shared(self, text, xml=None):
        if text not in self.index:
            self.index[text] = len(self.strings)
            self.strings.append(xml or '<si><t xml:space="preserve">%s</t></si>' % escape(text))
        return self.index[text]

    def cell(self, reference, value):
        if isinstance(value, Raw):
            return value.replace("{r}", reference)
        if isinstance(value, Number):
            return '<c r="%s"><v>%s</v></c>' % (reference, value)
        if isinstance(value, Date):
            return '<c r="%s" s="1"><v>%s</v></c>' % (
                reference, repr(serial(value, self.epoch_1904)))
        if isinstance(value, Formula):
            try:
                float(value)
                return '<c r="%s"><f>SUM(1,2)</f><v>%s</v></c>' % (reference, value)
            except ValueError:
                return '<c r="%s" t="str"><f>T("x")</f><v>%s</v></c>' % (reference, escape(value))
        if self.inline:
            return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (reference, escape(value))
        return '<c r="%s" t="s"><v>%d</v></c>' % (reference, self.shared(value))

    def add(self, name, rows):
        lines = []
        for number, cells in rows:
            inside = "".join(self.cell(letters(i) + str(number), value)
                             for i, value in enumerate(cells) if value is not None)
            lines.append('<row r="%d" spans="1:11">%s</row>' % (number, inside))
        space = "xmlns%s=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"" % (
            ":" + self.prefix[:-1] if self.prefix else "")
        self.sheets.append((name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + self.tag(
            '<worksheet %s><dimension ref="A1"/><cols><col min="1" max="2" width="9"/></cols>'
            '<sheetData>%s</sheetData><pageMargins left="1"/></worksheet>' % (space, "".join(lines)))))

    def save(self, file_name, absolute=False):
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        root = "/xl/" if absolute else ""
        relations = [("rId%d" % (9 - i), "worksheet", "%sworksheets/s%d.xml" % (root, i))
                     for i in range(len(self.sheets))]
        relations += [("rIdS", "styles", root + "styles.xml"),
                      ("rIdT", "sharedStrings", root + "sharedStrings.xml")]
        parts = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
                                   'content-types"/>',
            "xl/workbook.xml": '<workbook xmlns="%s" xmlns:r="%s"><workbookPr date1904="%d"/><sheets>%s'
                               '</sheets></workbook>' % (main, office, self.epoch_1904, "".join(
                                   '<sheet name="%s" sheetId="%d" r:id="rId%d"/>' % (name, i + 1, 9 - i)
                                   for i, (name, _) in enumerate(self.sheets))),
            "xl/_rels/workbook.xml.rels": "<Relationships>%s</Relationships>" % "".join(
                '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (key, office, kind, target)
                for key, kind, target in relations),
            "xl/styles.xml": '<styleSheet xmlns="%s"><numFmts>%s</numFmts><cellXfs>%s</cellXfs><dxfs><dxf>'
                             '<numFmt numFmtId="14" formatCode="0.00"/></dxf></dxfs></styleSheet>' % (
                                 main, "".join('<numFmt numFmtId="%d" formatCode="%s"/>' % (
                                     key, escape(code, {'"': "&quot;"})) for key, code in self.formats),
                                 "".join('<xf numFmtId="%d"/>' % key for key in self.styles)),
            "xl/sharedStrings.xml": '<sst xmlns="%s">%s</sst>' % (main, "".join(self.strings)),
        }
        for i, (_, xml) in reversed(list(enumerate(self.sheets))):
            parts["xl/worksheets/s%d.xml" % i] = xml
        with zipfile.ZipFile(FOLDER / file_name, "w") as archive:
            for name, text in parts.items():
                info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, text)


# ---- XLS -----------------------------------------------------------------------------------------

def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def biff_string(text, length="<H"):
    wide = any(ord(c) > 255 for c in text)
    return struct.pack(length, len(text)) + bytes([wide]) + text.encode("utf-16le" if wide else "latin-1")


class Xls:
    """BIFF8. Numbers are RK where they fit, NUMBER else; styles: 0 general, 1 date, 2 time."""

    def __init__(self, shared=True, epoch_1904=False, encrypted=False, chunk=8000):
        self.use_shared, self.epoch_1904, self.encrypted, self.chunk = shared, epoch_1904, encrypted, chunk
        self.strings, self.index, self.sheets = [], {}, []

    def cell(self, row, column, value):
        head = struct.pack("<HHH", row, column, 1 if isinstance(value, Date) else 0)
        if isinstance(value, Date):
            return record(0x203, head + struct.pack("<d", serial(value, self.epoch_1904)))
        if isinstance(value, Formula):
            try:
                return record(0x06, head + struct.pack("<d", float(value)) + bytes(8))
            except ValueError:
                return (record(0x06, head + b"\0\0\0\0\0\0\xff\xff" + bytes(8)) +
                        record(0x207, biff_string(value)))
        if isinstance(value, Number):
            number = float(value)
            hundred = round(number * 100)
            if abs(number * 100 - hundred) < 1e-9 and abs(hundred) < 1 << 29:
                return record(0x27E, head + struct.pack("<i", hundred << 2 | 3))
            return record(0x203, head + struct.pack("<d", number))
        if not self.use_shared:
            return record(0x204, head + biff_string(value))
        if value not in self.index:
            self.index[value] = len(self.strings)
            self.strings.append(value)
        return record(0xFD, head + struct.pack("<I", self.index[value]))

    def add(self, name, rows):
        body = bytearray(record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)))
        body += record(0x200, struct.pack("<IIHHH", 0, rows[-1][0], 0, 33, 0))
        for number, cells in rows:
            column = 0
            while column < len(cells):
                run = column
                while run < len(cells) and isinstance(cells[run], Number) and \
                        abs(float(cells[run])) < 1e6:
                    run += 1
                if run - column >= 2:  # MULRK
                    body += record(0xBD, struct.pack("<HH", number - 1, column) + b"".join(
                        struct.pack("<Hi", 0, round(float(v) * 100) << 2 | 3)
                        for v in cells[column:run]) + struct.pack("<H", run - 1))
                    column = run
                    continue
                if cells[column] is not None:
                    body += self.cell(number - 1, column, cells[column])
                column += 1
            body += record(0xBE, struct.pack("<HHHHH", number - 1, 30, 0, 0, 31))  # MULBLANK
            body += record(0x201, struct.pack("<HHH", number - 1, 32, 0))          # BLANK
        self.sheets.append((name, bytes(body + record(0x0A))))

    def table_of_strings(self):
        """SST, cut into CONTINUEs in the middle of texts; each part of a text has its flag again."""
        parts, part = [], struct.pack("<II", len(self.strings), len(self.strings))
        for number, text in enumerate(self.strings):
            wide = any(ord(c) > 255 for c in text)
            rich = number % 5 == 4
            if len(part) + 6 > self.chunk:  # a head is never cut
                parts.append(part)
                part = b""
            part += struct.pack("<HB", len(text), wide | (8 if rich else 0))
            part += struct.pack("<H", 1) if rich else b""
            for place, c in enumerate(text):
                piece = c.encode("utf-16le") if wide else c.encode("latin-1")
                if len(part) + len(piece) > self.chunk:
                    parts.append(part)
                    wide = wide or any(ord(x) > 127 for x in text[place:])
                    part = bytes([wide])
                    piece = c.encode("utf-16le") if wide else piece
                part += piece
            part += b"\0\0\0\0" if rich else b""
        parts.append(part)
        return record(0xFC, parts[0]) + b"".join(record(0x3C, p) for p in parts[1:])

    def stream(self):
        head = record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
        if self.encrypted:
            head += record(0x2F, bytes(54))
        head += record(0x42, struct.pack("<H", 1200)) + record(0x22, struct.pack("<H", self.epoch_1904))
        head += record(0x41E, struct.pack("<H", 164) + biff_string('yyyy"年"m"月"d"日" hh:mm:ss'))
        for key in (0, 164, 21):
            head += record(0xE0, struct.pack("<HH", 0, key) + bytes(16))
        strings = self.table_of_strings()
        names = [struct.pack("<BB", 0, 0) + biff_string(name, "<B") for name, _ in self.sheets]
        position = len(head) + sum(8 + len(name) for name in names) + len(strings) + 4
        bound = b""
        for name, (_, body) in zip(names, self.sheets):
            bound += record(0x85, struct.pack("<I", position) + name)
            position += len(body)
        return head + bound + strings + record(0x0A) + b"".join(body for _, body in self.sheets)

    def save(self, file_name, small=False):
        stream = self.stream()
        (FOLDER / file_name).write_bytes(compound_file("Workbook", stream, small))


def compound_file(name, stream, small=False):
    """One stream in a compound file with sectors of 512 bytes; small: inside the mini stream."""
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    if not small:
        stream = stream.ljust(4096, b"\0")
    size = len(stream)

    def sectors(data, unit=512):
        return -(-len(data) // unit)

    def chained(first, count):
        return [first + i + 1 for i in range(count - 1)] + [end]

    mini = b""
    data = stream
    if small:
        data = stream.ljust(sectors(stream, 64) * 64, b"\0")
        mini = struct.pack("<%dI" % sectors(data, 64), *chained(0, sectors(data, 64))).ljust(512, b"\xff")
    data = data.ljust(sectors(data) * 512, b"\0")
    count = sectors(data)
    tables = 1
    while tables * 128 < tables + 1 + sectors(mini) + count:
        tables += 1
    directory = tables
    mini_at = tables + 1
    data_at = mini_at + sectors(mini)
    numbers = [table] * tables + [end] + chained(mini_at, sectors(mini)) * bool(mini) + \
        chained(data_at, count)
    numbers += [free] * (tables * 128 - len(numbers))

    def entry(title, kind, start, length, child=free):
        text = title.encode("utf-16le") + b"\0\0"
        return (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, free, free, child) +
                bytes(36) + struct.pack("<IQ", start, length))

    entries = entry("Root Entry", 5, data_at if small else end, len(data) if small else 0, 1)
    entries += entry(name, 2, 0 if small else data_at, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, tables, directory, 0, 4096,
        mini_at if small else end, sectors(mini), end, 0)
    header += struct.pack("<109I", *(list(range(tables)) + [free] * (109 - tables)))
    return header + struct.pack("<%dI" % len(numbers), *numbers) + entries.ljust(512, b"\0") + mini + data


# ---- layouts -------------------------------------------------------------------------------------

WECHAT = ["交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号",
          "商户单号", "备注"]


def wechat_rows(rows, first_line, amount, notice=False):
    lines = ["微信支付账单明细", "微信昵称：[%s]" % PERSON,
             "起始时间：[2026-01-01 00:00:00] 终止时间：[2026-03-31 23:59:59]", "导出类型：[全部]",
             "导出时间：[2026-04-01 09:00:00]", None, "共%d笔记录" % len(rows)]
    for label, way in (("收入", "in"), ("支出", "out"), ("中性交易", "neutral")):
        picked = [row.fen for row in rows if row.way == way]
        lines.append("%s：%d笔 %s元" % (label, len(picked), yuan(sum(picked))))
    lines += ["注：", "1. 充值/提现等交易，将计入中性交易", "2. 本明细仅展示当前账单中的交易", "3. 仅供个人对账使用"]
    if notice:
        lines.append("4. 本账单中所有时间均为UTC+08:00时间")
    lines += [None, "----------------------微信支付账单明细列表--------------------"]
    table = [(first_line + i, [line]) for i, line in enumerate(lines) if line is not None]
    at = first_line + len(lines)
    table.append((at, WECHAT))
    for i, row in enumerate(reversed(rows)):
        way = {"in": "收入", "out": "支出", "neutral": "/"}[row.way]
        table.append((at + 1 + i, [
            "%s %s" % (row.day, row.clock), {"in": "二维码收款", "out": "商户消费", "neutral": "零钱提现"}[row.way],
            row.name, row.text, way, amount(row.fen), "零钱", "支付成功", "1000050%013d" % i,
            "20%016d" % i, "/"]))
    return table


def corporate_rows(rows, first_line, day, amount, balance, name=lambda text: text):
    opening = rows[0].balance - rows[0].signed()
    table = [(first_line, ["账户名称：" + HOLDER, None, None, "账号：" + ACCOUNT]),
             (first_line + 1, ["期初余额：" + yuan(opening)]),
             (first_line + 2, ["交易日期", "摘要", "借方发生额", "贷方发生额", "账户余额", "对方户名", "对方账号",
                               "附言"])]
    for i, row in enumerate(rows):
        out, into = (amount(row.fen), None) if row.way == "out" else (None, amount(row.fen))
        table.append((first_line + 3 + i, [day(row), row.text, out, into, balance(row), name(row.name),
                                           "62050000000%04d" % i, None]))
    return table


def noisy(fen):
    """As spreadsheets store sums of binary fractions."""
    return Number(repr(fen / 100 * (1 + 2 ** -52)))


def write_wechat():
    rows = make_rows(13, neutral=True)
    book = Xlsx()
    book.add("Sheet1", wechat_rows(rows, 1, lambda fen: "¥" + yuan(fen)))
    book.save("wechat_text.xlsx")
    truth("wechat_text.xlsx", 0, "wechat-xlsx", rows, account=PERSON, newest=True, totals="hold")

    book = Xlsx(inline=True)
    book.add("Sheet1", wechat_rows(rows, 1, noisy, notice=True))
    book.save("wechat_numeric.xlsx")
    truth("wechat_numeric.xlsx", 0, "wechat-xlsx", rows, account=PERSON, newest=True, totals="hold")

    # A spreadsheet program has imported the file: Column1..., a table, and the pasted original.
    book = Xlsx()
    half = PERSON[:1]
    book.shared(PERSON + "商行", "<si><r><rPr><b/></rPr><t>%s</t></r><r><t>%s商行</t></r><rPh sb=\"0\" "
                "eb=\"1\"><t>kong</t></rPh><phoneticPr fontId=\"1\"/></si>" % (half, PERSON[1:]))
    rows[2].name = PERSON + "商行"
    imported = [(1, ["Column%d" % (i + 1) for i in range(11)])]
    imported += wechat_rows(rows, 2, lambda fen: "￥" + yuan(fen))
    book.add("导入", imported)
    book.add("Sheet1", wechat_rows(rows, 1, lambda fen: Number(yuan(fen))))
    book.save("wechat_two_sheets.xlsx")
    truth("wechat_two_sheets.xlsx", 0, "wechat-xlsx", rows, account=PERSON, newest=True, totals="hold")
    truth("wechat_two_sheets.xlsx", 1, "wechat-xlsx", rows, account=PERSON, newest=True, totals="hold",
          notes="sheet_repeats")


def write_banks_xlsx():
    rows = make_rows(12)
    book = Xlsx(epoch_1904=True, styles=(0, 200), formats=[(200, '[$-804]yyyy"年"m"月"d"日"\\ hh:mm:ss')])
    book.add("流水", corporate_rows(rows, 3, lambda row: Date(row.day + "T" + row.clock), noisy,
                                  lambda row: Number(yuan(row.balance))))
    book.save("bank_1904.xlsx")
    truth("bank_1904.xlsx", 0, "bank-xlsx", rows, HOLDER, ACCOUNT, totals="hold")

    rows = make_rows(15)
    book = Xlsx(prefix="x:")
    table = corporate_rows(rows, 2, lambda row: Date(row.day), lambda fen: Number("%.2E" % (fen / 100)
                           if fen % 10 ** max(0, len(str(fen)) - 3) == 0 else yuan(fen)),
                           lambda row: Formula(yuan(row.balance)), Formula)
    table.append((40, ["合计", None, Number(yuan(sum(r.fen for r in rows if r.way == "out"))),
                       Number(yuan(sum(r.fen for r in rows if r.way == "in")))]))
    book.add("明细", [(line, cells + [Raw('<c r="{r}" t="b"><v>1</v></c>'), Raw('<c r="{r}" t="e"><v>#N/A'
             '</v></c>')] if line > 4 and line < 40 else cells) for line, cells in table])
    book.add("说明", [(2, ["本工作簿由样品系统导出"])])
    book.add("空", [])
    book.save("bank_formulas.xlsx", absolute=True)
    truth("bank_formulas.xlsx", 0, "bank-xlsx", rows, HOLDER, ACCOUNT, totals="hold", notes="sheet_ignored")

    first, second = make_rows(6), make_rows(7)
    book = Xlsx()
    for name, part in (("一月", first), ("二月", second)):
        book.add(name, corporate_rows(part, 1, lambda row: row.day, lambda fen: yuan(fen),
                                      lambda row: yuan(row.balance)))
    book.save("bank_sheets.xlsx")
    truth("bank_sheets.xlsx", 0, "bank-xlsx", first, HOLDER, ACCOUNT, totals="hold")
    truth("bank_sheets.xlsx", 1, "bank-xlsx", second, HOLDER, ACCOUNT, totals="hold")

    rows = make_rows(9)
    book = Xlsx()
    table = [(1, ["兴业银行交易明细"]), (3, ["账户别名"]), (4, ["账户户名", PERSON]), (5, ["账户账号", ACCOUNT]),
             (6, ["卡内账户", "001 活期储蓄存款 人民币"]), (7, ["起始日期", "2026-01-01"]),
             (8, ["截止日期", "2026-03-31"]), (9, ["下载日期", "2026-04-01 02:54:19"]),
             (11, ["交易时间", "记账日", "支出", "收入", "账户余额", "摘要", "对方户名", "对方银行", "对方账号", "用途",
                   "交易渠道", "备注"])]
    for i, row in enumerate(rows):
        out, into = (yuan(row.fen), "") if row.way == "out" else ("", yuan(row.fen))
        if i == 4:  # a reversal is a negative amount in the column of what it takes back
            out, into = (("", "-" + yuan(row.fen)) if row.way == "out" else ("-" + yuan(row.fen), ""))
        table.append((12 + i, ["%s %s" % (row.day, row.clock), row.day, out, into, yuan(row.balance), row.text,
                               row.name, "样品银行", "62010000%04d" % i, "其他", "手机银行", ""]))
    table.append((12 + len(rows), ["说明", "交易明细仅供个人参考。"]))
    book.add("Sheet1", table)
    book.save("cib.xlsx")
    truth("cib.xlsx", 0, "cib-xlsx", rows, PERSON, ACCOUNT)


def write_banks_xls():
    rows = make_rows(11)
    book = Xls()
    table = [(1, ["China Construction Bank"]), (2, ["开户机构：", "样品支行"]), (3, ["币　　种：", "人民币"]),
             (4, ["账　　号：", ACCOUNT]),
             (6, ["记账日   ", "交易日期  ", "交易时间", "支出  ", "收入", "账户余额", "币种", "摘要", "对方账号", "对方户名",
                  "交易地点"])]
    for i, row in enumerate(rows):
        out, into = (yuan(row.fen), "0.0") if row.way == "out" else ("0.0", yuan(row.fen))
        table.append((7 + i, [row.day.replace("-", ""), row.day.replace("-", ""), row.clock, Number(out),
                              Number(into), Number(yuan(row.balance)), "人民币", row.text, "6217****%04d" % i,
                              row.name, "手机银行"]))
    table.append((7 + len(rows), ["以上数据仅供参考，具体内容请以柜台为准。"]))
    book.add("Sheet0", table)
    book.save("ccb.xls")
    truth("ccb.xls", 0, "ccb-xls", rows, "", ACCOUNT)

    rows = make_rows(8)
    book = Xls(shared=False)
    table = [(1, ["2026年03月已出账单明细(人民币)"]),
             (2, ["交易日期", "入账日期", "交易描述", "卡末四位", "交易币种", "结算币种", "交易金额", "结算金额"])]
    for row in rows:
        signed = yuan(-row.signed())  # a charge is positive
        table.append((len(table) + 1, [row.day, row.day, row.text, Number("6688.0"), "人民币", "人民币", signed,
                                       signed]))
    book.add("本期账单", table)
    book.save("citic.xls")
    truth("citic.xls", 0, "citic-credit-xls", rows)

    rows = make_rows(8)
    book = Xls(chunk=120)
    table = [(1, ["账号：" + ACCOUNT, "类型：活期", "日期范围：2026-01-01至2026-03-31",
                   "期初余额：" + yuan(rows[0].balance - rows[0].signed())]),
             (2, ["顺序号", "交易日期", "交易类型", "存入金额", "取出金额", "余额", "交易对手名称", "交易对手账号", "附言"])]
    for i, row in enumerate(rows):
        out, into = (yuan(row.fen), "") if row.way == "out" else ("", yuan(row.fen))
        table.append((3 + i, [str(i + 1), "%s  %s" % (row.day.replace("-", "/"), row.clock), "转账", into, out,
                              yuan(row.balance), row.name, "62170000%04d" % i, row.text + " Größe %d" % i]))
    book.add("Sheet1", table)
    book.save("spdb.xls")
    truth("spdb.xls", 0, "spdb-xls", rows, "", ACCOUNT, totals="hold")

    rows = make_rows(40)
    book = Xls(epoch_1904=True, chunk=333)
    book.add("说明", [(1, ["样品网上银行导出"])])
    book.add("流水", corporate_rows(rows, 2, lambda row: Date(row.day + "T" + row.clock),
                                  lambda fen: Number(yuan(fen)), lambda row: Formula(yuan(row.balance)),
                                  Formula))
    book.save("bank.xls")
    truth("bank.xls", 0, "bank-xls", rows, HOLDER, ACCOUNT, totals="hold", notes="sheet_ignored")

    rows = make_rows(4)
    for file_name, options, small in (("bank_small.xls", {}, True), ("bank_encrypted.xls",
                                                                    {"encrypted": True}, False)):
        book = Xls(**options)
        book.add("流水", corporate_rows(rows, 1, lambda row: row.day, lambda fen: Number(yuan(fen)),
                                      lambda row: Number(yuan(row.balance))))
        book.save(file_name, small)
    truth("bank_small.xls", 0, "bank-xls", rows, HOLDER, ACCOUNT, totals="hold")


def html_of(table, lines):
    return table + "".join("<tr>%s</tr>\r\n" % "".join(
        "<td x:num>%s&nbsp;</td>" % (escape(cell) if cell else "") for cell in line) for line in lines)


def write_named_xls():
    rows = make_rows(7)
    lines = [[row.day, row.text, yuan(row.fen) if row.way == "out" else None,
              yuan(row.fen) if row.way == "in" else None, yuan(row.balance), row.name] for row in rows]
    head = ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset=gb2312><style>td {mso-'
            'number-format:"\\@";} <!-- table > --></style></head><body>\r\n<table><tr><td>账户名称</td><td>%s'
            '</td><td>账号</td><td>%s</td></tr></table><table border=1>\r\n<tr><th rowspan="2">交易日期'
            '<th rowspan=2>摘要<th>借方<br>发生额<th>贷方发生额<th rowspan=2>余额<th rowspan=2>对方户名</tr>\r\n' %
            (HOLDER, ACCOUNT))
    text = html_of(head + "<tr><td></td><td colspan=\"1\"></td></tr>", lines) + "</table></body></html>"
    (FOLDER / "bank_html.xls").write_bytes(text.encode("gb18030"))
    truth("bank_html.xls", 0, "bank-html", rows, HOLDER, ACCOUNT)

    import quopri
    body = quopri.encodestring(text.encode("utf-8")).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    message = (b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="----=_Sample"\r\n\r\n'
               b'A text for readers without MIME.\r\n------=_Sample\r\nContent-Type: text/xml\r\n\r\n<x/>\r\n'
               b'------=_Sample\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; '
               b'charset="utf-8"\r\n\r\n' + body + b'\r\n------=_Sample--\r\n')
    (FOLDER / "bank_mhtml.xls").write_bytes(message)
    truth("bank_mhtml.xls", 0, "bank-html", rows, HOLDER, ACCOUNT)

    names = ["交易日期", "摘要", "借方发生额", "贷方发生额", "余额", "对方户名"]
    xml = ('<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns='
           '"urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:'
           'spreadsheet"><Worksheet ss:Name="a"><Table>')
    opening = "期初余额：" + yuan(rows[0].balance - rows[0].signed())
    for index, line in enumerate([[opening], names] + lines):
        xml += '<Row%s>' % (' ss:Index="3"' if index == 0 else "")
        for column, value in enumerate(line):
            if value:
                kind = "Number" if index > 1 and column in (2, 3, 4) else "String"
                if index > 1 and column == 0:
                    kind, value = "DateTime", value + "T00:00:00.000"
                xml += '<Cell ss:Index="%d"><Data ss:Type="%s">%s</Data></Cell>' % (
                    column + 1, kind, escape(value))
        xml += "</Row>"
    (FOLDER / "bank_2003.xls").write_bytes((xml + "</Table></Worksheet></Workbook>").encode())
    truth("bank_2003.xls", 0, "bank-xls", rows, totals="hold")

    header = ["成交日期", "成交时间", "业务名称", "证券代码", "证券名称", "成交价格", "成交数量", "清算金额", "资金余额", "备注"]
    text = "\t".join(header) + "\r\n"
    for row in rows:
        text += "\t".join('="%s"' % value for value in (
            row.day.replace("-", ""), row.clock, row.text, "600000", "样品股份", "1.000", "100",
            yuan(row.signed()) + "0", yuan(row.balance) + "0", "")) + "\r\n"
    (FOLDER / "broker_tabs.xls").write_bytes(text.encode("gb18030"))
    truth("broker_tabs.xls", 0, "broker-csv", rows)


def write_records():
    book = Xlsx()
    header = ["序号", "发票代码", "发票号码", "数电票号码", "销方识别号", "销方名称", "购方识别号", "购买方名称", "开票日期", "金额", "税额",
              "价税合计", "发票票种", "发票状态", "是否正数发票"]
    seller = ["91371000SAMPLE0016", HOLDER, "91370600SAMPLE0027", CUSTOMERS[0]]
    lines = [[str(i + 1), None, None, "263710000000000%05d" % i] + seller +
             [Date("2026-0%d-11" % (i + 1)), Number("%d.1" % (1000 + i)), Number("130.01"),
              Number("%d.11" % (1130 + i)), "数电票（增值税专用发票）", "正常", "是"] for i in range(3)]
    book.add("发票基础信息", [(1, header)] + [(i + 2, line) for i, line in enumerate(lines)])
    book.add("信息汇总表", [(1, header + ["货物或应税劳务名称"])] +
             [(i + 2, line + ["*样品*件"]) for i, line in enumerate(lines + lines[:1])])
    book.save("invoices.xlsx")

    book = Xls()
    book.add("申报", [(1, ["税款所属期起", "税款所属期止", "销售额", "应纳税额", "申报日期"]),
                    (2, [Date("2026-01-01"), Date("2026-01-31"), Number("120000.5"), Number("3600.02"),
                         Date("2026-02-11")])])
    book.save("tax.xls")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_wechat()
    write_banks_xlsx()
    write_banks_xls()
    write_named_xls()
    write_records()
    header = ["file", "index", "layout", "n", "n_in", "in_fen", "n_out", "out_fen", "n_neutral", "neutral_fen",
              "first", "last", "holder", "account", "order", "totals", "notes"]
    (FOLDER / "truth.tsv").write_text("".join("\t".join(line) + "\n" for line in [header] + TRUTH),
                                      encoding="utf-8")


if __name__ == "__main__":
    main()
