#!/usr/bin/env bash
# Builds the BuildKit and the RootlessKit that go.mod pins into a folder. Needs the Go that it names; nothing is built twice.
set -euo pipefail
out=$(realpath -m "$1")
cd "$(dirname "$0")"
[ -x "$out/rootlesskit" ] && exit
new=$(mktemp -d "$out.XXXX")
trap 'rm -rf "$new"' EXIT
CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags '-s -w' -tags osusergo,netgo -o "$new/" tool
rm -rf "$out"
mv "$new" "$out"
