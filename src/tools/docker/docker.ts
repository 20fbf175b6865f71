import { Connection } from './connection';
import { createContainers } from './containers';
import { listContexts } from './contexts';
import { createImages } from './images';
import type { Docker } from './index';

/** Seconds for an engine's first answer: one behind ssh, or under load, takes its time. */
const PATIENCE = 20;

/** The Docker Engine that the environment of the user names. */
export function createDocker({ env, patience = PATIENCE }: { env: NodeJS.ProcessEnv; patience?: number }): Docker {
  const connection = new Connection(env, patience);
  return {
    engine: signal => connection.engine(signal),
    endpoint: signal => connection.endpoint(signal),
    contexts: () => listContexts(env),
    containers: createContainers(connection),
    images: createImages(connection)
  };
}
