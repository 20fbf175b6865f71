import { SeldonDeployment } from '../../../src/contract/graph';
import { problemOf } from '../../../src/contract/problem';
import type { Cluster, KubeObject } from '../../../src/tools/kubernetes';
import { apiVersionOf, KINDS } from '../../../src/tools/kubernetes/kinds';
import { MADE, type Made, ownedObjects, routeObjects } from './objects';
import { type Plan, planOf } from './plan';
import type { SeldonConfig } from './prepackaged';
import { DeploymentFacts, isRolledOut, mergePatchOf, statusOf } from './status';

const MANAGER = 'seldon-operator';
/** Milliseconds until what failed is tried again. */
const AGAIN = 2000;
/** Names the operator that a SeldonDeployment is for; this one has no name. */
const OTHER_OPERATOR = 'seldon.io/controller-id';
/** Reconciles that run at the same time. */
const WORKERS = 8;

/** Makes what SeldonDeployments ask for, and says how it stands. */
export class Controller {
  readonly #wanted = new Map<string, KubeObject>();
  readonly #deployments = new Map<string, Map<string, DeploymentFacts>>();
  /** What was applied last, by owner and object: unchanged objects are not sent again. */
  readonly #applied = new Map<string, Map<string, string>>();
  readonly #routed = new Set<string>();
  readonly #queue = new Set<string>();
  readonly #busy = new Set<string>();
  #said = new Map<string, string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly images: { engine: string; config: SeldonConfig },
    private readonly say: (line: string) => void
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#watchWanted(signal), this.#watchDeployments(signal)]);
  }

  async #watchWanted(signal: AbortSignal): Promise<void> {
    for await (const event of this.cluster.watch(KINDS.seldonDeployment, {}, signal)) {
      if (event.type === 'synced') {
        continue;
      }
      const { uid = '' } = event.object.metadata;
      if (event.type === 'deleted') {
        [this.#wanted, this.#deployments, this.#applied, this.#said].forEach(map => map.delete(uid));
        this.#routed.delete(uid);
      } else {
        this.#wanted.set(uid, event.object);
        this.#enqueue(uid);
      }
    }
  }

  async #watchDeployments(signal: AbortSignal): Promise<void> {
    const labels = 'app.kubernetes.io/managed-by=seldon-core';
    for await (const event of this.cluster.watch(KINDS.deployment, { labels }, signal)) {
      if (event.type === 'synced') {
        continue;
      }
      const owner = event.object.metadata.ownerReferences?.[0]?.uid ?? '';
      const own = this.#deployments.get(owner) ?? new Map<string, DeploymentFacts>();
      this.#deployments.set(owner, own);
      if (event.type === 'deleted') {
        own.delete(event.object.metadata.name);
      } else {
        own.set(event.object.metadata.name, DeploymentFacts.parse(event.object));
      }
      this.#enqueue(owner);
    }
  }

  #enqueue(uid: string): void {
    this.#queue.add(uid);
    void this.#work();
  }

  async #work(): Promise<void> {
    for (const uid of this.#queue) {
      if (this.#busy.size >= WORKERS || this.#busy.has(uid)) {
        continue;
      }
      this.#queue.delete(uid);
      this.#busy.add(uid);
      void this.#reconcile(uid)
        .catch((error: unknown) => this.say(`${uid}: ${problemOf(error).message}`))
        .finally(() => {
          this.#busy.delete(uid);
          void this.#work();
        });
    }
  }

  async #reconcile(uid: string): Promise<void> {
    const object = this.#wanted.get(uid);
    if (!object || object.metadata.deletionTimestamp || object.metadata.labels?.[OTHER_OPERATOR] !== undefined) {
      return;
    }
    const { name, namespace = 'default' } = object.metadata;
    const { spec } = SeldonDeployment.parse({ ...object, status: undefined });
    const plan = planOf({ name, namespace, uid }, spec!, this.images.config);
    try {
      const owned = ownedObjects(plan, this.images.engine);
      await this.#makeAll(plan, owned);
      const deployments = [...(this.#deployments.get(uid)?.values() ?? [])];
      if (allRolledOut(plan, deployments)) {
        await this.#makeAll(plan, routeObjects(plan));
        this.#routed.add(uid);
      }
      await this.#removeOthers(plan, [...owned, ...routeObjects(plan)]);
      await this.#tell(plan, statusOf(plan, deployments, this.#routed.has(uid)));
    } catch (error) {
      const { detail, reason, message } = problemOf(error);
      setTimeout(() => this.#enqueue(uid), AGAIN);
      await this.#tell(plan, { state: 'Failed', description: detail ?? reason ?? message });
      await this.#event(plan, 'Warning', 'InternalError', detail ?? reason ?? message);
    }
  }

  async #makeAll(plan: Plan, made: Made[]): Promise<void> {
    const applied = this.#applied.get(plan.uid) ?? new Map<string, string>();
    this.#applied.set(plan.uid, applied);
    for (const { kind, object } of made) {
      const key = `${kind.kind}/${object.metadata.name}`;
      const text = JSON.stringify(object);
      if (applied.get(key) !== text) {
        const owner = {
          apiVersion: apiVersionOf(KINDS.seldonDeployment),
          kind: KINDS.seldonDeployment.kind,
          name: plan.name,
          uid: plan.uid,
          controller: true,
          blockOwnerDeletion: true
        };
        const owned = { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } };
        await this.cluster.apply(kind, owned as KubeObject, { manager: MANAGER, force: true });
        const verb = applied.has(key) ? 'Update' : 'Create';
        await this.#event(plan, 'Normal', `${verb}${kind.kind}`, `${verb}d ${kind.kind} "${object.metadata.name}"`);
        applied.set(key, text);
      }
    }
  }

  /** What an earlier spec made, also before a restart of this program. */
  async #removeOthers(plan: Plan, wanted: Made[]): Promise<void> {
    const spec = JSON.stringify(plan.spec);
    if (this.#said.get(`${plan.uid}/swept`) === spec) {
      return;
    }
    const keys = new Set(wanted.map(({ kind, object }) => `${kind.kind}/${object.metadata.name}`));
    for (const kind of MADE) {
      for (const { metadata } of await this.cluster.list(kind, { namespace: plan.namespace })) {
        const ours = metadata.ownerReferences?.some(({ uid }) => uid === plan.uid);
        if (ours && !keys.has(`${kind.kind}/${metadata.name}`)) {
          await this.cluster.remove(kind, metadata.name, plan.namespace);
          this.#applied.get(plan.uid)?.delete(`${kind.kind}/${metadata.name}`);
        }
      }
    }
    this.#said.set(`${plan.uid}/swept`, spec);
  }

  async #tell(plan: Plan, status: object): Promise<void> {
    const text = JSON.stringify(status);
    if (this.#said.get(plan.uid) !== text) {
      const { name, namespace } = plan;
      const before = await this.cluster.get(KINDS.seldonDeployment, name, namespace);
      const patch = mergePatchOf(status, before?.status);
      await this.cluster.patch(KINDS.seldonDeployment, { name, namespace, subresource: 'status' }, { status: patch });
      this.#said.set(plan.uid, text);
      await this.#event(plan, 'Normal', 'Updated', `Updated SeldonDeployment "${name}"`);
    }
  }

  async #event({ name, namespace, uid }: Plan, type: string, reason: string, message: string): Promise<void> {
    const now = new Date().toISOString();
    await this.cluster
      .create(KINDS.event, {
        metadata: { name: `${name}.${Date.now().toString(16)}${Math.floor(Math.random() * 1e6)}`, namespace },
        involvedObject: {
          apiVersion: apiVersionOf(KINDS.seldonDeployment),
          kind: 'SeldonDeployment',
          name,
          namespace,
          uid
        },
        type,
        reason,
        message: message.slice(0, 1000),
        source: { component: 'seldon-controller-manager' },
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1
      })
      .catch((error: unknown) => this.say(`event: ${problemOf(error).reason}`));
  }
}

function allRolledOut(plan: Plan, deployments: DeploymentFacts[]): boolean {
  return plan.predictors
    .flatMap(({ pods }) => pods)
    .every(({ deployment }) => deployments.some(each => each.metadata.name === deployment && isRolledOut(each)));
}
