import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../contract/problem';
import { runCommand } from '../command';
import type { Docker, EngineEndpoint } from '../docker';
import { makeFolder } from '../make-folder';
import { findProgram } from '../program';
import { buildArguments } from './arguments';
import type { S2i, S2iEnd, S2iRequest } from './index';
import { isAbandoned, isMarked, markOf } from './mark';
import { BuildWatch } from './watch';

/** How long the engine may take to make a container that it was asked for, in ms. */
const LATE = 1_500;
/** What s2i says of a registry that it could not ask. */
const UNASKED = /^WARNING: could not inspect the builder image for labels/;
/** Characters of output that are kept for a Problem. */
const TAIL = 16_000;

/** s2i as it is on this machine: `DEPLOY_MODEL_S2I`, else on the PATH. */
export function createS2i({ env }: { env: NodeJS.ProcessEnv }): S2i {
  const program = () => findProgram('s2i', env.DEPLOY_MODEL_S2I, env);
  return {
    isHere: () => program() !== undefined,
    async find(signal) {
      const path = program();
      if (!path) {
        return undefined;
      }
      const { stdout } = await runCommand({ program: path, args: ['version'], env, timeoutSeconds: 30, signal });
      return { path, version: /v?\d+\.\d+[\w.-]*/.exec(stdout)?.[0] ?? 'unknown' };
    },
    async build(request) {
      const path = program();
      if (!path) {
        throw s2iMissing();
      }
      return build(path, request, env);
    },
    async sweep({ containers }) {
      const left = await containers.list({ name: '^/?s2i_' });
      await Promise.all(left.filter(isAbandoned).map(({ id }) => containers.remove(id)));
    }
  };
}

/** The Problem of a machine without s2i. */
export function s2iMissing(): ProblemError {
  return new ProblemError({
    code: 'tool-missing',
    message: 'The program s2i is not here.',
    reason: 'It is neither on the PATH nor named by DEPLOY_MODEL_S2I.',
    suggestion: 'Install it (docker/s2i/install.sh builds the pinned version), or build with --builder docker.'
  });
}

async function build(program: string, request: S2iRequest, env: NodeJS.ProcessEnv): Promise<S2iEnd> {
  const { docker, signal, reference, workdir } = request;
  await makeFolder(workdir);
  // s2i leaves a whole copy of the model in its temporary folder when it is cancelled.
  const folder = await mkdtemp(join(workdir, 's2i-'));
  const mark = markOf(randomBytes(6).toString('hex'));
  const written: string[] = [];
  const onLine = (line: string) => {
    if (request.closed && UNASKED.test(line)) {
      return;
    }
    written.push(line);
    request.onLine?.(line);
  };
  const opened = BuildWatch.open(docker, mark);
  try {
    const [watch, before, endpoint, secrets] = await Promise.all([
      opened,
      docker.images.inspect(reference),
      docker.endpoint(signal),
      secretsIn(folder, request.secrets)
    ]);
    const args = buildArguments(request, { endpoint, mark, secrets });
    const own = { ...env, TMPDIR: folder, ...(request.closed && nothingBut(endpoint)) };
    const { code } = await runCommand({ program, args, cwd: folder, env: own, signal, onLine });
    const [after, assemble] = await Promise.all([docker.images.inspect(reference), watch.end()]);
    const made = after && after.id !== before?.id ? after.id : undefined;
    return { image: made, assemble, code, tail: written.join('\n').slice(-TAIL) };
  } finally {
    void opened.then(
      watch => watch.close(),
      () => undefined
    );
    await Promise.all([removeMarked(docker, mark), rm(folder, { recursive: true, force: true })]);
    if (signal.aborted) {
      // The engine makes a container that it was asked for also when who asked is gone.
      await sleep(LATE);
      await removeMarked(docker, mark);
    }
  }
}

/** Settings with which s2i reaches the engine alone: for all else it asks a proxy that is not there. */
function nothingBut({ host }: EngineEndpoint): Record<string, string> {
  const nowhere = 'http://127.0.0.1:1';
  return { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, NO_PROXY: URL.parse(host)?.hostname ?? '' };
}

async function secretsIn(folder: string, text: string | undefined): Promise<string | undefined> {
  if (!text) {
    return undefined;
  }
  const secrets = join(folder, 'secrets');
  await mkdir(secrets, { mode: 0o700 });
  await writeFile(join(secrets, 'build.env'), text, { mode: 0o644 });
  return secrets;
}

/** A killed s2i leaves its container running. */
async function removeMarked({ containers }: Docker, mark: string): Promise<void> {
  const left = await containers.list({ name: '^/?s2i_' }).catch(() => []);
  await Promise.all(left.filter(state => isMarked(state, mark)).map(({ id }) => containers.remove(id)));
}
