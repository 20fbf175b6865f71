import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { identify } from '../../../src/tools/process-identity';
import type { ScriptRequest } from '../../../src/tools/python';
import { runScript } from '../../../src/tools/python/run-script';
import { PYTHON } from '../processes/workbench';

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scripts ü '))));
afterEach(() => rmSync(folder, { recursive: true }));

function run(code: string, changes: Partial<ScriptRequest> = {}, lines: string[] = []) {
  mkdirSync(join(folder, 'place'), { recursive: true });
  writeFileSync(join(folder, 'place', 'script.py'), code);
  const log = { line: (_: string, line: string) => lines.push(line), progress() {}, warn() {}, result() {} };
  return runScript(process.env, {
    python: PYTHON,
    script: join(folder, 'place', 'script.py'),
    args: ['ü', '--flag'],
    cwd: folder,
    timeoutSeconds: 60,
    log,
    signal: new AbortController().signal,
    ...changes
  });
}

test('a script sees what it would see if it were started by hand', async () => {
  const code = `import os, sys, helper
assert __name__ == "__main__"
print(sys.argv[1:], os.path.basename(sys.argv[0]), helper.NAME, os.getcwd() == os.environ["WHERE"], sys.stdin.read())`;
  mkdirSync(join(folder, 'place'));
  writeFileSync(join(folder, 'place', 'helper.py'), 'NAME = "beside it"\n');

  const { code: exit, stdout } = await run(code, { input: 'hello', env: { WHERE: folder } });

  expect(stdout).toBe("['ü', '--flag'] script.py beside it True hello\n");
  expect(exit).toBe(0);
});

test('what it says on standard error goes to the log, and its failure is a value', async () => {
  const lines: string[] = [];

  const { code, stderrTail } = await run(
    'import sys\nprint("careful", file=sys.stderr)\nraise ValueError("no")\n',
    {},
    lines
  );

  expect(code).toBe(1);
  expect(lines[0]).toBe('careful');
  expect(stderrTail).toContain('ValueError: no');
});

test('nothing of another environment reaches it', async () => {
  process.env.PYTHONPATH = '/elsewhere';
  const { stdout } = await run('import os, sys\nprint("/elsewhere" in sys.path, os.environ.get("PYTHONPATH"))\n');
  delete process.env.PYTHONPATH;

  expect(stdout).toBe('False None\n');
});

test('a script that takes too long is ended', async () => {
  expect(await run('import time\ntime.sleep(600)\n', { timeoutSeconds: 0.5 })).toMatchObject({
    timedOut: true,
    code: null
  });
});

test('a script ends with the program that ran it, when that is killed', async () => {
  const program = join(folder, 'runner.cjs');
  await build({
    entryPoints: ['test/tools/python/script-runner.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs'
  });
  const [script, said] = [join(folder, 'hangs.py'), join(folder, 'pid')];
  writeFileSync(
    script,
    'import os, sys, time\nopen(sys.argv[1] + ".new", "w").write(str(os.getpid()))\nos.rename(sys.argv[1] + ".new", sys.argv[1])\ntime.sleep(600)\n'
  );
  const runner = spawn(process.execPath, [program, PYTHON, script, said], { stdio: 'inherit' });
  await waitFor(() => existsSync(said));
  const pid = Number(readFileSync(said, 'utf8'));

  runner.kill('SIGKILL');

  await waitFor(() => identify(pid) === undefined);
});

async function waitFor(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !isSo(); await sleep(20)) {
    if (Date.now() > deadline) {
      throw new Error('Waited in vain.');
    }
  }
}
