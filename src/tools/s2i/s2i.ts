import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../contract/problem';
import { runCommand } from '../command';
import type { Docker } from '../docker';
import { findProgram } from '../program';
import { buildArguments } from './arguments';
import type { S2i, S2iEnd, S2iRequest } from './index';
import { isAbandoned, isMarked, markOf } from './mark';
import { BuildWatch } from './watch';

/** How long the engine may take to make a container that it was asked for, in ms. */
const LATE = 1_500;
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
  await mkdir(workdir, { recursive: true });
  // s2i leaves a whole copy of the model in its temporary folder when it is cancelled.
  const folder = await mkdtemp(join(workdir, 's2i-'));
  const mark = markOf(randomBytes(6).toString('hex'));
  const written: string[] = [];
  const onLine = (line: string) => {
    written.push(line);
    request.onLine?.(line);
  };
  const watch = await BuildWatch.open(docker, mark);
  try {
    const [before, endpoint, secrets] = await Promise.all([
      docker.images.inspect(reference),
      docker.endpoint(signal),
      secretsIn(folder, request.secrets)
    ]);
    const args = buildArguments(request, { endpoint, mark, secrets });
    const own = { ...env, TMPDIR: folder };
    const { code } = await runCommand({ program, args, cwd: folder, env: own, signal, onLine });
    const after = await docker.images.inspect(reference);
    const made = after && after.id !== before?.id ? after.id : undefined;
    return { image: made, assemble: await watch.end(), code, tail: written.join('\n').slice(-TAIL) };
  } finally {
    watch.close();
    await removeMarked(docker, mark);
    if (signal.aborted) {
      // The engine makes a container that it was asked for also when who asked is gone.
      await sleep(LATE);
      await removeMarked(docker, mark);
    }
    await rm(folder, { recursive: true, force: true });
  }
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
