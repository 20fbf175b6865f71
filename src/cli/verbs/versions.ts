import { styleText } from 'node:util';
import type { CountedVersion } from '../../contract/kubernetes';
import { ProblemError } from '../../contract/problem';
import { quantile } from '../../pipeline/targets/kubernetes/counted-versions';
import { silent } from '../../tools/log';
import { onCluster } from '../on-cluster';
import { ruleOf } from '../rule-options';
import { ago } from '../words';
import type { Handler, Options, Session } from '../session';
import { showDeployment } from './deployments';
import { decide } from './rules';

/** `traffic`: shares between the running version and the one beside it; without `--to` the numbers of both. */
export const traffic: Handler = async (session, name, options) => {
  if (options.to === undefined) {
    return showNumbers(session, name);
  }
  const share = shareOf(options);
  const clusters = await onCluster(session, name);
  const shown = await clusters.traffic(name, share, watching(session));
  if (!shown) {
    session.output.text(
      'The shares are set; the route does not show them yet, because a version is not fully rolled out.'
    );
  }
  return show(session, name);
};

/** `promote`: at once, or when a rule says so. */
export const promote: Handler = async (session, name, options) => {
  const rule = ruleOf(options);
  const clusters = await onCluster(session, name);
  if (rule || options.byRule === true) {
    return (await decide(session, name, rule)) || show(session, name);
  }
  await clusters.promote(name, watching(session));
  return show(session, name);
};

export const discard: Handler = async (session, name) => {
  const clusters = await onCluster(session, name);
  await clusters.discard(name, watching(session));
  return show(session, name);
};

/** `scale`: other numbers of copies. */
export const scale: Handler = async (session, name, { replicas }) => {
  if (typeof replicas !== 'number' || replicas === 0) {
    throw new ProblemError({
      code: 'bad-request',
      message: '`scale` wants to know how many copies.',
      reason: 'It takes --replicas, 1 or more.',
      suggestion: 'Write for example --replicas 3; to have none, write `stop` in place of `scale`.'
    });
  }
  const clusters = await onCluster(session, name);
  await clusters.scale(name, replicas, watching(session));
  return show(session, name);
};

/** `restart`: new processes of the same version, on a cluster one after the other. */
export const restart: Handler = async (session, name) => {
  await session.pipeline.restart(name, watching(session));
  return show(session, name);
};

/** `rollback`: an earlier revision as a new one. */
export const rollback: Handler = async (session, name, { to }) => {
  if (typeof to !== 'number') {
    throw new ProblemError({
      code: 'bad-request',
      message: '`rollback` wants to know where to.',
      reason: 'It takes --to.',
      suggestion: 'Write for example --to 3.'
    });
  }
  await session.pipeline.rollback(name, to, watching(session));
  return show(session, name);
};

/** `revisions`: what was deployed under a name, by whom. */
export const revisions: Handler = async ({ pipeline, output }, name) => {
  const all = await pipeline.revisions(name);
  all.forEach(revision => output.emit({ event: 'revision', revision }));
  output.table(
    ['REVISION', 'MODEL', 'AGE', 'OWNER', 'TEST', 'IMAGE'],
    all.map(({ revision, current, gone, model, createdAt, owner = '', verdict = '', image = '' }) => [
      `${revision}${current ? ' *' : gone ? ' gone' : ''}`,
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
  const [from, to] = (more as string[]).map(revisionOf);
  const [newest, before] = from === undefined || to === undefined ? await pipeline.revisions(name) : [];
  if (newest && !before && from === undefined) {
    throw new ProblemError({
      code: 'no-such-revision',
      message: `${name} has one revision only.`,
      reason: 'Two are compared.',
      suggestion: 'Deploy another model, or the same one anew, under this name first.'
    });
  }
  const lines = await pipeline.diff(name, from ?? before?.revision ?? 0, to ?? newest?.revision ?? 0);
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

/** A revision as people write it: 3 or v3. Throws bad-request. */
function revisionOf(text: string): number {
  const [, digits] = /^v?(\d+)$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${text} is no revision.`,
      reason: 'Revisions are numbers.',
      suggestion: 'Write for example `diff churn 3 4`; `deploy-model revisions` lists them.'
    });
  }
  return Number(digits);
}

async function showNumbers(session: Session, name: string): Promise<number> {
  const { output, signal } = session;
  const clusters = await onCluster(session, name);
  const versions = await clusters.versions(name, signal);
  versions.forEach(version => output.emit({ event: 'version', version }));
  output.table(['VERSION', 'SHARE', 'READY', 'REQUESTS', 'FAILED', 'MEAN', 'P99', 'MODEL'], versions.map(numbers));
  if (versions.some(({ collected }) => collected)) {
    output.text(
      "These are the numbers of the cluster's Prometheus, up to its last scrape: the pods themselves may not be asked."
    );
  }
  versions.flatMap(({ problem }) => problem ?? []).forEach(problem => output.problem(problem));
  return 0;
}

function numbers({ revision, traffic, shadow, ready, replicas, model, metrics }: CountedVersion): string[] {
  const { requests = 0, errors = 0, latency } = metrics ?? {};
  const milliseconds = (seconds: number | undefined) =>
    seconds === undefined || !Number.isFinite(seconds) ? '-' : `${(seconds * 1000).toPrecision(3)} ms`;
  return [
    `v${revision}`,
    `${traffic} %${shadow ? ' copied' : ''}`,
    `${ready}/${replicas}`,
    metrics ? String(requests) : '-',
    metrics && requests > 0 ? `${((100 * errors) / requests).toPrecision(3)} %` : '-',
    milliseconds(latency && latency.sum / latency.count),
    milliseconds(metrics && quantile(metrics, 0.99)),
    model
  ];
}

function shareOf({ to }: Options): { revision: number; percent: number } {
  const [, revision, percent] = /^v?(\d+)=(\d+)$/.exec(String(to)) ?? [];
  if (revision === undefined || Number(percent) > 100) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${String(to)} is no share of the requests.`,
      reason: 'It is a revision and what it gets, in percent.',
      suggestion: 'Write for example --to v7=50.'
    });
  }
  return { revision: Number(revision), percent: Number(percent) };
}

/** Says each step; what a model writes while it starts is a passing line, unless more is wanted. */
function watching({ output, signal }: Session) {
  const line = (source: string, text: string) =>
    source === 'model' && !output.verbose ? output.status(text) : output.text(text);
  return { log: { ...silent, line }, signal };
}

async function show(session: Session, name: string): Promise<number> {
  showDeployment(session, (await session.pipeline.deployment(name)).deployment);
  return 0;
}
