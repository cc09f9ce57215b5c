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
MONEY = re.compile(r"[-+]?\d[\d,，]*[.．]\d{2}$")


class Word:
    def __init__(self, left, top, right, bottom, text):
        self.left, self.top, self.right, self.bottom, self.text = left, top, right, bottom, text

    @property
    def middle(self):
        return (self.top + self.bottom) / 2

    @property
    def center(self):
        return (self.left + self.right) / 2


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
    """(x, role) of the names of columns in a line; a word may hold several."""
    found = []
    for word in line:
        text, at = word.text.replace(" ", ""), 0
        while at < len(text):
            for name, role in HEADINGS:
                if text.startswith(name, at):
                    width = (word.right - word.left) / max(1, len(text))
                    found.append((word.left + width * (at + len(name) / 2), role))
                    at += len(name)
                    break
            else:
                at += 1
    return found


def money(text):
    match = MONEY.search(text.replace(" ", "").replace("¥", "").replace("￥", ""))
    return match.group().replace(",", "").replace("，", "").replace("．", ".") if match else None


def date(text):
    match = re.search(r"(20\d\d)[-./]?(\d\d)[-./]?(\d\d)", text.replace(" ", ""))
    return "-".join(match.groups()) if match else ""


def role_at(headings, word):
    # Amounts stand to the right under their heading, names to the left: the nearest heading by either edge.
    return min(headings, key=lambda h: min(abs(h[0] - word.center), abs(h[0] - word.left) * 1.2, abs(h[0] - word.right) * 1.2))[1]


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
    lines = lines_of(words)
    counted = [headings_in(line) for line in lines]
    best = max(range(len(lines)), key=lambda i: len(counted[i]), default=None)
    if best is None or len(counted[best]) < 3:
        return []
    headings = counted[best]
    rows, rest = [], []
    for line in lines[best + 1:]:
        cells = {}
        for word in line:
            cells.setdefault(role_at(headings, word), []).append(word)
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
        return [Word(min(p[0] for p in box), min(p[1] for p in box), max(p[0] for p in box), max(p[1] for p in box), text)
                for box, text in zip(result.boxes, result.txts)]
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
