#!/usr/bin/env bash
# Measures decision models and scorecards beside their peers in one run, one thread, and prints ours, theirs and the
# ratio. PEERS is the folder with the peers' programs and the policy in their formats (default:
# $ZHUN_SHARED/peers/rules); it is copied, and what the peers need is installed into build/benchmark/score. A peer that
# cannot be installed is named and left out.
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=${PEERS:-${ZHUN_SHARED:-}/peers/rules}
if [ ! -f "$peers/gen.py" ]; then
  echo "There is no folder of peers: set PEERS, or ZHUN_SHARED to what holds peers/rules" >&2
  exit 1
fi
if [ ! -x build/benchmark/benchmarks/policy ] || [ ! -x build/benchmark/benchmarks/card ]; then
  source cmake/packages.sh
  configure_and_build benchmark
fi
work=$PWD/build/benchmark/score
ours=$PWD/build/benchmark/benchmarks
mkdir -p "$work/data"
cp -r --no-preserve=mode "$peers"/. "$work"
cd "$work"
[ -f data/expected.csv ] || python3 gen.py > /dev/null
: > log.txt
# run NAME COMMAND...: its lines into the log; a failure is a sentence.
run() {
  local name=$1
  shift
  echo "== $name" >> log.txt
  "$@" >> log.txt 2> "error-${name// /-}.txt" || echo "$name did not run; see $work/error-${name// /-}.txt" >&2
}
run "zhun policy" "$ours/policy" models/policy.dmn data/applicants.csv data/expected.csv
run "zhun card" "$ours/card" models/score.pmml data/applicants.csv data/expected.csv
run "plain Python" python3 bench_py.py py
[ -d python ] || python3 -m venv python
if python/bin/pip install --quiet --disable-pip-version-check zen-engine 2> error-pip.txt; then
  run "GoRules zen" python/bin/python bench_zen_loader.py
else
  echo "zen-engine cannot be installed from here" >&2
fi
if (cd node && npm install --silent --no-fund --no-audit) > /dev/null 2> error-npm.txt; then
  run "json-logic" bash -c 'cd node && node bench.mjs jl'
else
  echo "The packages of npm cannot be installed from here" >&2
fi
if command -v mvn > /dev/null && (cd java && mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib &&
    javac -cp 'lib/*' -d out src/Bench.java &&
    # Drools brings an older model of PMML, which must not stand before jPMML's own.
    sed '/org.kie\|camunda/d' pom.xml > card.xml &&
    mvn --quiet --batch-mode -f card.xml dependency:copy-dependencies -DoutputDirectory=lib-card
  ) > error-mvn.txt 2>&1; then
  run "Java drools" bash -c "cd java && java -cp 'out:lib/*' Bench drools"
  run "Java jpmml" bash -c "cd java && java -cp 'out:lib-card/*:lib/*' Bench jpmml"
  run "Java camunda" bash -c "cd java && java -cp 'out:lib/*' Bench camunda"
else
  echo "The packages of Maven cannot be installed from here" >&2
fi
python3 - << 'END'
import re

text = open("log.txt", encoding="utf-8").read()
ours = {kind: float(re.search(pattern, text)[1]) for kind, pattern in {
    "policy": r"(\d+) rows/s without trace", "trace": r"(\d+) rows/s with the full trace",
    "card": r"(?m)^(\d+) rows/s$"}.items()}
wrong = re.search(r"== zhun policy\n(\d+) of (\d+)", text)
print(f"zhun: {wrong[1]} of {wrong[2]} rows as expected; {ours['policy']:,.0f} rows/s without trace, "
      f"{ours['trace']:,.0f} with the full trace; scorecard {ours['card']:,.0f}\n")
print("| peer | theirs, rows a CPU second | ours | ratio |\n|---|---|---|---|")
for line in text.splitlines():
    rate = re.search(r"^(.*?):? +(\d[\d.]*) eval", line.replace(",", ""))
    if rate is None:
        continue
    kind = "card" if "scorecard" in line else "trace" if "trace" in line else "policy"
    name = re.sub(r"[:(].*", "", rate[1]).strip()
    print(f"| {name} | {float(rate[2]):,.0f} | {ours[kind]:,.0f} | {ours[kind] / float(rate[2]):.1f} |")
END
