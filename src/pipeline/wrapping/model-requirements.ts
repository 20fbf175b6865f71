import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDescription } from '../../contract/model';
import { filesOf } from '../../tools/folder-digest';
import { importsIn, rewriteRequirements, type RewrittenRequirements } from '../requirements';
import { condaRequirements } from './conda-requirements';

/** Pickled objects name the modules that they use; larger files hold numbers. In bytes. */
const LARGEST_CODE = 64 * 1024 * 1024;

/** What a logged model needs to be served. `folder`: the model's own; `modelFolder`: its name in the wrapped folder. */
export async function modelRequirements(
  folder: string,
  description: ModelDescription,
  modelFolder: string
): Promise<RewrittenRequirements> {
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => undefined);
  const [listed, constraints] = [await read('requirements.txt'), await read('constraints.txt')];
  const lines = listed?.split('\n') ?? condaRequirements((await read('conda.yaml')) ?? '');
  const files = await filesOf(folder);
  return rewriteRequirements(
    { lines, constraints: constraints?.split('\n') },
    {
      description,
      platform: process.platform,
      gpu: existsSync('/dev/nvidiactl'),
      files,
      modelFolder,
      imports: await importsOf(folder, files)
    }
  );
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
