#!/usr/bin/env bash
# Measures the readers beside their peers and writes RESULTS.md: makes the files, builds `read`, installs the peers into
# an environment of their own and runs all of it, one thread. Everything it makes lies in build/benchmark.
#   --fresh makes the files again; --slow takes openpyxl along
set -euo pipefail
cd "$(dirname "$0")/.."
source cmake/packages.sh
install_missing "${build_packages[@]}" "${benchmark_packages[@]}" python3-venv
install_pdfium
name_pdfium
configure_and_build benchmark
build=build/benchmark
files=$build/made_statements
if [ ! -f "$files/truth.tsv" ] || [[ " $* " == *" --fresh "* ]]; then
  python3 benchmarks/made_statements.py "$files" --growth
fi
if [ ! -d "$build/peers" ]; then
  python3 -m venv "$build/peers"
  "$build/peers/bin/pip" --quiet --disable-pip-version-check install pandas polars duckdb python-calamine openpyxl \
    || echo "Some peers could not be installed; their lines will be missing" >&2
fi
splitter=()
if install_missing libfccp-dev libcsv-dev; then
  c++ -O2 -std=c++17 benchmarks/read_split_peers.cpp -o "$build/read_split_peers" -lcsv -pthread
  splitter=("$build/read_split_peers")
fi
slow=()
if [[ " $* " == *" --slow "* ]]; then slow=(--slow); fi
status=0
"$build/peers/bin/python" benchmarks/read_peers.py "$files" "$build/benchmarks/read" "${splitter[@]}" "${slow[@]}" \
  > "$build/RESULTS.md" || status=$?
cp "$build/RESULTS.md" benchmarks/RESULTS.md
cat benchmarks/RESULTS.md
exit "$status"
