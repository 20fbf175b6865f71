import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Detection, Finding } from '../contract/detection';
import { ProblemError } from '../contract/problem';
import { redact } from '../tools/redact';
import { s2iEnvironment } from './runtimes/process-environment';
import { sourceOf } from './source';
import { OTHER_KINDS } from './wrapping/other-kinds';

/** Says what a folder can be taken for, by the files that lie in it; the first finding is the recommended one. */
export async function detect(folder: string): Promise<Detection> {
  const here = (name: string) => existsSync(join(folder, name));
  const all: (Finding | undefined)[] = [
    here('deploy-model.json')
      ? { kind: 'wrapped', title: 'a model that was wrapped before', because: 'It has deploy-model.json.' }
      : undefined,
    here('MLmodel') ? { kind: 'mlflow', title: 'an MLflow model', because: 'It has MLmodel.' } : undefined,
    // One that was wrapped holds a class, too: that it says itself.
    here('deploy-model.json') ? undefined : await classIn(folder),
    ...OTHER_KINDS.filter(({ file }) => here(file)).map(({ kind, title, reason, suggestion }) => ({
      kind,
      title,
      because: reason,
      instead: suggestion
    }))
  ];
  const [recommended, ...others] = all.filter(finding => finding !== undefined);
  return { folder, ...(recommended && { recommended }), others };
}

/** The same for a reference as a person types it. Throws no-such-model, and bad-request when it names no folder. */
export async function detectSource(reference: string, cwd: string): Promise<Detection> {
  const source = sourceOf(reference, cwd);
  if ('path' in source) {
    return detect(source.path);
  }
  throw new ProblemError({
    code: 'bad-request',
    message: 'Only a folder is looked into.',
    reason: `${redact(reference)} is not on this machine.`,
    suggestion: 'Name a folder; for a repository, clone it first.'
  });
}

/** Seldon's rules: .s2i/environment names the class, or a module holds a class of its own name. */
async function classIn(folder: string): Promise<Finding | undefined> {
  const found = { kind: 'class', title: 'a Python class for Seldon' } as const;
  const { MODEL_NAME } = await s2iEnvironment(folder);
  if (MODEL_NAME) {
    return { ...found, because: `.s2i/environment names the class ${MODEL_NAME}.` };
  }
  const [name] = await classesIn(folder);
  return name === undefined ? undefined : { ...found, because: `${name}.py holds a class of its own name.` };
}

/** Names of the modules in a folder that hold a class of their own name. */
export async function classesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of (await readdir(folder)).filter(name => /^[A-Za-z_]\w*\.py$/.test(name)).sort()) {
    const name = file.slice(0, -3);
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    if (new RegExp(`^class ${name}\\b`, 'm').test(text)) {
      found.push(name);
    }
  }
  return found;
}
