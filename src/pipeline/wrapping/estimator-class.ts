import { open } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { ModelDescription } from '../../contract/model';
import { headOfEntry } from '../../tools/zip-entry';

/** Bytes at the begin of a file that name the class of what is in it. */
const HEAD = 512;

/**
 * The begins of an object, with module and name of its class. Of a pickle, by the opcodes of protocol 2 and 3 and of 4 and 5:
 * the class, then NEWOBJ without arguments (the module pickletools of Python's standard library has the list). Of a file of
 * skops 0.16, which is a ZIP archive: the text of its schema.json.
 */
const BEGINS = [
  /^\x80[^]c(?<module>[\w.]+)\n(?<name>\w+)\n(?:q[^])?\)\x81/,
  /^\x80[^](?:\x95[^]{8})?\x8c[^](?<module>[\w.]+)\x94\x8c[^](?<name>\w+)\x94\x93\x94\)\x81/,
  /^\{\s*"__class__": "(?<name>\w+)",\s*"__module__": "(?<module>[\w.]+)",\s*"__loader__": "ObjectNode"/
];

/**
 * The name of the estimator's class, without its module, as the flavor or the first bytes of its file tell it: nothing is
 * imported or unpickled. Undefined when they do not, or when the class is none of the flavor's own library.
 */
export async function estimatorClass(path: string, { flavors }: ModelDescription): Promise<string | undefined> {
  const { xgboost, lightgbm, sklearn } = flavors;
  const told = xgboost?.model_class ?? lightgbm?.model_class;
  if (typeof told === 'string') {
    return /^(?:xgboost|lightgbm)\.sklearn\.(\w+)$/.exec(told)?.[1];
  }
  const file = sklearn?.pickled_model;
  const head = typeof file === 'string' ? await headOf(path, file) : '';
  const { module, name } = BEGINS.map(begin => begin.exec(head)).find(match => match !== null)?.groups ?? {};
  return module?.startsWith('sklearn.') ? name : undefined;
}

/** Empty when it cannot be read; why, says the stage that needs the file. */
async function headOf(folder: string, name: string): Promise<string> {
  const path = resolve(folder, name);
  if (!path.startsWith(join(folder, sep))) {
    return '';
  }
  try {
    const head = (await headOfEntry(path, 'schema.json', HEAD)) ?? (await headOfFile(path));
    return head.toString('latin1');
  } catch {
    return '';
  }
}

async function headOfFile(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
