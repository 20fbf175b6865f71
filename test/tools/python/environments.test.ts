import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';
import type { EnvironmentRequest, Python } from '../../../src/tools/python';
import { createPython } from '../../../src/tools/python/python';

// A real uv makes them, and builds packages for them.
jest.setTimeout(180_000);

let root: string;
let folder: string;
let python: Python;
let minor: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ümgebung 1-'));
  folder = join(root, 'component');
  await packageFolder('small', 'print("not built yet")');
  python = withEnv({});
  const [first] = await python.interpreters(signal());
  minor = first!.version.split('.').slice(0, 2).join('.');
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Packages are folders of ours, so that no index is asked; only setuptools is fetched to build them. */
async function packageFolder(name: string, setup: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(
    join(folder, name, 'pyproject.toml'),
    '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
  );
  await writeFile(join(folder, name, `${name}.py`), 'VALUE = 1\n');
  await writeFile(join(folder, name, 'setup.py'), setup.startsWith('print') ? simpleSetup(name) : setup);
}

function simpleSetup(name: string): string {
  return `from setuptools import setup\nsetup(name="${name}", version="1.0", py_modules=["${name}"])\n`;
}

function withEnv(env: NodeJS.ProcessEnv): Python {
  const all = { ...process.env, DEPLOY_MODEL_HOME: join(root, 'home'), ...env };
  return createPython({ env: all, home: homeOf(all) });
}

/** uv, and what it was asked to do. */
function recordedUv(): { uv: string; calls: () => string[] } {
  const place = mkdtempSync(join(root, 'recorded-'));
  const [uv, file] = [join(place, 'uv'), join(place, 'calls')];
  writeFileSync(uv, `#!/bin/sh\necho "$@" >> '${file}'\nexec uv "$@"\n`, { mode: 0o755 });
  return { uv, calls: () => readFileSync(file, 'utf8').trim().split('\n') };
}

function signal(): AbortSignal {
  return AbortSignal.timeout(150_000);
}

function request(requirements: string[], changes: Partial<EnvironmentRequest> = {}): EnvironmentRequest {
  return { python: minor, requirements, folder, fetchPython: false, log: silent, signal: signal(), ...changes };
}

async function codeOf(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  try {
    await work;
  } catch (error) {
    const { problem } = error as { problem: { code: string } };
    return { code: problem.code, text: JSON.stringify(problem) };
  }
  throw new Error('It did not fail.');
}

test('an environment is made once, and found again without any work of uv', async () => {
  const made = await python.environment(request(['./small']));
  const { uv, calls } = recordedUv();
  const again = await withEnv({ DEPLOY_MODEL_UV: uv }).environment(request(['./small']));

  expect(made.reused).toBe(false);
  expect(again).toEqual({ ...made, reused: true });
  expect(calls()).toEqual(['--version']);
});

test('a changed local package makes another environment', async () => {
  const before = await python.environment(request(['./small']));
  writeFileSync(join(folder, 'small', 'small.py'), 'VALUE = 2\n');

  const after = await python.environment(request(['./small']));

  expect(after.key).not.toBe(before.key);
});

test('an environment that was cut short is made anew', async () => {
  const { folder: place, key } = await python.environment(request([]));
  rmSync(join(dirname(place), 'complete.json'));
  writeFileSync(join(place, 'leftover'), '');

  const again = await python.environment(request([]));

  expect(again).toMatchObject({ key, reused: false });
  expect(existsSync(join(place, 'leftover'))).toBe(false);
});

test('an environment whose Python no longer runs is made anew', async () => {
  const { folder: place } = await python.environment(request([]));
  rmSync(join(place, 'bin', 'python'));

  expect(await python.environment(request([]))).toMatchObject({ reused: false });
});

test('an environment never shares its folder with an attempt that was cut short and may still go on', async () => {
  const before = await python.environment(request([]));
  rmSync(join(dirname(before.folder), 'complete.json'));

  const after = await python.environment(request([]));

  expect(after.folder).not.toBe(before.folder);
  expect(readdirSync(dirname(after.folder)).sort()).toEqual([basename(after.folder), 'complete.json'].sort());
});

test('two jobs that want the same environment at once share one', async () => {
  await packageFolder('shared', 'print');
  const [one, two] = await Promise.all([
    python.environment(request(['./shared'])),
    withEnv({}).environment(request(['./shared']))
  ]);

  expect(one.key).toBe(two.key);
  expect([one.reused, two.reused].sort()).toEqual([false, true]);
});

test('cancel leaves no half environment and no process', async () => {
  await packageFolder('slow', 'import time\ntime.sleep(600)\n');
  writeFileSync(join(folder, 'slow', 'PKG-INFO'), 'Metadata-Version: 2.1\nName: slow\nVersion: 1.0\n');
  const places = () => readdirSync(join(root, 'home', 'cache', 'environments')).filter(name => !name.endsWith('.lock'));
  const before = places();
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(new Error('cancelled')), 1_500);

  await expect(python.environment(request(['./slow'], { signal: cancel.signal }))).rejects.toThrow('cancelled');

  expect(places()).toEqual(before);
});

test('a Python version that is not here is said with those that are', async () => {
  const { code, text } = await codeOf(python.environment(request([], { python: '3.4' })));

  expect(code).toBe('python-missing');
  expect(text).toContain(`${minor}.`);
});

test('a package that needs a compiler where there is none is said so', async () => {
  const setup =
    'from setuptools import setup, Extension\nsetup(name="needscc", version="1.0", ext_modules=[Extension("needscc", ["m.c"])])\n';
  await packageFolder('needscc', setup);
  writeFileSync(join(folder, 'needscc', 'm.c'), 'int x;\n');

  const { code, text } = await codeOf(withEnv({ CC: '/nowhere/gcc' }).environment(request(['./needscc'])));

  expect(code).toBe('requirement-needs-compiler');
  expect(text).toContain('needscc');
});

test('requirements that contradict each other are said so', async () => {
  const failing = python.environment(request(['uvicorn==0.30.0', 'click==6.0']));

  expect((await codeOf(failing)).code).toBe('requirement-conflict');
});

test('an index that cannot be reached is said so, without its password', async () => {
  const offline = withEnv({
    UV_DEFAULT_INDEX: 'http://user:hunter22@127.0.0.1:9/simple',
    UV_HTTP_RETRIES: '0',
    UV_CACHE_DIR: join(root, 'uv-cache')
  });

  const { code, text } = await codeOf(offline.environment(request(['markdown'])));

  expect(code).toBe('index-unreachable');
  expect(text).not.toContain('hunter22');
});

test('a known environment needs neither an index nor a network', async () => {
  const made = await python.environment(request(['./small']));
  const again = await python.environment(request(['./small']));

  expect(again.key).toBe(made.key);
  expect(readFileSync(join(made.folder, 'requirements.lock'), 'utf8')).toContain('small');
});

test('a package that does not exist is said so', async () => {
  const { code, text } = await codeOf(python.environment(request(['no-such-package-of-anybody-5121'])));

  expect(code).toBe('requirement-missing');
  expect(text).toContain('no-such-package-of-anybody-5121');
});

test('without uv it is said how to get it', async () => {
  const without = withEnv({ PATH: '/nowhere', DEPLOY_MODEL_UV: '' });

  expect((await codeOf(without.environment(request(['markdown==0.1'])))).code).toBe('tool-missing');
  expect(await without.uvVersion(signal())).toBeUndefined();
});

test('an override wins over what a package asks for, and makes another environment', async () => {
  await packageFolder(
    'asks',
    simpleSetup('asks').replace('py_modules', 'install_requires=["nobody-has-this"], py_modules')
  );
  const lines = ['./asks', './small'];
  const small = `nobody-has-this @ file://${join(folder, 'renamed').replaceAll(' ', '%20')}`;
  await packageFolder('renamed', simpleSetup('renamed').replace('name="renamed"', 'name="nobody-has-this"'));

  const { code } = await codeOf(python.environment(request(lines)));
  const made = await python.environment(request(lines, { overrides: [small] }));

  expect(code).toBe('requirement-missing');
  expect(made.reused).toBe(false);
});

test('what cannot be resolved is found without making anything, and what can is kept for the environment', async () => {
  const places = () => readdirSync(join(root, 'home', 'cache', 'environments')).length;
  const before = places();

  expect((await codeOf(python.resolve(request(['./small', 'small==2'])))).code).toMatch(/^requirement-/);
  await python.resolve(request(['./small']));
  expect(places()).toBe(before);
});
