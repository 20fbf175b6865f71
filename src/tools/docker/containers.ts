import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { extract, type Headers, pack } from 'tar-fs';
import type { Connection } from './connection';
import { containerBody } from './container-body';
import { runToEnd } from './container-run';
import { containerState } from './container-state';
import { containerEvents } from './events';
import { framesOf, Lines } from './frames';
import type { Containers, ContainerSpec, ContainerState } from './index';
import { gpuAsk } from './gpu';
import { usageOf } from './usage';

/** Status of the engine for something that is not there, or that is so already. */
const NOT_THERE = 404;
const ALREADY = 304;
const NO_GPU = { host: {}, env: {} };

/** The containers of an engine. */
export function createContainers(connection: Connection): Containers {
  const inspect = (id: string) => orUndefined(connection, `look at container ${id}`, c => c.getContainer(id).inspect());
  const create = async (spec: ContainerSpec, signal: AbortSignal) => {
    const ask = spec.gpus ? gpuAsk(spec.gpus, await connection.engine(signal)) : NO_GPU;
    const made = await connection.call(
      `make a container of ${spec.image}`,
      client =>
        // In two parts: otherwise the library puts the whole body into the address, where proxies log it.
        client.createContainer({
          _query: spec.name ? { name: spec.name } : {},
          _body: containerBody(spec, ask)
        } as unknown as Dockerode.ContainerCreateOptions),
      signal
    );
    return made.id;
  };
  const remove = async (id: string) => {
    await orUndefined(connection, `remove container ${id}`, c => c.getContainer(id).remove({ force: true, v: true }));
  };
  return {
    create,
    remove,
    async with(spec, work, signal) {
      const id = await create(spec, signal);
      try {
        return await work(id);
      } finally {
        await remove(id);
      }
    },
    async start(id) {
      await connection.call(`start container ${id}`, c =>
        c
          .getContainer(id)
          .start()
          .catch(butNot([ALREADY]))
      );
    },
    async run(id, options) {
      const end = await connection.call('run a program', c => runToEnd(c.getContainer(id), options), options.signal);
      options.signal.throwIfAborted();
      return end;
    },
    async inspect(id) {
      const info = await inspect(id);
      return info && containerState(info);
    },
    list: filters => list(connection, filters),
    async stop(id, seconds) {
      await orUndefined(connection, `stop container ${id}`, c => c.getContainer(id).stop({ t: seconds }));
    },
    logs: (id, options) => logs(connection, id, options),
    usage: async id => {
      const options = { stream: false, 'one-shot': true } as const;
      const stats = await orUndefined(connection, `measure container ${id}`, c => c.getContainer(id).stats(options));
      return stats && usageOf(stats);
    },
    copyIn: (id, folder, to) =>
      connection.call(`copy files into container ${id}`, async c => {
        const inside = to.path.replace(/^\//, '');
        const map = (header: Headers) => ({ ...header, name: `${inside}/${header.name}`, uid: to.uid, gid: 0 });
        const archive = pack(folder, { dereference: true, map });
        await c.getContainer(id).putArchive(archive as unknown as NodeJS.ReadableStream, { path: '/' });
      }),
    copyOut: (id, from, folder) =>
      connection.call(`copy files out of container ${id}`, async c => {
        const archive = await c.getContainer(id).getArchive({ path: `${from}/.` });
        await pipeline(archive, extract(folder, { dmode: 0o700, fmode: 0o600 }));
      }),
    async keepRunning(id, policy) {
      const update = { RestartPolicy: { Name: policy } };
      await connection.call(`keep container ${id} running`, c => c.getContainer(id).update(update));
    },
    commit: (id, { reference, labels, user }) =>
      connection.call(`make image ${reference}`, async c => {
        const colon = reference.lastIndexOf(':');
        const made = (await c.getContainer(id).commit({
          // The engine would halt what still runs there meanwhile.
          _query: { container: id, repo: reference.slice(0, colon), tag: reference.slice(colon + 1), pause: false },
          _body: { ...(await settingsOfImage(c, id)), Labels: labels, User: user }
        })) as { Id: string };
        return made.Id;
      }),
    connect: (network, id) => connect(connection, network, id),
    events: signal => connection.call('tell its events', client => containerEvents(client, signal), signal)
  };
}

/** What the container's image runs and how: the container's own command and variables must not be in the new one. */
async function settingsOfImage(client: Dockerode, id: string): Promise<object> {
  const { Image } = await client.getContainer(id).inspect();
  const { Config } = await client.getImage(Image).inspect();
  const { Cmd, Entrypoint, Env, WorkingDir, ExposedPorts } = Config;
  return { Cmd, Entrypoint, Env, WorkingDir, ExposedPorts };
}

async function list(
  connection: Connection,
  { labels = {}, name }: Parameters<Containers['list']>[0]
): Promise<ContainerState[]> {
  const filters = {
    label: Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`)),
    ...(name !== undefined && { name: [name] })
  };
  const found = await connection.call('list its containers', client => client.listContainers({ all: true, filters }));
  const states = await Promise.all(
    found.map(({ Id }) => orUndefined(connection, `look at container ${Id}`, c => c.getContainer(Id).inspect()))
  );
  return states.filter(state => state !== undefined).map(containerState);
}

async function* logs(
  connection: Connection,
  id: string,
  { follow, lines, signal }: { follow: boolean; lines: number; signal: AbortSignal }
): AsyncIterable<string> {
  const options = { stdout: true, stderr: true, timestamps: true, tail: lines };
  const stream = await connection.call(`read the log of container ${id}`, async client => {
    const container = client.getContainer(id);
    return follow
      ? ((await container.logs({ ...options, follow: true, abortSignal: signal })) as AsyncIterable<Buffer>)
      : [await container.logs({ ...options, follow: false })];
  });
  const texts = { stdout: new Lines(), stderr: new Lines() };
  try {
    for await (const frame of framesOf(toAsync(stream))) {
      yield* texts[frame.stream].push(frame.payload);
    }
    yield* [...texts.stdout.end(), ...texts.stderr.end()];
  } catch (error) {
    // Following ends by aborting, which cuts the connection.
    if (!signal.aborted) {
      throw connection.problem(error, `read the log of container ${id}`);
    }
  }
}

async function* toAsync<T>(items: Iterable<T> | AsyncIterable<T>): AsyncIterable<T> {
  yield* items;
}

async function connect(connection: Connection, network: string, id: string | undefined): Promise<void> {
  await connection.call(`make network ${network}`, async client => {
    const [there] = await client.listNetworks({ filters: { name: [`^${network}$`] } });
    if (!there) {
      await client.createNetwork({ Name: network, CheckDuplicate: true, Labels: { 'deploy-model.network': '1' } });
    }
    if (id !== undefined) {
      const { NetworkSettings } = await client.getContainer(id).inspect();
      if (!(network in NetworkSettings.Networks)) {
        await client.getNetwork(network).connect({ Container: id });
      }
    }
  });
}

/** Undefined when it is not there, or when it is as it should be already. */
async function orUndefined<T>(
  connection: Connection,
  what: string,
  work: (client: Dockerode) => Promise<T>
): Promise<T | undefined> {
  return connection.call(what, client => work(client).catch(butNot([NOT_THERE, ALREADY])));
}

/** Makes an error of one of these statuses a value. */
function butNot(statuses: number[]): (error: { statusCode?: number }) => undefined {
  return error => {
    if (!statuses.includes(error.statusCode ?? 0)) {
      throw error;
    }
    return undefined;
  };
}
