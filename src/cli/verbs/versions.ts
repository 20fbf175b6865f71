import { styleText } from 'node:util';
import { ProblemError } from '../../contract/problem';
import { silent } from '../../tools/log';
import { ago } from '../words';
import type { Handler, Options, Session } from '../session';
import { showDeployment } from './deployments';

/** `traffic`: shares between the running version and the one beside it. */
export const traffic: Handler = async (session, name, options) => {
  const shown = await session.pipeline.clusters.traffic(name, shareOf(options), watching(session));
  if (!shown) {
    session.output.text(
      'The shares are set; the route does not show them yet, because a version is not fully rolled out.'
    );
  }
  return show(session, name);
};

export const promote: Handler = async (session, name) => {
  await session.pipeline.clusters.promote(name, watching(session));
  return show(session, name);
};

export const discard: Handler = async (session, name) => {
  await session.pipeline.clusters.discard(name, watching(session));
  return show(session, name);
};

/** `rollback`: an earlier revision as a new one. */
export const rollback: Handler = async (session, name, { to }) => {
  if (typeof to !== 'number') {
    throw needed('rollback', '--to 3');
  }
  await session.pipeline.clusters.rollback(name, to, watching(session));
  return show(session, name);
};

/** `revisions`: what was deployed under a name, by whom. */
export const revisions: Handler = async ({ pipeline, output }, name) => {
  const all = await pipeline.revisions(name);
  all.forEach(revision => output.emit({ event: 'revision', revision }));
  output.table(
    ['REVISION', 'MODEL', 'AGE', 'OWNER', 'TEST', 'IMAGE'],
    all.map(({ revision, current, model, createdAt, owner = '', verdict = '', image = '' }) => [
      `${revision}${current ? ' *' : ''}`,
      model,
      ago(createdAt),
      owner,
      verdict,
      image
    ])
  );
  return 0;
};

/** `diff`: two revisions, the last two by default. */
export const diff: Handler = async ({ pipeline, output }, name, { more = [] }) => {
  const [from, to] = (more as string[]).map(text => Number(text.replace(/^v/, '')));
  const [newest, before] = from === undefined || to === undefined ? await pipeline.clusters.revisions(name) : [];
  const lines = await pipeline.clusters.diff(name, from ?? before?.revision ?? 0, to ?? newest?.revision ?? 0);
  output.emit({ event: 'diff', lines });
  const changed = lines.filter(({ kind }) => kind !== 'same');
  for (const { kind, text } of changed) {
    output.text(kind === 'added' ? styleText('green', `+ ${text}`) : styleText('red', `- ${text}`));
  }
  if (changed.length === 0) {
    output.text('They are the same.');
  }
  return 0;
};

function shareOf({ to }: Options): { revision: number; percent: number } {
  const [, revision, percent] = /^v?(\d+)=(\d+)$/.exec(typeof to === 'string' ? to : '') ?? [];
  if (revision === undefined || Number(percent) > 100) {
    throw needed('traffic', '--to v7=50');
  }
  return { revision: Number(revision), percent: Number(percent) };
}

function needed(verb: string, example: string): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `\`${verb}\` wants to know where to.`,
    reason: 'It takes --to.',
    suggestion: `Write for example ${example}.`
  });
}

function watching({ output, signal }: Session) {
  return { log: { ...silent, line: (_: string, text: string) => output.text(text) }, signal };
}

async function show(session: Session, name: string): Promise<number> {
  showDeployment(session, (await session.pipeline.deployment(name)).deployment);
  return 0;
}
