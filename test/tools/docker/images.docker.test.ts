import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDocker } from '../../../src/tools/docker/docker';
import { Bench, problemOf, sh } from '../../images/bench';
import { LOGIN, Registry } from '../../images/registry';

jest.setTimeout(180_000);

const BASE = process.env.DEPLOY_MODEL_BASE_IMAGE!;
const bench = new Bench();
const { docker } = bench;
const { signal } = new AbortController();
const names: string[] = [];
let registry: Registry;

beforeAll(async () => {
  registry = await Registry.start(join(bench.folder, 'registry'));
});
afterAll(async () => {
  await registry.down();
  names.forEach(name => sh('docker', 'rmi', '--force', name));
  await bench.close();
});

/** A small image in a registry's name. */
async function image(name: string, text = name): Promise<string> {
  const folder = bench.write(`image-${names.length}`, { Dockerfile: 'FROM scratch\nCOPY text /text\n', text });
  names.push(name);
  await docker.images.build(folder, { reference: name, signal });
  return name;
}

/** This machine's address on the engine's own bridge; an engine that has just been set up does not say it itself. */
function bridgeAddress(): string {
  const asked = ['network', 'inspect', '--format', '{{index .Options "com.docker.network.bridge.name"}}', 'bridge'];
  const said = sh('ip', '-json', '-4', 'address', 'show', sh('docker', ...asked).trim());
  const [bridge] = JSON.parse(said) as { addr_info: { local: string }[] }[];
  return bridge!.addr_info[0]!.local;
}

test('a build that fails says why, in the words of its step and in no others', async () => {
  // The command names certificates; what is on standard error comes in colour.
  const step = 'true update-ca-certificates; echo this is why >&2; exit 9';
  const folder = bench.write('broken', { Dockerfile: `FROM ${BASE}\nRUN ${step}\n` });
  const problem = await problemOf(docker.images.build(folder, { reference: 'localhost/broken:1', signal }));
  expect(problem).toMatchObject({ code: 'build-failed', reason: 'A step ended with code 9. this is why' });
  expect(problem.detail?.split('\n')).toContain('this is why');
});

test('a build uses the network that it is told', async () => {
  const build = (name: string, network: string | undefined) =>
    docker.images.build(
      bench.write(name, { Dockerfile: `FROM ${BASE}\nRUN test "$(ls /sys/class/net)" = lo # ${name}\n` }),
      { reference: `localhost/${name}:1`, network, signal }
    );

  await build('closed', 'none');

  expect(await problemOf(build('open', undefined))).toMatchObject({ code: 'build-failed' });
});

test('a cancelled build makes no image', async () => {
  const cancel = new AbortController();
  const folder = bench.write('slow', { Dockerfile: `FROM ${BASE}\nRUN sleep 60\n` });
  setTimeout(() => cancel.abort(new Error('cancelled')), 1_500);

  const build = docker.images.build(folder, { reference: 'localhost/slow:1', signal: cancel.signal });

  await expect(build).rejects.toThrow('cancelled');
  expect(await docker.images.inspect('localhost/slow:1')).toBeUndefined();
});

test('an image that no registry has is said', async () => {
  const problem = await problemOf(docker.images.pull(`${registry.host}/nothing:1`, { signal }));
  expect(problem.code).toBe('no-such-image');
});

test('a pushed image comes back by its digest', async () => {
  const name = await image(`${registry.host}/team/pushed:1`);
  const progress: [number, number][] = [];

  const digest = await docker.images.push(name, { signal, onProgress: (...step) => progress.push(step) });

  expect(digest).toMatch(new RegExp(`^${registry.host}/team/pushed@sha256:[0-9a-f]{64}$`));
  expect(progress.at(-1)![0]).toBe(progress.at(-1)![1]);
  const { id } = (await docker.images.inspect(name))!;
  sh('docker', 'rmi', '--force', name);
  await docker.images.pull(digest, { signal });
  expect((await docker.images.inspect(digest))!.id).toBe(id);
});

test('a push that is cut goes on when the registry is back', async () => {
  const name = await image(`${registry.host}/team/cut:1`, randomBytes(16 * 1024 * 1024).toString('hex'));
  let cutAt = 0;
  const onProgress = (done: number, total: number) => {
    if (cutAt === 0 && done > 0 && done < total) {
      cutAt = done;
      // Until it has ended it holds the port.
      void registry.down().then(async () => {
        await sleep(1_000);
        await registry.up();
      });
    }
  };

  const digest = await docker.images.push(name, { signal, onProgress });

  expect(cutAt).toBeGreaterThan(0);
  const { id } = (await docker.images.inspect(name))!;
  sh('docker', 'rmi', '--force', name);
  await docker.images.pull(digest, { signal });
  expect((await docker.images.inspect(digest))!.id).toBe(id);
});

test('a registry that is away is named, and not waited for', async () => {
  const name = await image('localhost:1/team/away:1');
  const started = Date.now();

  const problem = await problemOf(docker.images.push(name, { signal }));

  expect(problem).toMatchObject({ code: 'registry-unreachable', message: expect.stringContaining('localhost:1') });
  // The pauses for one that was there are 14 seconds.
  expect(Date.now() - started).toBeLessThan(12_000);
});

test.each(['localhost:1', 'nobody.invalid:5000'])(
  '%s is away, says the engine before there is an image',
  async host => {
    const problem = await docker.images.away(`${host}/team/away:1`, signal);
    expect(problem).toMatchObject({ code: 'registry-unreachable', message: expect.stringContaining(host) });
  }
);

test('a registry that answers is not away, nor is one that keeps the engine waiting', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  try {
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect(await docker.images.away(`${registry.host}/team/nothing:1`, signal)).toBeUndefined();
    expect(await docker.images.away(`localhost:${port}/team/nothing:1`, signal)).toBeUndefined();
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});

test('a registry with a login takes the one of `docker login` and no other', async () => {
  const guarded = await Registry.start(join(bench.folder, 'guarded'), { withLogin: true });
  const name = await image(`${guarded.host}/team/guarded:1`);
  const pushWith = (password: string) => {
    const auth = Buffer.from(`${LOGIN.user}:${password}`).toString('base64');
    writeFileSync(join(bench.folder, 'config.json'), JSON.stringify({ auths: { [guarded.host]: { auth } } }));
    const own = createDocker({ env: { ...process.env, DOCKER_CONFIG: bench.folder } });
    return own.images.push(name, { signal });
  };
  try {
    expect(await problemOf(pushWith('wrong'))).toMatchObject({ code: 'registry-unauthorised' });
    expect(await problemOf(docker.images.push(name, { signal }))).toMatchObject({ code: 'registry-unauthorised' });
    expect(await pushWith(LOGIN.password)).toContain('@sha256:');
  } finally {
    await guarded.down();
  }
});

test('a registry with a CA of its own is refused until the engine has it; the login is that of a credential helper', async () => {
  // Every engine takes what is on 127.0.0.1 without a look at its certificate.
  const guarded = await Registry.start(join(bench.folder, 'tls'), { withLogin: true, withTls: bridgeAddress() });
  const trusted = join('/etc/docker/certs.d', guarded.host);
  const name = await image(`${guarded.host}/team/tls:1`);
  const helper = bench.write('helper', {
    'config.json': JSON.stringify({ credsStore: 'of-test' }),
    'docker-credential-of-test':
      `#!/bin/sh\nread -r server\n[ "$1 $server" = "get ${guarded.host}" ] || exit 1\n` +
      `echo '{"Username":"${LOGIN.user}","Secret":"${LOGIN.password}"}'\n`
  });
  chmodSync(join(helper, 'docker-credential-of-test'), 0o755);
  const own = createDocker({
    env: { ...process.env, DOCKER_CONFIG: helper, PATH: `${helper}:${process.env.PATH}` }
  });
  try {
    const problem = await problemOf(own.images.push(name, { signal }));
    expect(problem).toMatchObject({ code: 'registry-unreachable', reason: expect.stringContaining('x509') });

    mkdirSync(trusted, { recursive: true });
    copyFileSync(guarded.certificate, join(trusted, 'ca.crt'));
    const digest = await own.images.push(name, { signal });
    sh('docker', 'rmi', '--force', name);
    await own.images.pull(digest, { signal });
    expect(await docker.images.inspect(digest)).toBeDefined();
    names.push(digest);
  } finally {
    rmSync(trusted, { recursive: true, force: true });
    await guarded.down();
  }
});
