#!/usr/bin/env python3
"""Writes the bill of materials of zhun in CycloneDX 1.5 JSON: what is linked with it and what it opens at run time.

sbom.py VERSION [OUT]

The list is cmake/components.json; versions are those of the installed packages and of cmake/packages.sh. The output has
no time and no random number, so that the same build gives the same bytes.
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def debian_version(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def pinned_version(package):
    text = (ROOT / "cmake/packages.sh").read_text(encoding="utf-8")
    found = re.search(re.escape(package) + r"==([\w.]+)", text)
    return found.group(1) if found else ""


def component(entry):
    item = {"type": "machine-learning-model" if entry["name"].startswith("PP-OCR") else "library",
            "name": entry["name"], "supplier": {"name": entry["supplier"]},
            "scope": "required" if entry["part"] == "core" else "optional",
            "licenses": [{"expression": entry["licence"]} if " " in entry["licence"] else {"license": {"id": entry["licence"]}}]}
    version = ""
    if "debian" in entry:
        version = debian_version(entry["debian"])
        item["purl"] = f"pkg:deb/debian/{entry['debian']}" + (f"@{version}" if version else "")
    elif "pypi" in entry:
        version = pinned_version(entry["pypi"])
        item["purl"] = f"pkg:pypi/{entry['pypi']}" + (f"@{version}" if version else "")
    if version:
        item["version"] = version
    item["bom-ref"] = entry["name"]
    return item


def bill(version):
    entries = json.loads((ROOT / "cmake/components.json").read_text(encoding="utf-8"))["components"]
    shipped = [entry for entry in entries if entry["part"] != "tests"]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"component": {"type": "library", "name": "zhun", "version": version, "bom-ref": "zhun",
                                       "licenses": [{"license": {"id": "Apache-2.0"}}]}},
            "components": [component(entry) for entry in shipped],
            "dependencies": [{"ref": "zhun", "dependsOn": [entry["name"] for entry in shipped]}]}


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    text = json.dumps(bill(sys.argv[1]), ensure_ascii=False, indent=1) + "\n"
    if len(sys.argv) == 3:
        pathlib.Path(sys.argv[2]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
