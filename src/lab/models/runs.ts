import { type ISignal, Signal } from '@lumino/signaling';
import type { Client } from '../../contract/client';
import type { Problem } from '../../contract/problem';
import type { Run } from '../../contract/run';
import { Changing } from './changing';
import type { GetClient, RunModel } from './run-model';
import { troubleOf } from './trouble';

export type RunStart = Parameters<Client<AbortSignal>['startRun']>[0];

/** Ended runs whose logs are kept in the page. */
const KEPT = 5;

/** The runs of this user, and those of them that somebody looks at here. */
export class Runs extends Changing {
  list: Run[] = [];
  trouble?: Problem;
  readonly #models = new Map<string, RunModel>();
  readonly #ended = new Signal<this, RunModel>(this);

  constructor(private readonly client: GetClient) {
    super();
  }

  /** Emitted when a run that was followed here has ended. */
  get ended(): ISignal<this, RunModel> {
    return this.#ended;
  }

  /** Those that are at work as far as is known here. */
  get active(): Run[] {
    const known = new Map(this.list.map(run => [run.id, run] as const));
    this.#models.forEach(({ run }, id) => run && known.set(id, run));
    return [...known.values()].filter(run => run.state === 'running');
  }

  /** The model of a run that somebody looks at, or looked at. */
  known(id: string): RunModel | undefined {
    return this.#models.get(id);
  }

  async refresh(): Promise<void> {
    try {
      this.list = await (await this.client()).listRuns({});
      this.trouble = undefined;
    } catch (error) {
      this.trouble = await troubleOf(error);
    }
    this.announce();
  }

  /** Takes a model whose run is looked at. What makes one is loaded with the views: this class is there from the start. */
  add(model: RunModel): RunModel {
    let wasRunning = false;
    model.changed.connect(() => {
      const isRunning = model.run?.state === 'running';
      if (wasRunning && !isRunning) {
        this.#ended.emit(model);
      }
      if (wasRunning !== isRunning) {
        wasRunning = isRunning;
        this.announce();
      }
    });
    this.#models.set(model.id, model);
    this.#forgetOld();
    return model;
  }

  /** Logs are large: of the runs that have ended only the last few are kept. */
  #forgetOld(): void {
    const ended = [...this.#models.values()].filter(({ isFollowing, run }) => run !== undefined && !isFollowing);
    ended.slice(0, -KEPT).forEach(({ id }) => this.#models.delete(id));
  }
}
