import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceKind } from '../contract/detection';
import { ProblemError } from '../contract/problem';

/** What a person named: something on a tracking server, a git repository, or a folder on this machine. */
export type Source =
  | { kind: 'tracking'; reference: string }
  | { kind: 'git'; reference: string; url: string }
  | { kind: FolderKind; reference: string; path: string };

/** What a folder is: an MLflow model, one that was wrapped before, or one with a class written for Seldon. */
export type FolderKind = SourceKind;

const REMOTE = /^(runs|models|mlflow-artifacts):/;
/** As s2i and git take them: with a scheme that only git has, ending in .git, or in ssh's short form. */
const GIT = /^((git|ssh):\/\/\S+|(git\+)?(https?|ssh|file):\/\/\S+\.git\/?|[\w.-]+@[\w.-]+:\S+)$/;
const RUN_ID = /^[0-9a-f]{32}$/;
const MODEL_ID = /^m-[0-9a-f]{32}$/;

/** Tells what a reference names by its form, then by what lies in the folder. Throws no-such-model, model-missing. */
export function sourceOf(reference: string, cwd: string): Source {
  if (REMOTE.test(reference)) {
    return { kind: 'tracking', reference };
  }
  if (GIT.test(reference)) {
    return { kind: 'git', reference, url: reference.replace(/^git\+/, '') };
  }
  const path = reference.startsWith('file:') ? pathOf(reference) : resolve(cwd, reference);
  if (existsSync(path) && statSync(path).isDirectory()) {
    return { kind: kindOf(path), reference, path };
  }
  if (RUN_ID.test(reference)) {
    return { kind: 'tracking', reference };
  }
  if (MODEL_ID.test(reference)) {
    return { kind: 'tracking', reference: `models:/${reference}` };
  }
  throw new ProblemError({
    code: 'no-such-model',
    message: `${reference} names no model.`,
    reason: 'It is neither a folder here, nor a run id, nor an address such as runs:/… or models:/….',
    suggestion: 'See what could be deployed with `deploy-model models`.'
  });
}

function pathOf(address: string): string {
  try {
    return fileURLToPath(address);
  } catch (cause) {
    throw new ProblemError(
      {
        code: 'bad-request',
        message: `${address} is no address of a folder here.`,
        reason: 'A file address has an absolute path, such as file:///home/me/model.',
        suggestion: 'Name the folder by its path.'
      },
      { cause }
    );
  }
}

/** Tells by what lies in a folder. */
export function kindOf(path: string): FolderKind {
  if (existsSync(join(path, 'deploy-model.json'))) {
    return 'wrapped';
  }
  return existsSync(join(path, 'MLmodel')) ? 'mlflow' : 'class';
}
