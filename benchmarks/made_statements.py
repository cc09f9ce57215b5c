#!/usr/bin/env python3
"""Makes the files that `read` and `read_peers.py` read, with truth.tsv: rows and sums in fen.

    made_statements.py FOLDER [--growth]

The same seed gives the same bytes on every machine. All names and numbers are invented. --growth adds the bank's file in
a tenth and in five times the size.
"""
import random
import struct
import sys
import zipfile
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

ROWS = 200_000
SHEET_ROWS = 100_000
XLS_ROWS = 60_000
CAMT_ENTRIES = 80_000
PDF_PAGES = 100
PDF_ROWS_A_PAGE = 45
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
TRADES = ["机械有限公司", "钢材有限公司", "建材商行", "五金经营部", "电气有限公司", "物流有限公司", "餐饮管理有限公司", "食品批发部"]
PLACES = ["济南", "烟台", "青岛", "潍坊", "淄博", "威海", "临沂", "德州"]
PURPOSES = ["货款", "采购款", "房租", "电费", "工资", "运费", "退款", "材料款,含运费", '"样品"款', "服务费"]


class Data:
    """Rows of one account with what each kind of file prints of them, oldest first."""

    def __init__(self, rows, seed):
        chance = random.Random(seed)
        parties = [
            (place + surname + trade, f"6228{chance.randrange(10**11):011d}")
            for place in PLACES for surname in SURNAMES[:12] for trade in TRADES
        ]
        persons = [surname + "样例" for surname in SURNAMES]
        moment = datetime(2023, 1, 1, 8)
        balance = 500_000_000
        self.rows = []
        for index in range(rows):
            moment += timedelta(seconds=chance.randint(20, 300))
            fen = chance.choice([chance.randint(1, 9_999), chance.randint(100, 500_000), chance.randint(10_000, 20_000_000)])
            inward = chance.random() < 0.5 or balance < fen
            balance += fen if inward else -fen
            # A few parties have most of the rows, as in life.
            name, account = parties[int(len(parties) * chance.random() ** 3)]
            if chance.random() < 0.3:
                name = chance.choice(persons)
            self.rows.append((index, moment, inward, fen, balance, name, account, chance.choice(PURPOSES), chance.random()))

    def totals(self):
        return (sum(row[3] for row in self.rows if row[2]), sum(row[3] for row in self.rows if not row[2]))


def plain(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def grouped(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"') else text


def bank_csv(path, data):
    """UTF-8, signed amounts with thousands separators, running balance, newest row first."""
    lines = ["交易明细查询", "记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名,对方卡号/账号,对方开户行,流水号"]
    for index, moment, inward, fen, balance, name, account, purpose, _ in reversed(data.rows):
        lines.append(
            f"{moment:%Y-%m-%d},{moment:%H:%M:%S},人民币,{quoted(grouped(fen if inward else -fen))},{quoted(grouped(balance))},"
            f"{'跨行转账' if fen > 50_000 else '快捷支付'},{'企业网银' if index % 3 else '手机银行'},-----------,{quoted(purpose)},{name},"
            f"{account},-----------,{20230000 + index:012d}")
    path.write_bytes(("\n".join(lines) + "\n").encode())


def wallet_split(data):
    """Every tenth row or so is neutral: [inflow], [outflow], [neutral]."""
    parts = ([], [], [])
    for row in data.rows:
        parts[2 if row[8] < 0.1 else 0 if row[2] else 1].append(row[3])
    return parts


def alipay_csv(path, data):
    """GB18030 with CRLF, 24 lines in front, true totals, tabs behind order numbers, no balance."""
    rows = data.rows
    parts = wallet_split(data)
    lines = ["-" * 60, "导出信息：", "姓名：样例", "支付宝账户：s***@example.com",
             "起始时间：[2023-01-01 00:00:00]    终止时间：[2026-12-31 23:59:59]", "导出交易类型：[全部]",
             "导出时间：[2027-01-01 09:00:00]", f"共{len(rows)}笔记录"]
    lines += [f"{word}：{len(part)}笔 {plain(sum(part))}元" for word, part in zip(("收入", "支出", "不计收支"), parts)]
    lines += ["", "特别提示："] + [f"{i}.本明细仅供测速使用。" for i in range(1, 10)]
    lines += ["", "-" * 20 + "电子客户回单" + "-" * 20,
              "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"]
    for index, moment, inward, fen, _, name, _, purpose, kind in reversed(rows):
        word = "不计收支" if kind < 0.1 else "收入" if inward else "支出"
        lines.append(
            f"{moment:%Y-%m-%d %H:%M:%S},{'日用百货' if index % 4 else '商业服务'},{name},s***@example.com,{quoted(purpose)},{word},"
            f"{plain(fen)},{'余额' if index % 5 else '样例银行(0001)'},{'交易成功' if index % 9 else '等待确认收货'},"
            f"2023{index:024d}\t,T200P{index:016d}\t,,")
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return parts


def wechat_rows(data):
    parts = wallet_split(data)
    head = ["微信支付账单明细", "微信昵称：[样例]", "起始时间：[2023-01-01 00:00:00] 终止时间：[2026-12-31 23:59:59]", "导出类型：[全部]",
            "导出时间：[2027-01-01 09:00:00]", "", f"共{len(data.rows)}笔记录"]
    head += [f"{word}：{len(part)}笔 {plain(sum(part))}元" for word, part in zip(("收入", "支出", "中性交易"), parts)]
    head += ["注：", "1. 本明细仅供测速使用", "----------------------微信支付账单明细列表--------------------"]
    names = ["交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号", "备注"]
    rows = []
    for index, moment, inward, fen, _, name, _, purpose, kind in reversed(data.rows):
        word = "/" if kind < 0.1 else "收入" if inward else "支出"
        rows.append([f"{moment:%Y-%m-%d %H:%M:%S}", {"收入": "二维码收款", "支出": "商户消费", "/": "零钱提现"}[word], name, purpose,
                     word, "¥" + plain(fen), "零钱" if index % 3 else "样例银行(0001)",
                     {"收入": "已收钱", "支出": "支付成功", "/": "提现已到账"}[word], f"4200{index:024d}", f"1000{index:016d}", "/"])
    return head, names, rows, parts


def wechat_csv(path, data):
    """UTF-8 with a byte order mark, quoted texts, tabs behind order numbers."""
    head, names, rows, parts = wechat_rows(data)
    lines = [line + "," * 8 for line in head] + [",".join(names)]
    for row in rows:
        row = row[:2] + ['"' + text.replace('"', '""') + '"' for text in row[2:]]
        row[8], row[9] = row[8] + "\t", row[9] + "\t"
        lines.append(",".join(row))
    path.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode())
    return parts


def letter(column):
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def wechat_xlsx(path, data):
    """Shared strings, amounts as texts with a currency sign."""
    head, names, rows, parts = wechat_rows(data)
    strings, shared, body = {}, [], []
    for number, cells in enumerate([[line] for line in head] + [names] + rows, 1):
        out = []
        for column, text in enumerate(cells):
            if not text:
                continue
            place = strings.setdefault(text, len(strings))
            if place == len(shared):
                shared.append(text)
            out.append(f'<c r="{letter(column)}{number}" t="s"><v>{place}</v></c>')
        body.append(f'<row r="{number}">{"".join(out)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    files = {
        "[Content_Types].xml":
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
                       'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
                           "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}" count="{len(shared)}" uniqueCount="{len(shared)}">'
                                + "".join(f"<si><t>{escape(text)}</t></si>" for text in shared) + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(body)}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>' + text,
                             zipfile.ZIP_DEFLATED)
    return parts


def xls_record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def xls_text(row, column, text):
    """LABEL of BIFF8: a text in the cell itself, so that no table of strings is needed."""
    wide = any(ord(c) > 255 for c in text)
    return xls_record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), wide) + text.encode("utf-16le" if wide else "latin-1"))


def bank_xls(path, data):
    """BIFF8 in a compound file: texts, and amounts as numbers."""
    names = ["记账日", "交易时间", "支出", "收入", "账户余额", "币种", "摘要", "对方账号", "对方户名", "交易渠道", "流水号"]
    cells = [b"".join(xls_text(0, column, name) for column, name in enumerate(names))]
    for number, (index, moment, inward, fen, balance, name, account, purpose, _) in enumerate(data.rows, 1):
        texts = {0: f"{moment:%Y%m%d}", 1: f"{moment:%H:%M:%S}", 5: "人民币元", 6: purpose, 7: account, 8: name, 9: "网银", 10: f"{index:010d}"}
        numbers = {2: 0.0 if inward else fen / 100, 3: fen / 100 if inward else 0.0, 4: balance / 100}
        cells.append(b"".join(
            xls_text(number, column, texts[column]) if column in texts else
            xls_record(0x0203, struct.pack("<HHHd", number, column, 0, numbers[column])) for column in range(11)))
    start = xls_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    page = xls_record(0x0042, struct.pack("<H", 1200))
    style = xls_record(0x00E0, struct.pack("<HHHHHHHHH", 0, 0, 0, 0, 0, 0, 0, 0, 0)[:20].ljust(20, b"\0"))
    sheet_name = struct.pack("<IBBBB", 0, 0, 0, 6, 0) + b"Sheet1"
    globals_size = len(start) + len(page) + len(style) + 4 + len(sheet_name) + 4
    sheet_name = struct.pack("<I", globals_size) + sheet_name[4:]
    stream = start + page + style + xls_record(0x0085, sheet_name) + xls_record(0x000A)
    stream += xls_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + b"".join(cells) + xls_record(0x000A)
    path.write_bytes(compound_file(stream))


def compound_file(stream):
    """One stream, "Workbook", in sectors of 512 bytes: header, allocation table, directory, stream."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    stream = stream.ljust(-(-max(len(stream), 4096) // sector) * sector, b"\0")
    data = len(stream) // sector
    tables, lists = 0, 0  # sectors of the allocation table, and of the list of those beyond the header's 109
    while tables * 128 < tables + lists + 1 + data:
        tables += 1
        lists = -(-max(0, tables - 109) // 127)
    first = tables + lists + 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFC] * lists + [end] + list(range(first + 1, first + data)) + [end]
    chain += [free] * (tables * 128 - len(chain))
    more = list(range(109, tables))
    list_sectors = b""
    for i in range(lists):
        part = more[i * 127:(i + 1) * 127]
        follower = tables + i + 1 if i + 1 < lists else end
        list_sectors += struct.pack("<128I", *(part + [free] * (127 - len(part)) + [follower]))

    def entry(name, kind, child, start, size):
        text = name.encode("utf-16le") + b"\0\0"
        return (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, free, free, child) + b"\0" * 36
                + struct.pack("<IQ", start, size))

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, first, len(stream)) + b"\0" * 256
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables + lists, 0, 4096, end, 0,
                          tables if lists else end, lists)
    heads = list(range(min(tables, 109)))
    header += struct.pack("<109I", *(heads + [free] * (109 - len(heads))))
    return header + struct.pack(f"<{tables * 128}I", *chain) + list_sectors + directory + stream


def camt_xml(path, data):
    """camt.053: one statement, an entry with its parties for each row."""
    total = sum(fen if inward else -fen for _, _, inward, fen, *_ in data.rows)
    opening = data.rows[0][4] - (data.rows[0][3] if data.rows[0][2] else -data.rows[0][3])

    def balance(code, fen, day):
        return (f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{plain(fen)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                f"<Dt><Dt>{day:%Y-%m-%d}</Dt></Dt></Bal>")

    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
                  "<GrpHdr><MsgId>1</MsgId><CreDtTm>2027-01-01T09:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>"
                  "<CreDtTm>2027-01-01T09:00:00</CreDtTm><Acct><Id><Othr><Id>6225880000000015</Id></Othr></Id><Ccy>CNY</Ccy></Acct>")
        out.write(balance("OPBD", opening, data.rows[0][1]) + balance("CLBD", opening + total, data.rows[-1][1]) + "\n")
        for index, moment, inward, fen, _, name, account, purpose, _ in data.rows:
            mark, role = ("CRDT", "Dbtr") if inward else ("DBIT", "Cdtr")
            out.write(
                f"<Ntry>\n <NtryRef>{index}</NtryRef>\n <Amt Ccy=\"CNY\">{plain(fen)}</Amt>\n <CdtDbtInd>{mark}</CdtDbtInd>\n"
                f" <Sts>BOOK</Sts>\n <BookgDt><Dt>{moment:%Y-%m-%d}</Dt></BookgDt>\n <ValDt><Dt>{moment:%Y-%m-%d}</Dt></ValDt>\n"
                f" <AcctSvcrRef>S{index:012d}</AcctSvcrRef>\n <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
                f"</Fmly></Domn></BkTxCd>\n <NtryDtls><TxDtls>\n  <Refs><AcctSvcrRef>S{index:012d}</AcctSvcrRef>"
                f"<EndToEndId>E{index:016d}</EndToEndId><TxId>T{index:016d}</TxId></Refs>\n"
                f"  <AmtDtls><TxAmt><Amt Ccy=\"CNY\">{plain(fen)}</Amt></TxAmt></AmtDtls>\n"
                f"  <RltdPties><{role}><Nm>{escape(name)}</Nm><PstlAdr><Ctry>CN</Ctry><AdrLine>样例路{index % 900}号</AdrLine></PstlAdr>"
                f"</{role}><{role}Acct><Id><Othr><Id>{account}</Id></Othr></Id></{role}Acct></RltdPties>\n"
                f"  <RmtInf><Ustrd>{escape(purpose)} {index:010d}</Ustrd></RmtInf>\n </TxDtls></NtryDtls>\n</Ntry>\n")
        out.write("</Stmt></BkToCstmrStmt></Document>\n")


def bank_pdf(path, data):
    """45 rows a page, ruled, one object a cell, as banks print."""
    lefts = (40, 110, 175, 330, 400, 470)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids = []
    for start in range(0, len(data.rows), PDF_ROWS_A_PAGE):
        lines = [("Date", "Time", "Description", "Debit", "Credit", "Balance")]
        for index, moment, inward, fen, balance, _, account, _, _ in data.rows[start:start + PDF_ROWS_A_PAGE]:
            lines.append((f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}", f"TRANSFER {account}", "" if inward else grouped(fen),
                          grouped(fen) if inward else "", grouped(balance)))
        drawn = ["0.5 w"]
        for number, cells in enumerate(lines):
            top = 790 - number * 16
            drawn.append(f"36 {top + 11} m 560 {top + 11} l S")
            drawn += [f"BT /F1 8 Tf {left} {top} Td ({text}) Tj ET" for left, text in zip(lefts, cells) if text]
        content = zlib.compress("\n".join(drawn).encode())
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content))
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects))
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    path.write_bytes(out)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    truth = ["# file\trows\tinflow\toutflow\tneutral, in fen"]

    def note(name, rows, inflow, outflow, neutral=0):
        truth.append(f"{name}\t{rows}\t{inflow}\t{outflow}\t{neutral}")

    data = Data(ROWS, 1)
    bank_csv(folder / "bank.csv", data)
    note("bank.csv", ROWS, *data.totals())
    note("alipay.csv", ROWS, *map(sum, alipay_csv(folder / "alipay.csv", data)))
    note("wechat.csv", ROWS, *map(sum, wechat_csv(folder / "wechat.csv", data)))
    data = Data(SHEET_ROWS, 2)
    note("wechat.xlsx", SHEET_ROWS, *map(sum, wechat_xlsx(folder / "wechat.xlsx", data)))
    data = Data(XLS_ROWS, 3)
    bank_xls(folder / "bank.xls", data)
    note("bank.xls", XLS_ROWS, *data.totals())
    data = Data(CAMT_ENTRIES, 4)
    camt_xml(folder / "camt053.xml", data)
    note("camt053.xml", CAMT_ENTRIES, *data.totals())
    data = Data(PDF_PAGES * PDF_ROWS_A_PAGE, 6)
    bank_pdf(folder / f"bank_{PDF_PAGES}_pages.pdf", data)
    note(f"bank_{PDF_PAGES}_pages.pdf", len(data.rows), *data.totals())
    if "--growth" in sys.argv:
        for name, rows in (("bank_10k.csv", 10_000), ("bank_100k.csv", 100_000), ("bank_1m.csv", 1_000_000)):
            data = Data(rows, 5)
            bank_csv(folder / name, data)
            note(name, rows, *data.totals())
    (folder / "truth.tsv").write_text("\n".join(truth) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
