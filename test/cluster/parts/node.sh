# The node: containerd, kubelet, kube-proxy and DNS, all in the cluster's network namespace.

configure_node() {
	mkdir -p "$short/cni" "$short/registries/$registry" "$state/kubelet" "$state/containerd"
	# restrict_oom_score_adj: without CAP_SYS_RESOURCE no sandbox starts otherwise.
	cat >"$state/containerd.toml" <<END
version = 2
root = "$state/containerd"
state = "$short/containerd"
[grpc]
  address = "$short/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$short/cni"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$short/registries"
END
	printf '[host."http://%s"]\n  capabilities = ["pull", "resolve"]\n' "$registry" >"$short/registries/$registry/hosts.toml"
	cat >"$short/cni/10-test.conflist" <<END
{"cniVersion": "0.4.0", "name": "test", "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false,
 "hairpinMode": true, "ipam": {"type": "host-local", "dataDir": "$short/ipam",
 "ranges": [[{"subnet": "$pod_net.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
END
	echo "nameserver $address" >"$state/resolv.conf"
	cat >"$state/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$short/containerd.sock
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
localStorageCapacityIsolation: false
oomScoreAdj: 0
imageGCHighThresholdPercent: 100
evictionHard: {nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
clusterDNS: ["$address"]
clusterDomain: cluster.local
resolvConf: $state/resolv.conf
podLogsDir: $state/pods
volumePluginDir: $state/volume-plugins
END
	# Connection-tracking limits are left alone: they cannot be set in a namespace.
	cat >"$state/kube-proxy.yaml" <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: $KUBECONFIG}
hostnameOverride: test-node
clusterCIDR: $pod_net.0/24
conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
oomScoreAdj: 0
END
}

start_containerd() {
	# shellcheck disable=SC2086
	start containerd $inside containerd -c "$state/containerd.toml"
}

import_images() { # ARCHIVE...
	local tar
	for tar; do
		ctr -a "$short/containerd.sock" -n k8s.io images import "$tar" >>"$state/log/images.log" 2>&1 ||
			die "$tar cannot be imported: $(tail -n 2 "$state/log/images.log")"
	done
}

start_node() {
	[ -e /var/lib/kubelet ] || touch "$state/made-var-lib-kubelet"
	# shellcheck disable=SC2086
	start kubelet $inside "$bin/kubelet" --config="$state/kubelet.yaml" --kubeconfig="$KUBECONFIG" --root-dir="$state/kubelet" \
		--cert-dir="$state/kubelet/pki" --hostname-override=test-node --node-ip="$address"
	# shellcheck disable=SC2086
	start kube-proxy $inside "$bin/kube-proxy" --config="$state/kube-proxy.yaml"
	# shellcheck disable=SC2086
	start cluster-dns $inside "$bin/cluster-dns" -kubeconfig "$KUBECONFIG" -listen "$address:53"
}
