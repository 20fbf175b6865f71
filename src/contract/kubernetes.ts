import { z } from 'zod';
import { Metrics } from './metrics';
import { Problem } from './problem';

/** How a new version takes over from the running one. */
export const ROLLOUTS = ['replace', 'canary', 'shadow', 'ab-test'] as const;

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
export const NamespaceName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'the name of a namespace');
const SecretName = z.string().regex(NAME, 'the name of an object in the cluster');

/** Something that KEDA counts, as one of its scalers takes it: `prometheus` with serverAddress, query and threshold. */
export const KedaTrigger = z.object({
  type: z.string().min(1, 'a scaler of KEDA, such as prometheus or cron'),
  metadata: z.record(z.string(), z.string()),
  /** A TriggerAuthentication in the namespace. */
  authentication: SecretName.optional()
});
export type KedaTrigger = z.infer<typeof KedaTrigger>;

/** What Seldon's storage initializer can fetch from; a folder of one machine is not among it. */
export const STORES = /^(s3|gs|az|azure|https?|pvc|hdfs):\/\/\S+$/;

/** What a deployment to Kubernetes needs beside what every target needs. */
export const KubernetesOptions = z
  .object({
    /** Of the kubeconfig; its current one by default. */
    context: z.string().optional().meta({ description: 'Context of the kubeconfig' }),
    /** The context's namespace by default. */
    namespace: z.string().regex(NAME, 'the name of a namespace').optional(),
    replicas: z.number().int().min(0).max(1000).default(1),
    /** Cores that are set aside for each replica, for example 500m; `cpus` is the limit. */
    cpuRequest: z.string().default('100m'),
    /** Memory that is set aside for each replica, for example 512Mi; `memory` is the limit. */
    memoryRequest: z.string().optional(),
    /** More replicas than this are never made; absent: their number is fixed. */
    maxReplicas: z.number().int().min(1).max(1000).optional(),
    /** Percent of the requested CPU at which replicas are added. */
    targetCpu: z.number().int().min(1).max(1000).default(80),
    /** What replicas are added and taken away by, in place of the CPU; for clusters with KEDA. */
    kedaTriggers: z.array(KedaTrigger).default([]),
    /** What clients speak: Seldon's protocol or the Open Inference Protocol. */
    protocol: z.enum(['seldon', 'v2']).default('seldon'),
    /** Without Seldon's orchestrator in between: one container less, and no request log. */
    noEngine: z.boolean().default(false),
    /** Secrets with the logins of registries. */
    pullSecrets: z.array(SecretName).default([]),
    /** Secrets whose entries become environment variables. */
    envSecrets: z.array(SecretName).default([]),
    serviceAccount: SecretName.optional(),
    /** One of Seldon's own servers, which loads the model in place of an image: MLFLOW_SERVER, … */
    server: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,62}$/, 'the name of a server in Seldon’s configuration, such as MLFLOW_SERVER')
      .optional(),
    /** Where that server fetches it; where MLflow keeps it by default. */
    modelUri: z
      .string()
      .regex(STORES, 'an address that pods can fetch from: s3://…, gs://…, az://…, https://… or pvc://…')
      .optional(),
    /** Secret with what that storage asks for; the only one of `envSecrets` by default. */
    modelSecret: SecretName.optional(),
    nodeSelector: z.record(z.string(), z.string()).default({}),
    /** Keys of taints that are tolerated. */
    tolerations: z.array(z.string()).default([]),
    /** Seconds that a rollout may take before it counts as failed and is undone. */
    deadline: z.number().int().min(10).max(86_400).default(600),
    rollout: z.enum(ROLLOUTS).default('replace'),
    /** Share of the requests for the new version: of a canary, a shadow's copies or an A/B test. */
    percent: z.number().int().min(0).max(100).default(10),
    /** Take over fields that somebody else set. */
    takeOver: z.boolean().default(false)
  })
  .meta({ id: 'KubernetesOptions' });
export type KubernetesOptions = z.infer<typeof KubernetesOptions>;

/** One version that a deployment on a cluster holds, with its share of the requests in percent. */
export const RunningVersion = z.object({
  revision: z.number().int(),
  traffic: z.number().int(),
  shadow: z.boolean(),
  replicas: z.number().int(),
  ready: z.number().int(),
  model: z.string()
});
export type RunningVersion = z.infer<typeof RunningVersion>;

/** One right that a deployment needs, and whether this user has it. */
export const Permission = z.object({
  /** For example `create seldondeployments`. */
  title: z.string(),
  allowed: z.boolean(),
  /** Without it nothing works; otherwise only `purpose` does not. */
  needed: z.boolean(),
  purpose: z.string()
});
export type Permission = z.infer<typeof Permission>;

/** What `cluster` says. */
export const ClusterReport = z
  .object({
    context: z.string(),
    server: z.string(),
    namespace: z.string(),
    version: z.string(),
    seldon: z.boolean(),
    seldonVersion: z.string().optional(),
    /** Protocols that its Seldon takes; absent where nobody says so. */
    protocols: z.array(z.string()).optional(),
    servers: z.array(z.string()).default([]),
    /** Address of the ingress, when one is found. */
    ingress: z.string().optional(),
    keda: z.boolean(),
    permissions: z.array(Permission)
  })
  .meta({ id: 'ClusterReport' });
export type ClusterReport = z.infer<typeof ClusterReport>;

/** A cluster that the kubeconfig names, or that this program runs in. */
export const ClusterContext = z
  .object({
    name: z.string(),
    server: z.string(),
    /** The one that is taken when none is named. */
    namespace: z.string(),
    current: z.boolean()
  })
  .meta({ id: 'ClusterContext' });
export type ClusterContext = z.infer<typeof ClusterContext>;

/** What a cluster has, and what is missing there for a deployment; errors stand in the way, warnings only cost something. */
export const ClusterExamination = z
  .object({ report: ClusterReport, problems: z.array(Problem) })
  .meta({ id: 'ClusterExamination' });
export type ClusterExamination = z.infer<typeof ClusterExamination>;

/** Namespaces of a cluster; when they may not be listed, the context's alone, and `complete` is false. */
export const Namespaces = z.object({ names: z.array(z.string()), complete: z.boolean() }).meta({ id: 'Namespaces' });
export type Namespaces = z.infer<typeof Namespaces>;

/** What would be applied, as YAML. */
export const Manifest = z.object({ name: z.string(), text: z.string() }).meta({ id: 'Manifest' });
export type Manifest = z.infer<typeof Manifest>;

/** A running version with what its own pods have counted; without `metrics`, `problem` says why. */
export const CountedVersion = RunningVersion.extend({
  metrics: Metrics.optional(),
  /** Whether they are what the cluster's Prometheus has collected, since the pods themselves may not be asked. */
  collected: z.boolean().optional(),
  problem: Problem.optional()
}).meta({ id: 'CountedVersion' });
export type CountedVersion = z.infer<typeof CountedVersion>;
