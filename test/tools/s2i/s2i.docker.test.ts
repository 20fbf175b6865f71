import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build as bundle } from 'esbuild';
import type { S2iEnd, S2iRequest } from '../../../src/tools/s2i';
import { builderImage } from '../../../src/pipeline/images/builder-image';
import { Bench, containers, ENVIRONMENT, type Files, sh, SUM } from '../../images/bench';

jest.setTimeout(120_000);

const bench = new Bench();
const { docker, s2i } = bench;
const REFERENCE = 'localhost/deploy-model-test/by-s2i:1';
let builder: string;
let count = 0;

beforeAll(async () => {
  const made = await builderImage(bench, { python: '3.11', server: 'builtin' }, bench.context());
  builder = made.reference;
});
afterEach(async () => {
  await docker.images.remove(REFERENCE);
  expect(containers('s2i_')).toEqual([]);
});
afterAll(() => bench.close());

function request(files: Files, more: Partial<S2iRequest> = {}): S2iRequest {
  const source = bench.write(`source-${++count}`, { '.s2i/environment': ENVIRONMENT, 'Model.py': SUM, ...files });
  const workdir = join(bench.folder, `work-${count}`);
  return { source, builder, reference: REFERENCE, workdir, docker, signal: AbortSignal.timeout(100_000), ...more };
}

function build(files: Files, more?: Partial<S2iRequest>): Promise<S2iEnd> {
  return s2i.build(request(files, more));
}

/** Waits until the container of a build runs and says so. */
async function assembling(): Promise<void> {
  const running = () => sh('docker', 'ps', '--quiet', '--filter', 'name=s2i_', '--filter', 'status=running').trim();
  for (let tries = 0; running() === ''; tries++) {
    expect(tries).toBeLessThan(800);
    await sleep(100);
  }
}

function inImage(...command: string[]): string {
  return sh('docker', 'run', '--rm', '--entrypoint', command[0]!, REFERENCE, ...command.slice(1));
}

test('of a git checkout also what was never committed is built', async () => {
  const asked = request({ 'weights.bin': 'learned' });
  sh('git', '-C', asked.source, 'init', '--quiet');
  sh('git', '-C', asked.source, 'add', 'Model.py', '.s2i');
  sh('git', '-C', asked.source, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '-m', 'code');

  expect((await s2i.build(asked)).image).toMatch(/^sha256:/);

  expect(inImage('cat', '/microservice/weights.bin')).toBe('learned');
});

test.each([
  ['MODEL_NAME is not set', { '.s2i/environment': 'SERVICE_TYPE=MODEL\nPERSISTENCE=0\n' }, 64],
  ['the module is not there', { '.s2i/environment': ENVIRONMENT.replace('=Model', '=Other') }, 65],
  ['the class cannot be imported', { 'Model.py': 'import nothing_of_that_name\n' }, 67]
])('when %s the true exit code is known', async (_, files, code) => {
  const end = await build(files as Files);
  expect(end).toMatchObject({ image: undefined, assemble: { code, outOfMemory: false } });
  expect(end.tail).toContain(`@@error ${code} `);
});

test('variables that were given count as if they were in .s2i/environment', async () => {
  const end = await build(
    { '.s2i/environment': '' },
    {
      environment: { MODEL_NAME: 'Model', SERVICE_TYPE: 'MODEL', PERSISTENCE: '0' }
    }
  );
  expect(end.image).toBeDefined();
  expect((await docker.images.inspect(REFERENCE))!.env).toContain('MODEL_NAME=Model');
});

test.each([
  ['a closed build asks no registry', true],
  ['any other build asks the one in its name', false]
])('%s', async (_, closed) => {
  let asked = 0;
  const registry = createServer(socket => socket.destroy(void asked++)).listen(0);
  await once(registry, 'listening');
  // Nobody asks a proxy for an address of this machine alone.
  const { address } = Object.values(networkInterfaces())
    .flatMap(found => found ?? [])
    .find(({ family, internal }) => !internal && family === 'IPv4')!;
  const named = `${address}:${(registry.address() as AddressInfo).port}/team/builder:1`;
  await docker.images.tag(builder, named);
  try {
    const lines: string[] = [];
    const { image } = await build({}, { builder: named, closed, onLine: line => lines.push(line) });
    expect({ made: image !== undefined, asked: asked > 0 }).toEqual({ made: true, asked: !closed });
    expect(lines.some(line => line.includes('could not inspect the builder image'))).toBe(!closed);
  } finally {
    await docker.images.remove(named);
    registry.close();
  }
});

test('a build that never started to assemble is no success, whatever code it ends with', async () => {
  const end = await build({}, { builder: 'localhost/deploy-model-test/no-builder:1' });
  expect(end).toMatchObject({ image: undefined, assemble: undefined });
});

test('settings for the build alone reach it and are in no layer and no setting', async () => {
  const asked = request(
    { 'requirements.txt': 'six\n' },
    { secrets: 'UV_DEFAULT_INDEX=http://me:hidden@127.0.0.1:1/\n' }
  );
  expect((await s2i.build(asked)).assemble).toMatchObject({ code: 66 });
  expect((await build({}, { secrets: 'PIP_INDEX_URL=http://me:hidden@127.0.0.1:1/\n' })).image).toBeDefined();

  expect(inImage('cat', '/opt/builder/secrets/build.env')).toBe('');
  expect(sh('docker', 'inspect', REFERENCE) + sh('docker', 'history', '--no-trunc', REFERENCE)).not.toContain('hidden');
  const found = 'docker save "$0" | tar -xO --wildcards "*/layer.tar" | grep -ac me:hidden || true';
  expect(sh('sh', '-c', found, REFERENCE).trim()).toBe('0');
});

test('cancelling leaves neither a container nor a copy of the model', async () => {
  const cancel = new AbortController();
  const asked = request({ 'Model.py': 'import time\ntime.sleep(600)\n' }, { signal: cancel.signal });
  const work = s2i.build(asked);
  work.catch(() => undefined);
  await assembling();
  cancel.abort(new Error('cancelled'));

  await expect(work).rejects.toThrow('cancelled');

  expect(containers('s2i_')).toEqual([]);
  expect(readdirSync(asked.workdir)).toEqual([]);
});

test('what the build of a killed program left running is swept', async () => {
  const { source, workdir } = request({ 'Model.py': 'import time\ntime.sleep(600)\n' });
  const program = join(bench.folder, 'killed.cjs');
  const entryPoints = ['test/images/killed-build.ts'];
  await bundle({ entryPoints, outfile: program, bundle: true, platform: 'node', external: ['*.node'] });
  const child = spawn(process.execPath, [program, source, builder, REFERENCE, workdir], {
    stdio: 'ignore',
    detached: true
  });
  await assembling();
  await s2i.sweep(docker);
  expect(containers('s2i_')).toHaveLength(1);

  child.kill('SIGKILL');
  await once(child, 'exit');
  await s2i.sweep(docker);

  expect(containers('s2i_')).toEqual([]);
});

test('a program that is not there is missing', async () => {
  const { createS2i } = await import('../../../src/tools/s2i/s2i');
  const none = createS2i({ env: { PATH: '/nowhere' } });
  expect(await none.find(AbortSignal.timeout(1000))).toBeUndefined();
  await expect(none.build(request({}))).rejects.toMatchObject({ problem: { code: 'tool-missing' } });
  expect(existsSync(process.env.DEPLOY_MODEL_S2I!)).toBe(true);
});
