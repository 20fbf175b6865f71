# Where the cluster listens: on loopback, or in a network namespace of its own that one pair of interfaces joins to the host.

# Sets `address`, `port`, `etcd_port`, `peer_port` and `inside`, the prefix of every command that runs in the namespace.
loopback_network() {
	address=127.0.0.1 inside=
	read -r port etcd_port peer_port < <(free_ports 3)
}

node_network() {
	address=$node_net.2 port=6443 etcd_port=2379 peer_port=2380
	inside="nsenter --net=/run/netns/$netns"
	ip netns add "$netns"
	ip link add "$host_if" type veth peer name eth0 netns "$netns"
	ip addr add "$node_net.1/24" dev "$host_if"
	ip link set "$host_if" up
	ip -n "$netns" addr add "$address/24" dev eth0
	ip -n "$netns" link set eth0 up
	ip -n "$netns" link set lo up
	# No default route: nothing in the cluster reaches any address but its own, and a pull of what is not there fails at once.
	# This one is never used, but connect() wants one before kube-proxy's rules act.
	ip -n "$netns" route add "$service_net.0.0/16" via "$node_net.1"
	# Pods and Services can be called from the host, so tests need not enter the namespace.
	ip route add "$service_net.0.0/16" via "$address"
	ip route add "$pod_net.0/24" via "$address"
	$inside sysctl -qw net.ipv4.ip_forward=1
	# A Service without endpoints refuses, as on any node. Otherwise the kernel first tells the host of a shorter way, and what it
	# may say to it in a second is used up by that: packets to the Service are swallowed, and TCP sends them again a second later.
	$inside sysctl -qw net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0 net.ipv4.icmp_ratelimit=0
	if [ "$(sysctl -n fs.inotify.max_user_instances)" -lt 512 ]; then
		sysctl -n fs.inotify.max_user_instances >"$state/inotify-before"
		sysctl -qw fs.inotify.max_user_instances=512
	fi
}
