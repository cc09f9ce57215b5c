"""zhun.h alone, in every language it promises, without a warning."""
import argparse
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = """
#include "zhun.h"
#include "zhun.h"
zhun_error error = ZHUN_ERROR_INIT;
zhun_buffer buffer = ZHUN_BUFFER_INIT;
zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
zhun_summary summary = ZHUN_SUMMARY_INIT;
zhun_parse_options parse_options = ZHUN_PARSE_OPTIONS_INIT;
struct ArrowArrayStream stream;
zhun_ocr_engine engine = {(uint32_t)sizeof(zhun_ocr_engine), 0, "own", 10.0, 0.01, 0, 0, 0};
zhun_ocr_engine_open_function engine_open = 0;
int uses_types(zhun_policy* p, zhun_dossier* d, zhun_assessment* a, zhun_file f);
int uses_types(zhun_policy* p, zhun_dossier* d, zhun_assessment* a, zhun_file f) {
  return p != 0 && d != 0 && a != 0 && f.size > 0 ? ZHUN_OK : ZHUN_EINVAL;
}
"""
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wundef", "-Werror", "-fsyntax-only"]
OPTIONS = None


class Header(unittest.TestCase):
    def compiles(self, compiler, standard, extension, extra=()):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "header" + extension)
            source.write_text(SOURCE)
            command = [compiler, f"-std={standard}", *WARNINGS, *extra, "-I", OPTIONS.include, source]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_c99(self):
        self.compiles(OPTIONS.c_compiler, "c99", ".c", ["-Wstrict-prototypes"])

    def test_c11(self):
        self.compiles(OPTIONS.c_compiler, "c11", ".c", ["-Wstrict-prototypes"])

    def test_c17(self):
        self.compiles(OPTIONS.c_compiler, "c17", ".c", ["-Wstrict-prototypes"])

    def test_cxx11(self):
        self.compiles(OPTIONS.cxx_compiler, "c++11", ".cpp")

    def test_cxx20(self):
        self.compiles(OPTIONS.cxx_compiler, "c++20", ".cpp")

    def test_header_has_no_other_include_than_the_standard_ones(self):
        text = pathlib.Path(OPTIONS.include, "zhun.h").read_text(encoding="utf-8")
        includes = [line.split()[1] for line in text.splitlines() if line.startswith("#include")]
        self.assertEqual(includes, ["<stddef.h>", "<stdint.h>"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--c-compiler", required=True)
    parser.add_argument("--cxx-compiler", required=True)
    parser.add_argument("--include", required=True)
    OPTIONS = parser.parse_args()
    unittest.main(argv=["header_test.py", "-v"])
