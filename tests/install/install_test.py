"""zhun as a stranger gets it: installed to a prefix, and inside another project's build.

The examples are built by find_package and by pkg-config against the installed tree, and run on the
small dossier; a host that embeds the sources sees the libraries and no other target.
"""
import argparse
import os
import pathlib
import shlex
import shutil
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
