import { KubernetesOptions } from '../../../src/contract/kubernetes';
import { manifestErrors } from '../../../src/pipeline/manifest/check';
import { MAIN, manifestOf, type ModelVersion, NEXT, predictorOf } from '../../../src/pipeline/templates/manifest';

const FACTS = {
  revision: 7,
  model: 'models:/churn/7',
  run: '20261125-101112-abc',
  verdict: 'All 7 cases passed.',
  owner: 'anna.müller@example.com',
  createdAt: '2026-11-25T10:11:12Z'
};

function versionWith(options: object = {}, more: Partial<ModelVersion> = {}): ModelVersion {
  return {
    image: 'registry:5000/churn@sha256:abc',
    type: 'MODEL',
    facts: FACTS,
    cpus: 2,
    memory: 512,
    gpus: 0,
    startTimeout: 120,
    grpc: false,
    options: KubernetesOptions.parse(options),
    ...more
  };
}

const manifestWith = (version: ModelVersion, name = 'churn') =>
  manifestOf({ name, namespace: 'fraud' }, [predictorOf(version, MAIN)], { protocol: 'seldon', facts: FACTS });
const containerOf = (version: ModelVersion) => predictorOf(version, MAIN).componentSpecs![0]!.spec!.containers[0]!;

const EVERYTHING = {
  replicas: 3,
  maxReplicas: 9,
  noEngine: true,
  pullSecrets: ['registry'],
  envSecrets: ['passwords'],
  serviceAccount: 'models',
  nodeSelector: { disk: 'ssd' },
  tolerations: ['gpu']
};

it.each([{}, EVERYTHING])('passes every check that a cluster makes, with %j', options => {
  expect(manifestErrors(manifestWith(versionWith(options, { gpus: 1 })))).toEqual([]);
});

it.each(['MODEL', 'TRANSFORMER', 'OUTPUT_TRANSFORMER'] as const)('is a graph of one %s', type => {
  const { graph } = predictorOf(versionWith({}, { type }), MAIN);
  expect(graph).toEqual({ name: 'model', type });
});

it('keeps every name that the operator makes below its limit, for the longest deployment name', () => {
  const name = 'a'.repeat(48);
  const names = [MAIN, NEXT].flatMap(place => [
    `${name}-${place}`,
    `${name}-${place}-0-model`,
    `${name}-${place}-model`
  ]);
  expect(names.filter(each => each.length > 63)).toEqual([]);
});

it('is ready when the model is loaded, and gives loading its time', () => {
  expect(containerOf(versionWith())).toMatchObject({
    readinessProbe: { httpGet: { path: '/health/ping' } },
    startupProbe: { httpGet: { path: '/health/ping' }, periodSeconds: 1, failureThreshold: 120 }
  });
});

it('says what runs in labels and annotations that Kubernetes takes', () => {
  const manifest = manifestWith(versionWith());
  expect(manifest.metadata.labels).toMatchObject({ 'deploy-model.io/owner': 'anna.m-ller-example.com' });
  expect(manifest.spec!.predictors[0]).toMatchObject({
    labels: { version: 'v7', 'deploy-model.io/verdict': 'passed' },
    annotations: { 'deploy-model.io/model': 'models:/churn/7', 'deploy-model.io/owner': FACTS.owner }
  });
});

it('leaves the number of copies to KEDA when something is named that it counts, and to the load otherwise', () => {
  const metadata = { serverAddress: 'http://prometheus:9090', query: 'sum(rate(requests[1m]))', threshold: '50' };
  const kedaTriggers = [{ type: 'prometheus', metadata, authentication: 'prometheus-login' }];
  const version = versionWith({ replicas: 2, maxReplicas: 9, kedaTriggers });
  expect(predictorOf(version, MAIN).componentSpecs![0]).toMatchObject({
    kedaSpec: {
      minReplicaCount: 2,
      maxReplicaCount: 9,
      triggers: [{ type: 'prometheus', metadata, authenticationRef: { name: 'prometheus-login' } }]
    },
    pdbSpec: { maxUnavailable: 1 }
  });
  expect(predictorOf(version, MAIN).componentSpecs![0]).not.toHaveProperty('hpaSpec');
  expect(manifestErrors(manifestWith(version))).toEqual([]);
  expect(predictorOf(versionWith({ maxReplicas: 9 }), MAIN).componentSpecs![0]).toMatchObject({
    hpaSpec: { maxReplicas: 9 }
  });
});

it('names secrets and holds none', () => {
  const container = containerOf(versionWith({ envSecrets: ['passwords'] }));
  expect(container.envFrom).toEqual([{ secretRef: { name: 'passwords' } }]);
});

it('sets aside what is asked for, and limits it', () => {
  expect(containerOf(versionWith({ cpuRequest: '500m' }, { gpus: 2 })).resources).toEqual({
    requests: { cpu: '500m', memory: '512Mi' },
    limits: { cpu: '2', memory: '512Mi', 'nvidia.com/gpu': '2' }
  });
});

it('adds copies under load only where that is asked for', () => {
  const hpa = (options: object) => predictorOf(versionWith(options), MAIN).componentSpecs![0]!.hpaSpec;
  expect(hpa({})).toBeUndefined();
  expect(hpa({ replicas: 2, maxReplicas: 5 })).toMatchObject({ minReplicas: 2, maxReplicas: 5 });
});

it('runs without rights that it does not need', () => {
  expect(containerOf(versionWith()).securityContext).toMatchObject({ allowPrivilegeEscalation: false });
  expect(predictorOf(versionWith(), MAIN).componentSpecs![0]!.spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true }
  });
});
