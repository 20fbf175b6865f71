import { ANSWERED } from '../../../contract/rollout';
import type { EndpointClient } from '../../../tools/endpoint';
import { parseExact, stringifyExact } from '../../../tools/exact-json';
import { KINDS } from '../../../tools/kubernetes/kinds';
import type { Log } from '../../../tools/log';
import { MAIN, NEXT } from '../../templates/manifest';
import { v2RequestOf } from '../../testing/v2-request';
import { firstRequest } from './first-request';
import { podView } from './observed';
import { labelsOf, type Place } from './place';
import { endpointOf, grpcPortOf, ingressOf } from './reach';
import { hasEngine } from './status';
import { speaksGrpc, type Versions } from './versions';

const SOURCE = 'cluster';

interface Question {
  versions: Versions;
  protocol: 'seldon' | 'v2';
  /** A request that the model answers, as JSON text. */
  example?: string;
  endpoint: EndpointClient;
  env: NodeJS.ProcessEnv;
  log: Log;
  signal: AbortSignal;
}

/**
 * Waits for real predictions of what was rolled out: over HTTP, then over gRPC where it speaks that. A candidate is asked at
 * its own Service, the running version where its clients ask it. Throws route-missing.
 */
export async function askVersion(place: Place, question: Question): Promise<void> {
  const { versions, protocol, example, endpoint, env, log, signal } = question;
  const { main, next } = versions;
  const ingress = next ? undefined : await ingressOf(place.cluster, env);
  const predictor = next ? NEXT : MAIN;
  const { predictions } = endpointOf(place, { ingress, protocol, engine: hasEngine(next ?? main), predictor });
  const begun = Date.now();
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(1);
  const asked = protocol === 'v2' ? v2Example(example) : example;
  const overHttp = { where: predictions, send: endpoint.post.bind(endpoint, predictions) };
  await firstRequest(overHttp, { example: asked, signal });
  log.line(SOURCE, `${ANSWERED.done} (${seconds()} s)`);
  if (speaksGrpc(next ?? main, protocol)) {
    const address = await grpcAddress(place, next ?? main);
    if (address === undefined) {
      log.line(SOURCE, 'It is not asked over gRPC: that needs the right to create pods/portforward');
      return;
    }
    const overGrpc = { where: `${predictor} over gRPC`, send: endpoint.grpc.bind(endpoint, address) };
    await firstRequest(overGrpc, { example, signal });
    log.line(SOURCE, `It answers over gRPC (${seconds()} s)`);
  }
}

/** Where a version is asked over gRPC from here: a ready pod of it; undefined when its ports may not be forwarded. */
export async function grpcAddress(place: Place, predictor: Versions['main']): Promise<string | undefined> {
  const { cluster, namespace, name } = place;
  const port = grpcPortOf({ engine: hasEngine(predictor) });
  if (cluster.inside) {
    return `${name}-${predictor.name}.${namespace}.svc.cluster.local:${port}`;
  }
  const [allowed] = await cluster.may([{ verb: 'create', group: '', resource: 'pods/portforward', namespace }]);
  const pods = (await cluster.list(KINDS.pod, { namespace, labels: labelsOf(place) })).map(podView);
  const ready = pods.find(
    ({ version, leaving, containers }) =>
      version === predictor.labels?.version && !leaving && containers.every(container => container.ready)
  );
  return allowed && ready ? cluster.podAddress(ready.name, port, namespace) : undefined;
}

/** The example as V2 says it; undefined where V2 cannot. */
function v2Example(example: string | undefined): string | undefined {
  const request = example === undefined ? undefined : v2RequestOf(parseExact(example) as Record<string, unknown>);
  return request && stringifyExact(request);
}
