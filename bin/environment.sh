# The project's own Python environment in .venv; sourced by the commands of this folder, in the repository's root.

export PATH=$PWD/.venv/bin:$PATH
# Node 24 of the environment and not the machine's; see docs/decisions/0004-toolchain.md.
unset NODE_OPTIONS

# python_environment ARGUMENT...: makes .venv when it is not there and installs what the arguments name.
python_environment() {
  if [ ! -x .venv/bin/python ]; then
    make_environment || return 1
  fi
  install "$@"
}

make_environment() {
  local python
  python=$(find_python) || {
    echo "Python 3.10 or newer is needed and was not found; install one, or name it: PYTHON=/path/to/python $0" >&2
    return 1
  }
  if command -v uv >/dev/null; then
    uv venv -q --clear --python "$python" .venv
  elif "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$python" -m venv --clear .venv
  else
    echo "$python has no venv; install it (on Debian and Ubuntu: apt install python3-venv), or install uv" >&2
    return 1
  fi
}

find_python() {
  local name
  for name in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11 python3.10; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && { echo "$name"; return 0; }
  done
  return 1
}

# By uv, which is much faster than pip; where it is not on the machine, pip brings it.
install() {
  command -v uv >/dev/null || .venv/bin/python -m pip install -q 'uv>=0.9' || return 1
  like_pip uv pip install -q --python .venv/bin/python "$@"
}

# like_pip COMMAND...: with pip's settings for those of uv that are not there; uv reads only its own.
like_pip() {
  local settings=()
  [ -z "${PIP_INDEX_URL:-}" ] || settings+=("UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-$PIP_INDEX_URL}}")
  [ -z "${PIP_EXTRA_INDEX_URL:-}" ] || settings+=("UV_INDEX=${UV_INDEX:-${UV_EXTRA_INDEX_URL:-$PIP_EXTRA_INDEX_URL}}")
  [ -z "${PIP_CERT:-}" ] || settings+=("SSL_CERT_FILE=${SSL_CERT_FILE:-$PIP_CERT}")
  env ${settings[@]+"${settings[@]}"} "$@"
}

# The programs have just been built: packing them again is not needed.
develop() {
  DEPLOY_MODEL_SKIP_BUILD=1 install --editable .
}

# command_environment ARGUMENT...: the `deploy-model` command, built when the sources are newer, and what the arguments name.
command_environment() {
  local built=jupyterlab_deploy_model/programs/cli.cjs
  if [ -x .venv/bin/deploy-model ] && [ -f $built ] &&
    [ -z "$(find src esbuild.*.mjs package.json yarn.lock pyproject.toml -newer $built -type f | head -n 1)" ]; then
    python_environment "$@"
  else
    # The build brings its own Node.
    python_environment --editable . "$@"
  fi
}
