import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallArguments } from '../contract/api';
import { type DeploymentId, textOfId } from '../contract/deployment-id';
import { Problem, ProblemError, problemOf } from '../contract/problem';
import { CHANGES, type Task } from '../contract/task';
import { Interruption } from '../pipeline/interruption';
import type { Log } from '../tools/log';
import { redact } from '../tools/redact';
import type { Activity } from './activity';

/** Lines that are kept of what a task says. */
const LINES = 200;
/** How long a task that has ended can still be asked for, in ms. */
const KEPT = 3_600_000;
/** Changes that come in a burst are told together when they come within so many ms. */
const GATHER = 40;

/** What a task does; what it gives becomes part of the task. */
export type Work = (context: {
  log: Log;
  signal: AbortSignal;
}) => Promise<Pick<Task, 'verdict' | 'deployment' | 'decision' | 'installation'>>;

/** Work that goes on in this service while nobody waits for it. It is not on disk: it ends with the service. */
export class Tasks {
  readonly #tasks = new Map<string, { task: Task; stop: AbortController; done: Promise<void> }>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(private readonly activity: Activity) {}

  /**
   * Starts a task, or gives the one that already does the same to the same subject: a deployment, or anything by its name. Two changes of one deployment at a
   * time are not the same, even when they are of one kind: the second throws deployment-busy.
   */
  start(kind: Task['kind'], subject: string | DeploymentId, work: Work): Task {
    this.#forgetOld();
    const id = typeof subject === 'string' ? { name: subject } : subject;
    const others = [...this.#tasks.values()].filter(
      ({ task }) => textOfId({ name: task.subject, place: task.place }) === textOfId(id) && task.state === 'running'
    );
    const change = others.find(({ task }) => isChange(task.kind));
    if (change && isChange(kind)) {
      throw changing(change.task);
    }
    const same = others.find(({ task }) => task.kind === kind);
    if (same) {
      return same.task;
    }
    const task: Task = {
      id: randomUUID(),
      kind,
      subject: id.name,
      place: id.place,
      state: 'running',
      startedAt: new Date().toISOString(),
      changes: 0,
      lines: [],
      cases: []
    };
    const stop = new AbortController();
    this.activity.begin(task.id);
    const done = this.#carryOut(task, work, stop.signal);
    this.#tasks.set(task.id, { task, stop, done });
    return task;
  }

  /** Those about a subject, newest first: who was not there when they began finds them here. */
  list({ subject, context, namespace }: Partial<CallArguments<'listTasks'>> = {}): Task[] {
    this.#forgetOld();
    const fits = (wanted: string | undefined, value: string | undefined) => wanted === undefined || wanted === value;
    return [...this.#tasks.values()]
      .map(({ task }) => task)
      .filter(task => fits(subject, task.subject))
      .filter(({ place }) => fits(context, place?.context) && fits(namespace, place?.namespace))
      .reverse();
  }

  /** The task when it has changed more often than `after`, or after the time. Throws no-such-task. */
  async wait({ id, after, wait }: CallArguments<'waitForTask'>, signal: AbortSignal): Promise<Task> {
    const { task } = this.#find(id);
    if (task.state === 'running' && task.changes <= after && wait > 0) {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(wait * 1000)]);
      await once(this.#changes, id, { signal: patience }).catch(() => undefined);
      signal.throwIfAborted();
      await sleep(GATHER);
    }
    return task;
  }

  /** Cancels a task and waits until it has cleaned up. Throws no-such-task. */
  async cancel(id: string): Promise<Task> {
    const { task, stop, done } = this.#find(id);
    stop.abort();
    await done;
    return task;
  }

  async close(): Promise<void> {
    const all = [...this.#tasks.values()];
    all.forEach(({ stop }) => stop.abort(new Interruption('The service ends.')));
    await Promise.all(all.map(({ done }) => done));
  }

  async #carryOut(task: Task, work: Work, signal: AbortSignal): Promise<void> {
    const change = (part: Partial<Task>) => {
      Object.assign(task, part, { changes: task.changes + 1 });
      this.#changes.emit(task.id);
    };
    const say = (line: string) => change({ lines: [...task.lines, redact(line)].slice(-LINES) });
    // The same progress is told again and again.
    const sayNew = (line: string) => void (line !== task.lines.at(-1) && say(line));
    const log: Log = {
      line: (_, text) => say(text),
      progress: (title, done, total, unit) => sayNew(total > 0 ? `${title}: ${done} of ${total} ${unit}` : title),
      warn: ({ message }) => say(message),
      result: result => change({ cases: [...task.cases, result] })
    };
    try {
      change({ ...(await work({ log, signal })), state: 'finished' });
    } catch (error) {
      change(
        signal.aborted ? { state: 'cancelled', problem: cancelled() } : { state: 'failed', problem: problemOf(error) }
      );
    } finally {
      this.activity.end(task.id);
    }
  }

  #find(id: string) {
    const found = this.#tasks.get(id);
    if (!found) {
      throw new ProblemError({
        code: 'no-such-task',
        message: `There is no task ${id}.`,
        reason: 'It ended long ago, or the service was restarted.',
        suggestion: 'Start it again.'
      });
    }
    return found;
  }

  #forgetOld(): void {
    for (const [id, { task }] of this.#tasks) {
      if (task.state !== 'running' && Date.now() - Date.parse(task.startedAt) > KEPT) {
        this.#tasks.delete(id);
      }
    }
  }
}

const isChange = (kind: Task['kind']): boolean => CHANGES.some(change => change === kind);

function changing({ kind, subject }: Task): ProblemError {
  return new ProblemError({
    code: 'deployment-busy',
    message: `${subject} is being changed.`,
    reason: `A ${kind} of it is not done yet.`,
    suggestion: 'Wait for its end, or cancel it.'
  });
}

function cancelled(): Problem {
  return Problem.parse({
    code: 'cancelled',
    message: 'The task was cancelled.',
    reason: 'Somebody asked for it; what it had started was ended.',
    suggestion: 'Start it again when you like.'
  });
}
