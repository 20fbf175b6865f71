import type { Docker, Engine } from '../../tools/docker';

/** The port that our images answer HTTP on, and gRPC where it was asked for. */
export const HTTP_PORT = 9000;
export const GRPC_PORT = 5000;

/** Network of all model containers, so that a workspace in a container reaches them by name. */
const NETWORK = 'deploy-model';

/** How containers of an engine are reached from here. */
export interface Place {
  network: string;
  /** Inside a container of the same engine: by name in the network. Else by ports that are published on `address`. */
  inside: boolean;
  /** What ports are bound to on the engine's machine. */
  bind: string;
  address: string;
  /** Whether a free port of this machine is a free one of the engine's. */
  local: boolean;
}

/** Finds out, and connects this container to the models' network when it is one. */
export async function placeOf(docker: Docker, engine: Engine): Promise<Place> {
  await docker.containers.connect(NETWORK, engine.self);
  const local = engine.publishedOn === '127.0.0.1';
  return {
    network: NETWORK,
    inside: engine.self !== undefined,
    // A remote engine's own loopback would be out of reach.
    bind: local ? '127.0.0.1' : '0.0.0.0',
    address: engine.publishedOn,
    local: local && engine.self === undefined
  };
}
