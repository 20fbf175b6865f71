import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { identify } from '../../src/tools/process-identity';

let folder: string;
let owner: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeline-'));
  await build({
    entryPoints: { command: 'src/tools/command.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs'
  });
});
afterEach(() => owner?.kill('SIGKILL'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A process that runs shell scripts, as the service does; gives the numbers that each writes to a file. */
async function ownerOf(...scripts: string[]): Promise<number[]> {
  const files = scripts.map((_, index) => join(folder, `pid-${Math.random()}-${index}`));
  const commands = scripts.map((script, index) => ({ program: '/bin/sh', args: ['-c', script, 'sh', files[index]] }));
  const code = `
    const { runCommand } = require(${JSON.stringify(join(folder, 'command.js'))});
    const signal = new AbortController().signal;
    for (const command of ${JSON.stringify(commands)}) runCommand({ ...command, signal });
    console.log('told');
  `;
  owner = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout!, 'data');
  return Promise.all(files.map(numberIn));
}

async function numberIn(file: string): Promise<number> {
  for (let text = ''; ; await sleep(20)) {
    text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) {
      return Number(text);
    }
  }
}

/** Whether a process ends, gently or by force. */
async function gone(pid: number): Promise<boolean> {
  for (const end = Date.now() + 30_000; identify(pid) !== undefined; await sleep(20)) {
    if (Date.now() > end) {
      return false;
    }
  }
  return true;
}

async function kill(): Promise<void> {
  owner!.kill('SIGKILL');
  await once(owner!, 'exit');
}

test('ends every program with the process that ran it, when that is killed', async () => {
  const pids = await ownerOf('echo $$ > "$1"; exec sleep 600', 'echo $$ > "$1"; exec sleep 600');
  await kill();
  expect(await Promise.all(pids.map(pid => gone(pid)))).toEqual([true, true]);
}, 60_000);

test('ends what such a program has started, too', async () => {
  const [grandchild] = await ownerOf('sleep 600 & echo $! > "$1"; wait');
  await kill();
  expect(await gone(grandchild!)).toBe(true);
}, 60_000);

test('ends by force what does not listen', async () => {
  const [deaf] = await ownerOf(`trap '' TERM; echo $$ > "$1"; while :; do sleep 1; done`);
  await kill();
  expect(await gone(deaf!)).toBe(true);
}, 60_000);

test('leaves its own watcher behind in no case', async () => {
  await ownerOf('echo $$ > "$1"; exec sleep 600');
  const children = await readFile(`/proc/${owner!.pid}/task/${owner!.pid}/children`, 'utf8');
  await kill();
  const all = children.trim().split(' ').map(Number);
  expect(all.length).toBeGreaterThan(1);
  expect(await Promise.all(all.map(pid => gone(pid)))).not.toContain(false);
}, 60_000);
