"""The Java binding as its users get it: JUnit under -Xcheck:jni, the jar, the README, the example.

One run of Maven builds and tests the jar and examples/java; the other tests look at what it left.
"""
import argparse
import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

OPTIONS = None
# What -Xcheck:jni says of a wrong call.
COMPLAINTS = re.compile(r"WARNING in native method|FATAL ERROR in native method|WARNING: JNI ")


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          encoding="utf-8", timeout=1500, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout[-20000:]}\n{done.stderr}")
    return done.stdout + done.stderr


def maven(pom, build, *arguments):
    return run(OPTIONS.maven, "--batch-mode", "--no-transfer-progress", "--file", pom,
               f"-Dzhun.build={build}", f"-Dzhun.natives={OPTIONS.build}/java/natives/files",
               f"-Dzhun.command={OPTIONS.zhun}", f"-Dzhun.engines={OPTIONS.build}/lib/zhun", *arguments)


class Java(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = pathlib.Path(OPTIONS.source)
        cls.binding = cls.source / "bindings" / "java"
        cls.build = pathlib.Path(OPTIONS.build) / "java"
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="zhun-java-"))
        cls.printed = maven(cls.binding / "reactor.xml", cls.build, "package")
        cls.jar = cls.build / "zhun" / "zhun-0.1.0.jar"
        cls.java = pathlib.Path(OPTIONS.java)
        cls.environment = dict(os.environ, JAVA_TOOL_OPTIONS="-Xcheck:jni")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_junit_ran_and_the_machine_found_no_wrong_native_call(self):
        totals = re.findall(r"Tests run: (\d+), Failures: 0, Errors: 0, Skipped: (\d+)\s*$",
                            self.printed, re.M)
        self.assertGreaterEqual(len(totals), 2, self.printed[-5000:])  # the jar, the example
        for run_count, skipped in totals:
            self.assertGreater(int(run_count), 5)
            self.assertLess(int(skipped), 3)
        self.assertIsNone(COMPLAINTS.search(self.printed), self.printed)
        print("; ".join(f"{count} JUnit tests" for count, _ in totals))

    def test_the_jar_has_natives_licences_and_nothing_of_tests(self):
        with zipfile.ZipFile(self.jar) as jar:
            names = jar.namelist()
            digests = jar.read("native/linux-x86_64-gnu/files.sha256").decode()
        self.assertIn("META-INF/LICENSE", names)
        self.assertEqual([name for name in names if "Test" in name or "junit" in name.lower()], [])
        for line in digests.splitlines():
            self.assertIn("native/linux-x86_64-gnu/" + line.split()[1], names)
        self.assertIn("libzhun_jni.so", digests)
        self.assertTrue([name for name in names if name.startswith("META-INF/licenses/lib")])
        self.assertLess(self.jar.stat().st_size, 20_000_000)

    def test_the_library_exports_what_java_looks_for_and_no_more(self):
        library = self.build / "natives/files/native/linux-x86_64-gnu/libzhun_jni.so"
        listed = run("nm", "-D", "--defined-only", library).split("\n")
        self.assertEqual(sorted(line.split()[-1] for line in listed if line),
                         ["JNI_OnLoad", "JNI_OnUnload"])
        needed = re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "-dW", library))
        beside = {path.name for path in library.parent.iterdir()}
        of_the_machine = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1",
                          "ld-linux-x86-64.so.2"}
        self.assertEqual(set(needed) - beside - of_the_machine, set())

    def test_the_same_sources_give_the_same_jar(self):
        other = self.folder / "again"
        maven(self.binding / "pom.xml", other, "-DskipTests", "package")
        self.assertTrue(filecmp.cmp(self.jar, other / "zhun" / "zhun-0.1.0.jar", shallow=False))

    def test_every_comment_is_good_javadoc(self):
        sources = (self.binding / "src" / "main" / "java").rglob("*.java")
        run(self.java / "javadoc", "-quiet", "-Xdoclint:all,-missing", "-Werror", "-encoding", "UTF-8",
            "-d", self.folder / "javadoc", *sorted(sources))
        self.assertTrue((self.folder / "javadoc" / "zhun" / "Dossier.html").exists())

    def test_the_quick_start_of_the_readme(self):
        readme = (self.source / "README.md").read_text(encoding="utf-8")
        program = re.search(r"```java\n(.*?)```", readme, re.S).group(1)
        name = re.search(r"public class (\w+)", program).group(1)
        (self.folder / f"{name}.java").write_text(program, encoding="utf-8")
        report = self.folder / "report.html"
        printed = run(self.java / "java", "-cp", self.jar, self.folder / f"{name}.java",
                      self.source / "tests/cli/dossier", report, env=self.environment)
        self.assertIsNone(COMPLAINTS.search(printed), printed)
        self.assertRegex(printed, r"(PROPOSE|REFER|MANUAL_REVIEW_REQUIRED)")
        run(OPTIONS.zhun, "assess", self.source / "tests/cli/dossier", "--out", self.folder / "out")
        self.assertEqual(report.read_bytes(), (self.folder / "out" / "report.html").read_bytes())
        # And with an applicant whose bytes are wrong it says where.
        wrong = self.folder / "wrong"
        shutil.copytree(self.source / "tests/cli/dossier", wrong)
        (wrong / "registry.json").write_text("{")
        printed = run(self.java / "java", "-cp", self.jar, self.folder / f"{name}.java", wrong, report)
        self.assertIn("registry.json", printed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("source", "build", "zhun", "maven", "java"):
        parser.add_argument("--" + option, required=True)
    OPTIONS = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(argv=["java_test.py", "-v"])
