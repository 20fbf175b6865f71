import { fetching, MODELS, servedParameters } from './prepackaged';
import { addressedGraph, type Plan, type PlannedContainer, type PlannedPod, type PlannedPredictor } from './plan';

const TYPE_LABELS: Record<string, string> = {
  MODEL: 'seldon.io/model',
  ROUTER: 'seldon.io/router',
  COMBINER: 'seldon.io/combiner',
  TRANSFORMER: 'seldon.io/transformer',
  OUTPUT_TRANSFORMER: 'seldon.io/output-transformer'
};

/** Both probes of the real operator wait 20 s first. In a test that would be most of the time. */
const FIRST_CHECK = 1;

/** The Deployment of one componentSpec. */
export function deploymentOf(plan: Plan, planned: PlannedPredictor, pod: PlannedPod, engineImage: string) {
  const { predictor } = planned;
  const component = predictor.componentSpecs![pod.index]!;
  const holdsEngine = pod.index === 0 && planned.engine;
  const labels = podLabels(plan, planned, pod);
  const hpa = component.hpaSpec !== undefined;
  const fetched = fetching(
    pod.units.map(({ node }) => node),
    plan.config
  );
  return {
    metadata: {
      name: pod.deployment,
      namespace: plan.namespace,
      labels: { ...labels, ...(holdsEngine ? { 'seldon-deployment-contains-svcorch': 'true' } : {}) }
    },
    spec: {
      ...(hpa ? {} : { replicas: pod.replicas }),
      progressDeadlineSeconds: predictor.progressDeadlineSeconds ?? 600,
      selector: { matchLabels: selectorOf(plan, planned, pod) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: {
          labels,
          annotations: {
            'prometheus.io/path': '/prometheus',
            'prometheus.io/scrape': 'true',
            ...predictor.annotations,
            ...component.metadata?.annotations
          }
        },
        spec: {
          securityContext: { runAsUser: 8888 },
          terminationGracePeriodSeconds: 20,
          ...(fetched.serviceAccountName ? { serviceAccountName: fetched.serviceAccountName } : {}),
          ...component.spec,
          ...(fetched.initContainers.length > 0 ? { initContainers: fetched.initContainers } : {}),
          containers: [
            ...pod.containers.map(container => {
              const unit = pod.units.find(each => each.container === container);
              return unit ? unitContainer(plan, planned, { unit, mounts: fetched.mountsOf(unit.node) }) : container;
            }),
            ...(holdsEngine ? [engineContainer(plan, planned, engineImage)] : [])
          ],
          volumes: [
            ...((component.spec?.volumes as object[] | undefined) ?? []),
            {
              name: 'seldon-podinfo',
              downwardAPI: { items: [{ path: 'annotations', fieldRef: { fieldPath: 'metadata.annotations' } }] }
            },
            ...fetched.volumes
          ]
        }
      }
    }
  };
}

function selectorOf({ id }: Plan, planned: PlannedPredictor, pod: PlannedPod): Record<string, string> {
  return {
    'seldon-deployment-id': id,
    ...(pod.index === 0 ? { 'seldon-app': planned.service } : {}),
    ...Object.fromEntries(pod.units.map(unit => [`seldon-app-svc-${unit.container.name}`, unit.service]))
  };
}

function podLabels(plan: Plan, planned: PlannedPredictor, pod: PlannedPod): Record<string, string> {
  const { predictor } = planned;
  return {
    app: pod.deployment,
    'app.kubernetes.io/managed-by': 'seldon-core',
    fluentd: 'true',
    version: predictor.name,
    ...selectorOf(plan, planned, pod),
    ...Object.assign({}, ...pod.units.map(unit => typeLabels(unit, planned))),
    ...predictor.componentSpecs?.[pod.index]?.metadata?.labels,
    ...predictor.labels
  };
}

/** Labels that say what a container is in the graph. */
export function typeLabels({ node }: PlannedContainer, { predictor }: PlannedPredictor): Record<string, string> {
  const label = TYPE_LABELS[node.type ?? 'MODEL'];
  return { ...(label ? { [label]: 'true' } : {}), ...(predictor.shadow ? { 'seldon.io/shadow': 'true' } : {}) };
}

function unitContainer(
  { name }: Plan,
  { predictor }: PlannedPredictor,
  { unit, mounts }: { unit: PlannedContainer; mounts: object[] }
) {
  const { container, node, http, grpc, metrics } = unit;
  const parameters = servedParameters(node);
  const variables = {
    PREDICTIVE_UNIT_SERVICE_PORT: String(http),
    PREDICTIVE_UNIT_HTTP_SERVICE_PORT: String(http),
    MLSERVER_HTTP_PORT: String(http),
    PREDICTIVE_UNIT_GRPC_SERVICE_PORT: String(grpc),
    MLSERVER_GRPC_PORT: String(grpc),
    PREDICTIVE_UNIT_ID: node.name,
    MLSERVER_MODEL_NAME: node.name,
    PREDICTIVE_UNIT_IMAGE: container.image ?? '',
    PREDICTOR_ID: predictor.name,
    PREDICTOR_LABELS: JSON.stringify({ version: predictor.name, ...predictor.labels }),
    SELDON_DEPLOYMENT_ID: name,
    SELDON_EXECUTOR_ENABLED: 'true',
    PREDICTIVE_UNIT_METRICS_SERVICE_PORT: String(metrics),
    PREDICTIVE_UNIT_METRICS_ENDPOINT: '/prometheus',
    MLSERVER_METRICS_PORT: String(metrics),
    MLSERVER_METRICS_ENDPOINT: '/prometheus',
    ...(node.modelUri ? { MLSERVER_MODEL_URI: MODELS } : {}),
    ...(parameters.length > 0 ? { PREDICTIVE_UNIT_PARAMETERS: JSON.stringify(parameters) } : {})
  };
  const own = (container.env ?? []).map(each => each.name);
  const port = { tcpSocket: { port: http }, periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3 };
  return {
    imagePullPolicy: 'IfNotPresent',
    readinessProbe: { ...port, initialDelaySeconds: FIRST_CHECK },
    livenessProbe: { ...port, initialDelaySeconds: 60 },
    lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', '/bin/sleep 10'] } } },
    ...container,
    env: [
      ...(container.env ?? []),
      ...Object.entries(variables)
        .filter(([variable]) => !own.includes(variable))
        .map(([variable, value]) => ({ name: variable, value }))
    ],
    ports: [
      ...((container.ports as object[] | undefined) ?? []),
      { name: 'metrics', containerPort: metrics, protocol: 'TCP' },
      { name: 'http', containerPort: http, protocol: 'TCP' },
      { name: 'grpc', containerPort: grpc, protocol: 'TCP' }
    ],
    volumeMounts: [
      ...((container.volumeMounts as object[] | undefined) ?? []),
      { name: 'seldon-podinfo', mountPath: '/etc/podinfo' },
      ...mounts
    ]
  };
}

function engineContainer(plan: Plan, planned: PlannedPredictor, image: string) {
  const { predictor } = planned;
  const graph = addressedGraph(predictor.graph, planned, plan.namespace);
  const probe = { periodSeconds: 5, timeoutSeconds: 60, failureThreshold: 3 };
  const read = { name: predictor.name, graph, annotations: predictor.annotations };
  return {
    name: 'seldon-container-engine',
    image,
    imagePullPolicy: 'IfNotPresent',
    args: [
      ...['--sdep', plan.name, '--namespace', plan.namespace, '--predictor', predictor.name],
      ...['--http_port', '8000', '--grpc_port', '5001', '--protocol', plan.spec.protocol ?? 'seldon'],
      ...['--transport', plan.spec.transport ?? 'rest', '--prometheus_path', '/prometheus', '--server_type', 'rpc']
    ],
    env: [
      {
        name: 'ENGINE_PREDICTOR',
        value: Buffer.from(JSON.stringify(read)).toString('base64')
      },
      ...(predictor.svcOrchSpec?.env ?? [])
    ],
    ports: [
      { name: 'http', containerPort: 8000, protocol: 'TCP' },
      { name: 'grpc', containerPort: 5001, protocol: 'TCP' }
    ],
    readinessProbe: { ...probe, httpGet: { path: '/ready', port: 8000 }, initialDelaySeconds: FIRST_CHECK },
    livenessProbe: { ...probe, httpGet: { path: '/live', port: 8000 }, initialDelaySeconds: 20 },
    resources: predictor.svcOrchSpec?.resources ?? {
      requests: { cpu: '20m', memory: '32Mi' },
      limits: { cpu: '500m', memory: '256Mi' }
    },
    securityContext: { allowPrivilegeEscalation: false, runAsUser: 8888 },
    volumeMounts: [{ name: 'seldon-podinfo', mountPath: '/etc/podinfo' }]
  };
}
