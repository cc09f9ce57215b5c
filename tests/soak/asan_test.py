"""The Python package and the Java classes on a C library under AddressSanitizer, which is loaded before interpreters
that are built without it.

asan_test.py --source ROOT --library LIBZHUN --jni LIBZHUN_JNI --python PROGRAM --site FOLDER [--seconds N]

LIBZHUN and LIBZHUN_JNI are those of the preset asan; --site is where the wheel of another build is installed, whose
library is replaced. Leaks are not looked for: interpreters keep what they have until they end; the soak loops do that.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

OPTIONS = None
# What measures time or memory, and what runs other programs than the tests' own interpreter.
LEFT_OUT = "not flat and not costs and not notebook and not quick_start and not gil and not command and not missing_native"


def of_compiler(name):
    found = subprocess.run(["c++", f"-print-file-name={name}"], capture_output=True, text=True, check=True)
    return found.stdout.strip()


class UnderAsan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = pathlib.Path(OPTIONS.source).resolve()
        cls.scratch = tempfile.TemporaryDirectory(prefix="zhun-asan-")
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.environment = dict(
            os.environ, LD_PRELOAD=f"{of_compiler('libasan.so')}:{of_compiler('libstdc++.so')}", LC_ALL="C.UTF-8",
            PYTHONDONTWRITEBYTECODE="1",
            # HotSpot uses SIGSEGV itself.
            ASAN_OPTIONS="detect_leaks=0:handle_segv=0:allow_user_segv_handler=1:halt_on_error=1")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def runs(self, *command, **environment):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=self.folder,
                              env={**self.environment, **environment}, timeout=1500)
        told = done.stdout[-6000:] + done.stderr[-6000:]
        self.assertNotIn("AddressSanitizer", told)
        self.assertNotIn("runtime error", told)
        self.assertEqual(done.returncode, 0, told)
        return done.stdout

    def test_python(self):
        site = self.folder / "site"
        shutil.copytree(OPTIONS.site, site)
        shutil.copy(OPTIONS.library, site / "zhun" / "libzhun.so.1")
        printed = self.runs(OPTIONS.python, "-m", "pytest", "-p", "no:cacheprovider", "-k", LEFT_OUT,
                            self.source / "bindings/python/tests", PYTHONPATH=str(site))
        print(printed.strip().splitlines()[-1])
        self.assertGreater(int(re.search(r"(\d+) passed", printed).group(1)), 30)
        print(self.runs(OPTIONS.python, self.source / "tests/soak/soak.py", self.source / "tests/cli/dossier",
                        OPTIONS.seconds, PYTHONPATH=str(site)).splitlines()[-1])
        together = """
import concurrent.futures, pathlib, sys, zhun
policy, folder = zhun.Policy(), pathlib.Path(sys.argv[1])
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(lambda _: zhun.assess(folder, policy).to_json(), range(1000)))), "kind of bytes")
"""
        self.assertEqual(self.runs(OPTIONS.python, "-c", together, self.source / "tests/cli/dossier",
                                   PYTHONPATH=str(site)), "1 kind of bytes\n")

    def test_java(self):
        if not OPTIONS.jni or not shutil.which("javac"):
            self.skipTest("there is no Java")
        classes = self.folder / "classes"
        sources = sorted((self.source / "bindings/java/src/main/java").rglob("*.java"))
        subprocess.run(["javac", "-nowarn", "-d", classes, *sources, self.source / "tests/soak/Soak.java"], check=True)
        version = re.search(r"<version>([\d.]+)", (self.source / "bindings/java/pom.xml").read_text()).group(1)
        (classes / "zhun" / "zhun.properties").write_text(f"version={version}\n")
        printed = self.runs("java", "-Xmx256m", "-XX:+UseSerialGC", f"-Dzhun.library.path={OPTIONS.jni}", "-Xcheck:jni",
                            "-cp", classes, "Soak", self.source / "tests/cli/dossier", OPTIONS.seconds)
        printed += self.runs("java", "-Xmx256m", "-XX:+UseSerialGC", f"-Dzhun.library.path={OPTIONS.jni}",
                             "-Xcheck:jni", "-cp", classes, "Soak", self.source / "tests/cli/dossier", 1000, 8)
        self.assertNotRegex(printed, r"WARNING in native method|FATAL ERROR in native method")
        print("Java: seconds, KiB, rounds", printed.splitlines()[-1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("source", "library", "python", "site"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--jni", default="")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("tests", nargs="*")
    OPTIONS = parser.parse_args()
    for option in ("library", "jni", "site"):
        if getattr(OPTIONS, option):
            setattr(OPTIONS, option, os.path.abspath(getattr(OPTIONS, option)))
    OPTIONS.python = os.path.abspath(OPTIONS.python)
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(argv=["asan_test.py", "-v", *OPTIONS.tests])
