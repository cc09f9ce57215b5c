"""zhun.h keeps its binary interface: abidiff against the baseline capi/zhun.abi.

abi_test.py --root ROOT --c-compiler CC [--update]    --update writes the baseline, after a change that is meant

What is compared is a library made of the header alone, each function with an empty body: the compiler holds
capi/*.cpp to the same declarations, symbols_test.py the exports of libzhun.so.1 to them, and no type of C++
gets into the baseline. Two traps are known: without debug information abidiff sees no types and passes
everything, and --headers-dir with --drop-private-types filters types away in silence where the two sides
name the header differently; here no option filters.
"""
import argparse
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

OPTIONS = None
# Reached by pointers to functions only, which a description of exports does not follow.
ALL_TYPES = ("zhun_ocr_engine zhun_ocr_line zhun_ocr_score zhun_ocr_picture zhun_file zhun_buffer").split()


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)


def with_bodies(header):
    """C that defines every function which the header declares."""
    out = ['#include "zhun.h"']
    for prototype in re.findall(r"^ZHUN_API ([^;]+?)\s*ZHUN_NOEXCEPT;", header, re.S | re.M):
        empty = "" if prototype.startswith("void ") else "return 0; "
        names = re.sub(r"\s+", " ", prototype)
        out.append(f"ZHUN_API {names} {{ {empty}}}")
    types = ", ".join(f"{name}* {name}_" for name in ALL_TYPES)
    out.append(f"ZHUN_API void zhun_all_types({types}); ZHUN_API void zhun_all_types({types}) {{}}")
    return "\n".join(out) + "\n"


def library_of(header, folder, debug="-g"):
    """A shared library of the header's text, compiled where the header has always its name and folder."""
    include = pathlib.Path(folder, "include")
    include.mkdir(parents=True)
    (include / "zhun.h").write_text(header, encoding="utf-8")
    source, library = pathlib.Path(folder, "stub.c"), pathlib.Path(folder, "libzhun.so")
    source.write_text(with_bodies(header), encoding="utf-8")
    done = run(OPTIONS.c_compiler, debug, "-shared", "-fPIC", "-fvisibility=hidden", "-I", include, source, "-o",
               library)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return library


def describe(library):
    done = run("abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", library)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return re.sub(r" path='[^']*stub.c'", " path='stub.c'", done.stdout)


GROWING = re.compile(r"zhun_(.*_options|error|summary|ocr_engine|ocr_picture)")


def members_of(description):
    """{struct that may grow: [(member, offset, type), ...]}"""
    root = xml.etree.ElementTree.fromstring(description)
    types = {node.get("id"): node for node in root.iter() if node.get("id")}

    def words(type_id, depth=0):
        node = types[type_id]
        inner = node.get("type-id")
        named = f"{node.tag} {node.get('name') or ''} {node.get('size-in-bits') or ''} {node.get('const') or ''}"
        return named + (f" of {words(inner, depth + 1)}" if inner in types and depth < 6 else "")
    found = {}
    for struct in root.iter("class-decl"):
        if GROWING.fullmatch(struct.get("name") or "") and struct.find("data-member") is not None:
            found[struct.get("name")] = [
                (member.find("var-decl").get("name"), member.get("layout-offset-in-bits"),
                 words(member.find("var-decl").get("type-id"))) for member in struct.findall("data-member")]
    return found


def is_kept(before, now):
    """Every struct that may grow has the members of `before` where they were."""
    old, new = members_of(before), members_of(now)
    return all(new.get(name, [])[:len(members)] == members for name, members in old.items())


class Abi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(OPTIONS.root)
        cls.header = (cls.root / "include" / "zhun.h").read_text(encoding="utf-8")
        cls.baseline = cls.root / "capi" / "zhun.abi"

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def described(self, header, name):
        library = library_of(header, pathlib.Path(self.folder.name, name))
        self.assertIn(".debug_info", run("readelf", "-SW", library).stdout)
        return describe(library)

    def complaint(self, before, header):
        """"" when a host that was built with `before` works with the header's library."""
        now = self.described(header, "now")
        files = [pathlib.Path(self.folder.name, name) for name in ("before.abi", "now.abi")]
        for path, text in zip(files, (before, now)):
            path.write_text(text, encoding="utf-8")
        done = run("abidiff", "--no-added-syms", "--suppressions", self.root / "capi" / "zhun.abignore", *files)
        if done.returncode != 0:
            return done.stdout + done.stderr
        return "" if is_kept(before, now) else "a struct has not grown at its end"

    def changed(self, pattern, replacement):
        text, count = re.subn(pattern, replacement, self.header, count=1)
        self.assertEqual(count, 1, pattern)
        return self.complaint(self.described(self.header, "before"), text)

    def test_nothing_that_a_host_was_built_with_has_changed(self):
        self.assertEqual(self.complaint(self.baseline.read_text(encoding="utf-8"), self.header), "")

    def test_the_baseline_knows_functions_and_members(self):
        text = self.baseline.read_text(encoding="utf-8")
        self.assertGreater(len(re.findall(r"<elf-symbol name='zhun_", text)), 30)
        for name in ("zhun_run_options", "zhun_summary", "zhun_error", "zhun_file", "zhun_ocr_engine"):
            found = re.search(rf"<class-decl name='{name}'[^>]*[^/]>(.*?)</class-decl>", text, re.S)
            self.assertIsNotNone(found, name)
            self.assertGreater(found.group(1).count("<data-member"), 2, name)

    def test_a_library_without_debug_information_would_be_noticed(self):
        library = library_of(self.header, pathlib.Path(self.folder.name, "bare"), debug="-g0")
        self.assertNotIn(".debug_info", run("readelf", "-SW", library).stdout)

    def test_a_new_function_passes(self):
        self.assertEqual(self.changed(r"(ZHUN_API int32_t zhun_abi_version)",
                                      r"ZHUN_API void zhun_added(void) ZHUN_NOEXCEPT;\n\1"), "")

    def test_a_field_at_the_end_of_options_passes(self):
        self.assertEqual(self.changed(r"(\n\} zhun_run_options;)", r"\n  uint64_t next;\1"), "")

    def test_a_field_in_front_is_found(self):
        self.assertNotEqual(self.changed(r"(  zhun_masking masking;)", r"  uint64_t first;\n\1"), "")

    def test_another_type_of_a_field_is_found(self):
        self.assertNotEqual(self.changed(r"int64_t limit_fen;", "uint64_t limit_fen;"), "")
        self.assertTrue(members_of(self.described(self.header, "own"))["zhun_summary"])

    def test_a_field_at_the_end_of_a_frozen_struct_is_found(self):
        self.assertNotEqual(self.changed(r"(\n\} zhun_file;)", r"\n  uint64_t next;\1"), "")

    def test_a_new_parameter_is_found(self):
        self.assertNotEqual(self.changed(r"zhun_policy_default\(zhun_policy\*\* out,",
                                         r"zhun_policy_default(zhun_policy** out, int more,"), "")

    def test_a_removed_function_is_found(self):
        self.assertNotEqual(self.changed(r"ZHUN_API void zhun_buffer_free\([^;]*;", ""), "")


def main():
    global OPTIONS
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--c-compiler", default="cc")
    parser.add_argument("--update", action="store_true")
    OPTIONS = parser.parse_args()
    if OPTIONS.update:
        root = pathlib.Path(OPTIONS.root)
        with tempfile.TemporaryDirectory() as folder:
            header = (root / "include" / "zhun.h").read_text(encoding="utf-8")
            (root / "capi" / "zhun.abi").write_text(describe(library_of(header, pathlib.Path(folder, "now"))),
                                                    encoding="utf-8")
        return
    unittest.main(argv=["abi_test.py", "-v"])


if __name__ == "__main__":
    main()
