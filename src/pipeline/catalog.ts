import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelDetails, ModelSummary } from '../contract/model';
import type { Experiment } from '../contract/page';
import { Problem, ProblemError } from '../contract/problem';
import { filesOf } from '../tools/folder-digest';
import { silent } from '../tools/log';
import type { ModelQuery } from '../tools/mlflow';
import { redact } from '../tools/redact';
import { sourceOf } from './source';
import type { Tools } from './stage';

/** What could be deployed from a tracking server, page by page. */
export async function* listModels(
  { mlflow }: Tools,
  { trackingUri, ...query }: ModelQuery & { trackingUri?: string },
  signal: AbortSignal
): AsyncIterable<ModelSummary> {
  const tracking = await mlflow.connect(trackingUri, { log: silent, signal });
  yield* tracking.models(query, signal);
}

/** The active experiments of a tracking server. */
export async function listExperiments(
  { mlflow }: Tools,
  trackingUri: string | undefined,
  signal: AbortSignal
): Promise<Experiment[]> {
  const tracking = await mlflow.connect(trackingUri, { log: silent, signal });
  return tracking.experiments(signal);
}

/** Everything about one model that can be known without its weights. Throws no-such-model, model-malformed, … */
export async function showModel(
  tools: Tools,
  reference: string,
  { trackingUri, cwd, signal }: { trackingUri?: string; cwd: string; signal: AbortSignal }
): Promise<ModelDetails> {
  const source = sourceOf(reference, cwd);
  if (source.kind === 'git') {
    throw new ProblemError({
      code: 'bad-request',
      message: 'What is in a repository is not shown without checking it out.',
      reason: `${redact(reference)} is a git repository.`,
      suggestion: 'Clone it and name the folder; `build` and `deploy` take the repository itself.'
    });
  }
  if (source.kind !== 'tracking') {
    return folderDetails(tools, source.path);
  }
  const tracking = await tools.mlflow.connect(trackingUri, { log: silent, signal });
  return tracking.details(await tracking.locate(source.reference, signal), signal);
}

async function folderDetails({ mlflow }: Tools, path: string): Promise<ModelDetails> {
  const description = await mlflow.readFolder(path);
  const files = await Promise.all(
    (await filesOf(path)).map(async file => ({ path: file, size: (await stat(join(path, file))).size }))
  );
  const requirements = await readFile(join(path, 'requirements.txt'), 'utf8').catch(() => '');
  return {
    uri: path,
    name: basename(path),
    description,
    requirements: requirements.split('\n').filter(line => line.trim() !== ''),
    files,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    problems: description.signature.inputs ? [] : [noSignature()]
  };
}

/** The warning about a model that was logged without saying what it takes. */
export function noSignature(): Problem {
  return Problem.parse({
    code: 'no-signature',
    severity: 'warning',
    message: 'The model has no signature.',
    reason: 'It was logged without `signature` and without `input_example`, so its inputs are not known.',
    suggestion: 'Log it with `input_example=…`; then its requests can be checked and tested.'
  });
}
