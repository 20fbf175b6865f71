import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identify, isAlive, isElsewhere } from '../../src/tools/process-identity';

it('knows a process again while it runs, and not when it has ended', async () => {
  const child = spawn('sleep', ['30']);
  await once(child, 'spawn');
  const identity = identify(child.pid!)!;
  expect(isAlive(identity)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

it('does not take a later process with the same number for it', () => {
  expect(isAlive({ ...identify(process.pid)!, started: 'another boot-1' })).toBe(false);
});

it('has no identity for a process that is not there', () => {
  expect(identify(2 ** 22 + 1)).toBeUndefined();
});

it('takes no process of another machine for one of its own', () => {
  const elsewhere = { ...identify(process.pid)!, host: 'another-machine' };
  expect(isElsewhere(elsewhere)).toBe(true);
  expect(isAlive(elsewhere)).toBe(false);
});

it('knows one that was written down before hosts were', () => {
  const { pid, started } = identify(process.pid)!;
  expect(isAlive({ pid, started })).toBe(true);
});
