import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { ClusterPlace, Deployment } from '../contract/deployment';
import type { Detection } from '../contract/detection';
import type { RunEvent } from '../contract/event';
import type { ModelDetails, ModelSummary } from '../contract/model';
import { ProblemError } from '../contract/problem';
import type { Experiment } from '../contract/page';
import type { DiffLine, Revision } from '../contract/revision';
import type { Run, RunRequest } from '../contract/run';
import type { StageName } from '../contract/stage';
import type { ModelUsage } from '../contract/usage';
import type { Verdict } from '../contract/verdict';
import type { Home } from '../tools/home';
import type { ModelQuery } from '../tools/mlflow';
import { describe } from '../tools/process-identity';
import { listExperiments, listModels, showModel } from './catalog';
import { Deployed, type Found, type Removal } from './deployed';
import { DeploymentStore } from './deployment-store';
import { detectSource } from './detection';
import { EventLog, readEvents } from './event-log';
import { EventReader } from './event-reader';
import type { ImageBuilder } from './images/image-builder';
import { runsOfRevisions } from './kept-runs';
import { RevisionHistory } from './revision-history';
import { runJob } from './run-job';
import { RunStore } from './run-store';
import type { Context, Tools } from './stage';
import { createStages, type Stages } from './stages';
import type { ClusterOperations } from './targets/kubernetes/operations';
import type { ClusterSurvey } from './targets/kubernetes/survey';
import type { Target } from './targets/target';
import type { Targets } from './targets';
import { type AddressTest, testAddress, testDeployment } from './testing/remote-test';
import { exampleOf, usageOf } from './usage';
import { WrappedFolders } from './wrapped-folders';

/** How often a running job looks whether somebody asked to cancel it, in ms. */
const CANCEL_POLL = 200;

/** Seconds that the logged model may take to load when a deployment is tested. */
const TEST_START_TIMEOUT = 300;

export interface Watch {
  onEvent: (event: RunEvent) => void;
  signal: AbortSignal;
  /** The last stage to run; all by default. */
  until?: StageName;
}

/** What every program drives: runs of the job, and the deployments they made. */
export class Pipeline {
  /** What the wrap stages made. */
  readonly wrapped: WrappedFolders;
  readonly #runs: RunStore;
  readonly #stages: Stages;
  readonly #history: RevisionHistory;
  readonly #deployed: Deployed;

  constructor(
    readonly tools: Tools,
    readonly home: Home,
    private readonly targets: Targets,
    /** Images of models, for whatever target runs them. */
    readonly images: ImageBuilder,
    /** Where deployments are looked for by name. */
    searched: readonly Target[] = Object.values(targets)
  ) {
    const deployments = new DeploymentStore(home.deployments);
    this.#runs = new RunStore(home.runs, () => runsOfRevisions(deployments));
    this.wrapped = new WrappedFolders(this.#runs);
    this.#stages = createStages(targets);
    this.#deployed = new Deployed(searched, targets.kubernetes);
    this.#history = new RevisionHistory(deployments, this.#runs);
  }

  /** Runs the job in this process, to its end. A failure is in the run, not thrown. */
  async deploy(request: RunRequest, watch: Watch): Promise<Run> {
    const run = await this.#runs.create(request);
    // Meanwhile, as it takes its time with many runs; no job fails for it.
    const forgotten = this.#runs.forgetOld().catch(() => undefined);
    const ended = await this.#carryOn(run, false, watch);
    await forgotten;
    return ended;
  }

  /**
   * Goes on after the last finished stage, also after one that it was told to stop at; a run that has not come so far goes
   * there, unless it is told otherwise. `changes` are to what later stages read of the request. Throws run-busy, run-ended.
   */
  async resume(id: string, watch: Watch, changes: Partial<RunRequest> = {}): Promise<Run> {
    const { state, until } = await this.#runs.load(id);
    const run = await this.#runs.takeOver(id, changes, watch.signal);
    return this.#carryOn(run, true, { ...(state !== 'finished' && until !== undefined && { until }), ...watch });
  }

  /** Cancels a run of any process and waits until it has cleaned up, at most so many seconds. */
  async cancel(id: string, seconds = 30): Promise<Run> {
    const run = await this.#runs.load(id);
    await this.#runs.requestCancel(run);
    for (let waited = 0; waited < seconds * 1000; waited += CANCEL_POLL) {
      const now = await this.#runs.load(id);
      if (now.state !== 'running') {
        return now;
      }
      await sleep(CANCEL_POLL);
    }
    throw new ProblemError({
      code: 'run-busy',
      message: `Run ${id} has not stopped after ${seconds} seconds.`,
      reason: `It is run by ${describe(run.owner)}, which does not answer.`,
      suggestion: `End that process, then look at \`deploy-model runs\`.`
    });
  }

  runs(): Promise<Run[]> {
    return this.#runs.list();
  }

  run(id: string): Promise<Run> {
    return this.#runs.load(id);
  }

  /** Events of a run after a number, from any process. */
  events(id: string, after: number): RunEvent[] {
    return readEvents(this.#eventsFile(id), after);
  }

  /** For who asks for a run's events again and again; see EventReader. */
  eventReader(id: string): EventReader {
    return new EventReader(this.#eventsFile(id));
  }

  /** A finished stage's output of a run. */
  output<N extends StageName>(id: string, stage: N): Promise<z.output<Stages[N]['output']> | undefined> {
    return this.#runs.output(id, stage, this.#stages[stage].output as Stages[N]['output']);
  }

  async removeRun(id: string): Promise<void> {
    await this.#runs.remove(id);
  }

  /** What could be deployed; see listModels. */
  models(query: ModelQuery & { trackingUri?: string }, signal: AbortSignal): AsyncIterable<ModelSummary> {
    return listModels(this.tools, query, signal);
  }

  /** What a folder can be taken for. Throws no-such-model, model-missing. */
  detect(reference: string, cwd: string): Promise<Detection> {
    return detectSource(reference, cwd);
  }

  /** Everything about one model; see showModel. */
  show(reference: string, options: Parameters<typeof showModel>[2]): Promise<ModelDetails> {
    return showModel(this.tools, reference, options);
  }

  /** The experiments of a tracking server, as filters offer them. */
  experiments(trackingUri: string | undefined, signal: AbortSignal): Promise<Experiment[]> {
    return listExperiments(this.tools, trackingUri, signal);
  }

  /** A request that the model of a run answers, as JSON text in one line. */
  async exampleRequest(id: string): Promise<string | undefined> {
    const component = (await this.output(id, 'wrap'))?.component;
    return component && exampleOf(component);
  }

  /** How the model of a run is asked. Throws no-such-run; run-busy before it is wrapped. */
  async usageOfRun(id: string): Promise<ModelUsage> {
    return usageOf(this.tools, await this.wrapped.component(id));
  }

  /** How a deployment is asked. Throws no-such-deployment. */
  async usageOfDeployment(name: string): Promise<ModelUsage> {
    const { target } = await this.deployment(name);
    return usageOf(this.tools, (await target.subject(name)).component);
  }

  /** What was deployed under a name, newest first. Throws no-such-deployment. */
  async revisions(name: string): Promise<Revision[]> {
    const { target } = await this.deployment(name);
    if (target.revisions) {
      return target.revisions(name);
    }
    return this.#history.list(name);
  }

  /** What changed between two revisions, as lines of YAML. Throws no-such-deployment, no-such-revision. */
  async diff(name: string, from: number, to: number): Promise<DiffLine[]> {
    const { deployment } = await this.deployment(name);
    return deployment.target === 'kubernetes' ? this.clusters.diff(name, from, to) : this.#history.diff(name, from, to);
  }

  /** Brings a revision back, as a new one. Throws no-such-deployment, no-such-revision, and what deploying throws. */
  async rollback(name: string, revision: number, { log, signal }: Pick<Context, 'log' | 'signal'>): Promise<void> {
    const { deployment, target } = await this.deployment(name);
    if (deployment.target === 'kubernetes') {
      return this.clusters.rollback(name, revision, { log, signal });
    }
    const { run, tested } = await this.#history.source(name, revision);
    const context = { tools: this.tools, home: this.home, log, signal, workdir: this.#runs.folderOf(run) };
    // Its environment or image may have been cleared away since.
    const build = await target.build(tested, context);
    await target.deploy({ ...tested, build }, name, context);
  }

  /** Starts it anew and waits until it answers: on a cluster copy after copy, so that it goes on answering. */
  async restart(name: string, { log, signal }: Pick<Context, 'log' | 'signal'>): Promise<void> {
    const { deployment, target } = await this.deployment(name);
    if (deployment.target === 'kubernetes') {
      return this.clusters.restart(name, { log, signal });
    }
    await target.stop(name);
    await target.start(name, { log, signal });
  }

  /** Tests a deployment where it runs, the logged model included. Throws no-such-deployment, endpoint-unreachable, … */
  async testDeployment(name: string, { log, signal }: Pick<Context, 'log' | 'signal'>): Promise<Verdict> {
    const { target, deployment } = await this.deployment(name);
    const { gpus, ...subject } = await target.subject(name);
    const workdir = await mkdtemp(join(tmpdir(), 'deploy-model-'));
    try {
      const context = { tools: this.tools, home: this.home, log, signal, workdir };
      const built = { ...subject, request: { startTimeout: TEST_START_TIMEOUT, gpus } };
      return await testDeployment(built, deployment, { context, target });
    } finally {
      await rm(workdir, { recursive: true, force: true });
    }
  }

  /** Tests any address by a contract. Throws bad-request, bad-contract. */
  testAddress(test: AddressTest, { log, signal }: Pick<Context, 'log' | 'signal'>): Promise<Verdict> {
    return testAddress(test, { tools: this.tools, log, signal });
  }

  /** All deployments of this user, by name. */
  deployments(): Promise<Deployment[]> {
    return this.#deployed.list();
  }

  /** The target that holds a deployment, and the deployment. Throws no-such-deployment, deployment-ambiguous. */
  deployment(name: string): Promise<Found> {
    return this.#deployed.get(name);
  }

  /** The deployment on this machine that a name means; undefined where it means one on a cluster, or none. */
  deploymentHere(name: string): Promise<Deployment | undefined> {
    return this.#deployed.getHere(name);
  }

  /** Ends a deployment and forgets it; see Deployed.remove. */
  remove(name: string, options: { forget: boolean } = { forget: false }): Promise<Removal> {
    return this.#deployed.remove(name, options);
  }

  /** The same, but deployments are only those in a place on a cluster, whoever made them; what is not said of it fits. */
  at({ context, namespace }: Partial<ClusterPlace>): Pipeline {
    if (context === undefined && namespace === undefined) {
      return this;
    }
    const kubernetes = this.targets.kubernetes.at({ context, namespace });
    return new Pipeline(this.tools, this.home, { ...this.targets, kubernetes }, this.images, [kubernetes]);
  }

  /** What only deployments on a cluster can do. */
  get clusters(): ClusterOperations {
    return this.targets.kubernetes.operations;
  }

  /** What a person chooses from before a deployment to a cluster. */
  get survey(): ClusterSurvey {
    return this.targets.kubernetes.survey;
  }

  async #carryOn(run: Run, resumed: boolean, { onEvent, signal, until = 'deploy' }: Watch): Promise<Run> {
    const cancel = new AbortController();
    const poll = setInterval(() => this.#runs.isCancelRequested(run.id) && cancel.abort(), CANCEL_POLL);
    const rest = this.#runs.keepAlive(run.id);
    const events = new EventLog(this.#eventsFile(run.id), run.id, onEvent);
    try {
      events.append({ event: 'run-started', model: run.request.model, resumed });
      return await runJob({
        run,
        store: this.#runs,
        stages: this.#stages,
        events,
        until,
        context: {
          tools: this.tools,
          home: this.home,
          signal: AbortSignal.any([signal, cancel.signal]),
          workdir: this.#runs.folderOf(run.id)
        }
      });
    } finally {
      clearInterval(poll);
      rest();
      events.close();
    }
  }

  #eventsFile(id: string): string {
    return join(this.#runs.folderOf(id), 'events.ndjson');
  }
}
