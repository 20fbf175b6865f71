import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Docker } from '../../tools/docker';
import { writeAtomically } from '../../tools/atomic-file';
import type { Home } from '../../tools/home';
import { uvProblem } from '../../tools/python/uv-problems';
import type { Context } from '../stage';
import type { BuilderImage } from './builder-image';
import { hash } from './hash';
import type { ImageSettings } from './image-settings';
import type { LayerRequirements } from './requirements';
import { stepName } from './step-container';

/** Volume with uv's cache; shared by all builds on an engine, and deleted without loss. */
export const CACHE_VOLUME = 'deploy-model-cache:/cache';

/** Where the builder's scripts look for what they are given. */
export const INPUT = '/tmp/in';

export interface LockParts {
  docker: Docker;
  settings: ImageSettings;
  home: Home;
}

/**
 * The resolved requirements with hashes, as they resolve inside the builder image: for its Python, its platform and
 * its server. Resolved once for each text. Throws requirement-missing, requirement-conflict, index-unreachable, …
 */
export async function lockOf(
  { docker, settings, home }: LockParts,
  { requirements, overrides }: LayerRequirements,
  builder: BuilderImage,
  { log, signal, workdir }: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<string> {
  const [text, winning] = [requirements, overrides].map(lines => `${lines.join('\n')}\n`) as [string, string];
  const path = join(home.cache, 'locks', `image-${hash(text, winning, builder.id, settings.secrets)}.txt`);
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined) {
    return known;
  }
  const end = await withInput({ 'requirements.txt': text, 'overrides.txt': winning }, workdir, folder =>
    docker.containers.with(
      {
        name: stepName(),
        image: builder.reference,
        command: ['/opt/builder/bin/resolve'],
        binds: [CACHE_VOLUME],
        ...(settings.network !== undefined && { network: settings.network })
      },
      async id => {
        await docker.containers.copyIn(id, folder, { path: INPUT, uid: 0 });
        return docker.containers.run(id, { input: settings.secrets, signal, onLine: sayErrors(log) });
      },
      signal
    )
  );
  if (end.code !== 0) {
    throw uvProblem(end.stderrTail);
  }
  // Addresses of indexes in it may hold passwords.
  await writeAtomically(path, end.stdout, 0o600);
  return end.stdout;
}

/** Gives `work` a folder with the files, and removes it. */
export async function withInput<T>(
  files: Record<string, string>,
  workdir: string,
  work: (folder: string) => Promise<T>
): Promise<T> {
  await mkdir(workdir, { recursive: true });
  const folder = await mkdtemp(join(workdir, 'input-'));
  try {
    await chmod(folder, 0o755);
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text, { mode: 0o644 });
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What uv says while it works is on standard error. */
export function sayErrors(log: Context['log']): (line: string, stream: 'stdout' | 'stderr') => void {
  return (line, stream) => stream === 'stderr' && line.trim() !== '' && log.line('uv', line);
}
