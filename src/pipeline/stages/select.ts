import { existsSync } from 'node:fs';
import { readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { SelectedModel } from '../../contract/model';
import { type Problem, ProblemError } from '../../contract/problem';
import { type RunRequest, Selected } from '../../contract/run';
import { readJson, writeAtomically } from '../../tools/atomic-file';
import { copyFolder } from '../../tools/copy-folder';
import { parseReference, taggedName } from '../../tools/docker/reference';
import { filesystemProblem } from '../../tools/filesystem-problem';
import { digestOf, filesOf } from '../../tools/folder-digest';
import { grouped } from '../../tools/grouped-number';
import { isInside } from '../../tools/inside';
import { withLock } from '../../tools/lock';
import type { LocatedModel } from '../../tools/mlflow';
import { detect } from '../detection';
import { serverMistakes } from '../manifest/server-mistakes';
import { unusedRepositoryOptions } from '../repository-options';
import { type FolderKind, kindOf, type Source, sourceOf } from '../source';
import type { Context, Stage } from '../stage';

/** What is known about a downloaded model, beside its folder in the cache. */
const Downloaded = z.object({ digest: z.string(), bytes: z.number() });

/** Names that never belong to a model and can be large. */
const LEFT_OUT = new Set(['.git', '.venv', 'venv', '__pycache__', 'node_modules', '.ipynb_checkpoints']);

/** Finds the model that was named and puts its files on this machine. */
export const selectStage: Stage<RunRequest, Selected> = {
  title: 'Select the model',
  output: Selected,
  async check(request) {
    const source = sourceOf(request.model, process.cwd());
    refuseWrongNames(request);
    return [...serverMistakes(request), ...unusedRepositoryOptions(request, source)];
  },
  async run(request, context) {
    const source = sourceOf(request.model, process.cwd());
    switch (source.kind) {
      case 'tracking':
        return { request, model: await fromTracking(request, context) };
      case 'git':
        return { request, model: await fromGit(request, source.url, context) };
      default:
        return { request, model: await fromFolder({ ...source, kind: request.as ?? source.kind }, context) };
    }
  },
  paths: ({ model }) => [model.path],
  note: ({ model }) => `${model.uri} (${grouped(Math.ceil(model.bytes / 1024))} kB)`
};

async function fromTracking(request: RunRequest, context: Context): Promise<SelectedModel> {
  const { log, signal, tools } = context;
  const tracking = await tools.mlflow.connect(request.trackingUri, { log, signal });
  const { reference } = sourceOf(request.model, process.cwd());
  const located = await tracking.locate(reference, signal);
  judge(located.problems, request.force, context);
  const path = located.cacheKey
    ? join(context.home.cache, 'models', located.cacheKey)
    : join(context.workdir, 'selected');
  // Of several jobs that want the same model one fetches it; a folder with facts beside it is whole.
  const known = async () =>
    existsSync(path) ? readJson(`${path}.json`, Downloaded).catch(() => undefined) : undefined;
  const fetchUnlessKnown = async () => (await known()) ?? fetchTo(path, located);
  const facts = (await known()) ?? (await withLock(path, fetchUnlessKnown, { signal }));
  return {
    reference: request.model,
    uri: located.uri,
    kind: 'mlflow',
    name: located.name,
    trackingUri: tracking.uri,
    runId: located.runId,
    modelId: located.modelId,
    registered: located.registered,
    storage: await tracking.storage(located, signal),
    path,
    ...facts,
    description: await tools.mlflow.readFolder(path)
  };

  async function fetchTo(folder: string, model: LocatedModel): Promise<z.infer<typeof Downloaded>> {
    await removeWithDrafts(folder);
    const { bytes } = await tracking.download(model, folder, { log, signal });
    const found = { bytes, digest: await digestOf(folder) };
    await writeAtomically(`${folder}.json`, JSON.stringify(found));
    return found;
  }
}

/** Names of images are looked at before a model is fetched. Throws bad-request. */
function refuseWrongNames({ target, image, baseImage }: RunRequest): void {
  // A form may hold what was typed for another target.
  if (target === 'process') {
    return;
  }
  if (image !== undefined) {
    taggedName(image);
  }
  if (baseImage !== undefined) {
    parseReference(baseImage.replaceAll('{python}', '3'));
  }
}

/** Also what a killed job left beside it. */
async function removeWithDrafts(folder: string): Promise<void> {
  const names = await readdir(dirname(folder)).catch(() => []);
  const drafts = names.filter(name => name.startsWith(`${basename(folder)}.`) && name.endsWith('.partial'));
  await Promise.all(
    [folder, ...drafts.map(name => join(dirname(folder), name))].map(path => rm(path, { recursive: true, force: true }))
  );
}

/** Errors stop the work unless the person insists; then they are shown like warnings. */
function judge(problems: Problem[], force: boolean, { log }: Context): void {
  const error = problems.find(({ severity }) => severity === 'error');
  if (error && !force) {
    throw new ProblemError(error);
  }
  problems.forEach(problem => log.warn({ ...problem, severity: 'warning' }));
}

/** A repository is a folder, once it is here; what it is called says which commit it was. */
async function fromGit(
  { model, ref, as, contextDir = '.' }: RunRequest,
  url: string,
  context: Context
): Promise<SelectedModel> {
  const { log, signal, tools, workdir } = context;
  const clone = join(workdir, 'repository');
  try {
    await rm(clone, { recursive: true, force: true });
    const commit = await tools.git.checkOut({ url, ref }, clone, { log, signal });
    const path = resolve(clone, contextDir);
    if (!(path + sep).startsWith(clone + sep) || !existsSync(path)) {
      throw noFolder(contextDir, commit.url);
    }
    const selected = await fromFolder({ kind: as ?? kindOf(path), reference: model, path }, context);
    const below = contextDir === '.' ? '' : `/${contextDir}`;
    const name = contextDir === '.' ? nameOf(commit.url) : basename(path);
    return { ...selected, uri: `${commit.url}@${commit.id.slice(0, 12)}${below}`, name };
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

function noFolder(folder: string, url: string): ProblemError {
  return new ProblemError({
    code: 'model-missing',
    message: `There is no folder ${folder} in ${url}.`,
    reason: 'It is not in the commit that was checked out.',
    suggestion: 'Correct --context-dir, or name another --ref.'
  });
}

/** What a repository is called: the last part of its address, and for one inside a working copy that folder. */
function nameOf(url: string): string {
  return basename(url.replace(/\/?\.git\/?$/, ''));
}

/** Works on a copy: the folder may be edited or removed while the run goes on. */
async function fromFolder(
  source: Source & { kind: FolderKind; path: string },
  context: Context
): Promise<SelectedModel> {
  await refuseOurOwn(source.path, context);
  await sayWhatElse(source, context);
  const description = source.kind === 'mlflow' ? await context.tools.mlflow.readFolder(source.path) : undefined;
  const path = join(context.workdir, 'selected');
  // Lists it before it is copied, for names that cannot be.
  await filesOf(source.path);
  await copyOf(source.path, path);
  const sizes = await Promise.all((await filesOf(path)).map(async file => (await stat(join(path, file))).size));
  return {
    reference: source.reference,
    uri: source.path,
    kind: source.kind,
    name: basename(source.path),
    runId: description?.runId,
    modelId: description?.modelId,
    path,
    digest: await digestOf(path),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    description
  };
}

/** A folder with all that is kept here is no model's, and cannot be copied into itself: a home folder, for example. */
async function refuseOurOwn(path: string, { workdir }: Pick<Context, 'workdir'>): Promise<void> {
  const [own, named] = await Promise.all([workdir, path].map(each => realpath(each).catch(() => each)));
  if (isInside(own!, named!)) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${path} holds more than a model.`,
      reason: 'What this program keeps is in it, too: a model is copied there before it is wrapped.',
      suggestion: 'Name the folder of the model itself, or point DEPLOY_MODEL_HOME to another place.'
    });
  }
}

/** A folder that could be something else, too, is taken for what is recommended: that is said, and how to override it. */
async function sayWhatElse({ kind, path }: { kind: FolderKind; path: string }, { log }: Context): Promise<void> {
  const { recommended, others } = await detect(path);
  const all = recommended ? [recommended, ...others] : [];
  const taken = all.find(finding => finding.kind === kind);
  if (!taken || all.length === 1) {
    return;
  }
  log.line(
    'select',
    `It is taken for ${taken.title}${taken === recommended ? ' (recommended)' : ''}. ${taken.because}`
  );
  for (const other of all.filter(finding => finding !== taken)) {
    const how = other.instead ?? `Override with --as ${other.kind}.`;
    log.line('select', `It could be ${other.title}, too. ${other.because} ${how}`);
  }
}

/** As a whole or not at all. */
async function copyOf(from: string, to: string): Promise<void> {
  const draft = `${to}.partial`;
  try {
    await rm(draft, { recursive: true, force: true });
    await rm(to, { recursive: true, force: true });
    await copyFolder(from, draft, { leftOut: LEFT_OUT });
    await rename(draft, to);
  } catch (error) {
    throw wrongLink(error) ?? filesystemProblem(error, to) ?? error;
  }
}

/** Links are followed when a folder is copied: none may lead nowhere, or to a folder that it is in. */
function wrongLink(cause: unknown): ProblemError | undefined {
  const { code, syscall, path } = (cause as NodeJS.ErrnoException | undefined) ?? {};
  const leadsNowhere = code === 'ENOENT' && syscall === 'realpath';
  return leadsNowhere || code === 'ELOOP'
    ? new ProblemError(
        {
          code: 'model-incomplete',
          message: `The link ${path} cannot be followed.`,
          reason: leadsNowhere ? 'What it leads to is not there.' : 'It leads to a folder that it is in.',
          suggestion: 'Remove the link or put the file there; name the folder of the model alone.'
        },
        { cause }
      )
    : undefined;
}
