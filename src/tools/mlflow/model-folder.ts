import { constants } from 'node:fs';
import { copyFile, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, sep } from 'node:path';
import type { ModelDescription, ModelFile } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import { filesystemProblem } from '../filesystem-problem';
import { refuseForeignName } from '../foreign-names';
import type { Log } from '../log';
import { makeFolder } from '../make-folder';
import { refuseHostile } from './artifact-names';
import { incomplete, LARGEST_MLMODEL, malformed, missingOf, parseMlmodel } from './mlmodel';

/**
 * Reads a model folder on this machine.
 * Throws model-missing, model-malformed, model-hostile, model-incomplete, model-unsupported.
 */
export async function readModelFolder(folder: string): Promise<ModelDescription> {
  const files = await filesIn(folder);
  const { description, needs } = parseMlmodel(await mlmodelText(folder));
  const missing = missingOf(needs, files);
  if (missing.length > 0) {
    throw incomplete(missing);
  }
  return description;
}

/** Every file below a folder with its size; throws model-hostile when a link leaves the folder. */
export async function filesIn(folder: string): Promise<ModelFile[]> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw noModelIn(folder, cause);
  });
  const files: ModelFile[] = [];
  // Followed links may lead back up: each real folder is entered once for each way down, never inside itself.
  await walk('', [root]);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));

  async function walk(below: string, ways: string[]): Promise<void> {
    for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      await refuseForeignName(root, path);
      const real = entry.isSymbolicLink() ? await inside(path) : join(ways.at(-1) ?? root, entry.name);
      const found = await stat(real);
      if (found.isDirectory()) {
        if (!ways.includes(real)) {
          await walk(path, [...ways, real]);
        }
      } else if (found.isFile()) {
        files.push({ path, size: found.size });
      }
    }
  }

  async function inside(path: string): Promise<string> {
    const real = await realpath(join(root, path)).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOENT' ? incomplete([path]) : cause;
    });
    if (real !== root && !real.startsWith(root + sep)) {
      refuseHostile('..', `The link ${path}`);
    }
    return real;
  }
}

/**
 * Copies a model's folder to one that does not exist yet, whole or not at all; links become files. Blocks are shared
 * where the file system can.
 */
export async function copyModel(
  from: string,
  to: string,
  { log, signal }: { log: Log; signal: AbortSignal }
): Promise<{ bytes: number }> {
  const files = await filesIn(from);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const draft = `${to}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await makeFolder(draft);
    let done = 0;
    for (const { path, size } of files) {
      signal.throwIfAborted();
      await makeFolder(dirname(join(draft, path)));
      await copyFile(join(from, path), join(draft, path), constants.COPYFILE_FICLONE);
      log.progress('Copy', (done += size), total, 'bytes');
    }
    await rename(draft, to);
    return { bytes: total };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw filesystemProblem(error, to) ?? error;
  }
}

async function mlmodelText(folder: string): Promise<string> {
  const path = join(folder, 'MLmodel');
  const found = await stat(path).catch((cause: unknown) => {
    throw noModelIn(folder, cause);
  });
  if (!found.isFile() || found.size > LARGEST_MLMODEL) {
    throw malformed(found.isFile() ? 'It is larger than 5 MB.' : 'It is no file.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    throw malformed('It is not UTF-8 text.', undefined, cause);
  }
}

function noModelIn(folder: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'model-missing',
      message: `There is no model in ${folder}.`,
      reason: 'A model is a folder with a file MLmodel.',
      suggestion: 'Name the folder that mlflow.<flavor>.save_model made.'
    },
    { cause }
  );
}
