import { randomBytes } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import type Dockerode from 'dockerode';
import { pack } from 'tar-fs';
import { ProblemError } from '../../contract/problem';
import type { Connection } from './connection';
import { loginFor } from './credentials';
import type { Images, ImageState } from './index';
import { messagesOf, type StreamMessage } from './json-stream';
import { LayerSum } from './layer-sum';
import { push } from './push';
import { awayProblem } from './registry';
import { removeSteps } from './step-containers';
import { parseReference, taggedName } from './reference';

const NOT_THERE = 404;
/** Lines of a build that are kept for its Problem. */
const TAIL = 40;

/** The parts of an entry of `GET /images/{name}/history` that matter here; the library has no type for it. */
interface HistoryStep {
  Created: number;
  CreatedBy: string;
  Size: number;
}

/** The images of an engine. */
export function createImages(connection: Connection): Images {
  const inspect = async (reference: string) => {
    // The engine would answer to what is no name by another place to look, and the client library then ends the program.
    parseReference(reference);
    return connection.call(`look at image ${reference}`, client =>
      client.getImage(reference).inspect().catch(ifNotThere)
    );
  };
  return {
    async inspect(reference) {
      const info = await inspect(reference);
      return info && imageState(info);
    },
    async list(labels) {
      const label = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`));
      const found = await connection.call('list its images', client => client.listImages({ filters: { label } }));
      const infos = await Promise.all([...new Set(found.map(({ Id }) => Id))].map(inspect));
      return infos.filter(info => info !== undefined).map(imageState);
    },
    async history(reference) {
      const steps = await connection.call(`tell the history of image ${reference}`, client =>
        (client.getImage(reference).history() as Promise<HistoryStep[]>).catch(ifNotThere)
      );
      return (steps ?? []).map(({ Created, CreatedBy, Size }) => ({
        createdAt: Created,
        createdBy: CreatedBy,
        size: Size
      }));
    },
    async pull(reference, { signal, onProgress }) {
      const { registry } = parseReference(reference);
      const authconfig = await loginFor(registry, connection.env, signal);
      await connection.call(
        `pull ${reference}`,
        async client => {
          const stream = await client.pull(reference, { authconfig, abortSignal: signal });
          const sum = new LayerSum(onProgress);
          for await (const message of messagesOf(stream as AsyncIterable<Buffer>)) {
            sum.take(message);
          }
        },
        signal
      );
    },
    push: (reference, transfer) => push(connection, reference, transfer),
    away: (reference, signal) => awayProblem(connection, reference, signal),
    async tag(from, to) {
      const { name, tag } = parseReference(taggedName(to));
      await connection.call(`name ${from} ${to}`, client => client.getImage(from).tag({ repo: name, tag }));
    },
    async remove(reference) {
      await connection.call(`remove image ${reference}`, client =>
        client.getImage(reference).remove().catch(ifNotThere)
      );
    },
    build: (folder, options) => build(connection, folder, options)
  };
}

function ifNotThere(error: { statusCode?: number }): undefined {
  if (error.statusCode === NOT_THERE) {
    return undefined;
  }
  throw error;
}

function imageState(info: Dockerode.ImageInspectInfo): ImageState {
  return {
    id: info.Id,
    references: info.RepoTags ?? [],
    digests: info.RepoDigests ?? [],
    labels: info.Config.Labels ?? {},
    env: info.Config.Env ?? [],
    user: info.Config.User ?? '',
    platform: `${info.Os}/${info.Architecture}`,
    layers: info.RootFS.Layers ?? [],
    size: info.Size,
    createdAt: info.Created
  };
}

async function build(
  connection: Connection,
  folder: string,
  { reference, arguments: buildargs = {}, labels, stage, network, signal, onLine }: Parameters<Images['build']>[1]
): Promise<string> {
  const written: string[] = [];
  const mark = `build-${randomBytes(6).toString('hex')}`;
  // The engine colours what a step writes to its standard error.
  const say = (text: string) =>
    stripVTControlCharacters(text)
      .split('\n')
      .filter(line => line.trim() !== '')
      .forEach(line => {
        written.push(line);
        onLine?.(line);
      });
  try {
    return await connection.call(
      `build ${reference}`,
      async client => {
        const context = pack(folder, { map: header => ({ ...header, uid: 0, gid: 0, mtime: new Date(0) }) });
        const stream = await client.buildImage(context as unknown as NodeJS.ReadableStream, {
          t: reference,
          buildargs,
          labels,
          target: stage,
          networkmode: network,
          // Neither the image nor the engine's cache of steps knows it.
          extrahosts: `${mark}:127.0.0.1`,
          rm: true,
          forcerm: true,
          abortSignal: signal
        });
        let id = '';
        for await (const message of messagesOf(stream as AsyncIterable<Buffer>)) {
          say(message.stream ?? message.status ?? '');
          id = idIn(message) ?? id;
        }
        return id;
      },
      signal
    );
  } catch (error) {
    if (signal.aborted) {
      await removeSteps(connection, mark);
    }
    throw buildFailed(error, reference, written.slice(-TAIL));
  }
}

function idIn({ aux }: StreamMessage): string | undefined {
  return typeof aux?.ID === 'string' ? aux.ID : undefined;
}

/** What the engine itself says between the lines of a build's steps. */
const OF_THE_ENGINE = /^(Step \d+\/\d+ : | ---> |Removing intermediate container )/;

/** What the engine refuses for a reason of its own keeps its code; a step that failed is a failed build. */
function buildFailed(error: unknown, reference: string, lines: string[]): unknown {
  if (!(error instanceof ProblemError) || error.problem.code !== 'docker-refused') {
    return error;
  }
  const said = lines.findLast(line => !OF_THE_ENGINE.test(line)) ?? '';
  return new ProblemError(
    {
      ...error.problem,
      code: 'build-failed',
      message: `The image ${reference} could not be built.`,
      reason: `${error.problem.reason} ${said}`.trim(),
      suggestion: 'Look at the last lines of the build below.',
      detail: lines.join('\n')
    },
    { cause: error }
  );
}
