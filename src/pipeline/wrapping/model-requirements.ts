import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDescription } from '../../contract/model';
import type { RunRequest } from '../../contract/run';
import { filesOf } from '../../tools/folder-digest';
import { importsIn, rewriteRequirements, type RewrittenRequirements, type RewriteSubject } from '../requirements';
import { condaRequirements } from './conda-requirements';

/** One of them is where NVIDIA's driver is: on Linux, and in Windows' subsystem for it. */
const DRIVERS = ['/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];
/** Pickled objects name the modules that they use; larger files hold numbers. In bytes. */
const LARGEST_CODE = 64 * 1024 * 1024;

/**
 * What a logged model needs to be served where it is asked for. `folder`: the model's own; `modelFolder`: its name in the
 * wrapped folder.
 */
export async function modelRequirements(
  folder: string,
  description: ModelDescription,
  { modelFolder, ...where }: { modelFolder: string } & Pick<RunRequest, 'target' | 'gpus'>
): Promise<RewrittenRequirements> {
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => undefined);
  const [listed, constraints] = [await read('requirements.txt'), await read('constraints.txt')];
  const lines = listed?.split('\n') ?? condaRequirements((await read('conda.yaml')) ?? '');
  const files = await filesOf(folder);
  return rewriteRequirements(
    { lines, constraints: constraints?.split('\n') },
    {
      description,
      ...placeOf(where),
      files,
      modelFolder,
      imports: await importsOf(folder, files)
    }
  );
}

/** A process has what this machine has, a container Linux and the GPUs that it is given. */
function placeOf({ target, gpus }: Pick<RunRequest, 'target' | 'gpus'>): Pick<RewriteSubject, 'platform' | 'gpu'> {
  return target === 'process'
    ? { platform: process.platform, gpu: DRIVERS.some(existsSync) }
    : { platform: 'linux', gpu: gpus !== '' };
}

async function importsOf(folder: string, files: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of files.map(file => join(folder, file))) {
    if (path.endsWith('.py') || (await isPickle(path))) {
      found.push(...importsIn(await readFile(path)));
    }
  }
  return [...new Set(found)];
}

/** Each flavor has its own ending for them. */
async function isPickle(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    // The opcode PROTO and its number.
    return bytesRead === 2 && buffer[0] === 0x80 && buffer[1]! <= 5 && size <= LARGEST_CODE;
  } finally {
    await file.close();
  }
}
