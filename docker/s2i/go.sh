#!/usr/bin/env bash
# Puts Go into a Debian or Ubuntu image, where there is none. Any Go from 1.21 on fetches the one that go.mod asks for, by its checksum.
set -euo pipefail
command -v go >/dev/null && exit
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends ca-certificates git >/dev/null
update-ca-certificates >/dev/null 2>&1

offered=$(apt-cache show golang-go 2>/dev/null | sed -n 's/^Version: 2:\([0-9.]*\).*/\1/p' | head -n 1)
from=()
if dpkg --compare-versions "${offered:-0}" lt 1.21; then
  . /etc/os-release
  # Beside the release, from wherever the image gets it.
  mirror=$(grep -rhoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -v security | head -n 1)
  echo "deb $mirror $VERSION_CODENAME-backports main" >/etc/apt/sources.list.d/backports.list
  apt-get update -qq
  from=(-t "$VERSION_CODENAME-backports")
fi
apt-get install -qq -y --no-install-recommends "${from[@]}" golang-go >/dev/null
