import { setTimeout as sleep } from 'node:timers/promises';
import type { CallArguments } from '../contract/api';
import type { RolloutRule } from '../contract/rollout-rule';
import type { Task } from '../contract/task';
import type { Pipeline } from '../pipeline/pipeline';
import type { RuleNote } from '../pipeline/targets/kubernetes/rule-notes';
import { findOnCluster } from './changes';
import type { Named } from './place';
import type { Tasks } from './tasks';

/** Milliseconds until one looks again at a rule that another program watches. */
const AGAIN = 60_000;

/** Rules that decide about new versions: tasks that watch, while anybody may decide by hand. */
export class Rules {
  readonly #stop = new AbortController();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly tasks: Tasks
  ) {}

  decide({ name, context, namespace, ...rule }: CallArguments<'decideByRule'>): Promise<Task> {
    return this.#watch({ name, context, namespace }, rule);
  }

  /** With the rule that is kept in the cluster. */
  goOn(named: Named): Promise<Task> {
    return this.#watch(named);
  }

  /** Goes on with what a service before this one had to leave, or one beside it leaves: as soon as nobody watches it. */
  async takeUp(): Promise<void> {
    const left = await this.pipeline.clusters.unfinishedRules.list();
    left.forEach(note => void this.#takeUp(note).catch(() => undefined));
  }

  close(): void {
    this.#stop.abort();
  }

  async #takeUp(note: RuleNote): Promise<void> {
    const { signal } = this.#stop;
    const { unfinishedRules } = this.pipeline.at(note.place).clusters;
    for (;;) {
      // A cluster that does not answer now may do so later.
      const state = await unfinishedRules.stateOf(note, signal).catch(() => 'watched');
      signal.throwIfAborted();
      if (state !== 'watched') {
        await (state === 'unwatched' && this.goOn({ name: note.name, ...note.place }));
        return;
      }
      await sleep(AGAIN, undefined, { signal, ref: false });
    }
  }

  async #watch(named: Named, rule?: RolloutRule): Promise<Task> {
    const { id, pipeline } = await findOnCluster(this.pipeline, named);
    return this.tasks.start('decide', id, async context => ({
      decision: await pipeline.clusters.decide(id.name, rule, context)
    }));
  }
}
