import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Deployment, DockerBuild } from '../../contract/deployment';
import { Problem } from '../../contract/problem';
import type { Built, Tested, Wrapped } from '../../contract/run';
import type { Docker } from '../../tools/docker';
import type { EndpointClient } from '../../tools/endpoint';
import type { Home } from '../../tools/home';
import { ownerMark } from '../../tools/owner-mark';
import { isPortFree } from '../../tools/processes/port';
import { copyComponent } from '../component-copy';
import type { DeploymentRecord } from '../deployment-store';
import type { ImageBuilder } from '../images/image-builder';
import { LABELS } from '../images/labels';
import type { Context } from '../stage';
import { type Instance, Instances } from './docker-instance';
import { DockerNames } from './docker-names';
import { GRPC_PORT, placeOf } from './docker-place';
import { gpuProblems } from './docker-problem';
import { runDockerScript } from './docker-script';
import { dockerStatus } from './docker-status';
import { sweepThrowAways } from './docker-sweep';
import { portTaken } from './process-problem';
import { RecordedTarget } from './recorded-target';
import { Records } from './records';
import type { Script, ScriptEnd, Target, ThrowAway } from './target';

export interface DockerTargetParts {
  home: Home;
  docker: Docker;
  images: ImageBuilder;
  endpoint: EndpointClient;
}

const LINES = 60;
/** Seconds to finish what it is asked; a little longer than the serving runtime takes for that. */
const STOP_SECONDS = 35;

/** Containers of a Docker Engine; the engine itself starts them again when they end. */
export function createDockerTarget(parts: DockerTargetParts): Target {
  return new DockerTarget(parts);
}

class DockerTarget extends RecordedTarget implements Target {
  readonly title = 'Docker';
  readonly #instances: Instances;
  readonly #names: DockerNames;

  constructor(private readonly parts: DockerTargetParts) {
    super(new Records(parts.home, 'docker'));
    this.#instances = new Instances(parts);
    this.#names = new DockerNames(parts.home);
  }

  async check(input: Wrapped, context: Context): Promise<Problem[]> {
    await this.refuseTaken(input.request);
    const problems = await this.parts.images.check(input, context);
    if (input.request.builder === 'buildkit') {
      // It makes images where there is no engine; one that runs them is asked for when it comes to that.
      return problems;
    }
    const { port, name, gpus } = input.request;
    if (port === 0 && gpus === '') {
      return problems;
    }
    const own = name && (await this.records.read(name))?.port;
    const engine = await this.parts.docker.engine(context.signal);
    const place = await placeOf(this.parts.docker, engine);
    problems.push(...gpuProblems(gpus, engine));
    if (port !== 0 && own !== port && place.local && !(await isPortFree(port))) {
      problems.push(Problem.parse(portTaken(port)));
    }
    return problems;
  }

  async build(input: Wrapped, context: Context): Promise<DockerBuild> {
    const swept = input.request.builder === 'buildkit' ? undefined : sweepThrowAways(this.parts.docker);
    // An engine that fails fails the build as well.
    swept?.catch(() => undefined);
    const { image, reused } = await this.parts.images.build(input, context);
    await swept;
    const named = input.request.push ? await this.parts.images.push(image, context) : image;
    return { target: 'docker', image: named, environment: image.dependencies, reused, runtimeVersion: image.server };
  }

  runScript(input: Pick<Built, 'component' | 'build'>, script: Script, context: Context): Promise<ScriptEnd> {
    return runDockerScript(this.parts.docker, input, script, context);
  }

  async startThrowAway({ request, component, build }: Built, context: Context): Promise<ThrowAway> {
    const name = `deploy-model-test-${randomBytes(6).toString('hex')}`;
    const instance: Instance = {
      name,
      alias: name,
      build: DockerBuild.parse(build),
      component,
      limits: request,
      port: 0,
      labels: { [LABELS.owner]: ownerMark(), [LABELS.run]: basename(context.workdir) }
    };
    const { id, endpoint } = await this.#instances.start(instance, context);
    return {
      endpoint,
      tail: () => this.#instances.tail(id, LINES),
      remove: () => this.parts.docker.containers.remove(id)
    };
  }

  protected async deployAfter(
    before: DeploymentRecord | undefined,
    name: string,
    { input, context }: { input: Tested; context: Context }
  ): Promise<void> {
    const { port, cpus, gpus, restart, grpc } = input.request;
    // Where it answers is known once it runs.
    const endpoint = { url: '', predictions: '' };
    const own = { endpoint, port, cpus, gpus, restart, ...(grpc && { grpcPort: GRPC_PORT }) };
    const record = this.records.next(input, name, { before, workdir: context.workdir, own });
    await this.#replace(before, record, { input, context });
  }

  async forget(name: string): Promise<boolean> {
    return this.records.claim(name, async () => {
      const isKnown = (await this.records.read(name)) !== undefined;
      await this.records.forget(name);
      return isKnown;
    });
  }

  async *logs(name: string, options: Parameters<Target['logs']>[1]): AsyncIterable<string> {
    yield* this.parts.docker.containers.logs(this.#names.container(await this.records.existing(name)), options);
  }

  protected stopInstance(record: DeploymentRecord): Promise<void> {
    return this.parts.docker.containers.stop(this.#names.container(record), STOP_SECONDS);
  }

  protected async startInstance(record: DeploymentRecord, context: Pick<Context, 'log' | 'signal'>): Promise<void> {
    const container = this.#names.container(record);
    const instance = this.#instanceOf(record);
    if (await this.parts.docker.containers.inspect(container)) {
      await this.parts.docker.containers.start(container);
      await this.#instances.waitUntilReady(container, instance, context);
    } else {
      await this.#launch(record, context);
    }
  }

  /** Starts the new revision beside the old one; only where both want one port does the old one stop first. */
  async #replace(
    before: DeploymentRecord | undefined,
    record: DeploymentRecord,
    { input, context }: { input: Tested; context: Context }
  ): Promise<void> {
    const { containers } = this.parts.docker;
    const old = before && (await containers.inspect(this.#names.container(before)));
    const clash = old?.state === 'running' && record.fixedPort !== 0 && before?.port === record.fixedPort;
    try {
      await copyComponent(input.component.folder, record.component.folder, this.parts.home);
      if (clash) {
        await containers.stop(old.id, STOP_SECONDS);
      }
      await this.#launch(record, context);
    } catch (error) {
      await this.clearStrays(record.name, before?.revision);
      if (clash) {
        const { log } = context;
        await containers.start(old.id);
        await this.#instances.waitUntilReady(old.id, this.#instanceOf(before), {
          log,
          signal: new AbortController().signal
        });
      }
      if (!before) {
        await this.records.forget(record.name);
      }
      throw error;
    }
    await this.clearStrays(record.name, record.revision);
  }

  /** Makes the container, and writes the record once it is ready. */
  async #launch(record: DeploymentRecord, context: Pick<Context, 'log' | 'signal'>): Promise<void> {
    const { id, endpoint, port } = await this.#instances.start(this.#instanceOf(record), context);
    await this.parts.docker.containers.keepRunning(id, record.restart);
    await this.records.write({ ...record, endpoint, port });
  }

  #instanceOf(record: DeploymentRecord): Instance {
    const { component, build, port, memory, startTimeout, cpus, gpus, grpcPort } = record;
    return {
      name: this.#names.container(record),
      alias: this.#names.alias(record),
      build: DockerBuild.parse(build),
      component,
      limits: { memory, startTimeout, cpus, gpus, grpc: grpcPort !== undefined },
      port,
      labels: this.#names.labels(record)
    };
  }

  protected async clearStrays(name: string, kept: number | undefined): Promise<void> {
    const left = await this.parts.docker.containers.list({ labels: this.#names.ofDeployment(name) });
    const strays = left.filter(({ labels }) => labels[LABELS.revision] !== String(kept));
    await Promise.all(strays.map(({ id }) => this.parts.docker.containers.remove(id)));
    for (const revision of await this.records.strays(name, kept)) {
      await rm(this.records.revisionFolder(name, revision), { recursive: true, force: true });
    }
  }

  protected async deploymentOf(record: DeploymentRecord): Promise<Deployment> {
    const { name, target, model, run, revision, createdAt, verdict } = record;
    const names = { container: this.#names.container(record), alias: this.#names.alias(record) };
    const status = await dockerStatus(this.parts, record, names);
    return { name, target, model, run, revision, createdAt, verdict, ...status };
  }
}
