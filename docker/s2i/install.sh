#!/usr/bin/env bash
# Builds the s2i that go.mod pins into a folder (default ~/.local/bin). Needs Go 1.21 or newer.
# `go install …@v1.6.3` would do the same, but asks the proxy for the list of versions, which some proxies refuse.
set -euo pipefail
out=$(realpath -m "${1:-$HOME/.local/bin}")
cd "$(dirname "$0")"
mkdir -p "$out"
version=$(sed -n 's/^require.*source-to-image \(v[0-9.]*\)$/\1/p' go.mod)
CGO_ENABLED=0 go build -mod=readonly -trimpath \
  -ldflags "-s -w -X github.com/openshift/source-to-image/pkg/version.versionFromGit=$version" \
  -o "$out/s2i" github.com/openshift/source-to-image/cmd/s2i
"$out/s2i" version
