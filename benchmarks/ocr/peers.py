#!/usr/bin/env python3
"""Lets another engine read pages and assembles its words to rows, the same simple way for every engine.

    peers.py rapidocr|tesseract FOLDER OUT

FOLDER has pictures, OUT gets a JSON file for each ({"rows": [...], "cpu": seconds}). The words of the header name the
columns, their positions part them; a line with an amount is a row, what has none (a wrapped name) goes to the row it is
nearest to. These engines flag nothing, so no row says anything about `verified`.
"""
import csv
import io
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys

ROLES = {
    "date": ("交易日期", "记账日期", "交易时间", "日期"),
    "amount": ("交易金额", "金额(元)", "金额（元）", "金额", "发生额"),
    "out": ("借方发生额", "借方金额", "借方"),
    "in": ("贷方发生额", "贷方金额", "贷方"),
    "balance": ("账户余额", "联机余额", "本次余额", "余额"),
    "mark": ("收/支/其他", "收/支", "借贷标志", "标志"),
    "party": ("对方账户名", "对方户名", "交易对方", "对手信息", "对方"),
    "other": ("序号", "摘要", "对方账号", "对方卡号/账号", "对方开户行", "备注", "附言", "渠道", "流水号", "凭证号", "币别", "货币", "交易单号",
              "交易类型", "商品说明", "收/付款方式", "交易订单号", "交易摘要", "交易名称", "网点名称", "记账时间"),
}
HEADINGS = sorted(((name, role) for role, names in ROLES.items() for name in names), key=lambda pair: -len(pair[0]))
MONEY = re.compile(r"[-+]?\d[\d,，.．]*[.．]\d{2}$")


class Word:
    """A word with its box; `rise` is how much its base line climbs a pixel to the right, None where that is not known."""

    def __init__(self, left, top, right, bottom, text, rise=None):
        self.left, self.top, self.right, self.bottom, self.text, self.rise = left, top, right, bottom, text, rise

    @property
    def middle(self):
        return (self.top + self.bottom) / 2

    @property
    def center(self):
        return (self.left + self.right) / 2

    def part(self, start, end):
        """The part of the word from one character to another; Chinese characters are twice as wide as others."""
        widths = [2 if ord(c) > 0x2e80 else 1 for c in self.text]
        unit = (self.right - self.left) / max(1, sum(widths))
        left, right = self.left + unit * sum(widths[:start]), self.left + unit * sum(widths[:end])
        return Word(left, self.top, right, self.bottom, self.text[start:end], self.rise)


def straightened(words):
    """Takes the slope of the lines out of a page: on a photo it changes from the top of the page to its foot."""
    known = [(word.middle, word.rise) for word in words if word.rise is not None and word.right - word.left > 5 * (word.bottom - word.top)]
    if len(known) < 8:
        return words
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for i, a in enumerate(known) for b in known[i + 1:] if abs(b[0] - a[0]) > 100]
    change = statistics.median(slopes) if slopes else 0.0
    base = statistics.median(rise - change * middle for middle, rise in known)
    result = []
    for word in words:
        shift = (base + change * word.middle) * word.center
        result.append(Word(word.left, word.top - shift, word.right, word.bottom - shift, word.text, word.rise))
    return result


TOKEN = re.compile(r"20\d\d[-./年]\d\d?[-./月]\d\d?日?|\d\d[:：]\d\d(?:[:：]\d\d)?|[-+]?[¥￥]?\d{1,3}(?:[,，.．]\d{3})+[.．]\d{2}(?!\d)|[-+]?[¥￥]?\d[\d,，]*[.．]\d{2}(?!\d)|\d{8,}")


def tokens(word):
    """Detectors join neighbouring cells to one box: dates, times and amounts in it are cells of their own."""
    found, at = [], 0
    for match in TOKEN.finditer(word.text):
        found += [(at, match.start()), match.span()]
        at = match.end()
    found.append((at, len(word.text)))
    parts = [word.part(start, end) for start, end in found if word.text[start:end].strip()]
    return parts or [word]


def lines_of(words):
    """Words on about one level, from the top."""
    if not words:
        return []
    reach = .6 * statistics.median(word.bottom - word.top for word in words)
    lines = []
    for word in sorted(words, key=lambda w: w.middle):
        if lines and word.middle - statistics.mean(w.middle for w in lines[-1]) < reach:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.left) for line in lines]


def headings_in(line):
    """(left, right, role) of the names of columns in a line; a word may hold several."""
    found = []
    for word in line:
        word.text = word.text.replace(" ", "")
        at = 0
        while at < len(word.text):
            for name, role in HEADINGS:
                if word.text.startswith(name, at):
                    part = word.part(at, at + len(name))
                    found.append((part.left, part.right, role))
                    at += len(name)
                    break
            else:
                at += 1
    return found


def money(text):
    match = MONEY.search(text.replace(" ", "").replace("¥", "").replace("￥", ""))
    if not match:
        return None
    digits = re.sub("[,，.．]", "", match.group())  # a point read for a comma costs nothing: the last two digits are fen
    return f"{digits[:-2]}.{digits[-2:]}"


def date(text):
    match = re.search(r"(20\d\d)[-./]?(\d\d)[-./]?(\d\d)", text.replace(" ", ""))
    return "-".join(match.groups()) if match else ""


MONEY_ROLES = ("amount", "in", "out", "balance")


def role_at(headings, word):
    """The column of a word: of those that its form allows, the one whose heading it overlaps or is nearest to."""
    is_money, is_date = money(word.text) is not None, bool(date(word.text))
    fitting = [h for h in headings if (h[2] in MONEY_ROLES) == is_money and (h[2] == "date") >= is_date]
    if not fitting:  # a heading that was not read: the first column of amounts is the amount
        return "amount" if is_money else "other"
    # Amounts end where their heading ends or above its middle, names begin where theirs begins.
    return min(fitting, key=lambda h: min(abs(h[0] - word.left), abs((h[0] + h[1]) / 2 - word.center), abs(h[1] - word.right)))[2]


def row_of(cells):
    text = {role: "".join(word.text for word in sorted(words, key=lambda w: (round(w.middle / 12), w.left)))
            for role, words in cells.items()}
    row = {"date": date(text.get("date", "")), "counterparty": text.get("party", ""), "balance": money(text.get("balance", "")) or ""}
    inflow, outflow, amount = (money(text.get(role, "")) for role in ("in", "out", "amount"))
    mark = text.get("mark", "")
    if inflow or outflow:
        row["direction"], row["amount"] = ("in", inflow) if inflow else ("out", outflow)
    else:
        incoming = "收入" in mark or "贷" in mark or (not mark and amount and not amount.startswith("-"))
        row["direction"], row["amount"] = ("in" if incoming else "out"), (amount or "").lstrip("-+")
    return row


def assemble(words):
    lines = lines_of(straightened(words))
    counted = [headings_in(line) for line in lines]
    best = max(range(len(lines)), key=lambda i: len(counted[i]), default=None)
    if best is None or len(counted[best]) < 3:
        return []
    headings = counted[best]
    rows, rest = [], []
    for line in lines[best + 1:]:
        cells = {}
        for word in line:
            for token in tokens(word):
                cells.setdefault(role_at(headings, token), []).append(token)
        has_amount = any(money(w.text) for role in ("amount", "in", "out") for w in cells.get(role, []))
        (rows if has_amount else rest).append((statistics.mean(w.middle for w in line), cells))
    for level, cells in rest:
        near = [row for row in rows if abs(row[0] - level) < 40]
        if near:
            target = min(near, key=lambda row: abs(row[0] - level))[1]
            for role, more in cells.items():
                target.setdefault(role, []).extend(more)
    return [row_of(cells) for _, cells in rows]


def rapidocr_reader():
    from rapidocr import RapidOCR
    engine = RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                              "EngineConfig.onnxruntime.inter_op_num_threads": 1})

    def read(path):
        result = engine(str(path))
        if result.boxes is None:
            return []
        words = []
        for box, text in zip(result.boxes, result.txts):
            box = [[float(value) for value in point] for point in box]
            horizontal = max(1.0, box[1][0] - box[0][0] + box[2][0] - box[3][0])
            rise = (box[1][1] - box[0][1] + box[2][1] - box[3][1]) / horizontal
            middle = sum(point[1] for point in box) / 4
            height = (box[3][1] - box[0][1] + box[2][1] - box[1][1]) / 2
            words.append(Word(min(p[0] for p in box), middle - height / 2, max(p[0] for p in box), middle + height / 2, text, rise))
        return words
    return read


def tesseract_reader():
    def read(path):
        command = ["tesseract", str(path), "-", "-l", "chi_sim+eng", "--psm", "6", "tsv"]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=False)
        words = []
        for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["level"] == "5" and row["text"].strip():
                left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
                words.append(Word(left, top, left + width, top + height, row["text"]))
        return words
    return read


def cpu_seconds():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main():
    engine, folder, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    read = rapidocr_reader() if engine == "rapidocr" else tesseract_reader()
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".png", ".jpg")):
        before = cpu_seconds()
        rows = assemble(read(path))
        document = {"rows": rows, "cpu": round(cpu_seconds() - before, 3)}
        (out / f"{path.stem}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    (out / "peak.txt").write_text(str(peak), encoding="utf-8")


if __name__ == "__main__":
    main()
