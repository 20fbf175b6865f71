import type { ComponentType } from '../../contract/component';
import type { Predictor, SeldonDeployment } from '../../contract/graph';
import type { Container, PodSpec, ScaledComponent } from '../../contract/graph-component';
import type { KubernetesOptions } from '../../contract/kubernetes';
import { readinessOf, servedReadinessOf } from './probes';
import { type Served, servedNode } from './served-node';

/** Labels and annotations of ours begin so. */
export const PREFIX = 'deploy-model.io';

/** An annotation of a predictor: when its pods were last started anew on purpose. */
export const RESTARTED = `${PREFIX}/restarted`;

/** The variable by which a model's server is told to leave gRPC out. */
export const GRPC_WORKERS = 'GRPC_WORKERS';

/** Annotation of a predictor that Seldon runs without its orchestrator; any value means it. */
export const NO_ENGINE = { 'seldon.io/no-engine': 'true' };

/** Names within an inference graph of one component, of whatever kind. With the longest deployment name all made names stay below 64. */
export const GRAPH_NODE = 'model';
export const MAIN = 'main';
/** A version beside the running one. */
export const NEXT = 'next';

/** The verdict of what no test stage has seen. */
export const NOT_TESTED = 'not tested';

/** Facts about one version, for labels, annotations and the revision kept in the cluster. */
export interface VersionFacts {
  revision: number;
  /** runs:/… or models:/… */
  model: string;
  run: string;
  /** One sentence of the test stage. */
  verdict: string;
  /** Who deployed it. */
  owner: string;
  createdAt: string;
}

export interface ModelVersion {
  /** By digest where it was pushed; absent with `served`. */
  image?: string;
  /** Seldon's own server in place of an image. */
  served?: Served;
  /** What it is in its graph: Seldon's orchestrator asks it at the path of that kind. */
  type: ComponentType;
  facts: VersionFacts;
  /** Limits: cores, MiB, number of GPUs; 0 is none. */
  cpus: number;
  memory: number;
  gpus: number;
  /** Seconds that loading may take. */
  startTimeout: number;
  grpc: boolean;
  options: KubernetesOptions;
}

/** The SeldonDeployment of one component. */
export function manifestOf(
  { name, namespace }: { name: string; namespace?: string },
  predictors: Predictor[],
  { protocol, facts }: { protocol: 'seldon' | 'v2'; facts: Pick<VersionFacts, 'revision' | 'owner'> }
): SeldonDeployment {
  return {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      labels: {
        'app.kubernetes.io/managed-by': 'deploy-model',
        'app.kubernetes.io/name': name,
        [`${PREFIX}/owner`]: labelOf(facts.owner)
      },
      annotations: { [`${PREFIX}/revision`]: String(facts.revision) }
    },
    spec: { name, protocol, predictors }
  };
}

/** The predictor of one version; `place` is main or next. */
export function predictorOf(version: ModelVersion, place: typeof MAIN | typeof NEXT): Predictor {
  const { facts, options } = version;
  return {
    name: place,
    graph: { name: GRAPH_NODE, type: version.type, ...(version.served ? servedNode(version.served, options) : {}) },
    labels: versionLabels(facts),
    annotations: {
      // Seldon's executor says it with what it counts, as predictor_version.
      version: versionName(facts.revision),
      [`${PREFIX}/model`]: facts.model,
      [`${PREFIX}/run`]: facts.run,
      [`${PREFIX}/verdict`]: facts.verdict,
      [`${PREFIX}/owner`]: facts.owner,
      [`${PREFIX}/created`]: facts.createdAt,
      ...(options.noEngine ? NO_ENGINE : {})
    },
    replicas: options.replicas,
    progressDeadlineSeconds: options.deadline,
    componentSpecs: [
      {
        spec: podOf(version),
        ...scalingOf(options)
      }
    ]
  };
}

/** The name of a version in labels, in Istio's subsets and on the command line: v7. */
export const versionName = (revision: number): string => `v${revision}`;

function versionLabels({ revision, run, verdict }: VersionFacts): Record<string, string> {
  return {
    version: versionName(revision),
    [`${PREFIX}/run`]: labelOf(run),
    [`${PREFIX}/verdict`]: verdict === NOT_TESTED ? 'untested' : /fail/i.test(verdict) ? 'failed' : 'passed'
  };
}

function podOf(version: ModelVersion): PodSpec {
  const { options, served } = version;
  return {
    containers: [containerOf(version)],
    ...(served ? {} : ownPod(options)),
    ...placementOf(options)
  };
}

/** What an image of ours is content with. A server of Seldon's runs as its operator says, under the node's account. */
function ownPod({ serviceAccount }: KubernetesOptions): Omit<PodSpec, 'containers'> {
  return {
    securityContext: { runAsNonRoot: true, runAsUser: 8888 },
    ...(serviceAccount ? { serviceAccountName: serviceAccount } : { automountServiceAccountToken: false })
  };
}

/** Which nodes the pods may run on, and whose images these may pull. */
function placementOf({ pullSecrets, nodeSelector, tolerations }: KubernetesOptions): Omit<PodSpec, 'containers'> {
  return {
    ...(pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map(name => ({ name })) } : {}),
    ...(Object.keys(nodeSelector).length > 0 ? { nodeSelector } : {}),
    ...(tolerations.length > 0 ? { tolerations: tolerations.map(key => ({ key, operator: 'Exists' })) } : {})
  };
}

function containerOf(version: ModelVersion): Container {
  const { image, served, options, grpc } = version;
  return {
    name: GRAPH_NODE,
    ...(image === undefined ? {} : { image }),
    ...(grpc ? {} : { env: [{ name: GRPC_WORKERS, value: '0' }] }),
    ...(options.envSecrets.length > 0 ? { envFrom: options.envSecrets.map(name => ({ secretRef: { name } })) } : {}),
    resources: resourcesOf(version),
    ...(served ? servedReadinessOf(served.server, version) : { securityContext: CONFINED, ...readinessOf(version) })
  };
}

const CONFINED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' }
};

/** What is set aside for each copy, and what it may not exceed. */
function resourcesOf({
  cpus,
  memory,
  gpus,
  options
}: Pick<ModelVersion, 'cpus' | 'memory' | 'gpus' | 'options'>): Container['resources'] {
  const limits = {
    ...(cpus > 0 ? { cpu: String(cpus) } : {}),
    ...(memory > 0 ? { memory: `${memory}Mi` } : {}),
    ...(gpus > 0 ? { 'nvidia.com/gpu': String(gpus) } : {})
  };
  const memoryRequest = options.memoryRequest ?? (memory > 0 ? `${memory}Mi` : undefined);
  return {
    requests: { cpu: options.cpuRequest, ...(memoryRequest ? { memory: memoryRequest } : {}) },
    ...(Object.keys(limits).length > 0 ? { limits } : {})
  };
}

/** How many copies there may be beside the fixed number: by KEDA's triggers, else by load. One may be away at a time. */
function scalingOf(options: KubernetesOptions): Pick<ScaledComponent, 'kedaSpec' | 'hpaSpec' | 'pdbSpec'> {
  const { replicas, maxReplicas, kedaTriggers } = options;
  const byLoad = maxReplicas !== undefined && maxReplicas > replicas;
  return {
    ...(kedaTriggers.length > 0 ? { kedaSpec: kedaOf(options) } : byLoad ? { hpaSpec: hpaOf(options) } : {}),
    ...(replicas > 1 ? { pdbSpec: { maxUnavailable: 1 } } : {})
  };
}

function kedaOf({ replicas, maxReplicas, kedaTriggers }: KubernetesOptions): ScaledComponent['kedaSpec'] {
  return {
    minReplicaCount: Math.max(1, replicas),
    ...(maxReplicas === undefined ? {} : { maxReplicaCount: maxReplicas }),
    triggers: kedaTriggers.map(({ type, metadata, authentication }) => ({
      type,
      metadata,
      ...(authentication ? { authenticationRef: { name: authentication } } : {})
    }))
  };
}

function hpaOf({ replicas, maxReplicas, targetCpu }: KubernetesOptions) {
  return {
    minReplicas: Math.max(1, replicas),
    maxReplicas: maxReplicas!,
    metricsv2: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: targetCpu } } }
    ]
  };
}

/** What a label value may hold, of any text. */
export function labelOf(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
