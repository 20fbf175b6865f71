import { RolloutRule } from '../../../../src/contract/rollout-rule';
import { type KeptRule, RULE, RuleKeeper, shownRule } from '../../../../src/pipeline/targets/kubernetes/kept-rule';
import { RuleLease } from '../../../../src/pipeline/targets/kubernetes/rule-lease';
import type { KubeObject } from '../../../../src/tools/kubernetes';
import { ClusterError } from '../../../../src/tools/kubernetes/problems';

const KEPT: KeptRule = { rule: RolloutRule.parse({}), revision: 2, since: '2026-01-01T00:00:00Z', owner: 'anna' };
const signal = new AbortController().signal;

/** One SeldonDeployment that takes merge patches of its annotations, and refuses those made of an older version. */
class OneObject {
  readonly cluster = {
    get: async () => this.#object(),
    patch: async (_: object, __: object, patch: KubeObject) => this.#patch(patch)
  };
  annotations: Record<string, string> = {};
  /** Services that its status names beside those of its one predictor. */
  leftovers: string[] = [];
  reads = 0;
  patches = 0;
  #version = 1;

  get keeper(): RuleKeeper {
    const place = { cluster: this.cluster, namespace: 'fraud', name: 'churn' };
    return new RuleKeeper(place as unknown as ConstructorParameters<typeof RuleKeeper>[0]);
  }

  get kept(): KeptRule | undefined {
    return this.annotations[RULE] === undefined ? undefined : (JSON.parse(this.annotations[RULE]) as KeptRule);
  }

  /** The operator writes its status. */
  touch(): void {
    this.#version++;
  }

  #object(): KubeObject {
    this.reads++;
    const serviceStatus = Object.fromEntries(['churn-main', ...this.leftovers].map(name => [name, {}]));
    return {
      metadata: { name: 'churn', resourceVersion: String(this.#version), annotations: { ...this.annotations } },
      spec: { predictors: [{ name: 'main', graph: { name: 'model' } }] },
      status: { serviceStatus }
    };
  }

  #patch({ metadata }: KubeObject): KubeObject {
    if (metadata.resourceVersion !== String(this.#version)) {
      throw new ClusterError(409, { code: 'apply-conflict', message: 'Outdated.', suggestion: 'Read it again.' });
    }
    this.patches++;
    this.#version++;
    const all = { ...this.annotations, ...metadata.annotations };
    this.annotations = Object.fromEntries(Object.entries(all).filter(([, text]) => text !== null));
    return this.#object();
  }
}

it('asks again when the object has changed meanwhile', async () => {
  const one = new OneObject();
  let asked = 0;
  await one.keeper.change(() => {
    if (++asked === 1) {
      one.touch();
    }
    return KEPT;
  });
  expect([asked, one.kept]).toEqual([2, KEPT]);
});

it('writes nothing where nothing changes', async () => {
  const one = new OneObject();
  await one.keeper.change(() => KEPT);
  await one.keeper.change(now => now);
  expect(one.patches).toBe(1);
});

it('does not disturb the operator while it removes a version', async () => {
  const one = new OneObject();
  one.leftovers = ['churn-next', 'churn-next-model'];
  const writing = one.keeper.change(() => KEPT);
  // It has looked more than once, and let it be.
  while (one.reads < 3) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect(one.patches).toBe(0);
  one.leftovers = [];
  await writing;
  expect(one.kept).toEqual(KEPT);
});

it('is one watcher’s, who gives it back, and then takes it away', async () => {
  const one = new OneObject();
  const first = (await RuleLease.take(one.keeper, { fresh: KEPT, owner: 'anna', signal }))!;
  expect(one.kept?.lease?.who).toMatch(/^anna on /);
  await first.lease.release();
  expect(one.kept).toEqual(KEPT);
  const second = (await RuleLease.take(one.keeper, { owner: 'ben', signal }))!;
  expect(await first.lease.confirm()).toBe(false);
  expect(first.lease.lostTo).toMatch(/^ben on /);
  await first.lease.end();
  expect(one.kept).toBeDefined();
  await second.lease.end();
  expect(one.kept).toBeUndefined();
});

it('cannot be taken when there is none', async () => {
  expect(await RuleLease.take(new OneObject().keeper, { owner: 'anna', signal })).toBeUndefined();
});

it('is shown for its own version only, with a watcher that was heard of lately', () => {
  const at = (milliseconds: number) => ({
    annotations: {
      [RULE]: JSON.stringify({
        ...KEPT,
        lease: { holder: 'a', who: 'ben on desk-3', at: new Date(Date.now() - milliseconds).toISOString() }
      })
    }
  });
  expect(shownRule(at(1000), 2)?.watcher).toBe('ben on desk-3');
  expect(shownRule(at(90_000), 2)).toMatchObject({ owner: 'anna', watcher: undefined });
  expect(shownRule(at(1000), 3)).toBeUndefined();
  expect(shownRule({ annotations: { [RULE]: 'not JSON' } }, 2)).toBeUndefined();
  expect(shownRule({}, undefined)).toBeUndefined();
});
