import { mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Image } from '../../contract/image';
import { ProblemError, PROBLEMS } from '../../contract/problem';
import { type Run, RunRequest } from '../../contract/run';
import type { StageName } from '../../contract/stage';
import { exportFolder, refuseOccupied } from '../../pipeline/export-folder';
import { filesOf } from '../../tools/folder-digest';
import { refuseMeaningless } from '../meaningless-options';
import { readRequest } from '../request';
import { createRunView } from '../run-view';
import type { Handler, Session } from '../session';
import { shellWord } from '../../tools/shell-word';
import { ago, bytes } from '../words';

/** `build`: an image of a model, made by s2i or a Dockerfile; or only what such a build needs, as a folder. */
export const build: Handler = async (session, model, { asDockerfile, ...options }) => {
  const request = readRequest(RunRequest, { ...options, model, target: 'docker' });
  if (typeof asDockerfile !== 'string') {
    return buildImage(session, request);
  }
  refuseMeaningless(options, ['image', 'push', 'builder'], {
    to: '--as-dockerfile',
    reason: 'It writes a folder; no image is built, named or pushed.',
    or: 'leave --as-dockerfile out'
  });
  return writeContext(session, request, resolve(session.cwd, asDockerfile));
};

/** `images`: what was built here and is on the engine; `images remove ID` and `images prune` take it away. */
export const images: Handler = async (session, action, { more = [], ...options }) => {
  const [which] = more as string[];
  if (action !== 'prune') {
    // Else who only wants to see what would go, sees it go.
    refuseMeaningless(options, ['dryRun'], {
      to: `\`${`images ${action}`.trimEnd()}\``,
      reason: 'It is for `images prune`; an image that is named goes at once.'
    });
  }
  switch (action) {
    case '':
      return list(session);
    case 'remove':
      return remove(session, which);
    case 'prune':
      if (which !== undefined) {
        throw prunesAll(which);
      }
      return prune(session, options.dryRun === true);
    default:
      throw new ProblemError({
        code: 'bad-request',
        message: `\`images\` cannot ${action}.`,
        reason: 'It lists them, or takes `remove` with the digits of an image, or `prune`.',
        suggestion: 'See `deploy-model images --help`.'
      });
  }
};

function prunesAll(which: string): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `\`images prune\` takes no image, but was given ${which}.`,
    reason: 'It removes all that serves nothing any more.',
    suggestion: `To remove this one alone: \`deploy-model images remove ${which}\`.`
  });
}

async function list({ pipeline, output }: Session): Promise<number> {
  const all = await pipeline.images.list();
  all.forEach(image => output.emit({ event: 'built-image', image }));
  if (all.length === 0) {
    output.text('No images yet. Make one with: deploy-model build models:/…');
  } else {
    const rows = all.map(image => [
      image.reference,
      image.model,
      bytes(image.size),
      digits(image.digest ?? image.id),
      ago(image.createdAt),
      image.usedBy.join(' '),
      image.verdict ?? ''
    ]);
    output.table(['IMAGE', 'MODEL', 'SIZE', 'DIGEST', 'AGE', 'USED BY', 'TEST'], rows);
  }
  return 0;
}

async function remove({ pipeline, output }: Session, name: string | undefined): Promise<number> {
  // An empty one is that of a variable which is not set.
  if (!name) {
    throw new ProblemError({
      code: 'bad-request',
      message: 'No image was named.',
      reason: '`images remove` wants its name, or the digits that `deploy-model images` shows.',
      suggestion: 'To remove all that serves nothing any more: `deploy-model images prune`.'
    });
  }
  const found = (await pipeline.images.list()).find(
    image => image.reference === name || [image.id, image.digest].some(id => id && [id, digits(id)].includes(name))
  );
  for (const removed of await pipeline.images.remove(found?.id ?? name)) {
    output.emit({ event: 'removed', name: removed });
    output.text(`Removed ${removed}.`);
  }
  return 0;
}

async function prune({ pipeline, output }: Session, dryRun: boolean): Promise<number> {
  const gone = await pipeline.images.prune({ dryRun });
  gone.forEach(image => output.emit({ event: 'pruned-image', image, dryRun }));
  if (gone.length > 0) {
    output.table(
      ['IMAGE', 'ITS OWN SIZE'],
      gone.map(({ reference, size }) => [reference, bytes(size)])
    );
  }
  const total = bytes(gone.reduce((sum, { size }) => sum + size, 0));
  output.text(
    dryRun ? `${gone.length} would go and give back ${total}.` : `${gone.length} removed, ${total} given back.`
  );
  return 0;
}

/** The first digits of a hash, as people see them. */
function digits(id: string): string {
  return id.replace(/^.*sha256:/, '').slice(0, 12);
}

async function buildImage(session: Session, request: RunRequest): Promise<number> {
  return showBuilt(session, await runUntil(session, request, 'build'));
}

/** What a run made that was to build an image; it is forgotten then. */
export async function showBuilt(session: Session, run: Run): Promise<number> {
  const { pipeline, output } = session;
  if (run.problem) {
    return failed(session, run);
  }
  const { build } = (await pipeline.output(run.id, 'build'))!;
  await pipeline.removeRun(run.id);
  if (build.target === 'docker') {
    output.emit({ event: 'image', image: build.image });
    show(session, build.image);
  }
  return 0;
}

async function writeContext(session: Session, request: RunRequest, folder: string): Promise<number> {
  const { pipeline, output } = session;
  await refuseOccupied(folder);
  const run = await runUntil(session, request, 'wrap');
  if (run.problem) {
    return failed(session, run);
  }
  const wrapped = (await pipeline.output(run.id, 'wrap'))!;
  const draft = await mkdtemp(join(pipeline.home.runs, run.id, 'dockerfile-'));
  try {
    await pipeline.images.writeContext(wrapped, draft);
    await exportFolder(draft, folder);
  } finally {
    await pipeline.removeRun(run.id);
  }
  const files = await filesOf(folder);
  output.emit({ event: 'wrapped', folder, files });
  output.text('');
  output.text(
    `Written to ${folder}. Build it with any builder of Dockerfiles, for example: docker build ${shellWord(folder)}`
  );
  return 0;
}

function runUntil({ pipeline, output, signal }: Session, request: RunRequest, until: StageName): Promise<Run> {
  return pipeline.deploy(request, { onEvent: createRunView(output), signal, until });
}

function failed({ output }: Session, { problem }: Run): number {
  if (!output.json) {
    output.problem(problem!);
  }
  return PROBLEMS[problem!.code].exit;
}

function show({ output }: Session, image: Image): void {
  const facts: [string, string | undefined][] = [
    ['id', image.id],
    ['digest', image.digest],
    // Not known of an image that is in a registry only.
    ['size', image.size > 0 ? `${bytes(image.size)}, of which ${bytes(image.ownSize)} are the model's own` : undefined],
    ['platform', image.platform],
    ['on', image.base]
  ];
  output.text('');
  output.text(styleText('bold', image.reference));
  facts.filter(([, value]) => value).forEach(([title, value]) => output.text(`  ${title.padEnd(9)} ${value}`));
}
