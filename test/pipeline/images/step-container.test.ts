import { setTimeout as sleep } from 'node:timers/promises';
import { removingLater } from '../../../src/pipeline/images/step-container';
import type { Docker } from '../../../src/tools/docker';

/** An engine that takes its time to remove a container. */
function engine(removed: string[], fails?: string): Docker {
  const containers = {
    create: (spec: { image: string }) => Promise.resolve(spec.image),
    remove: async (id: string) => {
      await sleep(20);
      if (id === fails) {
        throw new Error(`${id} stays`);
      }
      removed.push(id);
    }
  };
  return { containers } as unknown as Docker;
}
const { signal } = new AbortController();

test('work goes on while containers are removed, the last one made first', async () => {
  const removed: string[] = [];
  const { docker, removed: all } = removingLater(engine(removed));
  const inner = () => docker.containers.with({ image: 'user' }, id => Promise.resolve(id), signal);
  await expect(docker.containers.with({ image: 'lender' }, inner, signal)).resolves.toBe('user');

  expect(removed).toEqual([]);
  await all();
  expect(removed).toEqual(['user', 'lender']);
});

test('work that fails has its container removed, too, and one that stays is told of', async () => {
  const removed: string[] = [];
  const { docker, removed: all } = removingLater(engine(removed, 'stuck'));
  const failing = docker.containers.with({ image: 'one' }, () => Promise.reject(new Error('No.')), signal);
  await expect(failing).rejects.toThrow('No.');
  await docker.containers.with({ image: 'stuck' }, () => Promise.resolve(), signal);

  await expect(all()).rejects.toThrow('stuck stays');
  expect(removed).toEqual(['one']);
});
