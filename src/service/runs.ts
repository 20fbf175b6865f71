import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallArguments } from '../contract/api';
import type { RunEvent } from '../contract/event';
import type { EventPage } from '../contract/page';
import { ProblemError } from '../contract/problem';
import { type Run, RunRequest } from '../contract/run';
import type { StageName } from '../contract/stage';
import type { EventReader } from '../pipeline/event-reader';
import type { Pipeline, Watch } from '../pipeline/pipeline';
import { Interruption } from '../pipeline/interruption';
import type { Activity } from './activity';

/** How often the file of a run in another process is looked at, in ms. */
const POLL = 250;
/** Events that come in a burst go into one page when they come within so many ms. */
const GATHER = 40;
const PAGE = { lines: 5_000, bytes: 1_000_000 };
/** Readers that are kept, each a few numbers for every 500 lines. */
const READERS = 50;

/** Runs that go on in this service while nobody waits for them, and the events of all runs. */
export class Runs {
  readonly #stop = new AbortController();
  readonly #jobs = new Map<string, Promise<unknown>>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #readers = new Map<string, EventReader>();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly activity: Activity
  ) {}

  /** Starts a run and gives it as it is right after its start. */
  async start({ until, ...request }: CallArguments<'startRun'>): Promise<Run> {
    const id = await this.#begin(until, watch => this.pipeline.deploy(RunRequest.parse(request), watch));
    return this.pipeline.run(id);
  }

  /** Goes on with a run. Throws no-such-run, run-busy, run-ended. */
  async resume({ id, until, ...changes }: CallArguments<'resumeRun'>): Promise<Run> {
    if (this.#jobs.has(id)) {
      throw busy(id);
    }
    // Marked before the first wait, so that of two requests only one goes on.
    this.#jobs.set(id, Promise.resolve());
    try {
      await this.#begin(until, watch => this.pipeline.resume(id, watch, changes));
    } catch (error) {
      this.#jobs.delete(id);
      throw error;
    }
    return this.pipeline.run(id);
  }

  /** Forgets a run that has ended. Throws no-such-run, run-busy. */
  async remove(id: string): Promise<{ removed: string }> {
    const run = await this.pipeline.run(id);
    if (run.state === 'running') {
      throw busy(id);
    }
    await this.pipeline.removeRun(id);
    this.#readers.delete(id);
    return { removed: id };
  }

  /** Events after a number; when there are none, waits for the first one, or for the end of the run. */
  async events({ id, after, wait }: CallArguments<'waitForEvents'>, signal: AbortSignal): Promise<EventPage> {
    const deadline = Date.now() + wait * 1000;
    const reader = this.#readerOf(id);
    for (;;) {
      // The state first: what a run that has ended still had to say is then in the file.
      const { state } = await this.pipeline.run(id);
      const lines = await reader.read(after, PAGE);
      if (lines.length > 0 || state !== 'running' || Date.now() >= deadline) {
        // Checked with the whole answer.
        const events = lines.map(line => JSON.parse(line) as RunEvent);
        return { events, last: events.at(-1)?.number ?? after, state };
      }
      await this.#somethingNew(id, Math.min(POLL, deadline - Date.now()), signal);
      signal.throwIfAborted();
    }
  }

  /** Ends what goes on here: those runs are interrupted and can be resumed. */
  async close(): Promise<void> {
    this.#stop.abort(new Interruption('The service ends.'));
    await Promise.allSettled(this.#jobs.values());
  }

  /** Gives the run's id as soon as it has said something; the rest goes on by itself. */
  #begin(until: StageName, job: (watch: Watch) => Promise<Run>): Promise<string> {
    return new Promise((resolve, reject) => {
      let id: string | undefined;
      const started = (run: string) => {
        id = run;
        this.activity.begin(run);
        this.#jobs.set(run, done);
        resolve(run);
      };
      const onEvent = (event: RunEvent) => {
        if (id === undefined) {
          started(event.run);
        }
        this.#events.emit(event.run);
      };
      const done = job({ until, signal: this.#stop.signal, onEvent })
        .catch(reject)
        .finally(() => this.#end(id));
    });
  }

  #end(id: string | undefined): void {
    if (id !== undefined) {
      this.#jobs.delete(id);
      this.activity.end(id);
      this.#events.emit(id);
    }
  }

  async #somethingNew(id: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    const either = AbortSignal.any([signal, waiting.signal]);
    await Promise.race([
      once(this.#events, id, { signal: either }).then(() => sleep(GATHER)),
      sleep(milliseconds, undefined, { signal: either })
    ]).catch(() => undefined);
    waiting.abort();
  }

  #readerOf(id: string): EventReader {
    const reader = this.#readers.get(id) ?? this.pipeline.eventReader(id);
    this.#readers.delete(id);
    this.#readers.set(id, reader);
    for (const old of [...this.#readers.keys()].slice(0, -READERS)) {
      this.#readers.delete(old);
    }
    return reader;
  }
}

function busy(id: string): ProblemError {
  return new ProblemError({
    code: 'run-busy',
    message: `Run ${id} is still running.`,
    reason: 'It has not ended yet.',
    suggestion: 'Wait for its end, or cancel it.'
  });
}
