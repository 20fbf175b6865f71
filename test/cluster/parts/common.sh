# Settings and functions of every script here; sourced, not run. A program is known by its pid and start time, never by its name.
set -euo pipefail
cluster=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

name=${DEPLOY_MODEL_CLUSTER_NAME:-test} # several clusters may run side by side, each under its name
cache=${XDG_CACHE_HOME:-$HOME/.cache}/deploy-model-cluster
state=${XDG_STATE_HOME:-$HOME/.local/state}/deploy-model-cluster/$name
short=/run/dm-$name # sockets only: their paths must be short
netns=dm-$name
host_if=dm-$name

# Networks of its own by its name: the usual one has number 0, any other 1 to 99 by the sum of its letters (as in cluster.ts).
number=0
[ "$name" = test ] || number=$(printf %s "$name" | od -An -v -tu1 | awk '{for (i = 1; i <= NF; i++) n += $i} END {print n % 99 + 1}')
node_net=${DEPLOY_MODEL_CLUSTER_NODE_NET:-10.250.$number} # the host's side is .1, the node's .2
pod_net=${DEPLOY_MODEL_CLUSTER_POD_NET:-10.244.$number}
service_net=${DEPLOY_MODEL_CLUSTER_SERVICE_NET:-10.$((96 + number))} # a /16; .0.1 is the API server
registry=$node_net.1:5000                              # where a test may run a plain HTTP registry for the node

say() { printf '%s cluster: %s\n' "$(date +%T)" "$*" >&2; }
die() { say "$*"; exit 1; }

started_at() { # PID -> its start time in clock ticks since boot; nothing when it is gone or a zombie
	sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" {print $20}' || true
}
alive() { # NAME -> whether the program recorded under NAME still runs
	local pid since
	[ -f "$state/pid/$1" ] && read -r pid since <"$state/pid/$1" && [ -n "$since" ] && [ "$(started_at "$pid")" = "$since" ]
}
start() { # NAME COMMAND...: run it in the background, detached, its output in a log, its pid recorded
	local n=$1; shift
	setsid "$@" </dev/null >>"$state/log/$n.log" 2>&1 &
	echo "$! $(started_at $!)" >"$state/pid/$n"
}
stop() { # NAME [SIGNAL]: end the recorded program, and wait for it
	local pid since i how
	for how in "${2:-TERM}" KILL; do
		alive "$1" || break
		read -r pid since <"$state/pid/$1"
		kill "-$how" "$pid" 2>/dev/null || true
		for ((i = 0; i < 100; i++)); do alive "$1" || break; sleep 0.05; done
	done
	rm -f "$state/pid/$1"
}
wait_for() { # SECONDS WHAT COMMAND...: until the command succeeds
	local left=$(($1 * 5)) what=$2 err; shift 2
	until err=$("$@" 2>&1); do
		((left-- > 0)) || { say "gave up waiting for $what: $err"; tail -n 5 "$state"/log/*.log >&2; exit 1; }
		sleep 0.2
	done
}
free_ports() { # N -> N loopback ports that nothing uses now
	python3 -c 'import socket, sys
s = [socket.socket() for _ in range(int(sys.argv[1]))]
for x in s: x.bind(("127.0.0.1", 0))
print(*(x.getsockname()[1] for x in s))' "$1"
}
content_key() { # FILE... -> a short hash of their bytes
	cat "$@" | sha256sum | cut -c1-16
}
