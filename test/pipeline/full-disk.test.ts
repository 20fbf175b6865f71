import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../src/contract/problem';
import { RunRequest } from '../../src/contract/run';
import { DeploymentStore } from '../../src/pipeline/deployment-store';
import { EventLog, readEvents } from '../../src/pipeline/event-log';
import { RunStore } from '../../src/pipeline/run-store';
import { downloadFiles, type Open } from '../../src/tools/mlflow/download';
import { withLock } from '../../src/tools/lock';
import { silent } from '../../src/tools/log';
import { canMount, SmallDisk } from '../fixtures/small-disk';

const { signal } = new AbortController();
const request = RunRequest.parse({ model: 'models:/churn/1' });

let disk: SmallDisk;
beforeEach(() => canMount() && (disk = new SmallDisk()));
afterEach(() => disk?.remove());

const code = (error: unknown) => (error instanceof ProblemError ? error.problem.code : error);
const home = (name: string) => join(disk.folder, name);

/** Everything that begins to write to the home of a user. */
const WRITERS: [string, () => Promise<unknown>][] = [
  ['starting a run', () => new RunStore(home('runs')).create(request)],
  ['claiming a deployment', () => new DeploymentStore(home('deployments')).claim('sum', async () => 'mine')],
  ['downloading a model', () => download(home('cache/models/m'))]
];
const lock = () => withLock(home('cache/models/m'), async () => 'mine', { signal });

function download(folder: string): Promise<unknown> {
  const open: Open = () => Promise.reject(new Error('Nothing is fetched to where there is no room.'));
  return downloadFiles([{ path: 'MLmodel', size: 1_000 }], open, { folder, log: silent, signal });
}

(canMount() ? describe : describe.skip)('on a disk of 256 kB, which takes the right to mount one', () => {
  test.each(WRITERS)('%s on a full disk says that it is full', async (_name, write) => {
    disk.fill();

    expect(await write().catch(code)).toBe('disk-full');
  });

  test.each([...WRITERS, ['locking a cache', lock] as const])(
    '%s on a read-only disk says that it cannot be written',
    async (_name, write) => {
      disk.makeReadOnly();

      expect(await write().catch(code)).toBe('not-writable');
    }
  );

  test('a model for which there is no room is not begun', async () => {
    const open: Open = () => Promise.reject(new Error('It was begun.'));
    const work = downloadFiles([{ path: 'weights', size: 1_000_000 }], open, {
      folder: home('m'),
      log: silent,
      signal
    });

    expect(await work.catch(code)).toBe('disk-full');
    expect(readdirSync(disk.folder)).toEqual([]);
  });

  test('a run goes on while its log cannot be written, and every line of it that is there is whole', () => {
    const path = home('events.ndjson');
    const events = new EventLog(path, 'run-1', () => undefined);
    events.append({ event: 'run-started', model: 'm', resumed: false });
    disk.fill();
    for (let i = 0; i < 200; i++) {
      events.stage('build').line('uv', 'x'.repeat(1_000));
    }
    expect(() => events.append({ event: 'stage-started', stage: 'wrap', title: 'x'.repeat(5_000) })).toThrow(
      ProblemError
    );
    disk.free();
    events.append({ event: 'stage-started', stage: 'build', title: 'Build' });
    events.close();

    const numbers = readEvents(path, 0).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect(readEvents(path, 0).at(-1)).toMatchObject({ event: 'stage-started', stage: 'build' });
    expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
  });
});
