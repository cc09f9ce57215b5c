#!/usr/bin/env python3
"""Reads the made files with other readers, one thread, CPU seconds, best of 3, and sets `read`'s figures beside them.

    read_peers.py FOLDER READ_PROGRAM [FCCP_PROGRAM] > RESULTS

FOLDER holds what made_statements.py makes, READ_PROGRAM is the benchmark `read`. A peer's figure is for less work than
ours where its line says so: most of them only split text. Peers that add up are held against truth.tsv like ours.
"""
import csv
import importlib
import os
import platform
import subprocess
import sys
import time

for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

REPEATS = 3
# file: (encoding, lines in front of the header row, amount column, direction column)
TABLES = {
    "bank.csv": ("utf-8", 1, "金额", None),
    "alipay.csv": ("gb18030", 24, "金额", "收/支"),
    "wechat.csv": ("utf-8-sig", 13, "金额(元)", "收/支"),
}


def optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed; its lines are missing", file=sys.stderr)
        return None


def best_cpu(work):
    best, result = None, None
    for _ in range(REPEATS):
        start = time.process_time()
        result = work()
        spent = time.process_time() - start
        best = spent if best is None else min(best, spent)
    return best, result


def fen(text):
    text = text.strip().lstrip("¥").replace(",", "")
    negative, text = text.startswith("-"), text.lstrip("-")
    yuan, _, rest = text.partition(".")
    value = int(yuan) * 100 + int((rest + "00")[:2])
    return -value if negative else value


def python_totals(path, encoding, skipped, amount, direction):
    inflow = outflow = rows = 0
    with open(path, encoding=encoding, newline="") as file:
        for _ in range(skipped):
            file.readline()
        lines = csv.reader(file)
        names = [name.strip() for name in next(lines)]
        at, mark = names.index(amount), names.index(direction) if direction else None
        for line in lines:
            value = fen(line[at])
            rows += 1
            if mark is None:
                inflow += max(value, 0)
                outflow -= min(value, 0)
            elif line[mark] == "收入":
                inflow += value
            elif line[mark] == "支出":
                outflow += value
    return rows, inflow, outflow


def table_peers(folder, file, truth):
    path = os.path.join(folder, file)
    encoding, skipped, amount, direction = TABLES[file]
    decodes = encoding == "gb18030"
    seconds, sums = best_cpu(lambda: python_totals(path, encoding, skipped, amount, direction))
    yield "Python csv, exact totals", seconds, "exact" if sums == truth[:3] else "WRONG SUMS"
    if pandas := optional("pandas"):
        seconds, rows = best_cpu(lambda: len(pandas.read_csv(path, encoding=encoding, skiprows=skipped, dtype=str, index_col=False)))
        yield f"pandas {pandas.__version__}, texts only", seconds, f"{rows} rows"
    def utf8():
        with open(path, "rb") as file:
            content = file.read()
        return content.decode("gb18030").encode() if decodes else content
    if polars := optional("polars"):
        try:
            seconds, rows = best_cpu(lambda: len(polars.read_csv(utf8(), skip_rows=skipped, infer_schema=False, truncate_ragged_lines=True)))
            yield f"polars {polars.__version__}, texts only", seconds, f"{rows} rows"
        except Exception as error:  # some of its releases refuse lines of unequal length
            print(f"polars {file}: {type(error).__name__}", file=sys.stderr)
    if duckdb := optional("duckdb"):
        columns = "{" + ",".join(f"'c{i:02}':'VARCHAR'" for i in range(11 if file == "wechat.csv" else 13)) + "}"
        def count():
            source = path
            if decodes:
                source = path + ".utf8"
                with open(source, "wb") as target:
                    target.write(utf8())
            connection = duckdb.connect()
            connection.execute("SET threads=1")
            return connection.execute(
                f"select count(*), count(c00) from read_csv('{source}', skip={skipped}, header=false, auto_detect=false, delim=',',"
                f" quote='\"', escape='\"', null_padding=true, strict_mode=false, columns={columns})").fetchone()[0] - 1
        try:
            seconds, rows = best_cpu(count)
            yield f"DuckDB {duckdb.__version__}, counts untyped texts", seconds, f"{rows} rows"
        except Exception as error:
            print(f"DuckDB {file}: {type(error).__name__}", file=sys.stderr)
        if decodes and os.path.exists(path + ".utf8"):
            os.remove(path + ".utf8")


def sheet_peers(folder, file):
    path = os.path.join(folder, file)
    if calamine := optional("python_calamine"):
        seconds, rows = best_cpu(lambda: len(calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()))
        yield "python-calamine, values of cells", seconds, f"{rows} rows with head"
    if file.endswith(".xlsx") and "--slow" in sys.argv and (openpyxl := optional("openpyxl")):
        def read():
            book = openpyxl.load_workbook(path, read_only=True)
            return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
        seconds, rows = best_cpu(read)
        yield "openpyxl read_only, values of cells", seconds, f"{rows} rows with head"


def split_peers(program, folder, file):
    """fast-cpp-csv-parser and libcsv, compiled by read.sh: they neither decode nor find the header row."""
    output = subprocess.run([program, os.path.join(folder, file), str(TABLES[file][1])], capture_output=True, text=True)
    for line in output.stdout.splitlines():
        name, seconds, rows = line.split("\t")
        yield name, float(seconds), f"{rows} rows"


def main():
    folder, program = sys.argv[1], sys.argv[2]
    splitter = next((argument for argument in sys.argv[3:] if not argument.startswith("-")), None)
    truth = {}
    with open(os.path.join(folder, "truth.tsv"), encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                name, *numbers = line.split("\t")
                truth[name] = tuple(map(int, numbers))
    run = subprocess.run([program, folder], capture_output=True, text=True)
    sys.stderr.write(run.stdout)
    ours = {line["file"]: line for line in csv.DictReader(run.stdout.splitlines(), delimiter="\t")}
    print("# Results of `read`\n")
    print("Made by `benchmarks/read.sh`; do not edit.\n")
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {cpu_name()}, {os.cpu_count()} cores, one used; CPU seconds, best of {REPEATS}.")
    print("Memory is the peak of a process that holds the file's bytes and reads them once, less what it had after a table of one row.\n")
    print("## Ours\n\n| file | rows | CPU s | rows per CPU s | memory MiB | memory / file | rows and sums |\n|---|--:|--:|--:|--:|--:|---|")
    for name, line in ours.items():
        print(f"| {name} | {int(line['rows']):,} | {line['cpu_s']} | {int(line['rows_per_cpu_s']):,} | {line['memory_MiB']} |"
              f" {line['memory_per_file']} | {line['check']} |")
    print("\n## Beside the peers\n\n| file | peer | its CPU s | ours | ours is faster by | what it gave |\n|---|---|--:|--:|--:|---|")
    for name in ours:
        peers = []
        if name in TABLES:
            peers = list(table_peers(folder, name, truth[name]))
            if splitter:
                peers += split_peers(splitter, folder, name)
        elif name.endswith((".xlsx", ".xls")):
            peers = sheet_peers(folder, name)
        for peer, seconds, gave in peers:
            mine = float(ours[name]["cpu_s"])
            print(f"| {name} | {peer} | {seconds:.3f} | {mine:.3f} | {seconds / mine:.1f}x | {gave} |", flush=True)
    return run.returncode


def cpu_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return "CPU unknown"


if __name__ == "__main__":
    sys.exit(main())
