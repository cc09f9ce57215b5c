"""Soak: loops in C, Java and Python for so many seconds each, whose memory must stay flat (2 %).

soak_test.py --source ROOT --c PROGRAM [--java FOLDER --jar JAR] [--python PROGRAM --site FOLDER] [--seconds N]

--seconds, or ZHUN_SOAK_SECONDS in the environment; 1800 is the promise, tests/run.sh --long takes 60. Skips, and says so,
unless ZHUN_LONG or --seconds is given. The first half is warming up; then the median of the last fifth is set
against that of the first one.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import unittest

OPTIONS = None
SLACK = 0.02


class Soak(unittest.TestCase):
    def setUp(self):
        if not OPTIONS.seconds:
            self.skipTest("neither ZHUN_LONG nor --seconds is given")
        self.source = pathlib.Path(OPTIONS.source)
        self.dossier = self.source / "tests/cli/dossier"

    def held(self, name, command, environment=None):
        done = subprocess.run([str(word) for word in [*command, self.dossier, OPTIONS.seconds]], capture_output=True,
                              text=True, env=environment, timeout=OPTIONS.seconds + 300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr[-4000:])
        samples = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
        warm = [kibibytes for second, kibibytes, _ in samples if second >= OPTIONS.seconds / 2]
        self.assertGreater(len(warm), 9, "too few samples: give it more seconds")
        part = max(2, len(warm) // 5)
        first, last = statistics.median(warm[:part]), statistics.median(warm[-part:])
        rounds = samples[-1][2]
        print(f"{name}: {rounds} rounds in {OPTIONS.seconds} s, {first / 1024:.1f} MiB, then {last / 1024:.1f} MiB "
              f"({100 * (last / first - 1):+.2f} %), between {min(warm) / 1024:.1f} and {max(warm) / 1024:.1f}")
        self.assertLessEqual(last, first * (1 + SLACK))

    def test_c(self):
        self.held("C", [OPTIONS.c])

    def test_java(self):
        if not OPTIONS.jar or not pathlib.Path(OPTIONS.jar).exists():
            self.skipTest("there is no jar")
        # A heap that is there from the beginning and one compiler, which is soon done, so that what grows is native.
        self.held("Java", [pathlib.Path(OPTIONS.java) / "java", "-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch",
                           "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", OPTIONS.jar, self.source / "tests/soak/Soak.java"])

    def test_python(self):
        if not OPTIONS.python or not pathlib.Path(OPTIONS.site).exists():
            self.skipTest("there is no wheel")
        self.held("Python", [OPTIONS.python, self.source / "tests/soak/soak.py"],
                  dict(os.environ, PYTHONPATH=OPTIONS.site))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("source", "c"):
        parser.add_argument("--" + option, required=True)
    for option in ("java", "jar", "python", "site"):
        parser.add_argument("--" + option, default="")
    parser.add_argument("--seconds", type=int,
                        default=int(os.environ.get("ZHUN_SOAK_SECONDS", "60" if os.environ.get("ZHUN_LONG") else "0")))
    parser.add_argument("tests", nargs="*")
    OPTIONS = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(argv=["soak_test.py", "-v", *OPTIONS.tests])
