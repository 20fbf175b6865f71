import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listContexts } from '../../../src/tools/docker/contexts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'docker-config-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeContext(name: string, meta: string): void {
  const folder = join(home, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'meta.json'), meta);
}

const meta = (name: string, host: string) => JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } });

test('the engines to choose from are the usual one and those of the client’s contexts', async () => {
  writeContext('far', meta('far', 'ssh://ada@far'));

  expect(await listContexts({ DOCKER_CONFIG: home, HOME: home })).toEqual([
    { name: 'default', host: expect.stringMatching(/^unix:\/\//), current: true },
    { name: 'far', host: 'ssh://***@far', current: false }
  ]);
});

test('the context that the client’s settings name is the one in use', async () => {
  writeContext('far', meta('far', 'tcp://far:2376'));
  writeFileSync(join(home, 'config.json'), '{"currentContext": "far"}');

  const contexts = await listContexts({ DOCKER_CONFIG: home, HOME: home });

  expect(contexts.filter(({ current }) => current)).toEqual([{ name: 'far', host: 'tcp://far:2376', current: true }]);
});

test('DOCKER_HOST is what `default` stands for, without a password, and goes before the named context', async () => {
  writeContext('far', meta('far', 'tcp://far:2376'));
  const env = { DOCKER_CONFIG: home, DOCKER_CONTEXT: 'far', DOCKER_HOST: 'tcp://ada:pass-word@near:2375' };

  const [usual, far] = await listContexts(env);

  expect(usual).toMatchObject({ name: 'default', current: true });
  expect(usual!.host).toContain('@near:2375');
  expect(usual!.host).not.toContain('pass-word');
  expect(far).toMatchObject({ current: false });
});

test('a context that cannot be read is left out', async () => {
  writeContext('broken', '{');

  expect(await listContexts({ DOCKER_CONFIG: home, HOME: home })).toHaveLength(1);
});
