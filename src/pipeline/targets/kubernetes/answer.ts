import { ANSWERED } from '../../../contract/rollout';
import type { AskOptions, EndpointClient } from '../../../tools/endpoint';
import { parseExact, stringifyExact } from '../../../tools/exact-json';
import { GRPC_METHODS, PREDICT } from '../../../tools/grpc/seldon-proto';
import { KINDS } from '../../../tools/kubernetes/kinds';
import type { Log } from '../../../tools/log';
import { v2RequestOf } from '../../testing/v2-request';
import { firstRequest } from './first-request';
import { podView } from './observed';
import { labelsOf, type Place } from './place';
import { endpointOf, grpcPortOf, ingressOf } from './reach';
import { waitForNodes } from './traffic-route';
import { componentTypeOf, hasEngine, speaksGrpc, type Versions } from './versions';

const SOURCE = 'cluster';

interface Question {
  versions: Versions;
  protocol: 'seldon' | 'v2';
  /** A request that it answers, as JSON text. */
  example?: string;
  endpoint: EndpointClient;
  env: NodeJS.ProcessEnv;
  log: Log;
  signal: AbortSignal;
}

/**
 * Waits for real predictions of what was rolled out: over HTTP, then over gRPC where it speaks that. A candidate is asked at
 * its own Service, the running version where its clients ask it; what was not asked by the ingress is given the time until every
 * node knows it. Throws route-missing.
 */
export async function askVersion(place: Place, question: Question): Promise<void> {
  const { versions, protocol, example, endpoint, env, log, signal } = question;
  const predictor = versions.next ?? versions.main;
  const ingress = versions.next ? undefined : await ingressOf(place.cluster, env);
  const { predictions } = endpointOf(place, { ingress, protocol, predictor });
  const begun = Date.now();
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(1);
  const asked = protocol === 'v2' ? v2Example(example) : example;
  const overHttp = { where: predictions, send: endpoint.post.bind(endpoint, predictions) };
  await firstRequest(overHttp, { example: asked, signal });
  if (ingress === undefined) {
    await waitForNodes(signal);
  }
  log.line(SOURCE, `${ANSWERED.done} (${seconds()} s)`);
  if (speaksGrpc(predictor, protocol)) {
    const address = await grpcAddress(place, predictor);
    if (address === undefined) {
      log.line(SOURCE, 'It is not asked over gRPC: that needs the right to create pods/portforward');
      return;
    }
    const method = grpcMethodOf(predictor);
    const send = (body: Record<string, unknown>, options: AskOptions) =>
      endpoint.grpc(address, body, { ...options, method });
    await firstRequest({ where: `${predictor.name} over gRPC`, send }, { example, signal });
    log.line(SOURCE, `It answers over gRPC (${seconds()} s)`);
  }
}

/** The method that a version is asked by over gRPC: an orchestrator has one for all kinds of components. */
function grpcMethodOf(predictor: Versions['main']): string {
  return hasEngine(predictor) ? PREDICT : GRPC_METHODS[componentTypeOf(predictor)];
}

/** Where a version is asked over gRPC from here: a ready pod of it; undefined when its ports may not be forwarded. */
export async function grpcAddress(place: Place, predictor: Versions['main']): Promise<string | undefined> {
  const { cluster, namespace, name } = place;
  const port = grpcPortOf(predictor);
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
