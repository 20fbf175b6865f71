import { styleText } from 'node:util';
import type { Permission } from '../../contract/kubernetes';
import { PROBLEMS, ProblemError } from '../../contract/problem';
import type { Handler } from '../session';
import { install, versions } from './install';

/** `cluster`: what is there, or what was named of it. */
export const cluster: Handler = (session, action, options) => {
  const named = ACTIONS.get(action);
  if (!named) {
    throw new ProblemError({
      code: 'bad-request',
      message: `\`cluster\` cannot ${action}.`,
      reason: 'Without a word it says what a cluster has.',
      suggestion: `Write one of: ${[...ACTIONS.keys()].filter(Boolean).join(', ')}.`
    });
  }
  return named(session, action, options);
};

/** What is there, and which rights are missing for what; fails when a deployment could not work. */
const report: Handler = async ({ pipeline, output }, _, { context, namespace }) => {
  const found = await pipeline.clusters.report({
    context: context as string | undefined,
    namespace: namespace as string | undefined
  });
  output.emit({ event: 'cluster', cluster: found });
  const facts: [string, string][] = [
    ['context', found.context],
    ['address', found.server],
    ['namespace', found.namespace],
    ['Kubernetes', found.version],
    ['Seldon Core', found.seldon ? (found.seldonVersion ?? 'installed, its version may not be read') : 'not installed'],
    ['protocols', found.protocols?.join(', ') ?? 'not known: its webhook did not answer for them'],
    ['ingress', found.ingress ?? 'none found; DEPLOY_MODEL_INGRESS names one'],
    ['servers', found.servers.join(', ') || 'may not be read']
  ];
  facts.forEach(([title, value]) => output.text(`${title.padEnd(12)} ${value}`));
  output.text('');
  found.permissions.map(line).forEach(text => output.text(text));
  const missing = found.permissions.some(({ needed, allowed }) => needed && !allowed);
  return !found.seldon ? PROBLEMS['seldon-missing'].exit : missing ? PROBLEMS['cluster-forbidden'].exit : 0;
};

const ACTIONS = new Map<string, Handler>([
  ['', report],
  ['install-seldon', install],
  ['versions', versions]
]);

function line({ title, allowed, needed, purpose }: Permission): string {
  const mark = allowed ? styleText('green', '✔') : needed ? styleText('red', '✖') : styleText('yellow', '!');
  return `${mark} ${title}${allowed ? '' : styleText('dim', `  ${purpose}`)}`;
}
