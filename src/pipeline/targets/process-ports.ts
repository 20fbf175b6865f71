import { ProblemError } from '../../contract/problem';
import type { Processes } from '../../tools/processes';
import type { DeploymentRecord } from '../deployment-store';
import type { Ports } from '../runtimes';

/** How often other ports are tried. */
const ATTEMPTS = 3;

/**
 * Does work that chooses free ports, and does it again when another program took one of them before the model did.
 * `fixed`: the port that a person chose; 0 when any will do.
 */
export async function onFreePorts<T>(fixed: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const taken = error instanceof ProblemError && error.problem.code === 'port-taken';
      if (!taken || fixed !== 0 || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Ports for an instance. `http`: one that was chosen already, 0 for any. */
export async function freePorts(processes: Processes, { grpc }: { grpc: boolean }, http = 0): Promise<Ports> {
  const ports = { http: http || (await processes.freePort()) };
  return grpc ? { ...ports, grpc: await processes.freePort() } : ports;
}

/** The ports that a deployment answers on. */
export function portsOf({ port, grpcPort }: DeploymentRecord): Ports {
  return { http: port, ...(grpcPort === undefined ? {} : { grpc: grpcPort }) };
}
