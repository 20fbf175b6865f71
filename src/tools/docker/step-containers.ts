import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection';

/** How long an engine may go on with a build whose client is gone, in ms; and the time between two looks. */
const LATE = 1_500;
const POLL = 250;

/**
 * Removes the containers of the steps of a cancelled build. The engine ends them by itself, but a little later, and a step
 * that begins just then would go on unseen. `mark`: an extra host name that the build gave its containers.
 */
export async function removeSteps(connection: Connection, mark: string): Promise<void> {
  for (let waited = 0; waited < LATE; waited += POLL) {
    // An engine that is gone has nothing to be removed from it.
    await removeMarked(connection, mark).catch(() => undefined);
    await sleep(POLL);
  }
}

function removeMarked(connection: Connection, mark: string): Promise<void> {
  return connection.call('end a build', async client => {
    const all = await client.listContainers({ all: true });
    await Promise.all(
      all.map(async ({ Id }) => {
        const container = client.getContainer(Id);
        const info = await container.inspect().catch(() => undefined);
        if (info?.HostConfig.ExtraHosts?.some((host: string) => host.startsWith(mark))) {
          // Unless the engine is about to do it.
          await container.remove({ force: true, v: true }).catch(() => undefined);
        }
      })
    );
  });
}
