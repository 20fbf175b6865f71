import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isOwnerGone, ownerMark } from '../../src/tools/owner-mark';

test('a mark fits into the name of a container, a label and a host name, and names a process that runs', () => {
  expect(ownerMark()).toMatch(/^\d+\.[\da-f]{12}\.[\da-f]{12}$/);
  expect(isOwnerGone(ownerMark())).toBe(false);
});

test('a process that has ended is gone, also when another one has its number by now', async () => {
  const [, started, machine] = ownerMark().split('.');
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');

  expect(isOwnerGone(`${child.pid}.${started}.${machine}`)).toBe(true);
  expect(isOwnerGone(`${process.pid}.${'0'.repeat(12)}.${machine}`)).toBe(true);
});

test('of a process of another machine nothing is known, and of what is no mark neither', () => {
  const [pid] = ownerMark().split('.');
  for (const mark of [`${pid}.0.${'0'.repeat(12)}`, '', 'image', 'a.b']) {
    expect(isOwnerGone(mark)).toBe(false);
  }
});
