#!/usr/bin/env python3
"""Draws tests/cli/scan/page.png, a small page of a statement, with Noto Sans CJK (OFL) through Pillow, and its truth.

Run by hand when the fixture is to change: python3 tests/cli/make_scan_fixture.py FONT.ttc
"""
import json
import pathlib
import sys

from PIL import Image, ImageDraw, ImageFont

ROWS = [
    ("2026-03-02", "in", 1250000, "济南泉润建材有限公司", "货款"),
    ("2026-03-03", "out", 386050, "青岛海晟机械有限公司", "材料款"),
    ("2026-03-05", "out", 12000, "王小明", "报销"),
    ("2026-03-09", "in", 735518, "烟台宏图贸易有限公司", "货款"),
    ("2026-03-12", "out", 264109, "国网山东省电力公司", "电费"),
    ("2026-03-17", "in", 98765, "济南泉润建材有限公司", "尾款"),
    ("2026-03-20", "out", 500000, "李秋", "工资"),
]
OPENING = 3217744
COLUMNS = [("交易日期", 40, 200), ("摘要", 200, 320), ("借方发生额", 320, 500), ("贷方发生额", 500, 680),
           ("余额", 680, 880), ("对方户名", 880, 1240)]


def money(fen):
    return f"{fen // 100:,}.{fen % 100:02}"


def main():
    font_file = sys.argv[1]
    folder = pathlib.Path(__file__).parent / "scan"
    image = Image.new("L", (1280, 620), 255)
    draw = ImageDraw.Draw(image)
    title, text = ImageFont.truetype(font_file, 34), ImageFont.truetype(font_file, 24)
    draw.text((430, 20), "样例银行账户交易明细", font=title, fill=0)
    draw.text((40, 80), "户名：济南历下样例商贸有限公司   账号：6222000012345678   币种：人民币", font=text, fill=0)
    draw.text((40, 115), f"期初余额：{money(OPENING)}", font=text, fill=0)
    top, height = 160, 44
    balance, truth = OPENING, []
    table = [[name for name, _, _ in COLUMNS]]
    for date, direction, fen, name, summary in ROWS:
        balance += fen if direction == "in" else -fen
        table.append([date, summary, money(fen) if direction == "out" else "",
                      money(fen) if direction == "in" else "", money(balance), name])
        truth.append({"date": date, "direction": direction, "amount": f"{fen / 100:.2f}",
                      "balance": f"{balance / 100:.2f}", "counterparty": name})
    for row, cells in enumerate(table):
        y = top + row * height
        for (_, left, right), cell in zip(COLUMNS, cells):
            draw.rectangle([left, y, right, y + height], outline=0, width=2)
            width = draw.textlength(cell, font=text)
            is_number = row > 0 and left >= 320 and left < 880
            x = right - width - 8 if is_number else left + 8
            draw.text((x, y + 5), cell, font=text, fill=0)
    image.quantize(16).save(folder / "page.png", optimize=True)
    (folder / "truth.json").write_text(json.dumps({"rows": truth}, ensure_ascii=False, indent=1) + "\n",
                                       encoding="utf-8")


if __name__ == "__main__":
    main()
