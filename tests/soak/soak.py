"""Soak in Python: the same work over and over, and the memory that the process holds meanwhile.

soak.py FOLDER SECONDS: prints "seconds kibibytes rounds" every second or two.
"""
import json
import pathlib
import random
import resource
import sys
import time

import zhun


def work(files, cases):
    assessment = zhun.assess(files)
    assessment.to_json(), assessment.to_html(), assessment.checklist(), assessment.digest()
    dict(assessment.charts)
    len(assessment.facts)
    assessment.close()
    zhun.parse(files["bank.csv"])
    for wrong in (lambda: zhun.parse(b"nothing"), lambda: zhun.assess({"dossier.json": b"{"}),
                  lambda: zhun.assess(files, progress=lambda *_: False)):
        try:
            wrong()
            raise SystemExit("what is wrong was taken")
        except zhun.Error:
            pass
    if cases is not None:
        card = zhun.Scorecard().fit(*cases)
        card.points(cases[0])


def made_cases():
    try:
        import numpy
    except ImportError:
        return None
    chance = random.Random(2)
    rows = [[chance.random(), chance.random()] for _ in range(500)]
    return numpy.array(rows), [int(chance.random() < row[0]) for row in rows]


def resident_kibibytes():
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


def main():
    folder, seconds = pathlib.Path(sys.argv[1]), float(sys.argv[2])
    names = ["dossier.json"] + [source["file"] for source in
                                json.loads((folder / "dossier.json").read_bytes())["sources"]]
    files = {name: (folder / name).read_bytes() for name in names}
    cases, begin, told, rounds = made_cases(), time.monotonic(), 0.0, 0
    while time.monotonic() - begin < seconds:
        work(files, cases)
        rounds += 1
        if time.monotonic() - told > 1:
            told = time.monotonic()
            print(int(told - begin), resident_kibibytes(), rounds, flush=True)


if __name__ == "__main__":
    main()
