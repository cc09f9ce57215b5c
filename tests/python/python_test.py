"""The Python binding as a stranger gets it: its wheel is built, installed beside nothing else, and tested.

Builds the wheel without network and without isolation in the environment of --python, around --library, the
C library of this build; then runs bindings/python/tests on it.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import unittest
import zipfile

OPTIONS = None


def run(*command, environment=None, cwd=None):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=1000,
                          env=environment or os.environ, cwd=cwd)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout[-8000:]}\n{done.stderr[-4000:]}")
    return done.stdout


class Binding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.build, cls.source = pathlib.Path(OPTIONS.build), pathlib.Path(OPTIONS.source)
        cls.build.mkdir(parents=True, exist_ok=True)
        wheels = cls.build / "wheels"
        shutil.rmtree(wheels, ignore_errors=True)
        # The build tools of the environment, not of the machine.
        path = f"{pathlib.Path(OPTIONS.python).parent}{os.pathsep}{os.environ['PATH']}"
        run(OPTIONS.python, "-m", "pip", "wheel", "--disable-pip-version-check", "--no-build-isolation",
            "--no-deps", "--no-index", "-w", wheels, cls.source / "bindings" / "python",
            "--config-settings", f"build-dir={cls.build / 'wheel'}",
            "--config-settings", f"cmake.define.ZHUN_LIBRARY={OPTIONS.library}",
            "--config-settings", f"cmake.define.ZHUN_INCLUDE_DIR={cls.source / 'include'}",
            environment=dict(os.environ, PATH=path))
        (cls.wheel,) = wheels.glob("zhun-*.whl")
        cls.site = cls.build / "site"
        shutil.rmtree(cls.site, ignore_errors=True)
        run(OPTIONS.python, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps",
            "--no-index", "--target", cls.site, cls.wheel)
        cls.environment = dict(os.environ, PYTHONPATH=str(cls.site), ZHUN_TEST_COMMAND=OPTIONS.zhun,
                               PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8")
        engines = pathlib.Path(OPTIONS.engines)
        if any(engines.glob("libzhun_*.so")):
            cls.environment["ZHUN_TEST_OCR_PATH"] = str(engines)
        if OPTIONS.fake_engine:
            cls.environment["ZHUN_TEST_FAKE_ENGINE"] = OPTIONS.fake_engine

    def test_the_wheel_brings_what_it_needs(self):
        names = zipfile.ZipFile(self.wheel).namelist()
        for name in ("zhun/__init__.py", "zhun/py.typed", "zhun/_zhun.pyi", "zhun/libzhun.so.1"):
            self.assertIn(name, names)
        self.assertEqual(len([name for name in names if name.startswith("zhun/_zhun") and
                              name.endswith(".so")]), 1)
        module = next(self.site.glob("zhun/_zhun*.so"))
        self.assertIn("[$ORIGIN]", run("readelf", "-dW", module))
        loaded = next(line for line in run("ldd", module).splitlines() if "libzhun.so.1" in line)
        self.assertIn(str((self.site / "zhun").resolve()), loaded)

    def test_stubs_are_those_of_the_module(self):
        stub = (self.site / "zhun" / "_zhun.pyi").read_text(encoding="utf-8")
        for name in ("class ArrowTable", "class Assessment", "class CancelToken", "def parse_table",
                     "def assess"):
            self.assertIn(name, stub)

    def test_pytest(self):
        tests = self.source / "bindings" / "python" / "tests"
        print(run(OPTIONS.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-s", tests,
                  environment=self.environment, cwd=self.build)[-3000:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("python", "source", "build", "library", "zhun"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--engines", default="")
    parser.add_argument("--fake-engine", default="")
    OPTIONS = parser.parse_args()
    unittest.main(argv=["python_test.py", "-v"])
