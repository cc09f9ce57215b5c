"""PySpark's mapInArrow with zhun: examples/spark/assess_arrow.py on local[2] gives, row by row, the bytes of the command.

spark_python_test.py --source ROOT --zhun PROGRAM --site FOLDER --pyspark FOLDER [--dossiers N] [--rows N]

Runs with the Python that has pyarrow; --site is where the wheel of zhun is installed. Takes a minute or two: it skips,
and says so, unless ZHUN_LONG is set and there is a pyspark (which cmake/packages.sh unpacks into build/spark for
tests/run.sh --long). With many dossiers and rows (10000, 1000000) it also holds the share of the library's own
throughput that must be reached; few are not worth measuring, since starting takes longer.
"""
import argparse
import io
import os
import pathlib
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile

OPTIONS = None
SHARE_MIN = 0.7


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, encoding="utf-8",
                          timeout=1500, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr[-5000:]}")
    return done.stdout


def zipped(folder, changes=None):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(folder.iterdir()):
            if path.name != "TRUTH.json":
                out.writestr(path.name, (changes or {}).get(path.name, path.read_bytes()))
    return archive.getvalue()


def cpu_seconds_of_tree():
    """Of this process and all below it, those that have ended among them."""
    ticks, parents = {}, {}
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        number = int(path.parent.name)
        parents[number] = int(fields[1])
        ticks[number] = sum(map(int, fields[11:15]))
    wanted = {os.getpid()}
    while True:
        more = {child for child, parent in parents.items() if parent in wanted} - wanted
        if not more:
            return sum(ticks[one] for one in wanted if one in ticks) / os.sysconf("SC_CLK_TCK")
        wanted |= more


class SparkInPython(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not os.environ.get("ZHUN_LONG"):
            raise unittest.SkipTest("ZHUN_LONG is not set")
        paths = [OPTIONS.pyspark, OPTIONS.site, str(pathlib.Path(OPTIONS.source, "examples", "spark").resolve())]
        sys.path[:0] = paths
        try:
            import pyspark  # noqa: F401
            import zhun  # noqa: F401
        except ImportError as missing:
            raise unittest.SkipTest(f"{missing}") from missing
        os.environ.update(PYTHONPATH=os.pathsep.join(paths), PYSPARK_PYTHON=sys.executable,
                          PYSPARK_DRIVER_PYTHON=sys.executable)
        cls.source = pathlib.Path(OPTIONS.source).resolve()
        cls.scratch = tempfile.TemporaryDirectory(prefix="zhun-spark-")
        cls.folder = pathlib.Path(cls.scratch.name)
        import assess_arrow
        cls.example = assess_arrow
        cls.spark = assess_arrow.session("local[2]")
        cls.spark.sparkContext.setLogLevel("ERROR")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.scratch.cleanup()

    def dossiers(self):
        return [self.source / "tests/cli/dossier"] + sorted(
            path.parent for path in (self.source / "examples/dossiers").glob("*/dossier.json"))

    def table(self, rows):
        return self.spark.createDataFrame(rows, "id string, dossier binary")

    def card_and_cases(self, count):
        """A fitted card, and a Parquet table of so many cases."""
        import pyarrow
        import pyarrow.parquet
        import zhun
        chance = random.Random(3)
        income = [round(chance.uniform(0, 100), 2) if chance.random() > 0.1 else None for _ in range(count)]
        table = pyarrow.table({"id": [str(i) for i in range(count)], "income": income,
                               "age": [chance.randint(20, 60) for _ in range(count)],
                               "city": [chance.choice(["济南", "青岛", "烟台, 芝罘"]) for _ in range(count)]})
        bad = [int(chance.random() < 0.45 - (one or 0) / 250) for one in income[:5000]]
        card = zhun.Scorecard().fit(table.slice(0, 5000).drop_columns(["id"]), bad).to_pmml().encode()
        path = self.folder / f"cases-{count}.parquet"
        pyarrow.parquet.write_table(table, path, row_group_size=max(1, count // 8))
        return card, table, path

    def test_every_row_has_the_bytes_of_the_command(self):
        expected, rows = {}, []
        for folder in self.dossiers():
            out = self.folder / folder.name
            run(OPTIONS.zhun, "assess", folder, "--out", out)
            expected[folder.name] = (out / "assessment.json").read_text(encoding="utf-8")
            rows.append((folder.name, zipped(folder)))
        table = self.table([(f"{name}/{i}", archive) for i in range(10) for name, archive in rows])
        assessed = self.example.assess(table.repartition(8)).collect()
        self.assertEqual(len(assessed), 10 * len(rows))
        for row in assessed:
            self.assertIsNone(row.error)
            self.assertEqual(row.json, expected[row.id.split("/")[0]])
            self.assertIn(row.decision, row.json)

    def test_one_wrong_dossier_stops_no_job(self):
        good = self.dossiers()[0]
        rows = [("good", zipped(good)), ("wrong", zipped(good, {"bank.csv": b"nothing"})), ("none", None),
                ("torn", b"PK no archive")]
        found = {row.id: row for row in self.example.assess(self.table(rows)).collect()}
        self.assertIsNone(found["good"].error)
        self.assertIn("bank.csv", found["wrong"].error)
        self.assertIsNone(found["none"].json)
        self.assertIsNotNone(found["torn"].error)

    def test_scored_rows_are_those_of_the_library(self):
        import zhun
        card, table, path = self.card_and_cases(20_000)
        scored = self.example.score(self.spark.read.parquet(str(path)), card).collect()
        expected = [line.split(",") for line in zhun.run_model(card, table, keep=["id"]).splitlines()[1:]]
        found = {row[0]: [cell or "" for cell in row] for row in scored}
        self.assertEqual(len(found), 20_000)
        for row in expected:
            self.assertEqual(found[row[0]], row)

    def test_the_commands_of_the_readme(self):
        """The quick start of Spark, word for word, where pip has done its part and dossiers are at hand."""
        readme = (self.source / "README.md").read_text(encoding="utf-8")
        (block,) = re.findall(r"## From Spark\n.*?```sh\n(.*?)```", readme, re.S)
        lines = [line for line in block.splitlines() if not line.startswith("pip ")]
        self.assertEqual(len(lines), 1)
        rows = [(folder.name, zipped(folder)) for folder in self.dossiers()]
        self.table(rows).write.parquet(str(self.folder / "DOSSIERS.parquet"))
        (self.folder / "examples").symlink_to(self.source / "examples")
        words = shlex.split(lines[0], comments=True)
        run(sys.executable, *words[1:], cwd=self.folder)
        written = self.spark.read.parquet(str(self.folder / "ASSESSED.parquet")).collect()
        self.assertEqual({row.id for row in written}, {name for name, _ in rows})
        self.assertEqual([row.error for row in written if row.error], [])

    def held(self, name, count, own, spark):
        share = own / spark
        print(f"{count} {name}: own {own / count * 1e6:.1f} us of CPU each, Spark {spark / count * 1e6:.1f} us: "
              f"{share:.0%} of the library's throughput per core")
        if count >= {"dossiers": 10_000, "scored rows": 1_000_000}.get(name, sys.maxsize):
            self.assertGreaterEqual(share, SHARE_MIN)

    def test_throughput_of_dossiers(self):
        import zhun
        folder = self.source / "examples/dossiers/packaged-applicant"
        archive, count = zipped(folder), OPTIONS.dossiers
        path = str(self.folder / "table")
        self.spark.range(count).selectExpr("cast(id as string) as id").crossJoin(
            self.table([("x", archive)]).select("dossier")).repartition(8).write.parquet(path)
        # Its own: from the same archive to the same JSON, in one thread.
        sample, begin = min(count, 200), time.process_time()
        for _ in range(sample):
            with zhun.assess(self.example.unzipped(archive)) as assessment:
                assessment.summary, assessment.to_json()
        own = (time.process_time() - begin) / sample * count
        begin = cpu_seconds_of_tree()
        wall = time.monotonic()
        # The length of the JSON is asked for, so that nothing is left out.
        total = self.example.assess(self.spark.read.parquet(path)).selectExpr(
            "sum(length(json)) as bytes", "count(error) as wrong", "count(*) as rows").collect()[0]
        spark = cpu_seconds_of_tree() - begin
        self.assertEqual((total.rows, total.wrong), (count, 0))
        self.assertGreater(total.bytes, 1000 * count)
        print(f"{time.monotonic() - wall:.1f} s of this machine's time")
        self.held("dossiers", count, own, spark)

    def measured(self, name, card, table, path):
        """Rows through Spark against the same rows through the library, in CPU seconds."""
        self.spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "20000")
        self.addCleanup(self.spark.conf.set, "spark.sql.execution.arrow.maxRecordsPerBatch", "100")
        sample = table.slice(0, min(100_000, table.num_rows))
        begin = time.process_time()
        self.example.scored(card, sample)
        own = (time.process_time() - begin) / sample.num_rows * table.num_rows
        begin = cpu_seconds_of_tree()
        wall = time.monotonic()
        total = self.example.score(self.spark.read.parquet(str(path)), card).selectExpr(
            "count(score) as scored", "count(*) as rows").collect()[0]
        spark = cpu_seconds_of_tree() - begin
        self.assertEqual((total.rows, total.scored), (table.num_rows, table.num_rows))
        print(f"{time.monotonic() - wall:.1f} s of this machine's time")
        self.held(name, table.num_rows, own, spark)

    def test_throughput_of_scored_rows(self):
        """The built-in policy over rows of facts."""
        import pyarrow
        import pyarrow.parquet
        count, chance = OPTIONS.rows, random.Random(4)
        table = pyarrow.table({"id": [str(i) for i in range(count)], "customer_type": ["L"] * count,
                               "annual_sales": [chance.randint(100_000, 9_000_000) for _ in range(count)],
                               "business_age_months": [chance.randint(1, 200) for _ in range(count)]})
        path = self.folder / "facts.parquet"
        pyarrow.parquet.write_table(table, path, row_group_size=max(1, count // 8))
        self.measured("scored rows", None, table, path)

    def test_throughput_of_a_card(self):
        """A card of three characteristics takes less than Spark's own handling of a row: told, not held."""
        card, table, path = self.card_and_cases(OPTIONS.rows)
        self.measured("rows of a card", card, table, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("source", "zhun", "site", "pyspark"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--dossiers", type=int, default=400)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("tests", nargs="*")
    OPTIONS = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(argv=["spark_python_test.py", "-v", *OPTIONS.tests])
