import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Deployment, DockerBuild } from '../../contract/deployment';
import { Problem, ProblemError } from '../../contract/problem';
import type { Built, Tested, Wrapped } from '../../contract/run';
import type { Docker } from '../../tools/docker';
import type { EndpointClient } from '../../tools/endpoint';
import type { Home } from '../../tools/home';
import { isPortFree } from '../../tools/processes/port';
import { copyComponent } from '../component-copy';
import { type DeploymentRecord, DeploymentStore } from '../deployment-store';
import type { ImageBuilder } from '../images/image-builder';
import { LABELS } from '../images/labels';
import type { Context } from '../stage';
import { type Instance, Instances } from './docker-instance';
import { DockerNames } from './docker-names';
import { GRPC_PORT, placeOf } from './docker-place';
import { runDockerScript } from './docker-script';
import { dockerStatus } from './docker-status';
import { sweepThrowAways, throwAwayOwner } from './docker-sweep';
import type { Target, ThrowAway } from './target';

export interface DockerTargetParts {
  home: Home;
  docker: Docker;
  images: ImageBuilder;
  endpoint: EndpointClient;
}

const LINES = 60;
const COMPONENT = 'component';
/** Seconds to finish what it is asked; a little longer than the serving runtime takes for that. */
const STOP_SECONDS = 35;

/** Containers of a Docker Engine; the engine itself starts them again when they end. */
export function createDockerTarget(parts: DockerTargetParts): Target {
  const target = new DockerTarget(parts);
  return {
    title: 'Docker',
    check: (input, context) => target.check(input, context),
    build: (input, context) => target.build(input, context),
    runScript: (input, script, context) => runDockerScript(parts.docker, input, script, context),
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

class DockerTarget {
  readonly #store: DeploymentStore;
  readonly #instances: Instances;
  readonly #names: DockerNames;

  constructor(private readonly parts: DockerTargetParts) {
    this.#store = new DeploymentStore(parts.home.deployments, 'docker');
    this.#instances = new Instances(parts);
    this.#names = new DockerNames(parts.home);
  }

  async check(input: Wrapped, context: Context): Promise<Problem[]> {
    const problems = await this.parts.images.check(input, context);
    const { port, name } = input.request;
    const own = name && (await this.#store.read(name))?.port;
    const engine = await this.parts.docker.engine(context.signal);
    const place = await placeOf(this.parts.docker, engine);
    if (input.request.gpus !== '' && engine.gpus === 'unknown') {
      problems.push(noGpuKnown());
    }
    if (port !== 0 && own !== port && place.local && !(await isPortFree(port))) {
      problems.push(portTaken(port));
    }
    return problems;
  }

  async build(input: Wrapped, context: Context): Promise<DockerBuild> {
    await sweepThrowAways(this.parts.docker);
    const { image, reused } = await this.parts.images.build(input, context);
    const named = input.request.push ? await this.parts.images.push(image, context) : image;
    return { target: 'docker', image: named, environment: image.dependencies, reused, runtimeVersion: image.server };
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
      labels: { [LABELS.owner]: throwAwayOwner(), [LABELS.run]: basename(context.workdir) }
    };
    const { id, endpoint } = await this.#instances.start(instance, context);
    return {
      endpoint,
      tail: () => this.#instances.tail(id, LINES),
      remove: () => this.parts.docker.containers.remove(id)
    };
  }

  deploy(input: Tested, name: string, context: Context): Promise<Deployment> {
    return this.#store.claim(name, async () => {
      const before = await this.#store.read(name);
      await this.#clearStrays(name, before?.revision);
      await this.#replace(before, await this.#newRecord(input, name, { before, context }), { input, context });
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
    yield* this.parts.docker.containers.logs(this.#names.container(await this.#existing(name)), options);
  }

  stop(name: string): Promise<Deployment> {
    return this.#store.claim(name, async () => {
      const record = await this.#existing(name);
      await this.parts.docker.containers.stop(this.#names.container(record), STOP_SECONDS);
      return this.#deploymentOf(record);
    });
  }

  start(name: string, context: Pick<Context, 'log' | 'signal'>): Promise<Deployment> {
    return this.#store.claim(name, async () => {
      const record = await this.#existing(name);
      const container = this.#names.container(record);
      const instance = this.#instanceOf(record);
      if (await this.parts.docker.containers.inspect(container)) {
        await this.parts.docker.containers.start(container);
        await this.#instances.waitUntilReady(container, instance, context);
      } else {
        const { id, endpoint, port } = await this.#instances.start(instance, context);
        await this.parts.docker.containers.keepRunning(id);
        await this.#store.write({ ...record, endpoint, port });
      }
      return (await this.status(name))!;
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
    { before, context }: { before: DeploymentRecord | undefined; context: Context }
  ): Promise<DeploymentRecord> {
    const revision = (before?.revision ?? 0) + 1;
    return {
      version: 1,
      name,
      target: 'docker',
      model: model.uri,
      run: basename(context.workdir),
      revision,
      createdAt: new Date().toISOString(),
      verdict: verdict.summary,
      // Where it answers is known once it runs.
      endpoint: { url: '', predictions: '' },
      fixedPort: request.port,
      port: request.port,
      memory: request.memory,
      cpus: request.cpus,
      gpus: request.gpus,
      ...(request.grpc && { grpcPort: GRPC_PORT }),
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
      const { id, endpoint, port } = await this.#instances.start(this.#instanceOf(record), context);
      await containers.keepRunning(id);
      await this.#store.write({ ...record, endpoint, port });
    } catch (error) {
      await this.#clearStrays(record.name, before?.revision);
      if (clash) {
        const { log } = context;
        await containers.start(old.id);
        await this.#instances.waitUntilReady(old.id, this.#instanceOf(before), {
          log,
          signal: new AbortController().signal
        });
      }
      if (!before) {
        await this.#store.forget(record.name);
      }
      throw error;
    }
    await this.#clearStrays(record.name, record.revision);
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

  /** Removes every revision but one: what was replaced, and what a killed job left. */
  async #clearStrays(name: string, kept: number | undefined): Promise<void> {
    const left = await this.parts.docker.containers.list({ labels: this.#names.ofDeployment(name) });
    const strays = left.filter(({ labels }) => labels[LABELS.revision] !== String(kept));
    await Promise.all(strays.map(({ id }) => this.parts.docker.containers.remove(id)));
    for (const revision of await this.#store.revisions(name)) {
      if (revision !== kept) {
        await rm(this.#store.revisionFolder(name, revision), { recursive: true, force: true });
      }
    }
  }

  async #deploymentOf(record: DeploymentRecord): Promise<Deployment> {
    const { name, target, model, run, revision, createdAt, verdict } = record;
    const names = { container: this.#names.container(record), alias: this.#names.alias(record) };
    const status = await dockerStatus(this.parts, record, names);
    return { name, target, model, run, revision, createdAt, verdict, ...status };
  }
}

function summaryOf({ revision, model, run, createdAt }: DeploymentRecord): DeploymentRecord['earlier'][number] {
  return { revision, model, run, createdAt };
}

function noGpuKnown(): Problem {
  return Problem.parse({
    code: 'gpu-missing',
    severity: 'warning',
    message: 'The Docker Engine names no GPU.',
    reason: 'It may have one all the same; whether it has shows when the container is started.',
    suggestion: 'Install the NVIDIA container toolkit where the engine runs, or deploy without --gpus.'
  });
}

function portTaken(port: number): Problem {
  return Problem.parse({
    code: 'port-taken',
    message: 'The port of the deployment is taken.',
    reason: `Another program listens on port ${port} of this machine.`,
    suggestion: 'Choose another one with --port, or leave it out to get a free one.'
  });
}
