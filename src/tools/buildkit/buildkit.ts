import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../contract/problem';
import { runCommand } from '../command';
import { makeFolder } from '../make-folder';
import type { BuildKit, BuildKitImage, BuildKitRequest } from './index';
import { buildKitProblem } from './problem';

/** Seconds that a daemon may take to say that it is there. */
const ANSWER = 10;
/** Characters of output that are kept for a Problem. */
const TAIL = 16_000;

/** What buildctl writes about the image; see BuildKit's docs, `--metadata-file`. */
const Metadata = z.object({
  'containerimage.digest': z.string(),
  'containerimage.config.digest': z.string()
});
/** What `buildctl debug workers` says about each worker. */
const Workers = z.array(
  z.object({ platforms: z.array(z.object({ os: z.string(), architecture: z.string() })).min(1) })
);

/** BuildKit by its own client: `BUILDKIT_HOST`, else where a daemon of this user or of root is. */
export function createBuildKit({ env }: { env: NodeJS.ProcessEnv }): BuildKit {
  const address = addressOf(env);
  const call = (args: string[], signal: AbortSignal, timeoutSeconds = ANSWER) =>
    runCommand({ program: 'buildctl', args: ['--addr', address, ...args], env, timeoutSeconds, signal });
  return {
    async find(signal) {
      const { code } = await call(['debug', 'workers'], signal);
      if (code !== 0) {
        return undefined;
      }
      const { stdout } = await call(['--version'], signal);
      return { address, version: /v?\d+\.\d+[\w.-]*/.exec(stdout)?.[0] ?? 'unknown' };
    },
    async build(request) {
      const { code, stdout } = await call(['debug', 'workers', '--format', '{{json .}}'], request.signal);
      if (code !== 0) {
        throw buildKitMissing();
      }
      const [worker] = Workers.parse(JSON.parse(stdout));
      const { os, architecture } = worker!.platforms[0]!;
      return { ...(await build(request, address, env)), platform: `${os}/${architecture}` };
    }
  };
}

/** The Problem of a machine without BuildKit. */
export function buildKitMissing(): ProblemError {
  return new ProblemError({
    code: 'tool-missing',
    message: 'There is no BuildKit here.',
    reason: 'Either the program buildctl is not on the PATH, or no buildkitd answers it.',
    suggestion:
      'Start one (`rootlesskit buildkitd` needs no root), name another with BUILDKIT_HOST, build with a Docker Engine ' +
      '(--builder s2i or docker), or take the context elsewhere with --as-dockerfile.'
  });
}

async function build(
  { context, reference, secrets, arguments: variables, workdir, signal, onLine }: BuildKitRequest,
  address: string,
  env: NodeJS.ProcessEnv
): Promise<Omit<BuildKitImage, 'platform'>> {
  await makeFolder(workdir);
  const folder = await mkdtemp(join(workdir, 'buildkit-'));
  const [settings, metadata] = [join(folder, 'settings'), join(folder, 'metadata.json')];
  const written: string[] = [];
  try {
    await writeFile(settings, secrets, { mode: 0o600 });
    const { code, notFound } = await runCommand({
      program: 'buildctl',
      args: [
        ...['--addr', address, 'build', '--progress', 'plain', '--frontend', 'dockerfile.v0'],
        ...['--local', `context=${context}`, '--local', `dockerfile=${context}`],
        ...['--secret', `id=settings,src=${settings}`, '--metadata-file', metadata],
        ...Object.entries(variables).flatMap(([name, value]) => ['--opt', `build-arg:${name}=${value}`]),
        ...['--output', `type=image,name=${reference},push=true`]
      ],
      env,
      signal,
      onLine: line => {
        written.push(line);
        onLine?.(line);
      }
    });
    if (notFound) {
      throw buildKitMissing();
    }
    if (code !== 0) {
      throw buildKitProblem(reference, written.join('\n').slice(-TAIL));
    }
    const said = Metadata.parse(JSON.parse(await readFile(metadata, 'utf8')));
    const name = reference.slice(0, reference.lastIndexOf(':'));
    return { digest: `${name}@${said['containerimage.digest']}`, id: said['containerimage.config.digest'] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function addressOf({ BUILDKIT_HOST, XDG_RUNTIME_DIR }: NodeJS.ProcessEnv): string {
  const own = XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'buildkit', 'buildkitd.sock')] : [];
  const socket = [...own, '/run/buildkit/buildkitd.sock'].find(path => existsSync(path));
  return BUILDKIT_HOST || `unix://${socket ?? '/run/buildkit/buildkitd.sock'}`;
}
