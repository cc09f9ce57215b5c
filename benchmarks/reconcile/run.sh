#!/usr/bin/env bash
# Matching and names on data that nobody has tuned on, beside simple methods; growth; facts and cycles.
#
#   benchmarks/reconcile/run.sh [--seed N] [--zhun PROGRAM] [--no-peers] [--no-growth]
#
# The seed is drawn anew unless given, and printed. CPU seconds and peak memory are those of whole processes.
set -euo pipefail
cd "$(dirname "$0")/../.."
seed=$((RANDOM * 32768 + RANDOM)) zhun=build/release/bin/zhun peers=yes growth=yes
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=$2; shift ;;
    --zhun) zhun=$2; shift ;;
    --no-peers) peers=no ;;
    --no-growth) growth=no ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
here=benchmarks/reconcile
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# measured FILE COMMAND...: its output into FILE, then "CPU seconds, MiB" on standard output.
measured() {
  python3 - "$@" << 'PYTHON'
import os, resource, subprocess, sys
with open(sys.argv[1], 'wb') as file:
    subprocess.run(sys.argv[2:], stdout=file, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f'{used.ru_utime + used.ru_stime:.3f} s, {used.ru_maxrss / 1024:.0f} MiB')
PYTHON
}

books() { python3 $here/make_books.py books "$out/$1" --seed "$seed" "${@:2}"; }

match() {
  local used
  used=$(measured "$out/links.csv" "$zhun" match --invoices "$out/$1/invoices.csv" --flows "$out/$1/flows.csv")
  echo "  zhun     $(python3 $here/score.py "$out/$1" "$out/links.csv")  $used"
}

echo "seed $seed"
for manner in easy ordinary hard; do
  books $manner --manner $manner
  echo "matching, $manner: 2,000 invoices, $(($(wc -l < "$out/$manner/flows.csv") - 1)) flows"
  match $manner
  if [ $peers = yes ]; then
    echo "  greedy   $(python3 $here/score.py "$out/$manner" --greedy)"
    echo "  subsets  $(python3 $here/score.py "$out/$manner" --subset)"
  fi
done

echo "names: 5,000 against 50,000"
python3 $here/make_books.py names "$out/names" --seed "$seed"
used=$(measured "$out/resolved.csv" "$zhun" resolve --clean "$out/names/clean.csv" --messy "$out/names/messy.csv")
echo "  zhun      $(python3 $here/names.py "$out/names" "$out/resolved.csv")  $used"
if [ $peers = yes ]; then
  if python3 -c 'import rapidfuzz' 2> /dev/null || {
    python3 -m venv "$out/peers" && "$out/peers/bin/pip" install --quiet rapidfuzz && PATH=$out/peers/bin:$PATH
  }; then
    echo "  rapidfuzz $(python3 $here/names.py "$out/names" --rapidfuzz)"
  else
    echo "  rapidfuzz is not to be had"
  fi
fi

if [ $growth = yes ]; then
  echo "growth: invoices and twice as many flows"
  for size in 100 1000 10000 100000; do
    books growth --invoices $size --flows $((2 * size))
    echo "  $size"
    match growth
  done
fi

if [ -x build/benchmark/benchmarks/reconcile ]; then
  build/benchmark/benchmarks/reconcile
else
  echo "facts and cycles: build the preset benchmark for build/benchmark/benchmarks/reconcile"
fi
