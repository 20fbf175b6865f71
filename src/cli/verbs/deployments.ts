import type { Deployment } from '../../contract/deployment';
import type { KeptRule } from '../../contract/rollout-rule';
import { silent } from '../../tools/log';
import { ago, bytes } from '../words';
import type { Handler, Session } from '../session';

/** `list`: the deployments, as they are now. */
export const list: Handler = async ({ pipeline, output }) => {
  const deployments = await pipeline.deployments();
  deployments.forEach(deployment => output.emit({ event: 'deployment', deployment }));
  if (deployments.length === 0) {
    output.text('Nothing is deployed. Deploy a model with: deploy-model deploy models:/…');
  } else {
    output.table(['NAME', 'STATE', 'TARGET', 'MODEL', 'URL', 'AGE', 'MEMORY'], deployments.map(row));
  }
  return 0;
};

/** `status`: one deployment with the reason of its state; the exit code says whether it runs. */
export const status: Handler = async (session, name) => {
  const { deployment } = await session.pipeline.deployment(name);
  showDeployment(session, deployment);
  return deployment.state === 'running' ? 0 : 1;
};

export const logs: Handler = async ({ pipeline, output, signal }, name, options) => {
  const { target } = await pipeline.deployment(name);
  const lines = (options.lines as number | undefined) ?? 200;
  for await (const line of target.logs(name, { follow: options.follow === true, lines, signal })) {
    output.emit({ event: 'log-line', line });
    output.text(line);
  }
  return 0;
};

export const stop: Handler = async (session, name) => {
  const { target } = await session.pipeline.deployment(name);
  showDeployment(session, await target.stop(name));
  return 0;
};

export const start: Handler = async (session, name) => {
  const { target } = await session.pipeline.deployment(name);
  const log = { ...silent, line: (_: string, text: string) => session.output.status(text) };
  showDeployment(session, await target.start(name, { log, signal: session.signal }));
  return 0;
};

export const remove: Handler = async ({ pipeline, output }, name, options) => {
  const how = await pipeline.remove(name, { forget: options.forget === true });
  output.emit({ event: 'removed', name });
  output.text(
    how === 'forgotten' ? `${name} is forgotten; what runs of it was left.` : `${name} is stopped and removed.`
  );
  return 0;
};

function row(deployment: Deployment): string[] {
  return [
    deployment.name,
    deployment.state,
    deployment.place
      ? `${deployment.target} ${deployment.place.context}/${deployment.place.namespace}`
      : deployment.target,
    deployment.model,
    deployment.endpoint?.url ?? '',
    ago(deployment.createdAt),
    deployment.memory === undefined ? '' : bytes(deployment.memory)
  ];
}

/** One deployment, with what there is to say about it. */
export function showDeployment({ output }: Session, deployment: Deployment): void {
  output.emit({ event: 'deployment', deployment });
  output.text(`${deployment.name}: ${deployment.state}. ${deployment.reason}`);
  const facts: [string, string | undefined][] = [
    ['model', deployment.model],
    ['address', deployment.endpoint?.predictions],
    ['revision', String(deployment.revision)],
    ['test', deployment.verdict],
    ['since', `${ago(deployment.since)} (${deployment.since})`],
    ['restarts', String(deployment.restarts)],
    ['memory', deployment.memory === undefined ? undefined : bytes(deployment.memory)],
    ['CPU', deployment.cpu === undefined ? undefined : `${deployment.cpu.toFixed(1)} %`],
    ['cluster', deployment.place && `${deployment.place.context}, namespace ${deployment.place.namespace}`],
    ...(deployment.versions ?? []).map(({ revision, traffic, shadow, ready, replicas, model }): [string, string] => [
      `v${revision}`,
      `${shadow ? `copies of ${traffic} %` : `${traffic} %`} of the requests, ${ready} of ${replicas} ready, ${model}`
    ]),
    ['rule', deployment.rule && ruleWords(deployment.rule)],
    ['process', deployment.pid === undefined ? undefined : String(deployment.pid)]
  ];
  facts.filter(([, value]) => value).forEach(([title, value]) => output.text(`  ${title.padEnd(9)} ${value}`));
}

function ruleWords({ revision, owner, watcher }: KeptRule): string {
  const state = watcher === undefined ? 'nobody watches it; go on with promote --by-rule' : `${watcher} watches it`;
  return `${owner}'s decides about v${revision}, ${state}`;
}
