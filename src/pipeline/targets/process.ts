import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Deployment, ProcessBuild } from '../../contract/deployment';
import { Problem, ProblemError } from '../../contract/problem';
import type { Built, Tested, Wrapped } from '../../contract/run';
import type { Home } from '../../tools/home';
import { identify } from '../../tools/process-identity';
import type { Processes, ProcessStatus } from '../../tools/processes';
import type { Python } from '../../tools/python';
import { copyComponent } from '../component-copy';
import { DeploymentStore, type DeploymentRecord } from '../deployment-store';
import type { Ports, Runtimes } from '../runtimes';
import type { Context } from '../stage';
import { buildProblems, createBuild } from './process-build';
import { Instances } from './process-instance';
import { onFreePorts } from './process-ports';
import { portTaken } from './process-problem';
import { runProcessScript } from './process-script';
import type { Target, ThrowAway } from './target';

export interface ProcessTargetParts {
  home: Home;
  processes: Processes;
  python: Python;
  runtimes: Runtimes;
}

const LINES = 60;
const PROCESS = 'process';
const COMPONENT = 'component';

/** Supervised processes on this machine, each answering on a port of 127.0.0.1. */
export function createProcessTarget(parts: ProcessTargetParts): Target {
  const target = new ProcessTarget(parts);
  return {
    title: 'Local process',
    check: (input, context) => target.check(input, context),
    build: (input, context) => createBuild(parts, input, context),
    runScript: (input, script, context) => runProcessScript(parts.python, input, script, context),
    startThrowAway: (input, context) => target.startThrowAway(input, context),
    deploy: (input, name, context) => target.deploy(input, name, context),
    status: name => target.status(name),
    list: () => target.list(),
    logs: (name, options) => target.logs(name, options),
    stop: name => target.stop(name),
    start: (name, context) => target.start(name, context),
    subject: name => target.subject(name),
    remove: name => target.remove(name)
  };
}

class ProcessTarget {
  readonly #store: DeploymentStore;
  readonly #instances: Instances;

  constructor(private readonly parts: ProcessTargetParts) {
    this.#store = new DeploymentStore(parts.home.deployments, 'process');
    this.#instances = new Instances(parts);
  }

  async check({ request, component }: Wrapped, context: Context): Promise<Problem[]> {
    const problems = await buildProblems(this.parts, { request, component }, context);
    const own = request.name && (await this.#store.read(request.name))?.port;
    if (request.port !== 0 && own !== request.port && !(await this.#instances.isFree(request.port))) {
      problems.push(Problem.parse(portTaken(request.port)));
    }
    return problems;
  }

  startThrowAway(input: Built, context: Context): Promise<ThrowAway> {
    return onFreePorts(0, () => this.#startThrowAway(input, context));
  }

  async #startThrowAway({ request, component, ...built }: Built, context: Context): Promise<ThrowAway> {
    const build = ProcessBuild.parse(built.build);
    const folder = join(context.workdir, 'throw-away');
    const ports = await this.#freePorts(request);
    const remove = async () => {
      await this.parts.processes.stop(folder);
      await rm(folder, { recursive: true, force: true });
    };
    try {
      await this.#instances.start(
        { folder, component, build, ports, memory: request.memory, startTimeout: request.startTimeout },
        { ...context, owner: identify(process.pid), restart: false }
      );
    } catch (error) {
      await remove();
      throw error;
    }
    return {
      endpoint: this.parts.runtimes[component.runtime].address(ports),
      tail: () => this.#instances.tail(folder, LINES),
      remove
    };
  }

  deploy(input: Tested, name: string, context: Context): Promise<Deployment> {
    return this.#store.claim(name, async () => {
      const before = await this.#store.read(name);
      await this.#clearStrays(name, before?.revision);
      await onFreePorts(input.request.port, async () => {
        const record = await this.#newRecord(input, name, { before, workdir: context.workdir });
        await this.#replace(before, record, { context, from: input.component.folder });
      });
      return (await this.status(name))!;
    });
  }

  async status(name: string): Promise<Deployment | undefined> {
    const record = await this.#store.read(name);
    return record && this.#deploymentOf(record);
  }

  async list(): Promise<Deployment[]> {
    const records = await this.#store.list();
    return Promise.all(records.map(record => this.#deploymentOf(record)));
  }

  async *logs(name: string, options: Parameters<Target['logs']>[1]): AsyncIterable<string> {
    yield* this.parts.processes.logs(this.#processFolder(await this.#existing(name)), options);
  }

  stop(name: string): Promise<Deployment> {
    return this.#store.claim(name, async () => {
      const record = await this.#existing(name);
      await this.#clearStrays(name, record.revision);
      await this.parts.processes.stop(this.#processFolder(record));
      return this.#deploymentOf(record);
    });
  }

  start(name: string, context: Pick<Context, 'log' | 'signal'>): Promise<Deployment> {
    return this.#store.claim(name, async () => {
      const record = await this.#existing(name);
      await this.#clearStrays(name, record.revision);
      if (['running', 'starting', 'restarting'].includes((await this.#statusOf(record)).state)) {
        return this.#deploymentOf(record);
      }
      await this.parts.processes.stop(this.#processFolder(record));
      return onFreePorts(record.fixedPort, async () => {
        const ready = await this.#withWhatItNeeds(record, context);
        await this.#store.write(ready);
        await this.#launch(ready, context);
        return this.#deploymentOf(ready);
      });
    });
  }

  async subject(name: string): Promise<Pick<Built, 'component' | 'build'>> {
    const { component, build } = await this.#existing(name);
    return { component, build };
  }

  remove(name: string): Promise<void> {
    return this.#store.claim(name, async () => {
      await this.#existing(name);
      await this.#clearStrays(name, undefined);
      await this.#store.forget(name);
    });
  }

  async #existing(name: string): Promise<DeploymentRecord> {
    const record = await this.#store.read(name);
    if (!record) {
      throw new ProblemError({
        code: 'no-such-deployment',
        message: `There is no deployment ${name}.`,
        reason: 'It was never made here, or it was removed.',
        suggestion: 'See `deploy-model list`.'
      });
    }
    return record;
  }

  async #newRecord(
    { request, model, component, build, verdict }: Tested,
    name: string,
    { before, workdir }: { before: DeploymentRecord | undefined; workdir: string }
  ): Promise<DeploymentRecord> {
    const revision = (before?.revision ?? 0) + 1;
    const ports = await this.#freePorts(request, request.port);
    return {
      version: 1,
      name,
      target: 'process',
      model: model.uri,
      run: basename(workdir),
      revision,
      createdAt: new Date().toISOString(),
      verdict: verdict.summary,
      endpoint: this.parts.runtimes[component.runtime].address(ports),
      fixedPort: request.port,
      port: ports.http,
      grpcPort: ports.grpc,
      memory: request.memory,
      cpus: 0,
      gpus: '',
      startTimeout: request.startTimeout,
      component: { ...component, folder: join(this.#store.revisionFolder(name, revision), COMPONENT) },
      build,
      earlier: before ? [...before.earlier, summaryOf(before)] : []
    };
  }

  /** Starts the new revision beside the old one; only where both want one port does the old one stop first. */
  async #replace(
    before: DeploymentRecord | undefined,
    record: DeploymentRecord,
    { context, from }: { context: Context; from: string }
  ): Promise<void> {
    const folder = this.#store.revisionFolder(record.name, record.revision);
    const old = before && (await this.#statusOf(before));
    const clash = before?.port === record.port && old !== undefined && old.state !== 'stopped';
    try {
      await copyComponent(from, record.component.folder, this.parts.home);
      if (clash) {
        await this.parts.processes.stop(this.#processFolder(before));
      }
      await this.#launch(record, context, true);
      await this.#store.write(record);
    } catch (error) {
      await this.parts.processes.stop(this.#processFolder(record));
      await rm(folder, { recursive: true, force: true });
      if (clash) {
        await this.#launch(before, { log: context.log, signal: new AbortController().signal });
      }
      if (!before) {
        await this.#store.forget(record.name);
      }
      throw error;
    }
    await this.#clearStrays(record.name, record.revision);
  }

  /** `owned`: it ends with this process unless its record is written by then, so that a killed job leaves nothing. */
  async #launch(record: DeploymentRecord, context: Pick<Context, 'log' | 'signal'>, owned = false): Promise<void> {
    const { component, memory, startTimeout } = record;
    const build = ProcessBuild.parse(record.build);
    const folder = this.#processFolder(record);
    await this.#instances.start(
      { folder, component, build, ports: portsOf(record), memory, startTimeout },
      {
        ...context,
        restart: true,
        owner: owned ? identify(process.pid) : undefined,
        record: { file: this.#store.recordFile(record.name), revision: record.revision }
      }
    );
  }

  /** The cache may have been emptied and the port taken since it last ran. */
  async #withWhatItNeeds(
    record: DeploymentRecord,
    context: Pick<Context, 'log' | 'signal'>
  ): Promise<DeploymentRecord> {
    const { component, fixedPort } = record;
    const request = { fetchPython: false, grpc: record.grpcPort !== undefined };
    const build = await createBuild(this.parts, { component, request }, context);
    const keep = fixedPort !== 0 || (await this.#instances.isFree(record.port));
    const ports = await this.#freePorts(request, keep ? record.port : 0);
    const endpoint = this.parts.runtimes[component.runtime].address(ports);
    return { ...record, build, port: ports.http, grpcPort: ports.grpc, endpoint };
  }

  /** `http`: a port that was chosen already, 0 for any. */
  async #freePorts({ grpc }: { grpc: boolean }, http = 0): Promise<Ports> {
    const { processes } = this.parts;
    const ports = { http: http || (await processes.freePort()) };
    return grpc ? { ...ports, grpc: await processes.freePort() } : ports;
  }

  /** Ends and deletes every revision but one: what was replaced, and what a killed job left. */
  async #clearStrays(name: string, kept: number | undefined): Promise<void> {
    for (const revision of await this.#store.revisions(name)) {
      if (revision !== kept) {
        const folder = this.#store.revisionFolder(name, revision);
        await this.parts.processes.stop(join(folder, PROCESS));
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  async #deploymentOf(record: DeploymentRecord): Promise<Deployment> {
    const { name, target, model, run, revision, createdAt, endpoint, verdict } = record;
    const { state, reason, since, restarts, memory, cpu, pid } = await this.#statusOf(record);
    return {
      name,
      target,
      model,
      run,
      revision,
      createdAt,
      endpoint,
      verdict,
      state,
      reason,
      since,
      restarts,
      memory,
      cpu,
      pid
    };
  }

  async #statusOf(record: DeploymentRecord): Promise<ProcessStatus> {
    const status = await this.parts.processes.status(this.#processFolder(record)).catch(() => undefined);
    return (
      status ?? { state: 'lost', reason: 'What belongs to its process is gone.', since: record.createdAt, restarts: 0 }
    );
  }

  #processFolder({ name, revision }: DeploymentRecord): string {
    return join(this.#store.revisionFolder(name, revision), PROCESS);
  }
}

function portsOf({ port, grpcPort }: DeploymentRecord): Ports {
  return { http: port, ...(grpcPort === undefined ? {} : { grpc: grpcPort }) };
}

function summaryOf({ revision, model, run, createdAt }: DeploymentRecord): DeploymentRecord['earlier'][number] {
  return { revision, model, run, createdAt };
}
