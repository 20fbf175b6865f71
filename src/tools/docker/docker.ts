import { Connection } from './connection';
import { createContainers } from './containers';
import { listContexts } from './contexts';
import { createImages } from './images';
import type { Docker } from './index';

/** The Docker Engine that the environment of the user names. */
export function createDocker({ env }: { env: NodeJS.ProcessEnv }): Docker {
  const connection = new Connection(env);
  return {
    engine: signal => connection.engine(signal),
    endpoint: signal => connection.endpoint(signal),
    contexts: () => listContexts(env),
    containers: createContainers(connection),
    images: createImages(connection)
  };
}
