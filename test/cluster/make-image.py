#!/usr/bin/env python3
"""Write a container image as a docker-archive, with no container engine and no registry.

    make-image.py OUT.tar NAME:TAG [--user 8888] [--env K=V]... [--entrypoint /app]... [--libs] SRC=/DST...

SRC is a file or a folder. --libs also packs the shared libraries that the given programs are linked with (ldd).
Load it with `ctr -n k8s.io images import OUT.tar`, or with `docker load`.
"""
import argparse
import hashlib
import io
import json
import os
import re
import subprocess
import tarfile


def libraries(program):
    found = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", found)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("out")
    p.add_argument("name")
    p.add_argument("files", nargs="+")
    p.add_argument("--user", default="")
    p.add_argument("--env", action="append", default=[])
    p.add_argument("--entrypoint", action="append", default=[])
    p.add_argument("--cmd", action="append", default=[])
    p.add_argument("--libs", action="store_true")
    a = p.parse_args()
    if ":" not in a.name.rsplit("/", 1)[-1]:
        p.error("give the image a tag other than latest, or it will always be pulled")

    wanted = {}
    for pair in a.files:
        src, dst = pair.split("=", 1)
        if os.path.isdir(src):
            for folder, _, names in os.walk(src):
                for n in names:
                    full = os.path.join(folder, n)
                    wanted[os.path.join(dst, os.path.relpath(full, src))] = full
        else:
            wanted[dst] = src
            if a.libs:
                wanted.update({lib: lib for lib in libraries(src)})

    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as t:
        folders = {"tmp"}
        for dst in wanted:
            parts = dst.strip("/").split("/")[:-1]
            folders.update("/".join(parts[: i + 1]) for i in range(len(parts)))
        for folder in sorted(folders):
            info = tarfile.TarInfo(folder)
            info.type, info.mode = tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755
            t.addfile(info)
        for dst, src in sorted(wanted.items()):
            info = tarfile.TarInfo(dst.strip("/"))
            info.mode, info.size = 0o755 if os.access(src, os.X_OK) else 0o644, os.path.getsize(src)
            with open(src, "rb") as f:
                t.addfile(info, f)
    layer = layer.getvalue()

    config = json.dumps({
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine),
        "os": "linux",
        "created": "1970-01-01T00:00:00Z",
        "config": {"User": a.user, "Env": ["PATH=/usr/local/bin:/usr/bin:/bin:/"] + a.env,
                   "Entrypoint": a.entrypoint, "Cmd": a.cmd, "WorkingDir": "/"},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
        "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "make-image.py"}],
    }).encode()
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = json.dumps([{"Config": config_name, "RepoTags": [a.name], "Layers": ["layer.tar"]}]).encode()

    with tarfile.open(a.out + ".part", "w") as t:
        for name, content in ((config_name, config), ("layer.tar", layer), ("manifest.json", manifest)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            t.addfile(info, io.BytesIO(content))
    os.replace(a.out + ".part", a.out)


if __name__ == "__main__":
    main()
