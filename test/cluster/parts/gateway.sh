# A stand-in for Istio's ingress gateway, on the host's side of the link, and the Service by which clients find it.

gateway_port=8080

start_gateway() {
	bundle gateway
	start gateway env -u HTTPS_PROXY -u HTTP_PROXY KUBECONFIG="$KUBECONFIG" "$(node_program)" "$state/gateway.cjs" \
		--host "$node_net.1" --port "$gateway_port"
	kubectl create -f - >/dev/null <<END
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: Service
metadata: {name: istio-ingressgateway, namespace: istio-system, labels: {istio: ingressgateway}}
spec: {type: LoadBalancer, ports: [{name: http2, port: $gateway_port, targetPort: $gateway_port}]}
END
	kubectl -n istio-system patch service istio-ingressgateway --subresource=status \
		-p "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"$node_net.1\"}]}}}" >/dev/null
}
