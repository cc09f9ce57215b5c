#!/usr/bin/env python3
"""Makes pages of invented bank statements as a camera or a scanner sees them, each with its truth.

    make_pages.py FOLDER [--seed N] [--pages N] [--layouts a,b] [--levels 0,1,2,3]

Levels: 0 clean at 300 dpi, 1 office scan at 200 dpi, 2 phone photo, 3 one-bit copy at 200 dpi. The odd pages carry a
seal and a watermark. Beside each picture stands a JSON file: what is printed ("rows", "columns", "cells"), where (boxes in
pixels of the page at 300 dpi) and how the page lies in the picture ("homography": page pixel -> picture pixel). The same
seed gives the same pages. Needs Pillow and the fonts Noto CJK and DejaVu; Liberation Mono (dotted zeros) is used where it is.
"""
import argparse
import json
import math
import pathlib
import random
from datetime import datetime, timedelta

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = {
    "song": ("/opentype/noto/NotoSerifCJK-Regular.ttc", "/opentype/noto/NotoSerifCJK-Bold.ttc"),
    "hei": ("/opentype/noto/NotoSansCJK-Regular.ttc", "/opentype/noto/NotoSansCJK-Bold.ttc"),
    "mono": ("/truetype/dejavu/DejaVuSansMono.ttf", "/truetype/dejavu/DejaVuSansMono-Bold.ttf"),
    "courier": ("/truetype/liberation/LiberationMono-Regular.ttf", "/truetype/liberation/LiberationMono-Bold.ttf"),
}
FONT_ROOT = "/usr/share/fonts"
SIMPLIFIED = 2  # the face within the Noto collections

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰宁欣雨晨浩宇轩梓"
PLACES = ["济南", "青岛", "苏州", "东莞", "深圳", "郑州", "武汉", "义乌", "佛山", "厦门", "宁波", "长沙", "合肥", "天津"]
WORDS = "恒丰泰达信诚嘉和美源通宏盛博远联创瑞安隆顺鑫凯德正方万华明航"
TRADES = ["机械设备", "医疗器械", "装饰工程", "食品", "服装", "物流", "信息技术", "建材", "包装材料", "五金制品", "新能源科技", "电子商务"]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "有限公司济南分公司", "经营部（个体工商户）"]
PURPOSES = ["货款", "转账", "跨行汇款", "手续费", "工资", "网银转出", "快捷支付", "消费", "往来款", "缴税", "结息", "房租", "退款", "批量入账"]
BANKS = ["中国工商银行", "中国建设银行", "招商银行", "中国农业银行", "齐鲁银行", "中国银行"]
WAYS = ["零钱", "余额宝", "招商银行(3421)", "建设银行储蓄卡(0098)"]


def company(chance):
    name = "".join(chance.sample(WORDS, chance.randint(2, 3)))
    place = chance.choice(PLACES)
    style = chance.random()
    head = f"{place}市{name}" if style < .5 else f"{name}（{place}）" if style < .75 else f"{name}({place})"
    return head + chance.choice(TRADES) + chance.choice(FORMS)


def party(chance):
    kind = chance.random()
    if kind < .12:
        return ""
    if kind < .4:
        return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randint(1, 2)))
    return company(chance)


def digits(chance, count):
    return "".join(chance.choice("0123456789") for _ in range(count))


def amount_of(chance):
    kind = chance.random()
    if kind < .3:
        return chance.randint(1, 200) * 10 ** chance.randint(2, 5)
    return int(math.exp(chance.uniform(math.log(100), math.log(20_000_000))))


def money(fen, comma=True):
    text = f"{abs(fen) // 100:,}" if comma else f"{abs(fen) // 100}"
    return ("-" if fen < 0 else "") + f"{text}.{abs(fen) % 100:02d}"


def make_rows(chance, count, newest_first):
    """Rows as read from the top of the page; balances hold from row to row."""
    moment = datetime(2023, chance.randint(1, 12), chance.randint(1, 28), 8)
    balance = chance.randint(1_000_000, 90_000_000)
    rows = []
    for _ in range(count):
        moment += timedelta(minutes=chance.randint(2, 1800), seconds=chance.randint(0, 59))
        amount = amount_of(chance)
        if chance.random() < .5 or balance < amount:
            signed = amount
        else:
            signed = -amount
        balance += signed
        rows.append({"moment": moment, "fen": signed, "balance_fen": balance, "party": party(chance),
                     "account": digits(chance, chance.choice([16, 17, 19])), "purpose": chance.choice(PURPOSES)})
    return rows[::-1] if newest_first else rows


# What a column prints: (row, index, chance, comma) -> text.
CELLS = {
    "index": lambda r, i, c, k: str(i + 1),
    "date": lambda r, i, c, k: r["moment"].strftime("%Y-%m-%d"),
    "date8": lambda r, i, c, k: r["moment"].strftime("%Y%m%d"),
    "time": lambda r, i, c, k: r["moment"].strftime("%H:%M:%S"),
    "moment": lambda r, i, c, k: r["moment"].strftime("%Y-%m-%d %H:%M:%S"),
    "amount": lambda r, i, c, k: money(abs(r["fen"]), k),
    "signed": lambda r, i, c, k: money(r["fen"], k),
    "debit": lambda r, i, c, k: money(-r["fen"], k) if r["fen"] < 0 else "",
    "credit": lambda r, i, c, k: money(r["fen"], k) if r["fen"] > 0 else "",
    "balance": lambda r, i, c, k: money(r["balance_fen"], k),
    "mark": lambda r, i, c, k: "贷" if r["fen"] > 0 else "借",
    "inout": lambda r, i, c, k: "收入" if r["fen"] > 0 else "支出",
    "party": lambda r, i, c, k: r["party"],
    "account": lambda r, i, c, k: r["account"] if r["party"] else "",
    "purpose": lambda r, i, c, k: r["purpose"],
    "currency": lambda r, i, c, k: "人民币",
    "cny": lambda r, i, c, k: "CNY",
    "order": lambda r, i, c, k: digits(c, 28),
    "voucher": lambda r, i, c, k: digits(c, 8) if c.random() < .6 else "",
    "bank": lambda r, i, c, k: c.choice(BANKS) + c.choice(PLACES) + "分行" if r["party"] else "",
    "channel": lambda r, i, c, k: c.choice(["网上银行", "手机银行", "柜台", "其他"]),
    "note": lambda r, i, c, k: c.choice(["", "", "", "货款尾款", "合同款", "采购材料款第二批"]),
    "goods": lambda r, i, c, k: c.choice(["收钱码收款", "转账", "订单" + digits(c, 8), "余额宝-自动转入", "扫码付款-商品购买及配送服务费"]),
    "way": lambda r, i, c, k: c.choice(WAYS),
    "serial": lambda r, i, c, k: digits(c, 12),
    "branch": lambda r, i, c, k: c.choice(PLACES) + "支行",
}

# name, width in em, alignment, content
LAYOUTS = {
    "gongshang": dict(title="账户历史明细清单", landscape=True, rules="grid", has_balance=True, columns=[
        ("序号", 4, "c", "index"), ("交易日期", 9, "c", "date"), ("交易时间", 8, "c", "time"), ("摘要", 7, "l", "purpose"),
        ("借贷标志", 6, "c", "mark"), ("交易金额", 11, "r", "amount"), ("账户余额", 12, "r", "balance"),
        ("对方户名", 19, "l", "party"), ("对方账号", 14, "l", "account")]),
    "jianshe": dict(title="个人活期账户全部交易明细", landscape=True, rules="grid", has_balance=True, merged=(3, 4, "发生额"), columns=[
        ("交易日期", 9, "c", "date8"), ("摘要", 8, "c", "purpose"), ("币别", 5, "c", "currency"), ("借方", 11, "r", "debit"),
        ("贷方", 11, "r", "credit"), ("账户余额", 12, "r", "balance"), ("对方户名", 20, "l", "party"), ("对方账号", 14, "l", "account")]),
    "zhaoshang": dict(title="交易流水", rules="zebra", has_balance=True, english=True, columns=[
        ("记账日期", 8, "l", "date"), ("货币", 5, "l", "currency"), ("交易金额", 10, "r", "signed"), ("联机余额", 10, "r", "balance"),
        ("交易摘要", 8, "l", "purpose"), ("对手信息", 24, "l", "party")]),
    "weixin": dict(title="微信支付交易明细证明", rules="lines", has_balance=False, newest_first=True, comma=False, columns=[
        ("交易单号", 13, "l", "order"), ("交易时间", 8, "l", "moment"), ("交易类型", 7, "l", "purpose"), ("收/支/其他", 7, "l", "inout"),
        ("金额(元)", 9, "r", "amount"), ("交易对方", 14, "l", "party")]),
    "qiye": dict(title="企业网上银行交易明细", landscape=True, rules="grid", has_balance=True, newest_first=True, columns=[
        ("交易时间", 7, "c", "moment"), ("凭证号", 6, "c", "voucher"), ("借方发生额", 9, "r", "debit"), ("贷方发生额", 9, "r", "credit"),
        ("余额", 10, "r", "balance"), ("对方账号", 11, "l", "account"), ("对方户名", 11, "l", "party"), ("对方开户行", 9, "l", "bank"),
        ("摘要", 5, "l", "purpose"), ("渠道", 5, "c", "channel"), ("备注", 6, "l", "note"), ("流水号", 8, "l", "serial")]),
    "zhifubao": dict(title="支付宝交易流水证明", rules="none", has_balance=False, newest_first=True, top=True, comma=False, columns=[
        ("收/支", 4, "l", "inout"), ("交易对方", 9, "l", "party"), ("商品说明", 9, "l", "goods"), ("收/付款方式", 8, "l", "way"),
        ("金额", 8, "r", "amount"), ("交易订单号", 10, "l", "order"), ("交易时间", 7, "l", "moment")]),
    "zhongguo": dict(title="交易流水明细清单", landscape=True, rules="none", has_balance=True, columns=[
        ("记账日期", 8, "l", "date"), ("记账时间", 7, "l", "time"), ("币别", 5, "l", "currency"), ("金额", 9, "r", "signed"),
        ("余额", 10, "r", "balance"), ("交易名称", 7, "l", "purpose"), ("渠道", 6, "l", "channel"), ("网点名称", 6, "l", "branch"),
        ("附言", 7, "l", "note"), ("对方账户名", 12, "l", "party"), ("对方卡号/账号", 12, "l", "account"), ("对方开户行", 10, "l", "bank")]),
    "nongye": dict(title="账户活期交易明细清单", rules="none", has_balance=True, newest_first=True, tight=True, columns=[
        ("交易日期", 6, "l", "date8"), ("交易时间", 6, "l", "time"), ("交易摘要", 6, "l", "purpose"), ("交易金额", 9, "r", "signed"),
        ("本次余额", 9, "r", "balance"), ("对手信息", 17, "l", "party"), ("渠道", 5, "l", "channel")]),
    "qilu": dict(title="对公账户对账单", rules="lines", has_balance=True, bold_rule=True, columns=[
        ("日期", 8, "c", "date"), ("摘要", 7, "l", "purpose"), ("借方金额", 10, "r", "debit"), ("贷方金额", 10, "r", "credit"),
        ("余额", 10, "r", "balance"), ("对方户名", 17, "l", "party")]),
    "weitou": dict(title="", rules="grid", has_balance=True, no_header=True, columns=[
        ("日期", 8, "c", "date"), ("摘要", 7, "l", "purpose"), ("标志", 4, "c", "inout"), ("金额", 9, "r", "amount"),
        ("余额", 10, "r", "balance"), ("对方", 17, "l", "party")]),
}


class Pen:
    """Fonts of one page; Chinese and digits may come from two faces."""

    def __init__(self, chance, size):
        self.body = chance.choice(["song", "hei", "song"])
        self.digits = chance.choice([None, None, "courier", "mono"])
        self.size = size
        self.cache = {}

    def font(self, bold=False, size=None, latin=False):
        face = self.digits if latin and self.digits else self.body
        key = (face, bold, size or self.size)
        if key not in self.cache:
            index = SIMPLIFIED if face in ("song", "hei") else 0
            path = pathlib.Path(FONT_ROOT + FONTS[face][int(bold)])
            if not path.exists():
                path = pathlib.Path(FONT_ROOT + FONTS["mono"][int(bold)])
            self.cache[key] = ImageFont.truetype(str(path), key[2], index=index)
        return self.cache[key]

    def choose(self, text, bold=False):
        latin = all(ord(c) < 128 for c in text)
        size = int(self.size * .92) if latin and self.digits else self.size
        return self.font(bold, size, latin)

    def width(self, text, bold=False):
        return self.choose(text, bold).getlength(text)

    def wrap(self, text, width):
        lines = []
        if " " in text and self.width(text) > width:
            return [line for part in text.split(" ") for line in self.wrap(part, width)]
        while text:
            end = len(text)
            while end > 1 and self.width(text[:end]) > width:
                end -= 1
            lines.append(text[:end])
            text = text[end:]
        return lines


class Page:
    """Draws one page at 300 dpi and remembers what it drew where."""

    def __init__(self, layout, chance):
        self.layout, self.chance = layout, chance
        wide = layout.get("landscape", False)
        self.width, self.height = (3508, 2480) if wide else (2480, 3508)
        self.image = Image.new("RGB", (self.width, self.height), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.margin = chance.randint(110, 200)
        ems = sum(column[1] for column in layout["columns"])
        inner = self.width - 2 * self.margin
        self.pad = chance.randint(7, 14)
        size = int((inner - 2 * self.pad * len(layout["columns"])) / ems)
        self.pen = Pen(chance, max(26, min(46, size)))
        self.x = [self.margin]
        for column in layout["columns"]:
            self.x.append(self.x[-1] + int(inner * column[1] / ems))
        self.leading = int(self.pen.size * chance.uniform(1.12, 1.25))
        self.gap = int(self.pen.size * (.3 if layout.get("tight") else chance.uniform(.45, 1.1)))
        self.ink = chance.choice([(0, 0, 0), (30, 30, 30), (50, 50, 60)])
        self.rule = chance.choice([(0, 0, 0), (90, 90, 90), (150, 150, 150)])
        self.truth = []

    def put(self, x, y, text, bold=False, size=None):
        font = self.pen.font(bold, size) if size else self.pen.choose(text, bold)
        self.draw.text((x, y + self.pen.size * .86), text, fill=self.ink, font=font, anchor="ls")
        box = self.draw.textbbox((x, y + self.pen.size * .86), text, font=font, anchor="ls")
        return [int(v) for v in box]

    def cell(self, column, top, height, lines, bold=False, align=None):
        boxes = []
        used = self.leading * len(lines) - (self.leading - self.pen.size)
        y = top + (self.gap // 2 if self.layout.get("top") else (height - used) // 2)
        for line in lines:
            width = self.pen.width(line, bold)
            left, right = self.x[column] + self.pad, self.x[column + 1] - self.pad
            how = align or self.layout["columns"][column][2]
            x = left if how == "l" else right - width if how == "r" else (left + right - width) // 2
            boxes.append(self.put(int(x), y, line, bold))
            y += self.leading
        return boxes

    def preamble(self):
        y = self.chance.randint(100, 220)
        if self.layout.get("no_header"):
            return y
        if self.chance.random() < .15:
            y += self.chance.randint(300, 900)  # the table begins in the middle
        title = self.chance.choice(BANKS) + " " + self.layout["title"]
        size = int(self.pen.size * 1.5)
        self.put((self.width - self.pen.font(True, size).getlength(title)) / 2, y, title, True, size)
        y += int(size * 1.8)
        line = f"户名：{company(self.chance)}　账号：{digits(self.chance, 16)}　币种：人民币"
        self.put(self.margin + self.chance.choice([0, self.pad]), y, line)
        y += int(self.pen.size * 1.8)
        self.put(self.margin + self.pad, y, "起止日期：2023-01-01 至 2023-12-31")
        return y + int(self.pen.size * self.chance.uniform(1.8, 2.6))

    def heading(self, top):
        layout = self.layout
        if layout.get("no_header"):
            return top
        columns = layout["columns"]
        english = layout.get("english") and self.chance.random() < .6
        merged = layout.get("merged")
        height = self.pen.size + self.gap + (self.leading if english or merged else 0)
        align = self.chance.choice([None, "c", None]) if layout["rules"] != "grid" else "c"
        for index, column in enumerate(columns):
            if merged and merged[0] <= index <= merged[1]:
                self.cell(index, top + height // 2, height - height // 2, [column[0]], True, align)
                continue
            lines = self.pen.wrap(column[0], self.x[index + 1] - self.x[index] - 2 * self.pad)[:2]
            if english:
                lines = [column[0], ["Date", "Cur.", "Amount", "Balance", "Type", "Counter Party"][index % 6]]
            self.cell(index, top, height, lines, True, align)
        if merged:
            left, right = self.x[merged[0]], self.x[merged[1] + 1]
            self.put((left + right - self.pen.width(merged[2], True)) / 2, top + self.gap // 3, merged[2], True)
            self.draw.line([left, top + height // 2, right, top + height // 2], fill=self.rule, width=2)
            self.merged_border = (self.x[merged[0] + 1], top, top + height // 2)
        return top + height

    def rows(self, top):
        layout = self.layout
        bottom = self.height - self.chance.randint(180, 320)
        count = self.chance.choice([200, 200, 12, 6])
        data = make_rows(self.chance, 90, layout.get("newest_first", False))
        edges = [top]
        comma = layout.get("comma", True)
        for index, row in enumerate(data):
            texts = [CELLS[column[3]](row, index, self.chance, comma) for column in layout["columns"]]
            wrapped = [self.pen.wrap(text, self.x[c + 1] - self.x[c] - 2 * self.pad) if text else []
                       for c, text in enumerate(texts)]
            height = (max(len(lines) for lines in wrapped) - 1) * self.leading + self.pen.size + self.gap
            if edges[-1] + height > bottom or index >= count:
                break
            if layout["rules"] == "zebra" and index % 2 == 0:
                self.draw.rectangle([self.x[0], edges[-1], self.x[-1], edges[-1] + height], fill=(226, 226, 226))
            boxes = [self.cell(c, edges[-1], height, lines) for c, lines in enumerate(wrapped)]
            fen = row["fen"]
            self.truth.append({
                "date": row["moment"].strftime("%Y-%m-%d"), "direction": "in" if fen > 0 else "out",
                "amount": money(abs(fen), False), "balance": money(row["balance_fen"], False) if layout["has_balance"] else "",
                "counterparty": row["party"], "summary": row["purpose"], "account": row["account"],
                "bbox": [self.x[0], edges[-1], self.x[-1], edges[-1] + height], "cells": texts, "boxes": boxes})
            edges.append(edges[-1] + height)
        return edges

    def rulings(self, head, edges):
        kind = self.layout["rules"]
        thick = self.chance.choice([2, 3, 4])
        if kind == "grid":
            for y in [head] + edges:
                self.draw.line([self.x[0], y, self.x[-1], y], fill=self.rule, width=thick)
            for x in self.x:
                top = head
                if getattr(self, "merged_border", (None,))[0] == x:
                    top = self.merged_border[2]
                self.draw.line([x, top, x, edges[-1]], fill=self.rule, width=thick)
        elif kind == "lines":
            for y in [head] + edges:
                self.draw.line([self.x[0], y, self.x[-1], y], fill=self.rule if y in (head, edges[0]) else (200, 200, 200),
                               width=thick if self.layout.get("bold_rule") else 2)
        elif kind == "none" and self.chance.random() < .5:
            self.draw.line([self.x[0], edges[0], self.x[-1], edges[0]], fill=self.rule, width=thick)

    def footer(self, y):
        y += int(self.pen.size * self.chance.uniform(.6, 1.2))
        if self.chance.random() < .5:
            self.put(self.margin + self.pad, y, f"本页合计：收入 {money(amount_of(self.chance) * 9)} 支出 {money(amount_of(self.chance) * 9)}")
            y += int(self.pen.size * 1.7)
        self.put(self.margin + self.pad, y, f"第 1 页 共 {self.chance.randint(1, 9)} 页　打印日期：2023-12-31")

    def make(self):
        head = self.preamble()
        first = self.heading(head)
        edges = self.rows(first)
        self.rulings(head, edges)
        self.footer(edges[-1])
        return self.image


def watermark(image, chance, pen):
    text = chance.choice(["银行流水专用", "招商银行", "仅供贷款使用"])
    font = pen.font(False, chance.randint(90, 130))
    layer = Image.new("L", image.size, 255)
    grey = chance.randint(185, 215)
    tile = Image.new("L", (int(font.getlength(text)) + 60, 220), 255)
    ImageDraw.Draw(tile).text((20, 20), text, fill=grey, font=font)
    tile = tile.rotate(chance.choice([30, 35, -30, 45]), expand=True, fillcolor=255)
    for y in range(-200, image.height, chance.randint(560, 700)):
        for x in range(-200 + (y // 7) % 300, image.width, tile.width + 260):
            layer.paste(tile, (x, y))
    return ImageChops.multiply(image, Image.merge("RGB", [layer] * 3))


def seal(image, chance, pen, box):
    radius = chance.randint(220, 320)
    layer = Image.new("RGB", (2 * radius + 40, 2 * radius + 40), "white")
    draw = ImageDraw.Draw(layer)
    red = (200 + chance.randint(0, 30), 30 + chance.randint(0, 30), 40 + chance.randint(0, 30))
    center = radius + 20
    draw.ellipse([20, 20, 20 + 2 * radius, 20 + 2 * radius], outline=red, width=14)
    points = []
    for i in range(10):
        r = radius * (.3 if i % 2 == 0 else .12)
        points.append((center + r * math.sin(i * math.pi / 5), center - r * math.cos(i * math.pi / 5)))
    draw.polygon(points, fill=red)
    text = chance.choice(BANKS) + "股份有限公司业务部"
    font = pen.font(False, int(radius * .22))
    for i, letter in enumerate(text):
        angle = (i - (len(text) - 1) / 2) * 240 / len(text)
        tile = Image.new("L", (int(radius * .3),) * 2, 0)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-angle)
        x = center + radius * .78 * math.sin(math.radians(angle)) - tile.width / 2
        y = center - radius * .78 * math.cos(math.radians(angle)) - tile.height / 2
        layer.paste(red, (int(x), int(y)), tile)
    x = chance.randint(box[0], max(box[0] + 1, box[2] - layer.width))
    y = chance.randint(box[1], max(box[1] + 1, box[3] - layer.height))
    patch = image.crop((x, y, x + layer.width, y + layer.height))
    image.paste(ImageChops.multiply(patch, layer.rotate(chance.randint(-20, 20), fillcolor="white")), (x, y))


def solve(matrix, right):
    """Gaussian elimination; small and well-conditioned systems only."""
    size = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(size):
            if k != i:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def homography(source, target):
    """The 9 numbers of the projective map that takes four points to four points."""
    matrix, right = [], []
    for (x, y), (u, v) in zip(source, target):
        matrix += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return solve(matrix, right) + [1.0]


def inverse(m):
    a, b, c, d, e, f, g, h, i = m
    out = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f,
           d * h - e * g, b * g - a * h, a * e - b * d]
    return [value / out[8] for value in out]


def noise(chance, size, strength):
    plane = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return plane.point([int(128 + (v - 128) * strength / 128) for v in range(256)])


def add_noise(image, chance, strength):
    plane = noise(chance, image.size, strength).filter(ImageFilter.GaussianBlur(.6))
    bands = [ImageChops.add(band, plane, 1, -128) for band in image.split()]
    return Image.merge(image.mode, bands)


def clouds(chance, size, cells, low, high):
    """A smooth random field."""
    small = Image.frombytes("L", cells, bytes(chance.randint(low, high) for _ in range(cells[0] * cells[1])))
    return small.resize(size, Image.BICUBIC)


def rotated_quad(width, height, degrees, scale, center):
    cos, sin = math.cos(math.radians(degrees)) * scale, math.sin(math.radians(degrees)) * scale
    corners = [(-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2)]
    return [(center[0] + x * cos - y * sin, center[1] + x * sin + y * cos) for x, y in corners]


def corners_of(image):
    return [(0, 0), (image.width, 0), (image.width, image.height), (0, image.height)]


def scan(image, chance):
    scale = 2 / 3
    size = (int(image.width * scale), int(image.height * scale))
    quad = rotated_quad(image.width, image.height, chance.uniform(-1.5, 1.5), scale, (size[0] / 2, size[1] / 2))
    to_picture = homography(corners_of(image), quad)
    small = image.filter(ImageFilter.GaussianBlur(.8)).transform(
        size, Image.PERSPECTIVE, inverse(to_picture)[:8], Image.BICUBIC, fillcolor="white")
    small = small.point([int(v * .92 + 18) for v in range(256)] * 3)
    return add_noise(small, chance, chance.randint(10, 26)), to_picture


def photo(image, chance, turn):
    dpi = chance.uniform(140, 185)
    scale = dpi / 300
    long_side = max(image.width, image.height) * scale * 1.13
    short_side = min(image.width, image.height) * scale * 1.16
    upright = image.width < image.height
    if turn % 180:
        upright = not upright
    size = (int(short_side), int(long_side)) if upright else (int(long_side), int(short_side))
    degrees = turn + chance.uniform(-4, 4)
    if chance.random() < .15:
        degrees += chance.choice([-1, 1]) * chance.uniform(10, 25)
        size = (int(size[0] * 1.25), int(size[1] * 1.25))
    quad = rotated_quad(image.width, image.height, degrees, scale, (size[0] / 2, size[1] / 2))
    jitter = .03 * min(size)
    quad = [(x + chance.uniform(-jitter, jitter), y + chance.uniform(-jitter, jitter)) for x, y in quad]
    to_picture = homography(corners_of(image), quad)
    base = [chance.randint(30, 130) for _ in range(3)]
    cells = chance.choice([(40, 6), (6, 40), (30, 30), (12, 90)])
    ground = Image.merge("RGB", [clouds(chance, size, cells, max(0, b - 25), b + 25) for b in base])
    page = image.filter(ImageFilter.GaussianBlur(1.1)).transform(
        size, Image.PERSPECTIVE, inverse(to_picture)[:8], Image.BICUBIC)
    mask = Image.new("L", image.size, 255).transform(size, Image.PERSPECTIVE, inverse(to_picture)[:8], Image.BICUBIC)
    ground.paste(page, (0, 0), mask)
    light = clouds(chance, size, (3, 3), chance.randint(110, 150), chance.randint(190, 235))
    tint = [chance.uniform(.93, 1), chance.uniform(.93, 1), chance.uniform(.82, 1)]
    light = Image.merge("RGB", [light.point([int(v * t) for v in range(256)]) for t in tint])
    lit = ImageChops.multiply(ground, light).filter(ImageFilter.GaussianBlur(chance.uniform(.4, .9)))
    return add_noise(lit, chance, chance.randint(5, 14)), to_picture


def copy(image, chance):
    scale = 2 / 3
    size = (int(image.width * scale), int(image.height * scale))
    quad = rotated_quad(image.width, image.height, chance.uniform(-1.2, 1.2), scale, (size[0] / 2, size[1] / 2))
    to_picture = homography(corners_of(image), quad)
    grey = image.convert("L").filter(ImageFilter.GaussianBlur(1.2)).transform(
        size, Image.PERSPECTIVE, inverse(to_picture)[:8], Image.BICUBIC, fillcolor=255)
    wear = clouds(chance, size, (size[0] // 60, size[1] // 60), 114, 142)
    grain = noise(chance, size, 30).filter(ImageFilter.GaussianBlur(.7))
    worn = ImageChops.add(ImageChops.add(grey, wear, 1, -128), grain, 1, -128)
    level = chance.randint(130, 160)
    black = worn.point([0 if v < level else 255 for v in range(256)])
    salt = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).filter(ImageFilter.GaussianBlur(.6))
    limit = chance.randint(14, 22)
    dots = salt.point([0 if v < limit else 255 for v in range(256)])
    return ImageChops.darker(black, dots).convert("1", dither=Image.NONE), to_picture


def make(folder, name, seed, level, number):
    chance = random.Random(f"{seed} {name} {number}")
    layout = LAYOUTS[name]
    page = Page(layout, chance)
    image = page.make()
    if number % 2 == 1:
        image = watermark(image, chance, page.pen)
        box = [page.x[0] + 200, page.truth[0]["bbox"][1], page.x[-1], page.truth[-1]["bbox"][3]]
        seal(image, chance, page.pen, box)
    wear = random.Random(f"{seed} {name} {number} {level}")
    to_picture = [1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0]
    if level == 1:
        image, to_picture = scan(image, wear)
    elif level == 2:
        image, to_picture = photo(image, wear, wear.choice([0, 0, 0, 90, 270]))
    elif level == 3:
        image, to_picture = copy(image, wear)
    stem = folder / f"{name}_L{level}_p{number}"
    if level in (1, 2):
        image.save(stem.with_suffix(".jpg"), quality=wear.randint(70, 90))
    else:
        image.save(stem.with_suffix(".png"))
    truth = {"layout": name, "level": level, "order": "desc" if layout.get("newest_first") else "asc",
             "has_balance": layout["has_balance"], "holder": "", "columns": [c[0] for c in layout["columns"]],
             "header": not layout.get("no_header"), "col_x": page.x, "homography": to_picture, "rows": page.truth}
    stem.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=2)
    parser.add_argument("--layouts", default=",".join(LAYOUTS))
    parser.add_argument("--levels", default="0,1,2,3")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.layouts.split(","):
        for number in range(options.pages):
            for level in map(int, options.levels.split(",")):
                make(options.folder, name, options.seed, level, number)


if __name__ == "__main__":
    main()
