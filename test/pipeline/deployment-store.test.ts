import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DeploymentStore, slotOf } from '../../src/pipeline/deployment-store';

let folder: string;
let store: DeploymentStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  store = new DeploymentStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const code = (error: { problem: { code: string } }) => error.problem.code;

test('while one changes a deployment another is refused', async () => {
  const inner = await store.claim('sum', () => store.claim('sum', async () => 'both').catch(code));

  expect(inner).toBe('deployment-busy');
});

test('one claim does not hinder the deployment of another name', async () => {
  expect(await store.claim('one', () => store.claim('two', async () => 'both'))).toBe('both');
});

test('the claim of a process that was killed does not count', async () => {
  const { pid } = spawn('true');
  writeFileSync(join(folder, '.sum.claim'), JSON.stringify({ pid, started: 'long ago' }));

  expect(await store.claim('sum', async () => 'mine')).toBe('mine');
});

test('the claim of a process on another machine counts', async () => {
  writeFileSync(join(folder, '.sum.claim'), JSON.stringify({ pid: 1, started: 'its boot-1', host: 'another-machine' }));
  expect(await store.claim('sum', async () => 'mine').catch(code)).toBe('deployment-busy');
});

test('of many who find the claim of a killed process one alone gets it', async () => {
  const { pid } = spawn('true');
  writeFileSync(join(folder, '.sum.claim'), JSON.stringify({ pid, started: 'long ago' }));
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(next => setTimeout(next, 50));
    inside -= 1;
    return 'mine';
  };

  const all = await Promise.all(Array.from({ length: 12 }, () => store.claim('sum', work).catch(code)));

  expect(most).toBe(1);
  expect(all.filter(outcome => outcome === 'mine').length).toBeGreaterThanOrEqual(1);
  expect(all.every(outcome => outcome === 'mine' || outcome === 'deployment-busy')).toBe(true);
});

test('a claim is given up when the work fails', async () => {
  await store.claim('sum', () => Promise.reject(new Error('failed'))).catch(() => undefined);

  expect(await store.claim('sum', async () => 'mine')).toBe('mine');
});

test('a name that leads out of the folder is refused', async () => {
  expect(await store.claim('../sum', async () => 'mine').catch(code)).toBe('name-invalid');
  expect(await store.read('../sum')).toBeUndefined();
});

test('a home that cannot be written is said so', async () => {
  writeFileSync(join(folder, 'file'), '');
  const below = new DeploymentStore(join(folder, 'file', 'deployments'));

  expect(await below.claim('sum', async () => 'mine').catch(code)).toBe('not-writable');
});

const AT = (namespace: string) => slotOf('sum', { context: 'production', namespace });

test('the same name in another place is another deployment, in a folder of its own', async () => {
  expect(await store.claim(AT('one'), () => store.claim(AT('two'), async () => 'both'))).toBe('both');
  expect(await store.claim(AT('one'), () => store.claim(AT('one'), async () => 'both').catch(code))).toBe(
    'deployment-busy'
  );
  expect(store.revisionFolder(AT('one'), 1)).not.toBe(store.revisionFolder(AT('two'), 1));
});

test('a context with any signs in its name makes a folder below the store', () => {
  const file = store.recordFile(slotOf('sum', { context: '../../arn:aws/x y', namespace: 'fraud' }));
  expect(dirname(dirname(file))).toBe(folder);
});
