#!/usr/bin/env python3
# Writes the example dossiers. Standard library only; the same bytes on every machine.
#   generate.py            writes them beside this file
#   generate.py --out DIR  writes them into DIR
#   generate.py --check    regenerates and compares with what is there
import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from generator import packaged_applicant, sole_proprietor, trading_company  # noqa: E402

APPLICANTS = (trading_company, sole_proprietor, packaged_applicant)


def differences(folder, files):
    present = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
    for name in sorted(present | set(files)):
        if name not in files:
            yield f"{folder.name}/{name}: not generated"
        elif name not in present:
            yield f"{folder.name}/{name}: missing"
        elif (folder / name).read_bytes() != files[name]:
            yield f"{folder.name}/{name}: differs"


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for stale in sorted(p for p in folder.iterdir() if p.name not in files):
        stale.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def main():
    parser = argparse.ArgumentParser(description="Writes or checks the example dossiers.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument(
        "--check", action="store_true", help="compare with what is there, write nothing"
    )
    options = parser.parse_args()
    wrong = []
    for applicant in APPLICANTS:
        files = applicant.generate()
        folder = options.out / applicant.FOLDER
        if options.check:
            wrong += differences(folder, files)
        else:
            write(folder, files)
            print(f"{folder}: {len(files)} files, {sum(map(len, files.values())) // 1024} KiB")
    for line in wrong:
        print(line, file=sys.stderr)
    if options.check and not wrong:
        print("the example dossiers are as generated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
