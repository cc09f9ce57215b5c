#!/usr/bin/env bash
# benchmarks/hosts.sh [ROUNDS]: what a host in Java costs over C++ for one dossier of 2,000 rows and 500 invoices,
# from bytes to assessment, JSON and report. C++ and Java take turns, so that a busy machine troubles both alike.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-7} times=200
cmake --preset benchmark -DZHUN_JAVA=ON > /dev/null
cmake --build --preset benchmark --target hosts_benchmark zhun_jar > /dev/null
build=build/benchmark folder=build/benchmark/hosts
rm -rf "$folder"
"$build/benchmarks/hosts" make "$folder"
jar=$(echo "$build"/java/zhun/zhun-*.jar)
for ((round = 1; round <= rounds; ++round)); do
  cpp=$("$build/benchmarks/hosts" run "$folder" "$times")
  java=$(java -cp "$jar" benchmarks/Hosts.java "$folder" "$times")
  echo "$cpp $java"
done | python3 -c '
import statistics, sys
rows = [line.split() for line in sys.stdin]
assert rows and all(row[1] == row[3] for row in rows), "C++ and Java gave results of other sizes"
cpp, java = (statistics.median(float(row[i]) for row in rows) for i in (0, 2))
# Of the two runs of one round, which had the same neighbours on the machine.
ratio = statistics.median(float(row[2]) / float(row[0]) for row in rows)
best = [min(float(row[i]) for row in rows) for i in (0, 2)]
print(f"C++ {cpp:.2f} ms, Java {java:.2f} ms of CPU; of a round {100 * (ratio - 1):+.1f} %")
print(f"best rounds: C++ {best[0]:.2f} ms, Java {best[1]:.2f} ms: {100 * (best[1] / best[0] - 1):+.1f} %")'
