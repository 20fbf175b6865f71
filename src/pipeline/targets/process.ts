import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Deployment, ProcessBuild } from '../../contract/deployment';
import { Problem } from '../../contract/problem';
import type { Built, Tested, Wrapped } from '../../contract/run';
import type { Home } from '../../tools/home';
import { identify } from '../../tools/process-identity';
import type { Processes, ProcessStatus } from '../../tools/processes';
import type { Python } from '../../tools/python';
import { copyComponent, copyProofs } from '../component-copy';
import type { DeploymentRecord } from '../deployment-store';
import type { Runtimes } from '../runtimes';
import type { Context } from '../stage';
import { buildProblems, createBuild } from './process-build';
import { Instances } from './process-instance';
import { freePorts, onFreePorts, portsOf } from './process-ports';
import { portTaken } from './process-problem';
import { runProcessScript } from './process-script';
import { startProcessThrowAway } from './process-throw-away';
import { RecordedTarget } from './recorded-target';
import { Records } from './records';
import type { Script, ScriptEnd, Target, ThrowAway } from './target';

export interface ProcessTargetParts {
  home: Home;
  processes: Processes;
  python: Python;
  runtimes: Runtimes;
}

const PROCESS = 'process';

/** Supervised processes on this machine, each answering on a port of 127.0.0.1. */
export function createProcessTarget(parts: ProcessTargetParts): Target {
  return new ProcessTarget(parts);
}

class ProcessTarget extends RecordedTarget implements Target {
  readonly title = 'Local process';
  readonly #instances: Instances;

  constructor(private readonly parts: ProcessTargetParts) {
    super(new Records(parts.home, 'process'));
    this.#instances = new Instances(parts);
  }

  async check({ request, component }: Wrapped, context: Context): Promise<Problem[]> {
    await this.refuseTaken(request);
    const problems = await buildProblems(this.parts, { request, component }, context);
    const own = request.name && (await this.records.read(request.name))?.port;
    if (request.port !== 0 && own !== request.port && !(await this.#instances.isFree(request.port))) {
      problems.push(Problem.parse(portTaken(request.port)));
    }
    return problems;
  }

  build(input: Wrapped, context: Context): Promise<ProcessBuild> {
    return createBuild(this.parts, input, context);
  }

  runScript(input: Pick<Built, 'component' | 'build'>, script: Script, context: Context): Promise<ScriptEnd> {
    return runProcessScript(this.parts.python, input, script, context);
  }

  startThrowAway(input: Built, context: Context): Promise<ThrowAway> {
    return onFreePorts(0, () => startProcessThrowAway({ ...this.parts, instances: this.#instances }, input, context));
  }

  protected async deployAfter(
    before: DeploymentRecord | undefined,
    name: string,
    { input, context }: { input: Tested; context: Context }
  ): Promise<void> {
    const { request, component } = input;
    await onFreePorts(request.port, async () => {
      const ports = await freePorts(this.parts.processes, request, request.port);
      const endpoint = this.parts.runtimes[component.runtime].address(ports, component);
      const limits = { cpus: 0, gpus: '', restart: 'unless-stopped' } as const;
      const own = { endpoint, port: ports.http, grpcPort: ports.grpc, ...limits };
      const record = this.records.next(input, name, { before, workdir: context.workdir, own });
      await this.#replace(before, record, { context, from: component.folder });
    });
  }

  async *logs(name: string, options: Parameters<Target['logs']>[1]): AsyncIterable<string> {
    yield* this.parts.processes.logs(this.#folderOf(await this.records.existing(name)), options);
  }

  protected stopInstance(record: DeploymentRecord): Promise<void> {
    return this.parts.processes.stop(this.#folderOf(record));
  }

  protected async startInstance(record: DeploymentRecord, context: Pick<Context, 'log' | 'signal'>): Promise<void> {
    if (['running', 'starting', 'restarting'].includes((await this.#statusOf(record)).state)) {
      return;
    }
    await this.stopInstance(record);
    await onFreePorts(record.fixedPort, async () => {
      const ready = await this.#withWhatItNeeds(record, context);
      await this.records.write(ready);
      await this.#launch(ready, context);
    });
  }

  /** Starts the new revision beside the old one; only where both want one port does the old one stop first. */
  async #replace(
    before: DeploymentRecord | undefined,
    record: DeploymentRecord,
    { context, from }: { context: Context; from: string }
  ): Promise<void> {
    const folder = this.records.revisionFolder(record.name, record.revision);
    const old = before && (await this.#statusOf(before));
    const clash = before?.port === record.port && old !== undefined && old.state !== 'stopped';
    try {
      await copyComponent(from, record.component.folder, this.parts.home);
      await copyProofs(from, record.component.folder);
      if (clash) {
        await this.parts.processes.stop(this.#folderOf(before));
      }
      await this.#launch(record, context, true);
      await this.records.write(record);
    } catch (error) {
      await this.parts.processes.stop(this.#folderOf(record));
      await rm(folder, { recursive: true, force: true });
      if (clash) {
        await this.#launch(before, { log: context.log, signal: new AbortController().signal });
      }
      if (!before) {
        await this.records.forget(record.name);
      }
      throw error;
    }
    await this.clearStrays(record.name, record.revision);
  }

  /** `owned`: it ends with this process unless its record is written by then, so that a killed job leaves nothing. */
  async #launch(record: DeploymentRecord, context: Pick<Context, 'log' | 'signal'>, owned = false): Promise<void> {
    const { component, memory, startTimeout } = record;
    const build = ProcessBuild.parse(record.build);
    const folder = this.#folderOf(record);
    await this.#instances.start(
      { folder, component, build, ports: portsOf(record), memory, startTimeout },
      {
        ...context,
        restart: true,
        owner: owned ? identify(process.pid) : undefined,
        record: { file: this.records.recordFile(record.name), revision: record.revision }
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
    const ports = await freePorts(this.parts.processes, request, keep ? record.port : 0);
    const endpoint = this.parts.runtimes[component.runtime].address(ports, component);
    return { ...record, build, port: ports.http, grpcPort: ports.grpc, endpoint };
  }

  protected async clearStrays(name: string, kept: number | undefined): Promise<void> {
    for (const revision of await this.records.strays(name, kept)) {
      const folder = this.records.revisionFolder(name, revision);
      await this.parts.processes.stop(join(folder, PROCESS));
      await rm(folder, { recursive: true, force: true });
    }
  }

  protected async deploymentOf(record: DeploymentRecord): Promise<Deployment> {
    const { name, target, model, run, revision, createdAt, endpoint, verdict } = record;
    const { state, reason, since, restarts, memory, cpu, pid } = await this.#statusOf(record);
    const recorded = { name, target, model, run, revision, createdAt, endpoint, verdict };
    return { ...recorded, state, reason, since, restarts, memory, cpu, pid };
  }

  async #statusOf(record: DeploymentRecord): Promise<ProcessStatus> {
    const status = await this.parts.processes.status(this.#folderOf(record)).catch(() => undefined);
    return (
      status ?? { state: 'lost', reason: 'What belongs to its process is gone.', since: record.createdAt, restarts: 0 }
    );
  }

  #folderOf({ name, revision }: DeploymentRecord): string {
    return join(this.records.revisionFolder(name, revision), PROCESS);
  }
}
