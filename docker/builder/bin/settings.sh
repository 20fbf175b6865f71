# Settings of one build, sourced: index addresses and logins that must be in no layer and in no image's settings.

# take_settings: NAME=value lines from standard input become variables. Nothing in them is run.
take_settings() {
  local line name
  while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*}
    [[ $line == *=* && $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && export "$name=${line#*=}"
  done
  return 0
}

# use_index: pip's and Seldon's names for an index become uv's.
use_index() {
  [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}
  local extra="${PIP_EXTRA_INDEX_URL:-} ${EXTRA_INDEX_URL:-}"
  [ -z "${extra// /}" ] || export UV_INDEX="${UV_INDEX:-} $extra"
  [ -z "${PIP_TRUSTED_HOST:-}" ] || export UV_INSECURE_HOST=${UV_INSECURE_HOST:-$PIP_TRUSTED_HOST}
}

# use_cache: the cache when it is a volume; without one nothing of it may stay in the layer.
use_cache() {
  if [ ! -w /cache/uv ] || ! mountpoint -q /cache 2>/dev/null; then
    export UV_NO_CACHE=1
  fi
}
