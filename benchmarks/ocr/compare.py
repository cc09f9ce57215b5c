#!/usr/bin/env python3
"""Reads pages with zhun and with its peers, scores them and prints the table of results (see README.md).

    compare.py PAGES WORK --zhun PROGRAM [--engine-path DIR] [--engines ppocr,tesseract,both] [--peers PYTHON]
               [--seed N] [--results FILE]
"""
import argparse
import json
import os
import pathlib
import subprocess
import time

import score

# Rows found, amount, triple (PP-OCR), triple (Tesseract), silently wrong at most; per cent.
TARGETS = {"L0": (100, 100, 98, 70, 0), "L1": (99.5, 99.5, 96, 66, 0), "L2": (99, 98, 90, 32, 0), "L3": (85, 72, 45, 12, .2)}
READERS = {"ppocr": "zhun, PP-OCR", "tesseract": "zhun, Tesseract", "both": "zhun, both", "rapidocr": "RapidOCR 3.10",
           "raw-tesseract": "Tesseract psm 6"}


def run(command, environment=None):
    """Runs a program: its exit code, CPU seconds, peak memory in KiB and its last line of complaint."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    complaint = process.stderr.read().decode(errors="replace").strip().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, complaint[-1] if complaint else ""


def pictures(folder):
    return sorted(path for path in folder.iterdir() if path.suffix in (".png", ".jpg"))


def read_with_zhun(options, engine, out):
    out.mkdir(parents=True, exist_ok=True)
    seconds, peak, complaints = {}, 0, []
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    for path in pictures(options.pages):
        command = [options.zhun, "ocr", str(path), "--engine", engine, "-o", str(out / f"{path.stem}.json")]
        if options.engine_path:
            command += ["--engine-path", options.engine_path]
        code, cpu, memory, complaint = run(command, environment)
        seconds[path.stem] = cpu
        peak = max(peak, memory)
        if code != 0:
            complaints.append(f"{path.name}: {complaint}")
    return seconds, peak, complaints


def read_with_peer(options, engine, out):
    command = [options.peers, str(pathlib.Path(__file__).with_name("peers.py")), engine, str(options.pages), str(out)]
    code, _, _, complaint = run(command, {**os.environ, "OMP_NUM_THREADS": "1"})
    if code != 0:
        return {}, 0, [complaint]
    seconds = {path.stem: json.loads(path.read_text(encoding="utf-8"))["cpu"] for path in out.glob("*.json")}
    return seconds, int((out / "peak.txt").read_text(encoding="utf-8")), []


def percent(value):
    return "-" if value is None else f"{100 * value:.1f}"


def verified_with_balance(out, pages):
    """Of the rows of documents with a balance, the share that is verified, by level."""
    groups = score.score_folder(out, pages, lambda _, truth: f"L{truth['level']}" if truth.get("has_balance", True) else "without")
    return {key: count["verified"] / max(1, count["rows"]) for key, count in groups.items()}


def table_rows(name, out, options, seconds, peak):
    groups = score.score_folder(out, options.pages, score.GROUPS["level"])
    proved = verified_with_balance(out, options.pages) if name in ("ppocr", "tesseract", "both") else {}
    for level, count in groups.items():
        if level == "ALL":
            continue
        values = score.shares(count)
        spent = [cpu for stem, cpu in seconds.items() if f"_{level}_" in stem]
        yield level, [READERS[name], *(percent(values[key]) for key in ("found", "amount", "balance", "name", "triple", "silent2")),
                      percent(proved.get(level)), f"{sum(spent) / max(1, len(spent)):.1f}", f"{peak / 1024:.0f}"]


def report(options, results, complaints):
    heading = ["", "rows found", "amount", "balance", "counterparty", "triple", "silently wrong", "verified", "CPU s", "MB"]
    lines = []
    for level, (found, amount, ppocr, tesseract, silent) in TARGETS.items():
        rows = [row for at, row in results if at == level]
        if not rows:
            continue
        lines += ["", f"## {level}", "", "| " + " | ".join(heading) + " |", "|---" * len(heading) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        lines.append(f"| *to be reached* | {found} | {amount} | | | {ppocr}; Tesseract {tesseract} | {silent} | 92 at L0, L1 | 5 | |")
    if complaints:
        lines += ["", "Pages without a statement:", ""] + [f"- {line}" for line in complaints]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--zhun", required=True)
    parser.add_argument("--engine-path")
    parser.add_argument("--engines", default="ppocr,tesseract,both")
    parser.add_argument("--peers", help="a Python that has rapidocr; without it there are no peers")
    parser.add_argument("--seed", default="?")
    parser.add_argument("--results", type=pathlib.Path)
    options = parser.parse_args()
    results, complaints = [], []
    names = [name for name in options.engines.split(",") if name]
    names += ["rapidocr", "raw-tesseract"] if options.peers else []
    for name in names:
        begin = time.monotonic()
        out = options.work / name
        peer = {"rapidocr": "rapidocr", "raw-tesseract": "tesseract"}.get(name)
        seconds, peak, failed = read_with_peer(options, peer, out) if peer else read_with_zhun(options, name, out)
        complaints += [f"{READERS[name]}: {line}" for line in failed]
        results += table_rows(name, out, options, seconds, peak)
        print(f"{READERS[name]}: {time.monotonic() - begin:.0f} s", flush=True)
    count = len(pictures(options.pages))
    head = (f"# Reading pages: zhun beside its peers\n\nSeed {options.seed}, {count} pages nobody tuned on, made by `run.sh`; per cent of the rows that are "
            "printed.\n\"Triple\" is direction, amount and counterparty together; \"silently wrong\" has a wrong amount or direction and no\n"
            "flag; \"verified\" is of documents with a balance. CPU seconds a page with one thread; MB is the peak.\n")
    text = head + report(options, results, complaints)
    print(text)
    if options.results:
        options.results.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
