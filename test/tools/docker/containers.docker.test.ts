import { createServer, type Socket } from 'node:net';
import { connect } from 'node:net';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerSpec } from '../../../src/tools/docker';
import { createDocker } from '../../../src/tools/docker/docker';
import { Bench, containers, problemOf, sh } from '../../images/bench';

jest.setTimeout(120_000);

const bench = new Bench();
const { docker } = bench;
const { signal } = new AbortController();
afterAll(() => bench.close());

function shell(script: string): ContainerSpec {
  return { image: process.env.DEPLOY_MODEL_BASE_IMAGE!, entrypoint: [], command: ['sh', '-c', script] };
}

function run(spec: ContainerSpec, options: Partial<Parameters<typeof docker.containers.run>[1]> = {}) {
  return docker.containers.with(spec, id => docker.containers.run(id, { signal, ...options }), signal);
}

test('the engine says its version and platform', async () => {
  const engine = await docker.engine(signal);
  expect(engine.version).toBe(sh('docker', 'version', '--format', '{{.Server.Version}}').trim());
  expect(engine.platform).toMatch(/^linux\//);
});

test('a program of a moment loses nothing of what it wrote', async () => {
  const lines: string[] = [];
  const end = await run(shell('echo out; echo err >&2; exit 3'), { onLine: line => lines.push(line) });
  expect(end).toMatchObject({ code: 3, stdout: 'out\n', stderrTail: 'err\n', timedOut: false });
  expect(lines.sort()).toEqual(['err', 'out']);
});

test('standard input reaches the program and is in no setting of the container', async () => {
  const settings = await docker.containers.with(
    shell('cat'),
    async id => {
      const end = await docker.containers.run(id, { signal, input: 'LOGIN=hidden\n' });
      expect(end.stdout).toBe('LOGIN=hidden\n');
      return sh('docker', 'inspect', id);
    },
    signal
  );
  expect(settings).not.toContain('hidden');
});

test('an image is made of a container while it runs, without what it has in its scratch folder', async () => {
  const reference = `${process.env.DEPLOY_MODEL_REPOSITORY}/committed:${process.pid}`;
  const script = 'echo kept >/kept; mkdir -p /scratch; echo lost >/scratch/lost; echo ready; sleep 600';
  await docker.containers.with(
    { ...shell(script), scratch: ['/scratch'] },
    async id => {
      const cancel = new AbortController();
      let made: Promise<string> | undefined;
      const onLine = () => (made ??= docker.containers.commit(id, { reference, labels: {}, user: '8888' }));
      const ran = docker.containers.run(id, { signal: cancel.signal, onLine }).catch(() => undefined);
      for (; made === undefined; await sleep(20));
      await made;
      expect(await docker.containers.inspect(id)).toMatchObject({ state: 'running' });
      cancel.abort();
      await ran;
    },
    signal
  );
  const volumes = sh('docker', 'inspect', '--format', '{{json .Config.Volumes}}', reference).trim();
  const found = sh('docker', 'run', '--rm', '--entrypoint', 'find', reference, '/kept', '/scratch').trim();
  sh('docker', 'rmi', reference);

  expect([volumes, found]).toEqual(['null', '/kept\n/scratch']);
});

test('a program that takes too long is ended', async () => {
  expect(await run(shell('sleep 60'), { timeoutSeconds: 1 })).toMatchObject({ code: 137, timedOut: true });
});

test('a program that uses up its memory is told from one that fails', async () => {
  const hungry = shell('exec python3 -c "b = bytearray(512 * 1024 * 1024)"');
  expect(await run({ ...hungry, memory: 32 * 1024 * 1024 })).toMatchObject({ code: 137, outOfMemory: true });
});

test('cancelling removes the container', async () => {
  const cancel = new AbortController();
  const spec = { ...shell('sleep 60'), name: 'deploy-model-test-cancel' };
  const work = docker.containers.with(spec, id => docker.containers.run(id, { signal: cancel.signal }), cancel.signal);
  setTimeout(() => cancel.abort(new Error('cancelled')), 1_000);

  await expect(work).rejects.toThrow('cancelled');
  expect(containers('deploy-model-test-cancel')).toEqual([]);
});

test('files go in for a user and come out', async () => {
  const [from, to] = [join(bench.folder, 'from'), join(bench.folder, 'to')];
  mkdirSync(from);
  mkdirSync(to);
  writeFileSync(join(from, 'number'), '41');
  const spec = { ...shell('echo $(($(cat number) + 1)) > answer'), user: '1234', workdir: '/tmp/work' };

  await docker.containers.with(
    spec,
    async id => {
      await docker.containers.copyIn(id, from, { path: '/tmp/work', uid: 1234 });
      expect(await docker.containers.run(id, { signal })).toMatchObject({ code: 0 });
      await docker.containers.copyOut(id, '/tmp/work', to);
    },
    signal
  );

  expect(readFileSync(join(to, 'answer'), 'utf8')).toBe('42\n');
});

test('a container is lent what another has in a folder, and an image made of it is without', async () => {
  const reference = 'localhost/deploy-model-test/lent:1';
  const seen = await docker.containers.with(
    { ...shell('true'), volumes: ['/etc/apt'] },
    lender =>
      docker.containers.with(
        { ...shell('ls /etc/apt; touch /etc/apt/mine'), volumesFrom: lender },
        async id => {
          const end = await docker.containers.run(id, { signal });
          await docker.containers.commit(id, { reference, labels: {}, user: '0' });
          return end;
        },
        signal
      ),
    signal
  );
  const size = async (name: string) => (await docker.images.inspect(name))!.size;
  const [own, base] = await Promise.all([reference, process.env.DEPLOY_MODEL_BASE_IMAGE!].map(size));
  const volumes = sh('docker', 'inspect', '--format', '{{json .Config.Volumes}}', reference).trim();
  await docker.images.remove(reference);

  expect(seen).toMatchObject({ stdout: expect.stringContaining('sources.list'), code: 1 });
  expect(seen.stderrTail).toContain('Read-only');
  expect(own! - base!).toBeLessThan(1_000);
  expect(volumes).toBe('null');
});

test('a GPU is refused where there is none', async () => {
  expect(await problemOf(run({ ...shell('true'), gpus: 'all' }))).toMatchObject({ code: 'gpu-missing' });
});

test('a port that is taken is a Problem', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const spec = { ...shell('sleep 5'), ports: [{ container: 9000, host: port, address: '127.0.0.1' }] };

  const problem = await problemOf(docker.containers.with(spec, id => docker.containers.start(id), signal));
  other.close();

  expect(problem.code).toBe('port-taken');
});

test('no variable of a container is in the address of a call', async () => {
  const { endpoint } = await docker.engine(signal);
  const seen: Buffer[] = [];
  const spy = createServer((client: Socket) => {
    const engine = connect(endpoint.host.replace('unix://', ''));
    client
      .on('data', bytes => seen.push(bytes))
      .pipe(engine)
      .pipe(client);
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
  });
  const socket = join(bench.folder, 'spy.sock');
  await new Promise<void>(resolve => spy.listen(socket, resolve));
  const spied = createDocker({ env: { DOCKER_HOST: `unix://${socket}` } });

  const id = await spied.containers.create({ ...shell('true'), env: { LOGIN: 'hidden' } }, signal);
  await docker.containers.remove(id);
  spy.close();

  const text = Buffer.concat(seen).toString();
  expect(text).toContain('LOGIN=hidden');
  expect(
    text
      .split('\r\n')
      .filter(line => /^(GET|POST|DELETE) /.test(line))
      .join()
  ).not.toContain('hidden');
});
