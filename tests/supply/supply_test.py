"""The supply chain: every dependency is declared with a licence that a bank's core can live with, and the built
library is hardened and reaches nothing else.

supply_test.py --source DIR --library libzhun.so --version V
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import unittest

OPTIONS = None
STRONG = re.compile(r"\b(A?GPL)-", re.I)
LINKABLE = re.compile(r"^(MIT|Apache-2\.0|BSD-\d-Clause|Zlib|CC0-1\.0|MPL-2\.0|LGPL-2\.1-or-later|"
                      r"GPL-3\.0-or-later WITH GCC-exception-3\.1)$")


def output(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


class Supply(unittest.TestCase):
    def setUp(self):
        path = OPTIONS.source / "cmake/components.json"
        self.components = json.loads(path.read_text(encoding="utf-8"))["components"]

    def test_every_package_that_cmake_looks_for_is_declared(self):
        declared = {name for entry in self.components for name in entry["cmake"]} | {"zhun"}
        pattern = re.compile(r"^\s*(?:find_package|pkg_check_modules)\(\s*([\w.+-]+)", re.M)
        seen = set()
        for path in sorted(OPTIONS.source.rglob("*")):
            inside = path.relative_to(OPTIONS.source).parts
            if inside[0].startswith(("build", ".git", "out")) or not (path.name == "CMakeLists.txt" or path.suffix == ".cmake"):
                continue
            for name in pattern.findall(path.read_text(encoding="utf-8")):
                seen.add(name)
                self.assertIn(name, declared, f"{path}: cmake/components.json does not know it")
        self.assertGreater(len(seen), 10)

    def test_licences_of_the_core_can_be_linked_by_a_proprietary_host(self):
        for entry in self.components:
            if entry["part"] == "core":
                self.assertRegex(entry["licence"], LINKABLE, entry["name"])
            elif entry["part"] in ("opened", "ocr"):
                self.assertFalse(STRONG.search(entry["licence"]) and "exception" not in entry["licence"], entry["name"])

    def test_the_library_reaches_what_is_declared_and_nothing_else(self):
        allowed = tuple(name for entry in self.components if entry["part"] == "core" for name in entry["objects"])
        objects = [line.split()[0] for line in output("ldd", str(OPTIONS.library)).splitlines() if line.strip()]
        self.assertGreater(len(objects), 5)
        for name in objects:
            self.assertTrue(pathlib.Path(name).name.startswith(allowed), f"{name} is not declared")

    def test_the_bill_of_materials_names_each_component_once_and_is_the_same_each_time(self):
        command = [sys.executable, str(OPTIONS.source / "tools/sbom.py"), OPTIONS.version]
        text = output(*command)
        self.assertEqual(text, output(*command))
        bill = json.loads(text)
        self.assertEqual((bill["bomFormat"], bill["specVersion"]), ("CycloneDX", "1.5"))
        names = [item["name"] for item in bill["components"]]
        self.assertEqual(len(names), len(set(names)))
        self.assertIn("openssl", names)
        self.assertNotIn("doctest", names)
        for item in bill["components"]:
            self.assertTrue(item["licenses"] and item["purl"], item)


class Hardening(unittest.TestCase):
    def test_relocations_are_read_only_and_bound_at_load(self):
        self.assertIn("GNU_RELRO", output("readelf", "-lW", str(OPTIONS.library)))
        self.assertRegex(output("readelf", "-dW", str(OPTIONS.library)), r"BIND_NOW|FLAGS_1.*NOW")

    def test_the_stack_is_not_executable_and_guarded(self):
        stack = [line for line in output("readelf", "-lW", str(OPTIONS.library)).splitlines() if "GNU_STACK" in line]
        self.assertEqual(len(stack), 1)
        self.assertNotIn("E", stack[0].split()[-2])
        self.assertIn("__stack_chk_fail", output("nm", "-D", "--undefined-only", str(OPTIONS.library)))

    def test_no_search_path_and_no_path_of_the_build_is_inside(self):
        self.assertNotRegex(output("readelf", "-dW", str(OPTIONS.library)), r"R(UN)?PATH")
        inside = f"{OPTIONS.source}/src/".encode() in OPTIONS.library.read_bytes()
        self.assertFalse(inside, "the library names the folder it was built from")

    def test_only_the_c_functions_are_visible(self):
        defined = [line.split()[-1].split("@")[0] for line in output("nm", "-D", "--defined-only", str(OPTIONS.library)).splitlines()]
        functions = [name for name in defined if not name.startswith("ZHUN_")]
        self.assertGreater(len(functions), 20)
        for name in functions:
            self.assertTrue(name.startswith("zhun_"), name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True, type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--library", required=True, type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--version", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=["supply_test.py", "-v", *rest])
