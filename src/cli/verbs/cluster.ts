import { styleText } from 'node:util';
import type { Permission } from '../../contract/kubernetes';
import { PROBLEMS } from '../../contract/problem';
import type { Handler } from '../session';

/** `cluster`: what is there, and which rights are missing for what; fails when a deployment could not work. */
export const cluster: Handler = async ({ pipeline, output }, _, { context, namespace }) => {
  const report = await pipeline.clusters.report({
    context: context as string | undefined,
    namespace: namespace as string | undefined
  });
  output.emit({ event: 'cluster', cluster: report });
  const facts: [string, string][] = [
    ['context', report.context],
    ['address', report.server],
    ['namespace', report.namespace],
    ['Kubernetes', report.version],
    [
      'Seldon Core',
      report.seldon ? (report.seldonVersion ?? 'installed, its version may not be read') : 'not installed'
    ],
    ['ingress', report.ingress ?? 'none found; DEPLOY_MODEL_INGRESS names one'],
    ['servers', report.servers.join(', ') || 'may not be read']
  ];
  facts.forEach(([title, value]) => output.text(`${title.padEnd(12)} ${value}`));
  output.text('');
  report.permissions.map(line).forEach(text => output.text(text));
  const missing = report.permissions.some(({ needed, allowed }) => needed && !allowed);
  return !report.seldon ? PROBLEMS['seldon-missing'].exit : missing ? PROBLEMS['cluster-forbidden'].exit : 0;
};

function line({ title, allowed, needed, purpose }: Permission): string {
  const mark = allowed ? styleText('green', '✔') : needed ? styleText('red', '✖') : styleText('yellow', '!');
  return `${mark} ${title}${allowed ? '' : styleText('dim', `  ${purpose}`)}`;
}
