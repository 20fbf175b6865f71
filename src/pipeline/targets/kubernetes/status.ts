import type { Deployment } from '../../../contract/deployment';
import type { SeldonDeployment } from '../../../contract/graph';
import type { RunningVersion } from '../../../contract/kubernetes';
import { PREFIX, MAIN } from '../../templates/manifest';
import type { RunningPods } from './counted-versions';
import { shownRule } from './kept-rule';
import type { Observed } from './observed';
import type { Place } from './place';
import { read } from './reading';
import { endpointOf } from './reach';
import { expectedOf, hasEngine, predictorsOf, speaksGrpc, type Versions, versionsOf } from './versions';

/** A deployment as the lists show it, from what is seen of it. */
export function statusOf(
  place: Place,
  sdep: SeldonDeployment,
  observed: Observed,
  ingress: string | undefined
): Deployment {
  const versions = versionsOf(sdep);
  const { annotations = {} } = versions.main;
  const { state, reason } = stateOf(versions, observed);
  const containers = observed.pods.filter(({ leaving }) => !leaving).flatMap(pod => pod.containers);
  return {
    name: place.name,
    target: 'kubernetes',
    model: annotations[`${PREFIX}/model`] ?? '',
    run: annotations[`${PREFIX}/run`] ?? '',
    revision: revisionOf(versions.main),
    createdAt: annotations[`${PREFIX}/created`] ?? sdep.metadata.creationTimestamp ?? '',
    endpoint: endpointOf(place, {
      ingress,
      protocol: sdep.spec?.protocol,
      predictor: versions.main,
      grpc: speaksGrpc(versions.main, sdep.spec?.protocol)
    }),
    state,
    reason,
    since: sinceOf(sdep),
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    verdict: annotations[`${PREFIX}/verdict`],
    place: { context: place.cluster.context, namespace: place.namespace },
    versions: runningPods({ sdep, observed }).map(({ version }) => version),
    rule: shownRule(sdep.metadata, versions.next && revisionOf(versions.next))
  };
}

/** The versions that share the requests, the running one first, each with its pods. */
export function runningPods({ sdep, observed }: { sdep: SeldonDeployment; observed: Observed }): RunningPods[] {
  const versions = versionsOf(sdep);
  return predictorsOf(versions).map(predictor => {
    const label = predictor.labels?.version ?? '';
    const own = observed.deployments.filter(({ version }) => version === label);
    const version: RunningVersion = {
      revision: revisionOf(predictor),
      traffic: versions.next ? (predictor.traffic ?? 0) : 100,
      shadow: predictor.shadow === true,
      replicas: own.reduce((sum, { wanted }) => sum + wanted, 0),
      ready: own.reduce((sum, { available }) => sum + available, 0),
      model: predictor.annotations?.[`${PREFIX}/model`] ?? ''
    };
    return { version, pods: observed.pods.filter(pod => pod.version === label), engine: hasEngine(predictor) };
  });
}

/** The number in the label `version`: v7. */
export function revisionOf({ labels }: { labels?: Record<string, string> }): number {
  return Number(/^v(\d+)$/.exec(labels?.version ?? '')?.[1] ?? 0);
}

function stateOf(versions: Versions, observed: Observed): Pick<Deployment, 'state' | 'reason'> {
  const main = observed.deployments.filter(({ name }) => name.includes(`-${MAIN}-`));
  if (versions.main.replicas === 0) {
    return { state: 'stopped', reason: 'It has no replicas; its traffic goes nowhere.' };
  }
  const { ready, sentence, cause } = read(observed, expectedOf(versions));
  const serving = main.length > 0 && main.every(({ available }) => available > 0);
  if (ready) {
    return { state: 'running', reason: sentence };
  }
  if (serving) {
    return {
      state: 'running',
      reason: cause ? `It answers, but: ${cause.problem.message}` : `It answers. ${sentence}`
    };
  }
  if (!cause) {
    return { state: 'starting', reason: sentence };
  }
  const again = cause.problem.code === 'model-crashed' || cause.problem.code === 'model-out-of-memory';
  const state = again ? 'restarting' : Number.isFinite(cause.patience) ? 'failed' : 'starting';
  return { state, reason: `${cause.problem.message} ${cause.problem.reason}`.trim() };
}

function sinceOf({ metadata, status }: SeldonDeployment): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready') as { lastTransitionTime?: string } | undefined;
  return ready?.lastTransitionTime ?? metadata.creationTimestamp ?? '';
}
