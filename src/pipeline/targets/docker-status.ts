import type { Deployment, DeploymentState } from '../../contract/deployment';
import { problemOf } from '../../contract/problem';
import type { ContainerState, Docker } from '../../tools/docker';
import type { EndpointClient } from '../../tools/endpoint';
import type { DeploymentRecord } from '../deployment-store';
import { healthOf } from './docker-health';
import { endpointOf } from './docker-instance';
import { placeOf } from './docker-place';

/** Seconds that the engine may take before a deployment counts as lost from sight. */
const ENGINE_SECONDS = 10;

type Status = Pick<Deployment, 'state' | 'reason' | 'since' | 'restarts' | 'memory' | 'cpu' | 'pid' | 'endpoint'>;

/** A deployment as its container and its endpoint are now. An engine that does not answer is a state, not an error. */
export async function dockerStatus(
  { docker, endpoint }: { docker: Docker; endpoint: EndpointClient },
  record: DeploymentRecord,
  names: { container: string; alias: string }
): Promise<Status> {
  const signal = AbortSignal.timeout(ENGINE_SECONDS * 1000);
  try {
    const state = await docker.containers.inspect(names.container);
    if (!state) {
      return { ...lost(record, 'Its container is gone: it was removed by other means.'), restarts: 0 };
    }
    const place = await placeOf(docker, await docker.engine(signal));
    const { type } = record.component;
    const where = endpointOf(state, { alias: names.alias, place, type, grpc: record.grpcPort !== undefined });
    const told = await toldBy(state, { url: where?.url, record, endpoint, signal });
    const running = state.state === 'running';
    return {
      ...told,
      endpoint: where ?? record.endpoint,
      restarts: state.restarts,
      since: running ? state.startedAt : state.finishedAt,
      ...(running && { pid: state.pid, ...(await usage(docker, state)) })
    };
  } catch (error) {
    return { ...lost(record, problemOf(error).message), restarts: 0 };
  }
}

function lost(record: DeploymentRecord, reason: string) {
  return { state: 'lost' as const, reason, since: record.createdAt, endpoint: record.endpoint };
}

type Told = { state: DeploymentState; reason: string };

async function toldBy(
  state: ContainerState,
  how: { url: string | undefined; record: DeploymentRecord; endpoint: EndpointClient; signal: AbortSignal }
): Promise<Told> {
  switch (state.state) {
    case 'running':
      return runningOr(state, how);
    case 'restarting':
      return { state: 'restarting', reason: `It ended with code ${state.exitCode} and is started again.` };
    case 'paused':
      return { state: 'stopped', reason: 'It was paused by other means.' };
    default:
      // The engine starts a model again that ends by itself: one that stays ended was stopped, or cannot start.
      return state.error ? { state: 'failed', reason: state.error } : { state: 'stopped', reason: 'It was stopped.' };
  }
}

async function runningOr(
  { startedAt }: ContainerState,
  { url, record, endpoint, signal }: Parameters<typeof toldBy>[1]
): Promise<Told> {
  const health = url === undefined ? { is: 'silent' as const } : await healthOf(endpoint, url, signal);
  if (health.is === 'ready') {
    return { state: 'running', reason: 'It answers.' };
  }
  if (health.is === 'failed') {
    return { state: 'failed', reason: health.info.trim().split('\n').at(-1) ?? 'The model did not load.' };
  }
  const young = Date.now() - Date.parse(startedAt) < record.startTimeout * 1000;
  return young
    ? { state: 'starting', reason: 'It is loading.' }
    : { state: 'failed', reason: 'It runs and does not answer.' };
}

async function usage(docker: Docker, { id, startedAt }: ContainerState): Promise<{ memory?: number; cpu?: number }> {
  const used = await docker.containers.usage(id);
  const seconds = (Date.now() - Date.parse(startedAt)) / 1000;
  return used ? { memory: used.memory, cpu: seconds > 0 ? (used.cpuSeconds / seconds) * 100 : 0 } : {};
}
