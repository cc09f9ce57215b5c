"""Spark with zhun: examples/spark on local[2] gives, row by row, the bytes of the command.

spark_test.py --source ROOT --zhun PROGRAM --jar ZHUN_JAR [--pyspark FOLDER] [--dossiers N]

Takes a minute or two: it skips, and says so, unless ZHUN_LONG is set and there is a pyspark (which
cmake/packages.sh unpacks into build/spark for tests/run.sh --long).
"""
import argparse
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile

OPTIONS = None


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          encoding="utf-8", timeout=1500, check=False, **options)
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


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not os.environ.get("ZHUN_LONG"):
            raise unittest.SkipTest("ZHUN_LONG is not set")
        if OPTIONS.pyspark:
            sys.path.insert(0, OPTIONS.pyspark)
            os.environ["PYTHONPATH"] = OPTIONS.pyspark
        try:
            import pyspark
        except ImportError as missing:
            raise unittest.SkipTest("there is no pyspark") from missing
        cls.source = pathlib.Path(OPTIONS.source)
        cls.scratch = tempfile.TemporaryDirectory(prefix="zhun-spark-")
        cls.folder = pathlib.Path(cls.scratch.name)
        jars = pathlib.Path(pyspark.__file__).parent / "jars"
        classes = cls.folder / "classes"
        run("javac", "-nowarn", "-d", classes, "-cp", f"{jars}/*:{OPTIONS.jar}",
            cls.source / "examples/spark/AssessUdf.java")
        run("jar", "cf", cls.folder / "udf.jar", "-C", classes, ".")
        os.environ["PYSPARK_PYTHON"] = sys.executable
        sys.path.insert(0, str(cls.source / "examples" / "spark"))
        import assess
        cls.assess = assess
        cls.spark = assess.session("local[2]", f"{OPTIONS.jar},{cls.folder / 'udf.jar'}")
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

    def test_every_row_has_the_bytes_of_the_command(self):
        expected, rows = {}, []
        for folder in self.dossiers():
            out = self.folder / folder.name
            run(OPTIONS.zhun, "assess", folder, "--out", out)
            expected[folder.name] = (out / "assessment.json").read_text(encoding="utf-8")
            rows.append((folder.name, zipped(folder)))
        copies = 25
        table = self.table([(f"{name}/{i}", archive) for i in range(copies) for name, archive in rows])
        assessed = self.assess.assess(self.spark, table.repartition(8)).collect()
        self.assertEqual(len(assessed), copies * len(rows))
        for row in assessed:
            self.assertIsNone(row.error)
            self.assertEqual(row.json, expected[row.id.split("/")[0]])
            self.assertIn(row.decision, row.json)

    def test_one_wrong_dossier_stops_no_job(self):
        good = self.dossiers()[0]
        rows = [("good", zipped(good)), ("wrong", zipped(good, {"bank.csv": b"nothing"})), ("none", None)]
        found = {row.id: row for row in self.assess.assess(self.spark, self.table(rows)).collect()}
        self.assertIsNone(found["good"].error)
        self.assertIn("bank.csv", found["wrong"].error)
        self.assertIsNone(found["wrong"].json)
        self.assertIsNone(found["none"].json)

    def test_throughput(self):
        archive = zipped(self.dossiers()[0])
        count = OPTIONS.dossiers
        path = str(self.folder / "table")
        self.spark.range(count).selectExpr("cast(id as string) as id").crossJoin(
            self.table([("x", archive)]).select("dossier")).repartition(8).write.parquet(path)
        begin = time.monotonic()
        assessed = self.assess.assess(self.spark, self.spark.read.parquet(path))
        # The length of the JSON is asked for, so that nothing is left out.
        total = assessed.selectExpr("sum(length(json)) as bytes", "count(*) as rows").collect()[0]
        seconds = time.monotonic() - begin
        self.assertEqual(total.rows, count)
        self.assertGreater(total.bytes, 1000 * count)
        print(f"{count} dossiers in {seconds:.1f} s of this machine's time")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("source", "zhun", "jar"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--pyspark")
    parser.add_argument("--dossiers", type=int, default=2000)
    OPTIONS = parser.parse_args()
    unittest.main(argv=["spark_test.py", "-v"])
