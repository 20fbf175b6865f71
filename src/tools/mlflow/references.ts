import { ProblemError } from '../../contract/problem';

/** What a reference names, before anything was asked. */
export type Reference =
  | { kind: 'run'; runId: string; path?: string }
  | { kind: 'logged-model'; modelId: string }
  | { kind: 'version'; name: string; version: string }
  | { kind: 'alias'; name: string; alias: string }
  /** The highest version, of one of the old stages where one is given. */
  | { kind: 'latest'; name: string; stage?: string };

const STAGES = ['None', 'Staging', 'Production', 'Archived'];

/**
 * Takes apart `runs:/<run>[/<path>]`, `models:/<name>/<version|stage|latest>`, `models:/<name>@<alias>`,
 * `models:/m-<id>`, a run id and a model id. Names are taken as they stand. Throws bad-request.
 */
export function parseReference(reference: string): Reference {
  const text = reference.trim();
  if (/^m-[0-9a-f]{32}$/.test(text)) {
    return { kind: 'logged-model', modelId: text };
  }
  if (/^[0-9a-zA-Z_-]{1,256}$/.test(text)) {
    return { kind: 'run', runId: text };
  }
  const [, scheme, rest] = /^(runs|models):\/+(.+?)\/*$/s.exec(text) ?? [];
  const parsed = scheme === 'runs' ? runReference(rest ?? '') : scheme ? modelReference(rest ?? '') : undefined;
  if (!parsed || text.includes('\0') || /^(runs|models):\/\//.test(text)) {
    throw malformed(reference);
  }
  return parsed;
}

function runReference(rest: string): Reference | undefined {
  const [runId = '', ...parts] = rest.split('/');
  const path = parts.filter(part => part !== '' && part !== '.');
  const hostile = path.includes('..') || rest.includes('\\');
  if (runId === '' || hostile) {
    return undefined;
  }
  return path.length > 0 ? { kind: 'run', runId, path: path.join('/') } : { kind: 'run', runId };
}

function modelReference(rest: string): Reference | undefined {
  if (/^m-[0-9a-zA-Z]+$/.test(rest)) {
    return { kind: 'logged-model', modelId: rest };
  }
  const slash = rest.lastIndexOf('/');
  if (slash > 0) {
    return versionReference(rest.slice(0, slash), rest.slice(slash + 1));
  }
  // A name may hold @, an alias may not.
  const at = rest.lastIndexOf('@');
  return at > 0 && at < rest.length - 1
    ? { kind: 'alias', name: rest.slice(0, at), alias: rest.slice(at + 1) }
    : undefined;
}

function versionReference(name: string, version: string): Reference | undefined {
  if (/^\d+$/.test(version)) {
    return { kind: 'version', name, version: String(Number(version)) };
  }
  if (version.toLowerCase() === 'latest') {
    return { kind: 'latest', name };
  }
  const stage = STAGES.find(known => known.toLowerCase() === version.toLowerCase());
  return stage ? { kind: 'latest', name, stage } : undefined;
}

function malformed(reference: string): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `${reference.replaceAll('\0', '\\0')} is no reference to a model.`,
    reason:
      'MLflow names models as runs:/<run>/<name>, models:/<name>/<version>, models:/<name>@<alias> or models:/m-….',
    suggestion: 'Copy the address from `deploy-model models`.'
  });
}
