# The operator: the one that is given, else the stand-in of operator/; and its validating webhook.

engine_image=${DEPLOY_MODEL_SELDON_EXECUTOR_IMAGE:-localhost/engine:1}
webhook_name=seldon-validating-webhook-configuration-seldon-system

start_operator() {
	local webhook_port=4443 metrics_port=18080
	[ "$tier" = node ] || read -r webhook_port metrics_port < <(free_ports 2)
	kubectl create namespace seldon-system >/dev/null
	kubectl -n seldon-system create configmap seldon-config --from-literal=credentials='{}' --from-literal=explainer='{}' \
		--from-literal=storageInitializer='{"image":"localhost/initializer:1","memoryRequest":"16Mi","memoryLimit":"64Mi","cpuRequest":"10m","cpuLimit":"500m"}' \
		--from-literal=predictor_servers='{"MLFLOW_SERVER":{"protocols":{"seldon":{"image":"localhost/unit","defaultImageVersion":"1"}}}}' >/dev/null
	operator_deployment
	if [ -n "${DEPLOY_MODEL_SELDON_OPERATOR:-}" ]; then
		real_operator "$webhook_port" "$metrics_port"
	else
		stand_in "$webhook_port"
	fi
	# shellcheck disable=SC2086
	wait_for 180 "the operator" $inside bash -c "exec 3<>/dev/tcp/127.0.0.1/$webhook_port"
	register_webhook "$webhook_port"
}

# The operator runs outside; this is what clients read about it. It has no pods.
operator_deployment() {
	kubectl create -f - >/dev/null <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: seldon-controller-manager, namespace: seldon-system, labels: {app.kubernetes.io/version: "1.17.1"}}
spec:
  replicas: 0
  selector: {matchLabels: {control-plane: seldon-controller-manager}}
  template:
    metadata: {labels: {control-plane: seldon-controller-manager}}
    spec:
      containers:
      - name: manager
        image: seldonio/seldon-core-operator:1.17.1
        env: [{name: ISTIO_ENABLED, value: "true"}, {name: ISTIO_GATEWAY, value: istio-system/seldon-gateway}]
END
}

real_operator() { # WEBHOOK-PORT METRICS-PORT
	# It always serves its webhooks, with the certificate in a fixed folder under TMPDIR.
	local serving=$state/tmp/k8s-webhook-server/serving-certs
	mkdir -p "$serving"
	cp "$pki/webhook.crt" "$serving/tls.crt"; cp "$pki/webhook.key" "$serving/tls.key"
	# shellcheck disable=SC2086
	start seldon-operator $inside env TMPDIR="$state/tmp" POD_NAMESPACE=seldon-system ISTIO_ENABLED=true ISTIO_GATEWAY=istio-system/seldon-gateway \
		AMBASSADOR_ENABLED=false KEDA_ENABLED=false \
		EXECUTOR_CONTAINER_IMAGE_AND_VERSION="$engine_image" EXECUTOR_CONTAINER_IMAGE_PULL_POLICY=IfNotPresent \
		EXECUTOR_CONTAINER_USER=8888 EXECUTOR_CONTAINER_SERVICE_ACCOUNT_NAME=default EXECUTOR_SERVER_PORT=8000 EXECUTOR_SERVER_GRPC_PORT=5001 \
		EXECUTOR_PROMETHEUS_PATH=/prometheus EXECUTOR_FULL_HEALTH_CHECKS=false \
		EXECUTOR_DEFAULT_CPU_REQUEST=20m EXECUTOR_DEFAULT_CPU_LIMIT=500m EXECUTOR_DEFAULT_MEMORY_REQUEST=32Mi EXECUTOR_DEFAULT_MEMORY_LIMIT=256Mi \
		PREDICTIVE_UNIT_HTTP_SERVICE_PORT=9000 PREDICTIVE_UNIT_GRPC_SERVICE_PORT=9500 PREDICTIVE_UNIT_METRICS_PORT_NAME=metrics DEFAULT_USER_ID=8888 \
		"$DEPLOY_MODEL_SELDON_OPERATOR" --webhook-port="$1" --metrics-addr="127.0.0.1:$2"
}

stand_in() { # WEBHOOK-PORT
	bundle operator
	# shellcheck disable=SC2086
	start seldon-operator $inside env -u HTTPS_PROXY -u HTTP_PROXY KUBECONFIG="$KUBECONFIG" ENGINE_IMAGE="$engine_image" \
		"$(node_program)" "$state/operator.cjs" --webhook-port "$1" --certificate "$pki/webhook.crt" --key "$pki/webhook.key"
}

register_webhook() { # PORT
	kubectl create -f - >/dev/null <<END
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: $webhook_name}
webhooks:
- name: v1.vseldondeployment.kb.io
  admissionReviewVersions: [v1]
  clientConfig:
    caBundle: $(base64 -w0 "$pki/ca.crt")
    url: https://127.0.0.1:$1/validate-machinelearning-seldon-io-v1-seldondeployment
  failurePolicy: Fail
  sideEffects: None
  rules: [{apiGroups: [machinelearning.seldon.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [seldondeployments]}]
END
}
