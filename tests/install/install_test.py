"""zhun as a stranger gets it: installed to a prefix, and inside another project's build.

The examples are built by find_package and by pkg-config against the installed tree, and run on the
small dossier; a host that embeds the sources sees the libraries and no other target.
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import unittest

OPTIONS = None
EMBEDDING_HOST = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C CXX)
add_subdirectory("{source}" zhun EXCLUDE_FROM_ALL)
foreach(target zhun_command capi_tests base_tests install test)
  if(TARGET ${{target}})
    message(FATAL_ERROR "the host sees the target ${{target}}")
  endif()
endforeach()
if(DEFINED BUILD_TESTING)
  message(FATAL_ERROR "zhun switched the host's tests on")
endif()
add_executable(host "{source}/examples/cpp/assess.cpp")
target_link_libraries(host PRIVATE zhun::zhun)
add_executable(host_c "{source}/examples/c/assess.c")
target_link_libraries(host_c PRIVATE zhun::capi)
"""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=1500, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


# What stands around the quick starts of the README, which are taken as they are.
C_HOST = """#include <stdio.h>
#include <stdlib.h>
{includes}
static char* read_file(const char* name, size_t* size) {{
  FILE* file = fopen(name, "rb");
  char* bytes = malloc(1 << 20);
  *size = file == NULL || bytes == NULL ? 0 : fread(bytes, 1, 1 << 20, file);
  if (file != NULL) fclose(file);
  return bytes;
}}
int main(void) {{
  size_t json_size, csv_size;
  char *json = read_file("dossier.json", &json_size), *csv = read_file("bank.csv", &csv_size);
{body}
  fwrite(html.data, 1, html.size, stdout);
  return html.size == 0;
}}
"""
CPP_HOST = """{block}
#include <fstream>
#include <iostream>
#include <iterator>
std::string read_file(const char* name) {{
  std::ifstream file(name, std::ios::binary);
  return {{std::istreambuf_iterator<char>(file), {{}}}};
}}
int main() {{
  const std::string json = read_file("dossier.json"), csv = read_file("bank.csv");
  const zhun::SourceFile files[] = {{{{"bank.csv", csv}}}};
  std::cout << report(json, files);
}}
"""


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="zhun-install-"))
        cls.prefix = cls.folder / "prefix"
        run("cmake", "--install", OPTIONS.build, "--prefix", cls.prefix)
        cls.source = pathlib.Path(OPTIONS.source)
        cls.dossier = cls.source / "tests" / "cli" / "dossier"
        libraries = [path.parent for path in cls.prefix.rglob("libzhun.so.1")]
        cls.library = libraries[0]
        cls.environment = dict(os.environ, PKG_CONFIG_PATH=str(cls.library / "pkgconfig"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def assesses(self, program, name, environment=None):
        report = self.folder / (name + ".html")
        out = run(program, self.dossier, report, env=environment or os.environ)
        self.assertRegex(out, r"decision: .+\nscore: +\d+ [A-E]?\nlimit: +\d+\.\d\d yuan\n")
        self.assertIn("</html>", report.read_text(encoding="utf-8"))
        return out.lower().replace("_", " ")

    def build_example(self, language):
        build = self.folder / ("find-package-" + language)
        run("cmake", "-S", self.source / "examples" / language, "-B", build, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", build)
        return build / "assess"

    def flags(self, package):
        return shlex.split(run("pkg-config", "--cflags", "--libs", package, env=self.environment))

    def test_the_folder_of_an_ocr_engine_has_what_it_needs(self):
        for engine in self.prefix.rglob("libzhun_*.so"):
            self.assertEqual(engine.parent.name, "zhun")
            self.assertIn("[$ORIGIN]", run("readelf", "-dW", engine))
            needed = run("ldd", engine)
            self.assertNotIn("not found", needed)
            if "ppocr" in engine.name:
                self.assertIn(f"{engine.parent.resolve()}/libopenvino.so", needed)
                self.assertTrue(list(engine.parent.glob("libopenvino_onnx_frontend.so*")))
                self.assertTrue(list(engine.parent.glob("*.onnx")))

    def test_all_hosts_say_the_same(self):
        c = self.assesses(self.build_example("c"), "c")
        cpp = self.assesses(self.build_example("cpp"), "cpp")
        self.assertEqual(c, cpp)
        html = (self.folder / "c.html").read_bytes()
        self.assertEqual(html, (self.folder / "cpp.html").read_bytes())
        zhun = next(self.prefix.rglob("bin/zhun"))
        run(zhun, "assess", self.dossier, "--out", self.folder / "out")
        self.assertEqual(html, (self.folder / "out" / "report.html").read_bytes())

    def test_c_by_pkg_config(self):
        program = self.folder / "pkg-config-c"
        run(OPTIONS.c_compiler, self.source / "examples/c/assess.c", "-o", program,
            *self.flags("zhun"))
        self.assesses(program, "pkg-config-c",
                      dict(os.environ, LD_LIBRARY_PATH=str(self.library)))

    def test_cpp_by_pkg_config(self):
        program = self.folder / "pkg-config-cpp"
        run(OPTIONS.cxx_compiler, "-std=c++20", self.source / "examples/cpp/assess.cpp", "-o",
            program, *self.flags("zhun-core"))
        self.assesses(program, "pkg-config-cpp")

    def quick_start(self, language):
        text = (self.source / "README.md").read_text(encoding="utf-8")
        (block,) = re.findall(rf"```{language}\n(.*?)```", text, re.S)
        return block

    # A dossier with one file, as the quick starts have it.
    def folder_of_two(self):
        folder = self.folder / "of-two"
        if not folder.exists():
            folder.mkdir()
            dossier = json.loads((self.dossier / "dossier.json").read_text(encoding="utf-8"))
            dossier["sources"] = [source for source in dossier["sources"] if source["file"] == "bank.csv"]
            (folder / "dossier.json").write_text(json.dumps(dossier), encoding="utf-8")
            shutil.copy(self.dossier / "bank.csv", folder)
        return folder

    def test_the_quick_starts_of_c_and_cpp_are_taken_verbatim(self):
        block = self.quick_start("c")
        includes = "\n".join(line for line in block.splitlines() if line.startswith("#include"))
        body = "\n".join(line for line in block.splitlines() if not line.startswith("#include"))
        (self.folder / "quick.c").write_text(C_HOST.format(includes=includes, body=body))
        (self.folder / "quick.cpp").write_text(CPP_HOST.format(block=self.quick_start("cpp")))
        run(OPTIONS.c_compiler, self.folder / "quick.c", "-o", self.folder / "quick-c", *self.flags("zhun"))
        run(OPTIONS.cxx_compiler, "-std=c++20", self.folder / "quick.cpp", "-o", self.folder / "quick-cpp",
            *self.flags("zhun-core"))
        environment = dict(os.environ, LD_LIBRARY_PATH=str(self.library))
        pages = [run(self.folder / name, cwd=self.folder_of_two(), env=environment)
                 for name in ("quick-c", "quick-cpp")]
        self.assertIn("</html>", pages[0])
        self.assertEqual(pages[0], pages[1])

    def test_the_batch_host_gives_the_same_bytes_on_any_number_of_threads(self):
        self.build_example("cpp")
        batch = self.folder / "find-package-cpp" / "batch"
        folders = []
        for i in range(6):
            folder = self.folder / "batch-in" / f"d{i}"
            shutil.copytree(self.dossier, folder)
            folders.append(folder)
        (folders[2] / "bank.csv").write_text("nothing to read\n")
        outputs = []
        for threads in (1, 4):
            out = self.folder / f"batch-{threads}"
            done = subprocess.run([batch, "--threads", str(threads), out, *folders], capture_output=True,
                                  text=True, timeout=300)
            self.assertEqual(done.returncode, 1)  # one of them cannot be read
            self.assertIn("6 of 6", done.stderr)
            outputs.append((done.stdout, {path.name: path.read_bytes() for path in out.iterdir()}))
        self.assertEqual(outputs[0], outputs[1])
        lines, files = outputs[0]
        self.assertIn("d2,error,bank.csv: ", lines)
        self.assertEqual(len(files), 10)
        run(self.prefix / "bin/zhun", "assess", self.dossier, "--out", self.folder / "batch-by-command")
        self.assertEqual(files["d0.html"], (self.folder / "batch-by-command/report.html").read_bytes())
        self.assertEqual(files["d0.json"], (self.folder / "batch-by-command/assessment.json").read_bytes())

    def test_the_batch_host_stops_at_a_signal_and_keeps_what_is_done(self):
        self.build_example("cpp")
        folders = [self.dossier] * 400
        child = subprocess.Popen([self.folder / "find-package-cpp" / "batch", "--threads", "2",
                                  self.folder / "batch-stopped", *folders], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        child.stderr.readline()
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=120)
        self.assertEqual(child.returncode, 1)
        self.assertIn("stopped: ", err)
        self.assertGreaterEqual(len(out.splitlines()), 1)

    def test_another_minor_version_is_refused(self):
        probe = self.folder / "probe"
        probe.mkdir()
        (probe / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.16)\nproject(probe LANGUAGES C)\n"
            "find_package(zhun 99.0 QUIET COMPONENTS capi)\n"
            "if(zhun_FOUND)\n  message(FATAL_ERROR \"99.0 was found\")\nendif()\n")
        run("cmake", "-S", probe, "-B", probe / "build", f"-DCMAKE_PREFIX_PATH={self.prefix}")

    def test_licence_and_headers_are_there_and_no_test_is(self):
        files = [path.relative_to(self.prefix).as_posix() for path in self.prefix.rglob("*")]
        self.assertIn("include/zhun.h", files)
        self.assertIn("include/zhun_client.hpp", files)
        self.assertIn("include/zhun/zhun.hpp", files)
        self.assertTrue(any(name.endswith("doc/zhun/LICENSE") for name in files))
        self.assertEqual([name for name in files if "test" in name or "doctest" in name], [])

    def test_no_build_path_is_in_what_is_installed(self):
        build = str(pathlib.Path(OPTIONS.build).resolve()).encode()
        # Below the folder: "/zhun" alone, where somebody keeps it at the root, is also our include path.
        source = str(self.source.resolve() / "src").encode()
        for path in self.prefix.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                self.assertFalse(build in content, f"{path} names the build folder")
                self.assertFalse(source in content, f"{path} names the source folder")


class Embedded(unittest.TestCase):
    def test_a_host_sees_library_targets_only(self):
        with tempfile.TemporaryDirectory(prefix="zhun-embed-") as folder:
            host = pathlib.Path(folder, "host")
            host.mkdir()
            source = pathlib.Path(OPTIONS.source).resolve()
            (host / "CMakeLists.txt").write_text(EMBEDDING_HOST.format(source=source.as_posix()))
            launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
            run("cmake", "-S", host, "-B", host / "build", "-G", "Ninja",
                "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0", *launcher)
            run("cmake", "--build", host / "build", "-j2")
            for program in ("host", "host_c"):
                report = pathlib.Path(folder, program + ".html")
                run(host / "build" / program, source / "tests/cli/dossier", report)
                self.assertIn("</html>", report.read_text(encoding="utf-8"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("source", "build", "c-compiler", "cxx-compiler"):
        parser.add_argument("--" + name, required=True)
    OPTIONS = parser.parse_args()
    unittest.main(argv=["install_test.py", "-v"])
