import type { Endpoint } from '../../../contract/deployment';
import type { Predictor } from '../../../contract/graph';
import type { KubeObject } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import type { Log } from '../../../tools/log';
import type { Context } from '../../stage';
import { GRAPH_NODE, MAIN, manifestOf, type ModelVersion, predictorOf, PREFIX } from '../../templates/manifest';
import type { ThrowAway } from '../target';
import { MANAGER } from './apply';
import { podView } from './observed';
import { labelsOf, type Place } from './place';
import { endpointOf, grpcPortOf, MODEL_PORT } from './reach';
import { expectedOf } from './versions';
import { watchRollout } from './watch-rollout';

export const THROW_AWAY = `${PREFIX}/throw-away`;
const TAIL = 60;
/** Milliseconds after which what a killed test left counts as left. */
const LEFT_AFTER = 3_600_000;

/**
 * One replica for the test stage, with no route from outside and no orchestrator: what is tested is the component's own
 * container, with every path that it has. What comes through the orchestrator is asked once it is deployed.
 */
export async function startThrowAway(
  place: Place,
  version: ModelVersion,
  { log, signal }: Context
): Promise<ThrowAway> {
  const { cluster, namespace, name } = place;
  await sweep(place);
  const options = {
    ...version.options,
    replicas: 1,
    maxReplicas: undefined,
    noEngine: true,
    protocol: 'seldon' as const
  };
  const main = predictorOf({ ...version, options }, MAIN);
  const manifest = manifestOf(place, [main], { protocol: 'seldon', facts: version.facts });
  manifest.metadata.labels = { ...manifest.metadata.labels, [THROW_AWAY]: 'true' };
  const remove = async () => void (await cluster.remove(KINDS.seldonDeployment, name, namespace));
  let reached: Reached | undefined;
  try {
    await cluster.apply(KINDS.seldonDeployment, manifest as KubeObject, { manager: MANAGER });
    await watchRollout({ place, expected: expectedOf({ main }), deadline: options.deadline, log, signal });
    reached = await reach(place, main, { grpc: version.grpc, log });
    return {
      endpoint: reached.endpoint,
      tail: () => tail(place),
      remove: async () => {
        reached?.close();
        await remove();
      }
    };
  } catch (error) {
    reached?.close();
    await remove();
    throw error;
  }
}

interface Reached {
  endpoint: Endpoint;
  close(): void;
}

/** From inside by name. Else the API server's proxy where that is allowed, and forwarded ports; gRPC goes through these only. */
async function reach(place: Place, predictor: Predictor, { grpc, log }: { grpc: boolean; log: Log }): Promise<Reached> {
  const { cluster, namespace } = place;
  const endpoint = endpointOf(place, { predictor, grpc });
  if (cluster.inside) {
    return { endpoint, close: () => {} };
  }
  const wanted = { verb: 'create', group: '', namespace };
  const questions = ['services/proxy', 'pods/portforward'].map(resource => ({ ...wanted, resource }));
  const [proxy, forward] = await cluster.may(questions);
  const [pod] = await cluster.list(KINDS.pod, { namespace, labels: labelsOf(place) });
  const open = (port: number) => cluster.forward(pod!.metadata.name, port, namespace);
  const http = proxy ? undefined : await open(MODEL_PORT);
  const rpc = grpc && forward ? await open(grpcPortOf(predictor)) : undefined;
  if (grpc && !rpc) {
    log.line('cluster', 'gRPC is not tested here: that needs the right to create pods/portforward');
  }
  return {
    endpoint: {
      ...(http ? addressOn(http.port, endpoint) : endpoint),
      ...(rpc && { grpc: `127.0.0.1:${rpc.port}` })
    },
    close() {
      http?.close();
      rpc?.close();
    }
  };
}

/** The same paths on a port of this machine. */
function addressOn(port: number, there: Endpoint): Endpoint {
  const url = `http://127.0.0.1:${port}`;
  return { url, predictions: there.predictions.replace(there.url, url) };
}

async function tail(place: Place): Promise<string> {
  const { cluster, namespace } = place;
  const pods = (await cluster.list(KINDS.pod, { namespace, labels: labelsOf(place) })).map(podView);
  const lines: string[] = [];
  for (const { name, containers } of pods) {
    const previous = containers.some(each => each.name === GRAPH_NODE && each.restartCount > 0);
    const log = cluster.logs(name, namespace, { container: GRAPH_NODE, previous, lines: TAIL });
    try {
      for await (const line of log) {
        lines.push(line);
      }
    } catch {
      // Gone meanwhile.
    }
  }
  return lines.join('\n');
}

/** Removes what killed tests left in this namespace. */
async function sweep({ cluster, namespace }: Place): Promise<void> {
  for (const { metadata } of await cluster.list(KINDS.seldonDeployment, { namespace, labels: `${THROW_AWAY}=true` })) {
    if (Date.now() - Date.parse(metadata.creationTimestamp ?? '') > LEFT_AFTER) {
      await cluster.remove(KINDS.seldonDeployment, metadata.name, namespace);
    }
  }
}
