import type { GrpcWay } from '../target';
import { grpcAddress } from './answer';
import { lookAt } from './namespace-view';
import type { Place } from './place';
import { endpointOf, ingressOf } from './reach';
import { speaksGrpc, versionsOf } from './versions';

/** An ingress that speaks TLS is not asked over gRPC: what is sent there is plain text. */
const PLAIN = /^http:/;

/**
 * How a deployment is asked over gRPC from here: by its Service from inside, by the ingress as its clients do, else by a port of
 * its pod. Undefined when it does not speak gRPC.
 */
export async function grpcWayOf(place: Place, env: NodeJS.ProcessEnv): Promise<GrpcWay | undefined> {
  const seen = await lookAt(place);
  const protocol = seen?.sdep.spec?.protocol;
  const main = seen && versionsOf(seen.sdep).main;
  if (!main || !speaksGrpc(main, protocol)) {
    return undefined;
  }
  const ingress = await ingressOf(place.cluster, env);
  const plain = ingress !== undefined && PLAIN.test(ingress) ? ingress : undefined;
  const { grpc, grpcGateway } = endpointOf(place, { ingress: plain, protocol, predictor: main, grpc: true });
  if (grpc !== undefined) {
    return { address: grpc };
  }
  if (grpcGateway) {
    return grpcGateway;
  }
  const address = await grpcAddress(place, main);
  const why = ingress === undefined ? 'there is no ingress' : 'the ingress speaks TLS';
  return address === undefined
    ? { closed: `not asked over gRPC: ${why}, and the right to create pods/portforward, or a ready pod, is missing` }
    : { address };
}
