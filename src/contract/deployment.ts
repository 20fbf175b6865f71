import { z } from 'zod';
import { Image } from './image';
import { RunningVersion } from './kubernetes';
import { KeptRule } from './rollout-rule';
import { TargetName } from './target';

/** Deployment names are also folder names, and later Kubernetes names: lower case, digits and dashes, 48 at most. */
export const DeploymentName = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,46}[a-z0-9])?$/,
    'lower-case letters, digits and dashes, at most 48, starting with a letter'
  );

/** What a process needs to run a component. */
export const ProcessBuild = z.object({
  target: z.literal('process'),
  /** Absolute path of the environment's Python program. */
  python: z.string(),
  /** Key of the environment: hash of lock, Python version and platform. */
  environment: z.string(),
  /** True when the environment was there before. */
  reused: z.boolean(),
  /** Folder that holds the serving runtime's package. */
  runtime: z.string(),
  /** Version and content hash of the runtime. */
  runtimeVersion: z.string()
});
export type ProcessBuild = z.infer<typeof ProcessBuild>;

/** What a container needs to run a component: an image with the component in it. */
export const DockerBuild = z.object({
  target: z.literal('docker'),
  image: Image,
  /** Key of the layer with the packages. */
  environment: z.string(),
  /** True when an equal image was there before. */
  reused: z.boolean(),
  /** Version and content hash of what serves the model. */
  runtimeVersion: z.string()
});
export type DockerBuild = z.infer<typeof DockerBuild>;

/** What a cluster needs to run a component: an image that its nodes can pull. */
export const KubernetesBuild = DockerBuild.extend({ target: z.literal('kubernetes') });
export type KubernetesBuild = z.infer<typeof KubernetesBuild>;

/**
 * What a cluster needs to run a model without an image: one of Seldon's own servers, which fetches it. The environment is of
 * this machine, and only for asking the logged model itself.
 */
export const PrepackagedBuild = ProcessBuild.extend({
  target: z.literal('prepackaged'),
  /** A name in the operator's configuration, such as MLFLOW_SERVER. */
  server: z.string(),
  /** What its pods fetch: s3://…, gs://…, pvc://…. */
  modelUri: z.string(),
  /** Secret with the credentials of that storage. */
  secret: z.string().optional(),
  /** Arguments of the server, all of them text. */
  parameters: z.record(z.string(), z.string()).default({})
});
export type PrepackagedBuild = z.infer<typeof PrepackagedBuild>;

/** What runs on a cluster. */
export const ClusterBuild = z.discriminatedUnion('target', [KubernetesBuild, PrepackagedBuild]);
export type ClusterBuild = z.infer<typeof ClusterBuild>;

/** What the build stage made: something that runs. */
export const Build = z
  .discriminatedUnion('target', [ProcessBuild, DockerBuild, KubernetesBuild, PrepackagedBuild])
  .meta({ id: 'Build' });
export type Build = z.infer<typeof Build>;

/** Where a running model answers. */
export const Endpoint = z.object({
  /** Base address, for example http://127.0.0.1:41233 */
  url: z.string(),
  /** Where it is asked: Seldon's prediction path on it, or for what is no model the path of its kind. */
  predictions: z.string(),
  /** Where it answers in Seldon's protocol over gRPC, host:port. */
  grpc: z.string().optional(),
  /** The same by way of a gateway, which finds the model by what a call says in its metadata. */
  grpcGateway: z.object({ address: z.string(), metadata: z.record(z.string(), z.string()) }).optional()
});
export type Endpoint = z.infer<typeof Endpoint>;

export const DeploymentState = z.enum([
  'starting',
  'running',
  'restarting',
  'failed',
  'stopped',
  /** It should run and does not: the machine was restarted or its supervisor was killed. */
  'lost'
]);
export type DeploymentState = z.infer<typeof DeploymentState>;

/** Where on which cluster. */
export const ClusterPlace = z.object({ context: z.string(), namespace: z.string() });
export type ClusterPlace = z.infer<typeof ClusterPlace>;

/** A deployed model as the lists show it. Memory in bytes, CPU in percent of one core, times in ISO 8601. */
export const Deployment = z
  .object({
    name: DeploymentName,
    target: TargetName,
    model: z.string(),
    /** The pipeline run that made it. */
    run: z.string(),
    revision: z.number().int(),
    createdAt: z.string(),
    endpoint: Endpoint.optional(),
    state: DeploymentState,
    /** One sentence about the state. */
    reason: z.string(),
    since: z.string(),
    restarts: z.number().int(),
    memory: z.number().optional(),
    cpu: z.number().optional(),
    pid: z.number().int().optional(),
    verdict: z.string().optional(),
    /** Of a deployment on a cluster. */
    place: ClusterPlace.optional(),
    /** The versions that share its requests, the running one first; of a deployment on a cluster. */
    versions: z.array(RunningVersion).optional(),
    /** What decides about the version beside the running one by itself. */
    rule: KeptRule.optional()
  })
  .meta({ id: 'Deployment' });
export type Deployment = z.infer<typeof Deployment>;
