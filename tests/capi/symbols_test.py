"""libzhun.so exports what zhun.h declares and nothing else, and is linked the hardened way."""
import argparse
import pathlib
import re
import subprocess
import unittest

OPTIONS = None


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


class Symbols(unittest.TestCase):
    def exported(self):
        lines = output_of("nm", "-D", "--defined-only", OPTIONS.library).splitlines()
        return {line.split()[-1].split("@")[0] for line in lines} - {"ZHUN_1"}

    def declared(self):
        text = pathlib.Path(OPTIONS.header).read_text(encoding="utf-8")
        return set(re.findall(r"ZHUN_API [^;(]*?\b(zhun_\w+)\(", text))

    def test_the_header_declares_something(self):
        self.assertGreaterEqual(len(self.declared()), 15)

    def test_exports_are_the_declared_functions(self):
        self.assertEqual(self.exported(), self.declared())

    def test_every_symbol_has_the_version_node(self):
        lines = output_of("nm", "-D", "--defined-only", "--with-symbol-versions",
                          OPTIONS.library).splitlines()
        bare = [line for line in lines if " T " in line and not line.endswith("@@ZHUN_1")]
        self.assertEqual(bare, [])

    def test_soname_and_hardening(self):
        dynamic = output_of("readelf", "-dW", OPTIONS.library)
        self.assertIn("Library soname: [libzhun.so.1]", dynamic)
        self.assertRegex(dynamic, r"BIND_NOW|Flags: NOW")
        headers = output_of("readelf", "-lW", OPTIONS.library)
        self.assertIn("GNU_RELRO", headers)
        self.assertRegex(headers, r"GNU_STACK.* RW ")

    def test_no_ocr_engine_and_no_picture_library_is_linked(self):
        everything = output_of("ldd", OPTIONS.library)
        for name in ("libtesseract", "liblept", "libopenvino", "libpng", "libjpeg", "libtiff",
                     "libcurl", "libpdfium"):
            self.assertNotIn(name, everything)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    parser.add_argument("--header", required=True)
    OPTIONS = parser.parse_args()
    unittest.main(argv=["symbols_test.py", "-v"])
