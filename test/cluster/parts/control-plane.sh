# Certificates, etcd, API server, controllers and the kinds that Seldon and Istio bring.

certificates() {
	pki=$state/pki
	{
		cd "$pki"
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=cluster-ca
		certificate apiserver "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$address,IP:$service_net.0.1"
		certificate webhook "DNS:localhost,IP:127.0.0.1,IP:$address"
		openssl ecparam -genkey -noout -name prime256v1 -out sa.key
		openssl ec -in sa.key -pubout -out sa.pub
		cd "$state"
	} >"$state/log/openssl.log" 2>&1 || die "openssl failed: $(tail -n 3 "$state/log/openssl.log")"
}
certificate() { # NAME SUBJECT-ALTERNATIVE-NAMES
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -subj "/CN=$1" -out "$1.csr"
	openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -out "$1.crt" -extfile <(echo "subjectAltName=$2")
}

# Three people: an administrator, and two whose rights a test decides with RoleBindings.
kubeconfigs() {
	local who token
	: >"$pki/tokens.csv"
	for who in admin anna ben; do
		token=$(openssl rand -hex 16)
		echo "$token,$who,$who$([ $who != admin ] || echo ',"system:masters"')" >>"$pki/tokens.csv"
		cat >"$state/kubeconfig$([ $who = admin ] || echo "-$who")" <<END
apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "https://$address:$port", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
users: [{name: $who, user: {token: $token}}]
contexts: [{name: test, context: {cluster: test, user: $who}}]
current-context: test
END
	done
	export KUBECONFIG=$state/kubeconfig
}

start_etcd() {
	# shellcheck disable=SC2086 # `inside` is a command with its arguments, or nothing
	start etcd $inside "$bin/etcd" --name it --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn \
		--listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
		--listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
		--initial-cluster "it=http://127.0.0.1:$peer_port"
}

start_api_server() {
	local bind=
	[ "$tier" = node ] || bind="--bind-address=127.0.0.1 --endpoint-reconciler-type=none"
	# shellcheck disable=SC2086
	start kube-apiserver $inside "$bin/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" --secure-port="$port" $bind \
		--advertise-address="$address" --cert-dir="$pki" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
		--client-ca-file="$pki/ca.crt" --token-auth-file="$pki/tokens.csv" --authorization-mode=RBAC \
		--service-cluster-ip-range="$service_net.0.0/16" --service-account-issuer=https://kubernetes.default.svc \
		--service-account-key-file="$pki/sa.pub" --service-account-signing-key-file="$pki/sa.key" \
		--allow-privileged=true --enable-aggregator-routing=true --kubelet-preferred-address-types=InternalIP
}

# Before the controllers start: their garbage collector looks for new kinds every 30 s only.
create_kinds() {
	kubectl get --raw /openapi/v3/apis/apps/v1 >"$state/openapi-apps.json"
	kubectl get --raw /openapi/v3/apis/autoscaling/v2 >"$state/openapi-autoscaling.json"
	python3 "$cluster/crd.py" "$state"/openapi-{apps,autoscaling}.json >"$state/crd.json"
	kubectl create -f "${DEPLOY_MODEL_SELDON_CRD:-$state/crd.json}" -f "$cluster/istio-crds.yaml" >/dev/null
	wait_for 120 "the CRD" kubectl get seldondeployments.machinelearning.seldon.io
}

start_controller() { # NAME FLAG...: nobody asks these for anything over the network
	local p=$1; shift
	# shellcheck disable=SC2086
	start "$p" $inside "$bin/$p" --kubeconfig="$KUBECONFIG" --authentication-kubeconfig="$KUBECONFIG" \
		--authorization-kubeconfig="$KUBECONFIG" --leader-elect=false --bind-address=127.0.0.1 --secure-port=0 "$@"
}
