/** What an operator's chart writes, small: each kind of object that Seldon's has, with an image that the node has. */
export function operatorManifests(name: string, { image }: { image: string }): string {
  const labels = `{app: ${name}}`;
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${name}}
webhooks:
- name: v1.${name}.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  failurePolicy: Fail
  clientConfig: {service: {name: ${name}, namespace: ${name}, path: /validate}, caBundle: bm90IHRoZSBvbmU=}
  rules: [{apiGroups: [${name}.example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: manager, namespace: ${name}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}}
    spec:
      serviceAccountName: manager
      containers:
      - name: manager
        image: ${image}
        env: [{name: EXECUTOR_CONTAINER_IMAGE_AND_VERSION, value: "localhost/engine:1"}]
        readinessProbe: {httpGet: {path: /health/ping, port: 9000}, periodSeconds: 1, timeoutSeconds: 10}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.${name}.example.com}
spec:
  group: ${name}.example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}
subjects: [{kind: ServiceAccount, name: manager, namespace: ${name}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}, creationTimestamp: null}
rules: [{apiGroups: [${name}.example.com], resources: [things], verbs: [get, list, watch]}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: manager, namespace: ${name}}
---
apiVersion: v1
kind: Secret
metadata: {name: serving-cert, namespace: ${name}}
type: kubernetes.io/tls
stringData: {tls.crt: "certificate ${Math.random()}", tls.key: key, ca.crt: "authority ${Math.random()}"}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${name}}
spec: {ports: [{port: 443, targetPort: 9000}], selector: ${labels}}
`;
}
