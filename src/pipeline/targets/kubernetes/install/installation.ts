import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ProblemError } from '../../../../contract/problem';
import type { AppliedObject } from '../../../../contract/seldon-installation';
import type { Cluster, KubeObject } from '../../../../tools/kubernetes';
import type { Kind } from '../../../../tools/kubernetes/kinds';
import { ClusterError } from '../../../../tools/kubernetes/problems';
import { PREFIX } from '../../../templates/manifest';
import { KindFinder, type KnownKind } from './kinds-of';
import { waitForOperator } from './operator-wait';

const MANAGER = 'deploy-model-install';
/** By this label everything is found again. */
export const INSTALLED = { [`${PREFIX}/installed`]: 'seldon-core' };
/** What others need comes first, and what the operator must be there for comes last. */
const FIRST = ['Namespace', 'CustomResourceDefinition', 'ServiceAccount', 'ClusterRole', 'Role', 'ConfigMap', 'Secret'];
const LAST = ['Deployment', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
/** Seconds until a new kind is known. */
const KIND_SECONDS = 60;

const Tls = z.looseObject({ type: z.literal('kubernetes.io/tls'), data: z.looseObject({ 'ca.crt': z.string() }) });
const Webhooks = z.looseObject({ webhooks: z.array(z.looseObject({ clientConfig: z.looseObject({}) })) });

export interface InstallWork {
  namespace: string;
  dryRun: boolean;
  onObject(applied: AppliedObject): void;
  signal: AbortSignal;
}

/** Applies the objects of an operator in an order in which they work, and waits for it. A second time changes nothing. */
export class Installation {
  readonly #kinds: KindFinder;
  /** The authority of a certificate that is there already: making a new one each time would change it each time. */
  #authority: string | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly work: InstallWork
  ) {
    this.#kinds = new KindFinder(cluster);
  }

  /** Throws cluster-refused, cluster-forbidden, and the cause when the operator does not start. */
  async apply(objects: readonly KubeObject[]): Promise<void> {
    const { namespace } = this.work;
    const named = objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
    for (const object of inOrder(named ? objects : [namespaceOf(namespace), ...objects])) {
      this.work.signal.throwIfAborted();
      const known = await this.#kinds.kindOf(object);
      this.work.onObject({ kind: known.kind.kind, name: object.metadata.name, change: await this.#one(object, known) });
    }
  }

  async #one(object: KubeObject, { kind, namespaced }: KnownKind): Promise<AppliedObject['change']> {
    const { name, labels, namespace = this.work.namespace } = object.metadata;
    const before = await this.cluster.get(kind, name, namespaced ? namespace : undefined);
    if (kind.kind === 'Secret' && Tls.safeParse(before).success) {
      this.#authority = Tls.parse(before).data['ca.crt'];
      return 'same';
    }
    const metadata = { ...object.metadata, ...(namespaced ? { namespace } : {}), labels: { ...labels, ...INSTALLED } };
    const wanted = this.#trusting({ ...object, metadata });
    const { dryRun } = this.work;
    try {
      const after = await this.cluster.apply(kind, wanted, { manager: MANAGER, dryRun, force: true });
      if (!dryRun) {
        await this.#wait(kind.kind, after);
      }
      return before === undefined ? 'created' : isDeepStrictEqual(content(before), content(after)) ? 'same' : 'changed';
    } catch (error) {
      // Nothing can be tried in a namespace that is not there yet.
      if (dryRun && error instanceof ClusterError && error.status === 404 && before === undefined) {
        return 'created';
      }
      throw error;
    }
  }

  /** A webhook with the authority of the certificate that stays. */
  #trusting(object: KubeObject): KubeObject {
    const parsed = this.#authority === undefined ? undefined : Webhooks.safeParse(object).data;
    return parsed
      ? {
          ...object,
          webhooks: parsed.webhooks.map(webhook => ({
            ...webhook,
            clientConfig: { ...webhook.clientConfig, caBundle: this.#authority }
          }))
        }
      : object;
  }

  async #wait(kind: string, object: KubeObject): Promise<void> {
    const { name, namespace = this.work.namespace } = object.metadata;
    if (kind === 'CustomResourceDefinition') {
      const { kind: crd } = await this.#kinds.kindOf(object);
      await this.#established(crd, name);
    } else if (kind === 'Deployment') {
      await waitForOperator({ cluster: this.cluster, namespace, name }, this.work.signal);
    }
  }

  async #established(crd: Kind, name: string): Promise<void> {
    const end = Date.now() + KIND_SECONDS * 1000;
    while (!isEstablished(await this.cluster.get(crd, name))) {
      if (Date.now() > end) {
        throw new ProblemError({
          code: 'cluster-refused',
          message: `The cluster does not take up the new kind ${name}.`,
          reason: `It was not established after ${KIND_SECONDS} seconds.`,
          suggestion: `See \`kubectl describe crd ${name}\`.`
        });
      }
      await sleep(500, undefined, { signal: this.work.signal });
    }
  }
}

function namespaceOf(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** By kind; the order of one kind stays. */
export function inOrder(objects: readonly KubeObject[]): KubeObject[] {
  const place = ({ kind = '' }: KubeObject) =>
    FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length + 1 + LAST.indexOf(kind);
  return objects.toSorted((a, b) => place(a) - place(b));
}

/** What of an object counts: not what the API server writes into it. */
function content({ metadata, ...object }: KubeObject): unknown {
  const { labels, annotations } = metadata;
  return { ...object, status: undefined, apiVersion: undefined, kind: undefined, labels, annotations };
}

function isEstablished(object: KubeObject | undefined): boolean {
  const Conditions = z.looseObject({
    status: z.looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) })
  });
  const conditions = Conditions.safeParse(object).data?.status.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
}
