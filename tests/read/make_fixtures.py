#!/usr/bin/env python3
"""Writes the statement fixtures of the reader tests, all names invented: make_fixtures.py [FOLDER]

Each layout is written from one list of transactions, so that truth.tsv, written beside the files, holds
what a reader must find: rows, sums, dates, holder and what it must notice. The seed is fixed; running it
again changes nothing.
"""
import datetime
import pathlib
import random
import sys

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "fixtures")
CHANCE = random.Random(20260325)
HOLDER = "济南晨光试样商贸有限公司"
PERSON = "周试样"
ACCOUNT = "6205500000000000777"
CUSTOMERS = ["山东青禾样品机械有限公司", "泰安朗润样品建材有限公司", "林样品", "历下区晓月样品便利店"]
SUPPLIERS = ["青岛海岳样品钢铁有限公司", "国网样品供电公司", "样品社会保险事业中心", "潍坊样品(集团)有限公司"]
TRUTH = []


class Row:
    def __init__(self, day, clock, way, fen, name, text, balance):
        self.day, self.clock, self.way, self.fen = day, clock, way, fen
        self.name, self.text, self.balance = name, text, balance


def make_rows(count, neutral=False, opening=5_000_000, months=3):
    """Oldest first; way is in, out or neutral; the balance runs."""
    rows, balance = [], opening
    days = sorted((1 + CHANCE.randrange(months), 1 + CHANCE.randrange(28)) for _ in range(count))
    for index, (month, day) in enumerate(days):
        fen = CHANCE.choice([CHANCE.randint(1, 9_999), CHANCE.randint(10_000, 999_999),
                             CHANCE.randint(1_000_000, 30_000_000)])
        way = CHANCE.choice(["in", "out"])
        if neutral and index % 4 == 3:
            way = "neutral"
        if way == "out" and fen > balance:
            way = "in"
        balance += fen if way == "in" else -fen if way == "out" else 0
        name = CHANCE.choice(CUSTOMERS if way == "in" else SUPPLIERS)
        text = {"in": "货款", "out": "采购款", "neutral": "余额转入"}[way]
        clock = "%02d:%02d:%02d" % (8 + index * 11 // max(count, 1), CHANCE.randrange(60), CHANCE.randrange(60))
        rows.append(Row("2026-%02d-%02d" % (month, day), clock, way, fen, name, text, balance))
    return rows


def yuan(fen, thousands=False, sign=False):
    mark = "-" if fen < 0 else "+" if sign else ""
    fen = abs(fen)
    return mark + (f"{fen // 100:,}" if thousands else str(fen // 100)) + ".%02d" % (fen % 100)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def cell(text):
    return quoted(text) if any(c in text for c in ',"\n') else text


def total(rows, way):
    picked = [row.fen for row in rows if row.way == way]
    return len(picked), sum(picked)


def signed(row):
    return row.fen if row.way == "in" else -row.fen


def write(name, layout, lines, rows, encoding="utf-8", end="\n", holder="", account="", newest=False,
          totals="-", notes="", currency="CNY", bom=b""):
    """totals: "hold", "-" (none printed). notes: codes that must be there, with commas."""
    text = end.join(lines) + end if isinstance(lines, list) else lines
    (FOLDER / name).write_bytes(bom + text.encode(encoding))
    figures = [str(value) for way in ("in", "out", "neutral") for value in total(rows, way)]
    TRUTH.append([name, layout, str(len(rows))] + figures +
                 [min(row.day for row in rows), max(row.day for row in rows), holder, account,
                  "newest" if newest else "oldest", totals, notes or "-", currency])


def counts(rows, words, ending):
    lines = []
    for word, way in words:
        n, fen = total(rows, way)
        lines.append(ending % (word, n, yuan(fen)))
    return lines


# --- wallets

ALIPAY_WORDS = {"in": "收入", "out": "支出", "neutral": "不计收支"}
ALIPAY_HEADER = "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"


def alipay_preamble(rows):
    return (["-" * 84, "导出信息：", "姓名：" + PERSON, "支付宝账户：zhou***@sample.invalid",
             "起始时间：[2026-01-01 00:00:00]    终止时间：[2026-03-31 23:59:59]", "导出交易类型：[全部]",
             "导出时间：[2026-04-01 09:12:52]", f"共{len(rows)}笔记录"] +
            counts(rows, [("收入", "in"), ("支出", "out"), ("不计收支", "neutral")], "%s：%d笔 %s元") +
            ["", "特别提示："] + [f"{k}.本明细仅供个人对账使用，第{k}条；" for k in range(1, 10)] +
            ["", "-" * 24 + "支付宝（中国）网络技术有限公司  电子客户回单" + "-" * 24])


def alipay_rows(rows, padded):
    pad = (lambda text, size: text + " " * max(0, size - len(text))) if padded else (lambda text, size: text)
    lines = []
    for k, row in enumerate(reversed(rows)):
        status = "交易关闭" if row.way == "neutral" and k % 8 == 0 else "交易成功"
        lines.append(",".join([row.day + " " + row.clock + (" " if padded else ""), pad("商业服务", 20), pad(row.name, 20),
                               pad("sample***@x.invalid", 20), pad(cell(row.text + "，一批"), 20), pad(ALIPAY_WORDS[row.way], 20),
                               pad(yuan(row.fen), 20), pad("余额宝", 20), pad(status, 20), f"20260{k:024d}\t", f"T200P{k:08d}\t",
                               pad("", 20), ""]))
    return lines


def alipay():
    rows = make_rows(16, neutral=True)
    rows[5].fen = 0  # an amount of 0.00 (医保) is a row like any other
    lines = alipay_preamble(rows) + [ALIPAY_HEADER] + alipay_rows(rows, True)
    known = dict(holder=PERSON, account="zhou***@sample.invalid", newest=True, totals="hold")
    write("alipay_2023.csv", "alipay-csv-2023", lines, rows, "gb18030", "\r\n", **known)
    resaved = [line.rstrip() for line in lines]
    write("alipay_2023_resaved.csv", "alipay-csv-2023", resaved, rows, bom=b"\xef\xbb\xbf", **known)
    padded = alipay_preamble(rows) + [",".join(name.ljust(20) for name in ALIPAY_HEADER.split(","))] + alipay_rows(rows, True)
    write("alipay_2023_padded_header.csv", "alipay-csv-2023", padded, rows, "gb18030", **known)
    # A row is missing: the totals of the preamble say so.
    write("alipay_2023_cut.csv", "alipay-csv-2023", lines[:-1], rows[1:], "gb18030", "\r\n",
          **{**known, "totals": "broken", "notes": "control_total"})
    old = [row for row in rows]
    header = "收/支,交易对方,对方账号,商品说明,收/付款方式,金额,交易状态,交易分类,交易订单号,商家订单号,交易时间,"
    body = [",".join(["其他" if row.way == "neutral" else ALIPAY_WORDS[row.way], row.name, "", cell(row.text), "余额", yuan(row.fen),
                      "交易成功", "商业服务", f"{k:018d}\t", f"A{k}\t", row.day + " " + row.clock + " ", ""])
            for k, row in enumerate(reversed(old))]
    footer = ["-" * 84, "导出信息：", "姓名：" + PERSON, "支付宝账户：zhou***@sample.invalid",
              "起始时间：[2026-01-01 00:00:00]    终止时间：[2026-03-31 23:59:59]", f"共{len(rows)}笔记录"] + counts(
                  rows, [("收入", "in"), ("支出", "out"), ("其他", "neutral")], "%s：%d笔,%s元") + ["", "特别提示：", "1.本回单仅供参考；"]
    write("alipay_2021.csv", "alipay-csv-2021", ["-" * 24 + "支付宝（中国）网络技术有限公司  电子客户回单" + "-" * 24, header] + body + footer,
          rows, "gb18030", **known)
    header = ("交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,收/支,交易状态,"
              "服务费（元）,成功退款（元）,备注,资金状态,")
    body = [",".join([f"{k:010d}\t", f"S{k}\t", row.day + " " + row.clock + " ", row.day + " " + row.clock + " ", row.day + " 23:59:59 ",
                      "支付宝网站", "即时到账交易", row.name, row.text, yuan(row.fen) + "   ",
                      {"in": "收入", "out": "支出", "neutral": ""}[row.way] + "      ", "交易成功", "0.00", "0.00", " ",
                      {"in": "已收入", "out": "已支出", "neutral": ""}[row.way] + "  ", ""]) for k, row in enumerate(reversed(rows))]
    (n_in, in_fen), (n_out, out_fen) = total(rows, "in"), total(rows, "out")
    write("alipay_web.csv", "alipay-csv-web",
          ["支付宝交易记录明细查询", "账号:[zhou***@sample.invalid]", "起始日期:[2026-01-01 00:00:00]    终止日期:[2026-04-01 00:00:00]",
           "-" * 33 + "交易记录明细列表" + "-" * 36, header] + body +
          ["-" * 84, f"共{len(rows)}笔记录", f"已收入:{n_in}笔,{yuan(in_fen)}元", "待收入:0笔,0.00元", f"已支出:{n_out}笔,{yuan(out_fen)}元",
           "待支出:0笔,0.00元", f"导出时间:[2026-04-08 14:34:22]    用户:{PERSON}"], rows, "gb18030", **known)


def wechat():
    rows = make_rows(14, neutral=True)
    words = {"in": "收入", "out": "支出", "neutral": "/"}
    tail = "," * 8
    start = [line + tail for line in
             ["微信支付账单明细", f"微信昵称：[{PERSON}]", "起始时间：[2026-01-01 00:00:00] 终止时间：[2026-03-31 23:59:59]", "导出类型：[全部]",
              "导出时间：[2026-04-01 09:00:00]", "", f"共{len(rows)}笔记录"] +
             counts(rows, [("收入", "in"), ("支出", "out"), ("中性交易", "neutral")], "%s：%d笔 %s元") +
             ["注：", "1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易", "2. 本明细仅供个人对账使用", "",
              "----------------------微信支付账单明细列表--------------------"]]
    header = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"

    def body(sign, quotes):
        lines = []
        for k, row in enumerate(reversed(rows)):
            cells = [row.day + " " + row.clock, "商户消费", row.name, f'收款方备注:"{row.text}"' if k == 3 else row.text, words[row.way],
                     sign + yuan(row.fen), "/" if row.way == "in" else "零钱", "已收钱", f"4200{k:020d}", f"1000{k:010d}", "/"]
            if quotes and k % 2 == 0:
                cells = cells[:2] + ['"%s"' % text for text in cells[2:5]] + cells[5:6] + ['"%s"' % text for text in cells[6:]]
                cells[8] += "\t"  # a tab behind the closing quote
            else:
                cells[8] += "\t"
                cells[9] += "\t"
            lines.append(",".join(cells))
        return lines

    known = dict(account=PERSON, newest=True, totals="hold")
    write("wechat.csv", "wechat-csv", start + [header] + body("¥", True), rows, end="\r\n", bom=b"\xef\xbb\xbf", **known)
    write("wechat_wide_yen.csv", "wechat-csv", start + [header] + body("￥", False), rows, **known)
    moved = start[:-1] + ["4. 本账单中所有时间均为UTC+08:00时间" + tail] + start[-1:]
    write("wechat_moved_header.csv", "wechat-csv", moved + [header] + body("¥", True), rows, **known)
    twelve = [line + ",/" for line in body("¥", False)]
    write("wechat_twelve_columns.csv", "wechat-csv", start + [header + ",备注"] + twelve, rows, **known)


def other_wallets():
    rows = make_rows(10, neutral=True)
    start = ["导出信息：", "京东账号名：jd_sample", "日期区间：2026-01-01 至 2026-03-31", f"共：{len(rows)}笔记录"] + counts(
        rows, [("收入", "in"), ("支出", "out"), ("不计收支", "neutral")], "%s：%d笔，%s元") + ["", "特别提示", "1.本明细仅供个人对账使用。", ""]
    header = "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"
    body = [",".join([row.day + " " + row.clock + "\t", row.name, row.text,
                      yuan(row.fen) + ("(已退款1.00)" if k == 2 else ""), "钱包余额", "交易成功", ALIPAY_WORDS[row.way], "网购",
                      f"{k:012d}\t", f"{k:016d}\t", " ", ""]) for k, row in enumerate(reversed(rows))]
    write("jd.csv", "jd-csv", start + [header] + body, rows, bom=b"\xef\xbb\xbf", account="jd_sample", newest=True, totals="hold")
    rows = [row for row in make_rows(10) if row.fen > 200]
    start = ["美团交易账单明细", "美团用户名：[SAMPLE1]", "起始时间：[2026-01-01] 终止时间：[2026-03-31]", '""', f"共：{len(rows)}笔记录"] + counts(
        rows, [("支出", "out"), ("收入", "in")], "%s：%d笔 %s元") + ['""', "【美团交易账单明细列表】"]
    header = "交易创建时间,交易成功时间,交易类型,订单标题,收/支,支付方式,订单金额,实付金额,交易单号,商家单号,备注"
    body = [",".join([row.day + " " + row.clock, row.day + " 23:00:00", "支付", row.text, ALIPAY_WORDS[row.way], "美团月付",
                      "¥" + yuan(row.fen + 100), "¥" + yuan(row.fen), f'"{k:020d}\t"', f'"{k:012d}\t"', "/"])
            for k, row in enumerate(reversed(rows))]
    write("meituan.csv", "meituan-csv", start + [header] + body, rows, end="\r\n", bom=b"\xef\xbb\xbf", account="SAMPLE1", newest=True, totals="hold")


# --- banks

def icbc():
    rows = make_rows(12)
    pad = lambda text: '"%s\t"' % text.ljust(20)
    (_, in_fen), (_, out_fen) = total(rows, "in"), total(rows, "out")

    def body(detail, account):
        lines = []
        for row in reversed(rows):
            inflow, outflow = (yuan(row.fen, True), "") if row.way == "in" else ("", yuan(row.fen, True))
            lines.append(",".join([row.day + "     \t", pad(row.text)] + ([pad("订单")] if detail else []) +
                                  [pad("网上银行"), pad("CHN"), "钞        \t", pad("-"), pad("-"), "-              \t",
                                   pad(inflow), pad(outflow), "人民币         \t", pad(yuan(row.balance, True)), pad(row.name)] +
                                  ([pad("6222****1234")] if account else []) + [""]))
        return lines

    start = ["明细查询文件下载", "", '卡号: 6222****0777,"卡别名: "', "", '子账户序号: 00000,子账户类别: 活期,"子账户别名: "', ""]
    header = ["交易日期", "摘要", "交易场所", "交易国家或地区简称", "钞/汇", "交易金额(收入)", "交易金额(支出)", "交易币种", "记账金额(收入)",
              "记账金额(支出)", "记账币种", "余额", "对方户名"]
    known = dict(account="6222****0777", newest=True, totals="hold", notes="newest_first,opening_derived")
    footer = lambda commas: [" ", "人民币合计" + "," * commas + f"{pad(yuan(in_fen, True))},{pad(yuan(out_fen, True))},"]
    write("icbc_debit_v1.csv", "icbc-csv", start + [",".join(header)] + body(False, False) + footer(8), rows, **known)
    v2 = header[:2] + ["交易详情"] + header[2:] + ["对方账户"]
    write("icbc_debit_v2.csv", "icbc-csv", start + [",".join(v2)] + body(True, True) + footer(9), rows, **known)
    header = ["交易日期", "记账日期", "摘要", "交易场所", "交易国家或地区简称", "交易金额(收入)", "交易金额(支出)", "交易币种", "记账金额(收入)",
              "记账金额(支出)", "记账币种", "余额", "对方户名"]
    lines = []
    for row in reversed(rows):
        sides = [pad(yuan(row.fen, True)), pad("")] if row.way == "in" else [pad(""), pad(yuan(row.fen, True))]
        lines.append(",".join([row.day + " \t"] * 2 + [pad("****"), pad("财付通"), pad("CHN")] + sides + ["人民币  \t"] + sides +
                              ["人民币  \t", pad(yuan(row.balance - 90_000_000, True)), pad(row.name), ""]))
    foot = f"合计金额,,,,,{pad(yuan(in_fen))},{pad(yuan(out_fen))},\t,{pad(yuan(in_fen))},{pad(yuan(out_fen))},"
    write("icbc_credit.csv", "icbc-csv", start[:4] + ["子账户类别:", "", ",".join(header)] + lines + [" ", foot], rows, **known)


def signed_banks():
    rows = make_rows(11)
    lines = ["交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,日 志 号,交易渠道,交易附言"]
    for k, row in enumerate(rows):
        cells = [row.day.replace("-", ""), "" if k == 4 else row.clock.replace(":", ""), row.text, yuan(signed(row), sign=True), yuan(row.balance),
                 row.name + "62200001234", f"{k:09d}", "超级网银", row.text]
        lines.append(",".join(cells[:7] if k == 6 else cells))
    write("abc.csv", "abc-csv", lines, rows, notes="opening_derived,short_row")

    header = "记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名,对方卡号/账号,对方开户行,借记卡号"
    body = [",".join([row.day, row.clock, "人民币", cell(yuan(signed(row), True)), cell(yuan(row.balance, True)), "跨行转账", "手机银行",
                      "-------------------", row.text, row.name, "6226******1234", "-------------------", "3167"]) for row in reversed(rows)]
    boc = ["中国银行交易流水明细清单", header] + body
    write("boc_debit.csv", "boc-csv", boc, rows, newest=True, notes="newest_first,opening_derived")
    mixed = "\r\n".join(boc[:5]) + "\r" + "\r".join(boc[5:8]) + "\n" + "\n".join(boc[8:])
    write("boc_debit_mixed_newlines.csv", "boc-csv", mixed, rows, newest=True)

    header = "交易日,银行记账日,卡号后四位,交易描述,存入,支出,币种"
    body = [",".join([row.day, row.day, "4260", row.text] + ([yuan(row.fen), ""] if row.way == "in" else ["", yuan(row.fen)]) + ["CNY"]) for row in rows]
    foreign = "2026-01-22,2026-01-24,2875,SAMPLE STORE JPN,,3.72,USD"
    write("boc_credit.csv", "boc-csv", ["中国银行信用卡账单(2026年03月)", header] + body, rows)
    TRUTH_ROWS = rows
    write("boc_credit_two_currencies.csv", "boc-csv", ["中国银行信用卡账单(2026年03月)", header, foreign] + body, TRUTH_ROWS, notes="several_currencies")

    body = [",".join([row.day, "CNY", cell(yuan(signed(row), True)), cell(yuan(row.balance, True)), row.text, row.name + " 66666666666666", "采购"]) for row in rows]
    write("cmb_debit.csv", "cmb-csv", ["记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要"] + body, rows)

    header = "序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要"
    body = [",".join([str(k + 1), row.day, row.clock, "网银", "贷 Cr" if row.way == "in" else "借 Dr", cell(yuan(row.fen, True)), cell(yuan(row.balance, True)),
                      "6222000012345", row.name, "网上", row.text]) for k, row in enumerate(rows)]
    write("bocom_debit.csv", "bocom-csv", [header] + body, rows)

    rows = make_rows(9)
    header = "交易日期,入账日期,交易摘要,交易金额,交易货币,入账金额,入账货币"
    body = [",".join([row.day.replace("-", "/"), row.day.replace("-", "/"), "（还款）样品" if row.way == "in" else "（消费）样品", yuan(-signed(row)), "人民币",
                      yuan(-signed(row)), "人民币"]) for row in reversed(rows)]
    write("cgb_credit.csv", "cgb-credit-csv", [header] + body, rows, newest=True)
    header = "交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额"
    body = [",".join(["" if row.way == "in" else row.day[5:].replace("-", "/"), row.day[5:].replace("-", "/"), row.text, cell(yuan(-signed(row), True)), "1234",
                      cell(yuan(-signed(row), True) + "(CN)")]) for row in rows]
    write("cmb_credit.csv", "cmb-credit-csv", ["招商银行信用卡账单(2026年03月)", header] + body, rows, notes="year_inferred")


def corporate():
    rows = make_rows(15)
    (n_in, in_fen), (n_out, out_fen) = total(rows, "in"), total(rows, "out")
    start = ["样品银行企业网上银行账户明细", f"户名：{HOLDER},账号：{ACCOUNT}", f"开户行：样品银行济南分行,币种：人民币",
             "起始日期：20260101,终止日期：20260331", f'期初余额：,"{yuan(5_000_000, True)}"']
    header = "交易日期,交易时间,凭证号,借方发生额,贷方发生额,余额,对方户名,对方账号,对方开户行,摘要,用途"
    body = [",".join([row.day.replace("-", ""), row.clock, f"{k:08d}"] +
                     (["", cell(yuan(row.fen, True))] if row.way == "in" else [cell(yuan(row.fen, True)), ""]) +
                     [cell(yuan(row.balance, True)), row.name, "37000012345", "样品银行青岛分行", row.text, "购销"]) for k, row in enumerate(rows)]
    footer = [f'合计,,,"{yuan(out_fen, True)}","{yuan(in_fen, True)}",,,,,,',
              f'借方笔数：{n_out},"借方合计：{yuan(out_fen, True)}",贷方笔数：{n_in},"贷方合计：{yuan(in_fen, True)}"', "以上数据仅供参考"]
    known = dict(holder=HOLDER, account=ACCOUNT, totals="hold")
    lines = start + [header] + body + footer
    write("corporate.csv", "bank-csv", lines, rows, **known)
    write("corporate_gb18030.csv", "bank-csv", lines, rows, "gb18030", "\r\n", **known)
    write("corporate_utf16le.csv", "bank-csv", lines, rows, "utf-16-le", "\r\n", bom=b"\xff\xfe", **known)
    write("corporate_utf16be.csv", "bank-csv", lines, rows, "utf-16-be", bom=b"\xfe\xff", **known)
    write("corporate_bom.csv", "bank-csv", lines, rows, bom=b"\xef\xbb\xbf", **known)
    write("corporate_newest_first.csv", "bank-csv", start + [header] + body[::-1] + footer, rows, newest=True, **known)
    wide = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
    dated = [row.day.translate(wide) for row in rows]
    full = [",".join([day, row.clock, "", "" if row.way == "in" else yuan(row.fen).translate(wide), yuan(row.fen).translate(wide) if row.way == "in" else "",
                      yuan(row.balance).translate(wide), row.name, "", "", row.text, ""]) for day, row in zip(dated, rows)]
    write("corporate_wide_digits.csv", "bank-csv", start + [header] + full + footer, rows, **known)
    # Columns in another order, some that nobody knows, the header further down, blanks inside names.
    odd = "备用字段,摘  要,贷方发生额（元）,借方发生额（元）,交易日期,账户余额（元）,对方户名,内部编码"
    lines = [",".join(["甲", row.text] + ([cell(yuan(row.fen, True)), ""] if row.way == "in" else ["", cell(yuan(row.fen, True))]) +
                      [row.day, cell(yuan(row.balance, True)), row.name, "Z9"]) for row in rows]
    write("corporate_reordered.csv", "bank-csv", ["说明一", "", "说明二", ""] + start + ["", odd] + lines + [""] * 3, rows, notes="unknown_column", **known)
    junk = lines + ["", "打印时间：2026-04-01 10:00:00", "第1页，共1页", "*** 完 ***"]
    write("corporate_trailing_junk.csv", "bank-csv", start + [odd] + junk, rows, **known)
    # A page break: subtotal and header again in the middle.
    paged = body[:7] + ["本页小计,,,,,,,,,,", header] + body[7:]
    write("corporate_paged.csv", "bank-csv", start + [header] + paged + footer, rows, notes="table_resumed", **known)
    tabs = [line.replace(",", "\t") for line in [header.replace("，", "")]] + ["\t".join(
        [row.day, row.clock, "", "" if row.way == "in" else yuan(row.fen), yuan(row.fen) if row.way == "in" else "", yuan(row.balance), row.name, "", "", row.text, ""])
        for row in rows]
    write("bank_tabs.csv", "bank-csv", tabs, rows)
    write("bank_semicolons.csv", "bank-csv", [line.replace("\t", ";") for line in tabs], rows)
    number = [line.split("\t") for line in tabs]
    excel = ["\t".join(cells) for cells in [number[0]] + [[f'="{cells[0]}"'] + cells[1:3] + [f'="{text}"' if text else "" for text in cells[3:6]] + cells[6:] for cells in number[1:]]]
    write("bank_excel_text.xls.csv", "bank-csv", excel, rows)
    header = "交易日期,收付标志,发生额,账户余额,对方单位,备注"
    body = [",".join([row.day, "收" if row.way == "in" else "付", yuan(row.fen), yuan(row.balance), row.name, row.text]) for row in rows]
    write("bank_marker.csv", "bank-csv", [header] + body, rows)
    header = "交易日期,交易金额,余额,摘要"
    body = [",".join([row.day, yuan(row.fen), yuan(row.balance), row.text]) for row in rows]
    start_line = f"期初余额：{yuan(5_000_000)}"
    write("bank_unmarked.csv", "bank-csv", [header, f"2026-01-01,0.01,{yuan(5_000_000)},开户"] + body,
          [Row("2026-01-01", "", "neutral", 1, "", "开户", 5_000_000)] + rows, notes="direction_by_balance,direction_undecided")
    header = "付款人名称,付款人账号,收款人名称,收款人账号,交易日期,借贷标志,交易金额,余额"
    body = [",".join(([row.name, "37000012345", HOLDER, ACCOUNT] if row.way == "in" else [HOLDER, ACCOUNT, row.name, "37000012345"]) +
                     [row.day, "贷" if row.way == "in" else "借", yuan(row.fen), yuan(row.balance)]) for row in rows]
    write("bank_payer_payee.csv", "bank-csv", [header] + body, rows)
    # A reversal: a negative amount in its column is money the other way.
    taken_back = Row("2026-04-01", "", "in", 12_345, "潍坊样品(集团)有限公司", "冲正", rows[-1].balance + 12_345)
    body = [",".join([row.day, "" if row.way == "in" else yuan(row.fen), yuan(row.fen) if row.way == "in" else "", yuan(row.balance), row.text]) for row in rows]
    body.append(f"2026-04-01,-123.45,,{yuan(taken_back.balance)},冲正")
    write("bank_reversal.csv", "bank-csv", ["记账日,支出,收入,账户余额,摘要"] + body, rows + [taken_back])


def english():
    rows = make_rows(12)
    day = lambda row: "/".join(reversed(row.day.split("-")))
    lines = ["Date,Description,Debit,Credit,Balance"] + [
        ",".join([day(row), "SAMPLE TRANSFER", "" if row.way == "in" else cell(yuan(row.fen, True)), cell(yuan(row.fen, True)) if row.way == "in" else "",
                  cell(yuan(row.balance, True))]) for row in rows]
    start = ["Account Name: Sample Trading Ltd", "Account Number: 000777", f'Opening Balance:,"{yuan(5_000_000, True)}"', "Currency: CNY"]
    write("english.csv", "bank-csv", start + lines, rows, holder="Sample Trading Ltd", account="000777", totals="hold")
    lines = ["Date,Description,Billing amount,Billing currency,Balance,Balance currency"] + [
        ",".join([day(row), "SAMPLE", f'"{yuan(signed(row), True)}"\t' + "\t" * (k % 2), "HKD", f'"{yuan(row.balance, True)}"\t', "HKD"]) for k, row in enumerate(reversed(rows))]
    write("hsbc.csv", "hsbc-csv", lines, rows, newest=True, currency="HKD")


def damage():
    """Quotes that are broken in the ways the exports break them."""
    rows = make_rows(8)
    header = "交易日期,收入,支出,余额,对方户名,摘要"
    texts = ['"货款', '货"款"一批', '"货款"\t', '"含 "引号" 的摘要"', '"两\n行"', '"货""款"', "货款", ' "货款" ']
    body = [",".join([row.day] + ([yuan(row.fen), ""] if row.way == "in" else ["", yuan(row.fen)]) + [yuan(row.balance), row.name, text])
            for row, text in zip(rows, texts)]
    write("quoting_damage.csv", "bank-csv", [header] + body, rows, notes="quote_unclosed")


def two_accounts():
    rows = make_rows(6)
    other = make_rows(5, opening=100)
    lines = ["本方账号,交易日期,收入,支出,余额,对方户名"]
    for account, part in (("111100001", rows), ("222200002", other)):
        lines += [",".join([account, row.day] + ([yuan(row.fen), ""] if row.way == "in" else ["", yuan(row.fen)]) + [yuan(row.balance), row.name]) for row in part]
    (FOLDER / "two_accounts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parts = []
    for account, part in (("333300003", rows), ("444400004", other)):
        parts += [f"户名：{HOLDER}", f"账号：{account}", "交易日期,收入,支出,余额,对方户名"] + [
            ",".join([row.day] + ([yuan(row.fen), ""] if row.way == "in" else ["", yuan(row.fen)]) + [yuan(row.balance), row.name]) for row in part] + [""]
    (FOLDER / "two_tables.csv").write_text("\n".join(parts) + "\n", encoding="utf-8")


def unseen():
    """Forms that no layout of the table has: read by names, by form and by balances alone."""
    rows = make_rows(14)
    out = lambda row, form=yuan: "" if row.way == "in" else form(row.fen)
    into = lambda row, form=yuan: form(row.fen) if row.way == "in" else ""
    header = ("交易类型[ Transaction Type ],付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],收款人账号[ Payee's Account Number ],"
              "收款人名称[ Payee's Name ],交易日期[ Transaction Date ],交易时间[ Transaction time ],交易货币[ Trade Currency ],"
              "交易金额[ Trade Amount ],交易后余额[ After-transaction balance ],汇率[ Exchange rate ],摘要[ Reference ]")
    body = [",".join((["来账", "37000012345", row.name, ACCOUNT, HOLDER] if row.way == "in" else ["往账", ACCOUNT, HOLDER, "37000012345", row.name]) +
                     [row.day.replace("-", ""), row.clock, "人民币", cell(yuan(signed(row), True)), cell(yuan(row.balance, True)), "", row.text]) for row in rows]
    write("corporate_bilingual.csv", "bank-csv", [header] + body, rows)
    header = "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注"
    body = [",".join([f"SAMPLE{k}\t", "", "", row.text, row.day + " " + row.clock, row.name, into(row), out(row, lambda fen: yuan(-fen)), yuan(row.balance), "", "交易", ""])
            for k, row in enumerate(rows)]
    write("merchant_wallet.csv", "bank-csv", [header] + body, rows, "gb18030", "\r\n")
    american = lambda row: "/".join(row.day.split("-")[1:]) + "/2026"
    body = [",".join([american(row), "SAMPLE TRANSFER", out(row), into(row), yuan(row.balance)]) for row in reversed(rows)]
    write("headless.csv", "bank-csv", body, rows, newest=True, notes="header_missing")
    body = [",".join([row.day, row.text, out(row), into(row), yuan(row.balance)]) for row in rows]
    write("header_of_two_rows.csv", "bank-csv", ["交易日期,摘要,发生额,,余额", ",,借方,贷方,"] + body, rows)
    comma = lambda fen: yuan(fen, True).translate(str.maketrans(".,", ",."))
    body = [";".join([".".join(reversed(row.day.split("-"))), row.text, comma(signed(row)), comma(row.balance)]) for row in rows]
    write("decimal_comma.csv", "bank-csv", ["Booking Date;Description;Amount (CNY);Balance"] + body, rows)
    first = datetime.date(1899, 12, 30)
    body = [",".join([str((datetime.date.fromisoformat(row.day) - first).days), out(row), into(row), yuan(row.balance), row.text]) for row in rows]
    write("serial_dates.csv", "bank-csv", ["交易日期,支出金额,收入金额,账户余额,摘要"] + body, rows, notes="date_serial")
    body = [",".join([row.day, out(row), into(row), yuan(row.balance), row.text]) for row in rows]
    write("traditional_names.csv", "bank-csv", ["交易日期,提款金額,存款金額,帳戶餘額,備註"] + body, rows)
    body = [",".join([row.day[5:7] + row.day[8:], row.day.replace("-", ""), row.text, yuan(signed(row)), yuan(row.balance)]) for row in rows]
    write("days_without_year.csv", "bank-csv", ["交易日,记账日,摘要,交易金额,余额"] + body, rows, notes="year_inferred")
    body = [",".join([row.day, row.name + (",门店,甲" if k == 3 else ""), row.text, "收入" if row.way == "in" else "支出", yuan(row.fen)]) for k, row in enumerate(rows)]
    write("unquoted_delimiters.csv", "bank-csv", ["交易日期,对方户名,摘要,收/支,金额"] + body, rows, notes="row_realigned")
    body = [line for row in rows for line in (",".join([row.day, row.text, "样品支行", "某柜台", yuan(signed(row)), yuan(row.balance)]), ",续行,样品支行,三号柜台,,")]
    write("continued_rows.csv", "bank-csv", ["交易日期,摘要,交易机构,附言,交易金额,余额"] + body, rows, notes="row_continued")
    body = [",\t".join([row.day, "转账", into(row) or "-", out(row) or "-", yuan(row.balance)]) + "\t" for row in rows]
    write("padded_with_tabs.csv", "bank-csv", ["交易日期,\t交易类型,\t收入,\t支出,\t余额\t"] + body, rows)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in (alipay, wechat, other_wallets, icbc, signed_banks, corporate, english, damage, two_accounts, unseen):
        make()
    columns = "file layout n n_in in_fen n_out out_fen n_neutral neutral_fen first last holder account order totals notes currency"
    (FOLDER / "truth.tsv").write_text("\n".join(["\t".join(columns.split())] + ["\t".join(line) for line in TRUTH]) + "\n", encoding="utf-8")


main()
