import { z } from 'zod';
import type { Kind } from './kinds';

/** Any object of the API server; whoever reads more of it parses it with a schema of its own. */
export const KubeObject = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    generation: z.number().optional(),
    creationTimestamp: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    ownerReferences: z.array(z.looseObject({ uid: z.string(), kind: z.string(), name: z.string() })).optional()
  })
});
export type KubeObject = z.infer<typeof KubeObject>;

/** One entry of a kubeconfig, or the pod's own service account. */
export interface ClusterContext {
  name: string;
  server: string;
  namespace: string;
  user: string;
  current: boolean;
}

/** `synced` follows the objects that were there when the watch began, and again after each gap. */
export type WatchEvent = { type: 'added' | 'modified' | 'deleted'; object: KubeObject } | { type: 'synced' };

/** Something that one may want to do: get, list, watch, create, update, patch or delete. */
export interface Question {
  verb: string;
  group: string;
  /** Plural, with a subresource after a slash: pods/log. */
  resource: string;
  namespace?: string;
}

export interface LogOptions {
  container?: string;
  follow?: boolean;
  /** The last so many. */
  lines?: number;
  /** Of the container before its last restart. */
  previous?: boolean;
  signal?: AbortSignal;
}

/** What an HTTP request through the API server came back with. */
export interface ProxyAnswer {
  status: number;
  body: string;
}

/**
 * One Kubernetes cluster as one user. Calls that change nothing, and applying, are tried again for some seconds while
 * the API server does not answer. Throws cluster-unreachable, cluster-unauthorised, cluster-forbidden, cluster-refused,
 * and what the calls name themselves.
 */
export interface Cluster {
  readonly context: string;
  readonly server: string;
  /** The namespace of the context. */
  readonly namespace: string;
  /** Whether this program runs in a pod of it, and so reaches Services by name. */
  readonly inside: boolean;

  /** Undefined when there is none, or when the cluster does not know the kind. */
  get(kind: Kind, name: string, namespace?: string): Promise<KubeObject | undefined>;
  /** All of a namespace, or of the cluster; `labels` in Kubernetes' own notation. */
  list(kind: Kind, where: { namespace?: string; labels?: string; fields?: string }): Promise<KubeObject[]>;
  /**
   * Server-side apply: what is left out of `object` and was ours before is taken away. Throws apply-conflict with the
   * fields that somebody else manages, manifest-invalid, quota-exceeded, webhook-unavailable.
   */
  apply(kind: Kind, object: KubeObject, options: ApplyOptions): Promise<KubeObject>;
  create(kind: Kind, object: KubeObject): Promise<KubeObject>;
  /** A merge patch; with metadata.resourceVersion in it, apply-conflict when somebody was faster. */
  patch(kind: Kind, where: Named, patch: object): Promise<KubeObject>;
  /** False when there was none. What it owns goes with it. */
  remove(kind: Kind, name: string, namespace?: string): Promise<boolean>;
  /** All that changes until the signal is aborted: goes on over disconnects, expired versions and new tokens. */
  watch(
    kind: Kind,
    where: { namespace?: string; labels?: string; fields?: string },
    signal: AbortSignal
  ): AsyncIterable<WatchEvent>;
  /** Lines of one container, oldest first. */
  logs(pod: string, namespace: string, options: LogOptions): AsyncIterable<string>;
  /** Whether this user may, question by question. */
  may(questions: readonly Question[]): Promise<boolean[]>;
  /** A GET of anything else, for example `/version`; undefined when it is not there. */
  read(path: string): Promise<unknown>;
  /** The address of a Service's port through the API server; only `ask` and the endpoint client have the rights. */
  proxyAddress(service: string, port: number, namespace: string): string;
  /** The same of one pod's port. */
  podAddress(pod: string, port: number, namespace: string): string;
  /** A request to an address that `proxyAddress` or `podAddress` made. */
  ask(
    method: 'GET' | 'POST',
    url: string,
    options: { body?: string; timeoutSeconds: number; signal: AbortSignal }
  ): Promise<ProxyAnswer>;
  /** Listens on a free port of 127.0.0.1 and hands every connection to a pod's port. */
  forward(pod: string, port: number, namespace: string): Promise<{ port: number; close(): void }>;
}

/** One object, or a part of it such as `status`. */
export interface Named {
  name: string;
  namespace?: string;
  subresource?: string;
}

export interface ApplyOptions {
  /** Who manages the fields. */
  manager: string;
  /** Take over fields that others manage. */
  force?: boolean;
  /** Asks only; nothing is stored. */
  dryRun?: boolean;
}

/** Finds clusters and connects to them. */
export interface Kubernetes {
  /** Those of the kubeconfig (KUBECONFIG, ~/.kube/config), else the service account of this pod; empty when there is none. */
  contexts(): Promise<ClusterContext[]>;
  /** By the name of a context; the current one by default. Throws cluster-missing. */
  connect(context?: string): Promise<Cluster>;
}
