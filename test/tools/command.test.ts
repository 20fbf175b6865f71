import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, runCommand } from '../../src/tools/command';
import { identify } from '../../src/tools/process-identity';

jest.setTimeout(60_000);

const node = (script: string, rest: Partial<Command> = {}) =>
  runCommand({
    program: process.execPath,
    args: ['-e', script],
    signal: new AbortController().signal,
    ...rest
  });

test('gives exit code, output and the environment it was told', async () => {
  const result = await node('process.stdout.write(process.env.A ?? ""); console.error("bad"); process.exit(3)', {
    env: { A: 'ü' }
  });
  expect(result).toEqual({
    code: 3,
    signal: null,
    stdout: 'ü',
    stderrTail: 'bad\n',
    timedOut: false,
    notFound: false
  });
});

test('keeps variables of its own away from a program with an environment of its own', async () => {
  process.env.LEAKED = 'yes';
  expect((await node('process.stdout.write(String(process.env.LEAKED))', { env: {} })).stdout).toBe('undefined');
  delete process.env.LEAKED;
});

test('hands arguments and input over as they are', async () => {
  const script =
    'process.stdin.pipe(process.stdout).on("error", () => {}); process.stdout.write(process.argv[1] + "|")';
  const result = await runCommand({
    program: process.execPath,
    args: ['-e', script, '$HOME; "x" *'],
    input: 'hello',
    signal: new AbortController().signal
  });
  expect(result.stdout).toBe('$HOME; "x" *|hello');
});

test('says lines while the program runs, the last one without a line end too', async () => {
  const lines: string[] = [];
  await node('process.stdout.write("one\\ntw"); process.stdout.write("o\\rthree"); console.error("four")', {
    onLine: (line, stream) => lines.push(`${stream}: ${line}`)
  });
  expect(lines.sort()).toEqual(['stderr: four', 'stdout: one', 'stdout: three', 'stdout: two']);
});

test('keeps only the end of a long standard error', async () => {
  const { stderrTail } = await node('for (let i = 0; i < 9000; i++) console.error("line " + i)');
  expect(stderrTail.length).toBe(16_000);
  expect(stderrTail.endsWith('line 8999\n')).toBe(true);
});

test('a program that is not there is a value', async () => {
  const signal = new AbortController().signal;
  expect(await runCommand({ program: 'no-such-program', args: [], signal })).toMatchObject({
    code: null,
    notFound: true
  });
});

test('ends a program that takes too long', async () => {
  const result = await node('setInterval(() => {}, 1000)', { timeoutSeconds: 0.3 });
  expect(result).toMatchObject({ timedOut: true, code: null, signal: 'SIGTERM' });
});

test('aborting ends the program and what it started, and throws the reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'command-'));
  const pidFile = join(folder, 'pid');
  const abort = new AbortController();
  const script = `const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(child.pid)); setInterval(() => {}, 1000)`;
  const running = node(script, { signal: abort.signal });
  const pid = Number(await until(() => readFile(pidFile, 'utf8')));
  abort.abort(new Error('stop'));
  await expect(running).rejects.toThrow('stop');
  await until(async () => identify(pid) === undefined || undefined);
  await rm(folder, { recursive: true });
});

test('what a program leaves running is ended with it', async () => {
  const script = `const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"],
    { stdio: "inherit" }); console.log(child.pid); child.unref()`;
  const { stdout } = await node(script);
  await until(async () => identify(Number(stdout)) === undefined || undefined);
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 1000; tries++) {
    const found = await look().catch(() => undefined);
    if (found) {
      return found;
    }
    await sleep(25);
  }
  throw new Error('waited in vain');
}
