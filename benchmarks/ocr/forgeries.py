#!/usr/bin/env python3
"""Plants forgeries in pages of make_pages.py and checks that zhun flags them.

    forgeries.py PAGES WORK --zhun PROGRAM [--engine-path DIR] [--engine NAME] [--seed N] [--single N] [--hunts N]

PAGES: folder of make_pages.py; pages with balances at levels 0 and 1 are used. WORK: where the forged pages and zhun's
readings go. Pixels are taken from other digits of the same page, as a forger with an image editor would.
 - single: one digit of one amount or one balance is another one. The row must not be verified, the printed figure must
   not be repaired away, and a finding must name the row or its neighbour and point into one of the two with its box.
 - hunt: wherever a digit stands in the amounts and balances of many rows, another one is seen (4 -> 1, 3 -> 8, 0 -> 6...).
   No row with a wrong amount, balance or direction may be verified.
Prints what was caught and exits with 1 if anything was not; a page that cannot be read is not caught.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys

from PIL import Image

HUNTS = ("41", "38", "06", "17", "58", "96", "27", "60", "83", "14")
FINDINGS = {"altered_figure", "balance_break", "rows_missing", "control_total", "digits_confused"}


def fen(text):
    try:
        return round(float(str(text).replace(",", "").replace("+", "")) * 100)
    except ValueError:
        return None


class Page:
    """One page with the places of the digits of its figures."""

    def __init__(self, truth_path):
        self.name = truth_path.stem
        self.truth = json.loads(truth_path.read_text())
        picture = next(p for p in (truth_path.with_suffix(".png"), truth_path.with_suffix(".jpg")) if p.exists())
        self.suffix = picture.suffix
        self.image = Image.open(picture).convert("RGB")
        self.cells = {}  # (row, "amount" or "balance") -> (text, glyph boxes)
        self.glyphs = {}  # digit -> glyph boxes
        for number, row in enumerate(self.truth["rows"]):
            for field in ("amount", "balance"):
                self.find_cell(number, row, field)

    def find_cell(self, number, row, field):
        wanted = fen(row[field])
        for text, boxes in zip(row["cells"], row["boxes"]):
            if len(boxes) != 1 or wanted is None or fen(text) is None or abs(fen(text)) != abs(wanted) or "." not in text:
                continue
            if (number, "amount") in self.cells and field == "balance" and self.cells[(number, "amount")][2] == boxes[0]:
                continue
            glyphs = self.split(self.to_picture(boxes[0]), len(text))
            if glyphs:
                self.cells[(number, field)] = (text, glyphs, boxes[0])
                for symbol, glyph in zip(text, glyphs):
                    if symbol.isdigit():
                        self.glyphs.setdefault(symbol, []).append(glyph)
            return

    def to_picture(self, box):
        h = self.truth["homography"]
        points = []
        for x, y in ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])):
            w = h[6] * x + h[7] * y + h[8]
            points.append(((h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w))
        return (int(min(p[0] for p in points)) - 3, int(min(p[1] for p in points)) - 1,
                int(max(p[0] for p in points)) + 4, int(max(p[1] for p in points)) + 2)

    def split(self, box, count):
        """The boxes of the ink of each symbol; None where they touch."""
        grey = self.image.crop(box).convert("L")
        width, height = grey.size
        pixels = grey.load()
        paper = sorted(grey.tobytes())[width * height * 3 // 4]
        dark = [[pixels[x, y] < paper - 60 for y in range(height)] for x in range(width)]
        runs, begin = [], None
        for x in range(width + 1):
            ink = x < width and any(dark[x])
            if ink and begin is None:
                begin = x
            if not ink and begin is not None:
                runs.append((begin, x))
                begin = None
        if len(runs) != count:
            return None
        glyphs = []
        for left, right in runs:
            rows = [y for y in range(height) if any(dark[x][y] for x in range(left, right))]
            glyphs.append((box[0] + left, box[1] + rows[0], box[0] + right, box[1] + rows[-1] + 1))
        return glyphs

    def paste(self, target, digit, rng):
        source = rng.choice(self.glyphs[digit])
        patch = self.image.crop((source[0] - 1, source[1] - 1, source[2] + 1, source[3] + 1))
        corner = self.forged.crop((target[0] - 1, target[1] - 2, target[2] + 1, target[3] + 1))
        bytes_of = corner.tobytes()
        colours = sorted((bytes_of[i:i + 3] for i in range(0, len(bytes_of), 3)), key=sum)
        brightest = tuple(colours[len(colours) * 9 // 10])
        self.forged.paste(brightest, (target[0] - 1, target[1] - 2, target[2] + 1, target[3] + 1))
        middle = (target[0] + target[2] - source[2] + source[0]) // 2
        self.forged.paste(patch, (middle - 1, target[3] - (source[3] - source[1]) - 1))

    def forge(self, changes, rng):
        """changes: (row, field, place in the text, digit)."""
        self.forged = self.image.copy()
        for row, field, place, digit in changes:
            self.paste(self.cells[(row, field)][1][place], digit, rng)
        return self.forged


def points_at(finding, page, row, field):
    """The finding's box holds the middle of the altered cell, or of a figure of its row or the next one: an equation has
    three figures, and cannot say which of them was changed."""
    box = finding.get("box")
    if not box:
        return False
    left, top = min(p[0] for p in box), min(p[1] for p in box)
    right, bottom = max(p[0] for p in box), max(p[1] for p in box)
    for near in (row - 1, row, row + 1):
        for name in ("amount", "balance"):
            if near == row - 1 and name == "amount" or (near, name) not in page.cells:
                continue
            cell = page.to_picture(page.cells[(near, name)][2])
            x, y = (cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2
            if left <= x <= right and top <= y <= bottom and right - left < page.image.width * 0.4:
                return True
    return False


def altered_text(text, places):
    return "".join(places.get(i, c) for i, c in enumerate(text))


def read(arguments, path):
    out = path.with_suffix(".json")
    command = [arguments.zhun, "ocr", str(path), "-o", str(out)]
    if arguments.engine_path:
        command += ["--engine-path", arguments.engine_path]
    if arguments.engine:
        command += ["--engine", arguments.engine]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return json.loads(out.read_text()) if done.returncode == 0 else None


def save(page, work, name):
    path = work / (name + page.suffix)
    page.forged.save(path, **({"quality": 92} if page.suffix == ".jpg" else {}))
    return path


def try_single(page, arguments, rng, work, number):
    choices = [key for key in page.cells if 1 <= key[0] < len(page.truth["rows"]) - 1]
    if not choices:
        return None
    row, field = rng.choice(choices)
    text, _, _ = page.cells[(row, field)]
    place = rng.choice([i for i, c in enumerate(text) if c.isdigit()])
    others = [d for d in page.glyphs if d != text[place] and (place > 0 or d != "0")]
    digit = rng.choice(others)
    page.forge([(row, field, place, digit)], rng)
    printed = abs(fen(altered_text(text, {place: digit})))
    reading = read(arguments, save(page, work, f"single{number}_{page.name}"))
    what = f"{page.name} row {row + 1} {field} {text[place]} -> {digit}"
    if reading is None or len(reading["rows"]) != len(page.truth["rows"]):
        return what, "the page was not read whole", None
    got = reading["rows"][row]
    faults = []
    if got["verified"]:
        faults.append("verified")
    for repair in got.get("repairs", []):
        if repair["field"] == field and fen(repair["chosen"]) != printed and fen(repair["read"]) == printed:
            faults.append("repaired away")
    near = {got["row"], *(reading["rows"][i]["row"] for i in (row - 1, row + 1))}
    told = [f for f in reading["findings"] if f["code"] in FINDINGS and f["row"] in near]
    named = [f["code"] for f in told]
    if not named:
        faults.append("no finding")
    elif not any(points_at(f, page, row, field) for f in told):
        faults.append("no finding with a box at the altered figure or its neighbours")
    return what, ", ".join(faults), named


def try_hunt(page, arguments, rng, work, pair, number):
    seen_as = {}
    first = rng.randrange(0, max(1, len(page.truth["rows"]) // 3))
    changes = []
    for (row, field), (text, _, _) in page.cells.items():
        places = {i: pair[1] for i, c in enumerate(text) if c == pair[0] and row >= first}
        changes += [(row, field, i, d) for i, d in places.items()]
        seen_as[(row, field)] = altered_text(text, places)
    if not changes or pair[1] not in page.glyphs:
        return None
    page.forge(changes, rng)
    reading = read(arguments, save(page, work, f"hunt{number}_{pair[0]}as{pair[1]}_{page.name}"))
    what = f"{page.name} {pair[0]} -> {pair[1]}: {len(changes)} digits from row {first + 1}"
    if reading is None or len(reading["rows"]) != len(page.truth["rows"]):
        return what, "the page was not read whole", None
    wrong = []
    for row, (got, truth) in enumerate(zip(reading["rows"], page.truth["rows"])):
        same = (fen(got["amount"]) == abs(fen(truth["amount"])) and got["direction"] == truth["direction"]
                and fen(got["balance"]) == fen(truth["balance"]))
        if got["verified"] and not same:
            wrong.append(str(row + 1))
    flags = sorted({f["code"] for f in reading["findings"] if f["code"] in FINDINGS})
    if not flags:
        wrong.append("no finding at all")
    return what, "verified though wrong: rows " + ", ".join(wrong) if wrong else "", flags


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--zhun", required=True)
    parser.add_argument("--engine-path")
    parser.add_argument("--engine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--single", type=int, default=10, help="pages with one altered digit")
    parser.add_argument("--hunts", type=int, default=10, help="pages with a systematic confusion")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    rng = random.Random(arguments.seed)
    paths = []
    for path in sorted(arguments.pages.glob("*.json")):
        truth = json.loads(path.read_text())
        if truth.get("has_balance") and truth["level"] in (0, 1) and len(truth["rows"]) >= 8:
            paths.append(path)
    if not paths:
        sys.exit("there is no page with balances at level 0 or 1")
    tried = failed = unread = 0
    for kind, count in (("single", arguments.single), ("hunt", arguments.hunts)):
        done = attempts = 0
        while done < count and attempts < 4 * count:
            page = Page(paths[attempts % len(paths)])
            attempts += 1
            if len(page.cells) < len(page.truth["rows"]):
                continue
            result = (try_single(page, arguments, rng, arguments.work, done) if kind == "single" else
                      try_hunt(page, arguments, rng, arguments.work, HUNTS[done % len(HUNTS)], done))
            if result is None:
                continue
            what, fault, named = result
            done += 1
            tried += 1
            unread += named is None
            failed += bool(fault) and named is not None
            state = "unread" if named is None else "FAILED" if fault else "caught"
            print(f"{kind:6} {state} {what}: {fault or ', '.join(sorted(set(named)))}", flush=True)
    print(f"{tried} forgeries, {tried - failed - unread} caught, {unread} pages not read, {failed} failed")
    sys.exit(1 if failed or unread or tried == 0 else 0)


if __name__ == "__main__":
    main()
