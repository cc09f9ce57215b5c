"""Collects what the jar holds of native code.

collect_natives.py LIBRARY FOLDER [--strip PROGRAM]

Copies LIBRARY, and the shared libraries that it needs and that no Linux with a Java has anyway, to
FOLDER/files/native/PLATFORM, with files.sha256 beside them (the loader compares), and their licences to
FOLDER/files/META-INF/licenses. What a machine has anyway is the C and C++ run-time library.
"""
import argparse
import hashlib
import pathlib
import platform
import re
import shutil
import subprocess

# Not ours to bring: they belong to the machine's loader, and the Java process has them already.
OF_THE_MACHINE = re.compile(r"(linux-vdso|ld-linux-[\w-]+|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s"
                            r"|libasan|libubsan|libtsan|libgcov)\.so\b")


def needed(library):
    """(name, path) of the libraries that the loader would take."""
    listed = subprocess.run(["ldd", library], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        match = re.match(r"\s*(\S+) => (\S+)?", line)
        if not match or OF_THE_MACHINE.match(match.group(1)):
            continue
        if not match.group(2) or match.group(2) == "not":
            raise SystemExit(f"{library} needs {match.group(1)}, which is not to be found")
        yield match.group(1), pathlib.Path(match.group(2))


def licence(path, folder):
    """The licence as Debian ships it; says so when it has none."""
    real = path.resolve()
    for candidate in (path, real, pathlib.Path("/usr") / real.relative_to("/")):
        owner = subprocess.run(["dpkg", "-S", candidate], capture_output=True, text=True, check=False)
        if owner.returncode == 0:
            package = owner.stdout.split(":")[0]
            text = pathlib.Path("/usr/share/doc") / package / "copyright"
            if text.exists():
                shutil.copyfile(text, folder / package)
                return
    print(f"no licence text was found for {path.name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--strip")
    options = parser.parse_args()
    files = options.folder / "files"
    shutil.rmtree(files, ignore_errors=True)
    natives = files / "native" / f"linux-{platform.machine()}-gnu"
    licences = files / "META-INF" / "licenses"
    natives.mkdir(parents=True)
    licences.mkdir(parents=True)
    shutil.copyfile(options.library, natives / options.library.name)
    if options.strip:
        subprocess.run([options.strip, "--strip-unneeded", natives / options.library.name], check=True)
    for name, path in needed(options.library):
        shutil.copyfile(path, natives / name)
        if shutil.which("dpkg"):
            licence(path, licences)
    digests = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
               for path in sorted(natives.iterdir())]
    (natives / "files.sha256").write_text("".join(digests))


if __name__ == "__main__":
    main()
