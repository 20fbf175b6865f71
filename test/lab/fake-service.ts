import { api, type CallAnswer, type CallName } from '../../src/contract/api';
import type { OutgoingCall } from '../../src/contract/client';
import type { Deployment } from '../../src/contract/deployment';
import type { RunEvent } from '../../src/contract/event';
import { PROBLEMS, type Problem, ProblemError } from '../../src/contract/problem';
import type { Run } from '../../src/contract/run';
import { STAGES, type StageName } from '../../src/contract/stage';
import { clusterAnswers } from './fake-cluster';
import * as samples from './samples';

export type Input = Record<string, unknown>;
export type Answers = { [N in CallName]?: (input: Input) => CallAnswer<N> | Promise<CallAnswer<N>> };

/**
 * A service in memory that remembers what was done to it, for views that need states which a real one is seldom in.
 * Runs go forward only when a test says so.
 */
export class FakeService {
  models = samples.models(250);
  runs = new Map<string, Run>();
  events = new Map<string, RunEvent[]>();
  deployments: Deployment[] = [];
  images = samples.images();
  /** Calls so far, with their input. */
  readonly calls: { name: CallName; input: Input }[] = [];
  readonly #failures = new Map<CallName, Problem>();
  readonly #own: Answers = {};
  #wake: (() => void)[] = [];

  /** From now on a call fails; without a problem it works again. */
  fail(name: CallName, problem?: Problem): void {
    this.#failures.delete(name);
    if (problem) {
      this.#failures.set(name, problem);
    }
  }

  /** From now on a call is answered so. */
  answer<N extends CallName>(name: N, answer: (input: Input) => CallAnswer<N> | Promise<CallAnswer<N>>): void {
    Object.assign(this.#own, { [name]: answer });
  }

  countOf(name: CallName): number {
    return this.calls.filter(call => call.name === name).length;
  }

  /** Adds an event to a run and changes it, then lets those who wait know. */
  tell(id: string, event: Record<string, unknown>, change: Partial<Run> = {}): void {
    const events = this.events.get(id)!;
    const base = { number: events.length + 1, time: new Date().toISOString(), run: id };
    events.push({ ...base, ...event } as RunEvent);
    this.runs.set(id, { ...this.runs.get(id)!, ...change });
    this.#wake.splice(0).forEach(wake => wake());
  }

  /** Adds a run as it is, with no events. */
  put(run: Run): void {
    this.runs.set(run.id, run);
    this.events.set(run.id, this.events.get(run.id) ?? []);
  }

  readonly send = async ({ method, path, body, signal }: OutgoingCall<AbortSignal>) => {
    const url = new URL(path, 'http://service');
    const { name, params } = this.#find(method, decodeURIComponent(url.pathname));
    const input: Input = { ...Object.fromEntries(url.searchParams), ...params, ...(body as Input) };
    this.calls.push({ name, input });
    try {
      const problem = this.#failures.get(name);
      if (problem) {
        throw new ProblemError(problem);
      }
      const answer = this.#own[name] ?? this.#answers[name];
      return { status: 200, body: JSON.parse(JSON.stringify(await answer!({ ...input, signal }))) as unknown };
    } catch (error) {
      if (error instanceof ProblemError) {
        return { status: PROBLEMS[error.problem.code].status, body: error.problem };
      }
      throw error;
    }
  };

  #find(method: string, path: string): { name: CallName; params: Input } {
    for (const name of Object.keys(api) as CallName[]) {
      const names = [...api[name].path.matchAll(/\{(\w+)\}/g)].map(match => match[1]!);
      const match = new RegExp(`^${api[name].path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
      if (match && api[name].method.toUpperCase() === method) {
        return { name, params: Object.fromEntries(names.map((each, index) => [each, match[index + 1]])) };
      }
    }
    throw new Error(`the fake knows no ${method} ${path}`);
  }

  readonly #answers: Answers = {
    ...clusterAnswers(this),
    getStatus: () => ({ version: '0', pid: 1, startedAt: samples.TIME, busy: [] }),
    listExperiments: () => samples.EXPERIMENTS,
    listModels: ({ cursor, limit = 100 }) => {
      const from = Number(cursor ?? 0);
      const end = from + Number(limit);
      return { models: this.models.slice(from, end), cursor: end < this.models.length ? String(end) : undefined };
    },
    showModel: ({ reference }) => samples.details(String(reference)),
    listRuns: () => [...this.runs.values()].reverse(),
    getRun: ({ id }) => this.#run(id),
    startRun: ({ until, ...request }) => {
      const run = samples.run(
        `run-${this.runs.size + 1}`,
        { ...samples.REQUEST, ...request },
        until as StageName | undefined
      );
      this.put(run);
      return run;
    },
    resumeRun: ({ id }) => {
      this.tell(
        String(id),
        { event: 'run-started', model: 'm', resumed: true },
        { state: 'running', problem: undefined }
      );
      return this.#run(id);
    },
    cancelRun: ({ id }) => {
      this.tell(String(id), { event: 'run-finished', state: 'cancelled' }, { state: 'cancelled' });
      return this.#run(id);
    },
    waitForEvents: async ({ id, after = 0, wait = 0, signal }) => {
      const news = () => (this.events.get(String(id)) ?? []).filter(({ number }) => number > Number(after));
      if (news().length === 0 && Number(wait) > 0 && this.#run(id).state === 'running') {
        await new Promise<void>(resolve => {
          this.#wake.push(resolve);
          (signal as AbortSignal | undefined)?.addEventListener('abort', () => resolve());
        });
      }
      const events = news();
      return { events, last: events.at(-1)?.number ?? Number(after), state: this.#run(id).state };
    },
    getWrappedFolder: ({ id }) => samples.folder(this.#run(id)),
    detectSource: ({ reference }) => samples.detection(String(reference)),
    examineEngine: () => samples.ENGINE,
    getRunImage: () => samples.image(),
    writeImageContext: ({ folder }) => ({ folder: String(folder), files: ['Dockerfile', 'code/Model.py'] }),
    listImages: () => this.images,
    showImage: ({ id }) => samples.imageDetails(this.#image(id)),
    removeImage: ({ id }) => {
      const { reference } = this.#image(id);
      this.images = this.images.filter(each => each.id !== id);
      return { removed: [reference] };
    },
    listDeployments: () => this.deployments,
    getDeployment: input => this.deployment(input),
    getDeploymentUsage: () => samples.USAGE,
    stopDeployment: input => this.#change(input, { state: 'stopped', reason: 'It was stopped.' }),
    startDeployment: input => ({
      ...samples.task('start', String(input.name)),
      deployment: this.#change(input, { state: 'running', reason: 'It answers.' })
    }),
    removeDeployment: input => {
      const gone = this.deployment(input);
      this.deployments = this.deployments.filter(each => each !== gone);
      return { removed: gone.name };
    },
    waitForLog: async ({ cursor, wait = 0, signal }) => {
      if (cursor && Number(wait) > 0) {
        await new Promise<void>(resolve =>
          (signal as AbortSignal | undefined)?.addEventListener('abort', () => resolve())
        );
      }
      return { lines: cursor ? [] : samples.LOG, cursor: 'end', restarted: false };
    },
    predict: () => ({ status: 200, answer: '{"data":{"names":[],"ndarray":[0.25]},"meta":{}}', milliseconds: 4.2 }),
    getMetrics: () => samples.metrics(this.countOf('getMetrics')),
    listRevisions: input => samples.revisions(this.deployment(input)),
    listTasks: () => [],
    startTest: ({ what }) => samples.task('test', String(what))
  };

  #run(id: unknown): Run {
    const run = this.runs.get(String(id));
    if (!run) {
      throw new ProblemError({ code: 'no-such-run', message: `There is no run ${id}.`, suggestion: 'Start one.' });
    }
    return run;
  }

  #image(id: unknown) {
    const found = this.images.find(each => each.id === id);
    if (!found) {
      throw new ProblemError({ code: 'no-such-image', message: `There is no image ${id}.`, suggestion: 'Build one.' });
    }
    return found;
  }

  /** The deployment of a name, in a place where one is said. */
  deployment({ name, context, namespace }: Input): Deployment {
    const fits = ({ place }: Deployment) =>
      (context ?? place?.context) === place?.context && (namespace ?? place?.namespace) === place?.namespace;
    const found = this.deployments.filter(each => each.name === name && fits(each));
    if (found.length !== 1) {
      const code = found.length === 0 ? 'no-such-deployment' : 'deployment-ambiguous';
      throw new ProblemError({ code, message: `${found.length} are ${name}.`, suggestion: 'Deploy it.' });
    }
    return found[0]!;
  }

  #change(input: Input, change: Partial<Deployment>): Deployment {
    const before = this.deployment(input);
    const changed = { ...before, ...change };
    this.deployments = this.deployments.map(each => (each === before ? changed : each));
    return changed;
  }
}

/** The stages of a run, those before `at` finished and that one in a state. */
export function stagesAt(at: number, state: Run['stages'][number]['state']): Run['stages'] {
  return STAGES.map((name, index) => ({
    name,
    state: index < at ? 'finished' : index === at ? state : 'waiting',
    ...(index <= at ? { startedAt: samples.TIME } : {}),
    ...(index < at ? { finishedAt: new Date(Date.parse(samples.TIME) + 1000 * (index + 1)).toISOString() } : {})
  }));
}
