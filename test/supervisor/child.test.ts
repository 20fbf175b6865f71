import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Child } from '../../src/supervisor/child';
import { LogFile } from '../../src/supervisor/log-file';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'child-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function startOf(script: string): { child: Child; log: () => string } {
  const path = join(folder, 'model.log');
  const spec = { program: '/bin/sh', args: ['-c', script], cwd: folder, env: {}, port: 1 };
  const rest = { startTimeoutSeconds: 60, memoryLimit: 0, restart: false };
  return { child: new Child({ ...spec, ...rest }, new LogFile(path)), log: () => readFileSync(path, 'utf8') };
}

test('the last words of a process are in the log when its end is told, also when this one stood still meanwhile', async () => {
  const { child, log } = startOf('printf "last words"');
  while (!child.exited) {
    await turn();
  }
  for (const end = performance.now() + 500; performance.now() < end;);

  await child.ended;

  expect(log()).toContain('last words');
});

test('children that hold its output open do not keep its end from being told', async () => {
  const { child } = startOf('sleep 600 & exit 3');

  expect(await child.ended).toEqual({ code: 3, signal: null });
  child.signalGroup('SIGKILL');
});
