import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerBuild } from '../../../src/contract/deployment';
import type { Tested } from '../../../src/contract/run';
import { DeploymentStore } from '../../../src/pipeline/deployment-store';
import { createDockerTarget } from '../../../src/pipeline/targets/docker';
import { createEndpointClient } from '../../../src/tools/endpoint-client';
import { freePort } from '../../../src/tools/processes/port';
import { Bench, containers, type Files, predict, problemOf, sh, SUM } from '../../images/bench';
import { Registry } from '../../images/registry';

jest.setTimeout(300_000);

const BROKEN = 'class Model:\n    def load(self):\n        raise ValueError("no weights")\n';
const DOUBLE = SUM.replace('sum(row)', '2 * sum(row)');
const HANGS = 'import time\nclass Model:\n    def load(self):\n        time.sleep(600)\n';
const HUNGRY = 'class Model:\n    def load(self):\n        self.all = bytearray(512 * 1024 * 1024)\n';

const bench = new Bench();
const target = createDockerTarget({ ...bench, docker: bench.docker, endpoint: createEndpointClient() });
const verdict = { passed: true, cases: [], summary: 'All is well.', reused: false, testedAt: new Date().toISOString() };

afterEach(async () => {
  for (const { name } of await target.list()) {
    await target.remove(name);
  }
  expect(containers('deploy-model-sum')).toEqual([]);
});
afterAll(() => bench.close());

async function tested(code: string, request: Partial<Tested['request']> = {}, files: Files = {}): Promise<Tested> {
  const input = await bench.wrapped({ 'Model.py': code, ...files }, { startTimeout: 120, ...request });
  return { ...input, build: await target.build(input, bench.context()), verdict };
}

async function deploy(code: string, request?: Partial<Tested['request']>) {
  return target.deploy(await tested(code, request), 'sum', bench.context());
}

test('a deployed model answers, is listed, and its container says what it is', async () => {
  const deployment = await deploy(SUM);

  expect(deployment).toMatchObject({ name: 'sum', target: 'docker', state: 'running', revision: 1, run: 'run-1' });
  expect(await predict(deployment.endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
  expect(await target.list()).toMatchObject([{ name: 'sum', state: 'running', memory: expect.any(Number) }]);
  const [container] = containers('deploy-model-sum');
  const labels = JSON.parse(sh('docker', 'inspect', '--format', '{{json .Config.Labels}}', container!)) as object;
  expect(labels).toMatchObject({
    'deploy-model.deployment': 'sum',
    'deploy-model.revision': '1',
    'deploy-model.run': 'run-1',
    'deploy-model.verdict': 'All is well.'
  });
});

test('an image says who runs it and what the test found, and keeps the digest that was tested', async () => {
  const input = await tested(SUM);
  const { image } = DockerBuild.parse(input.build);
  const listed = async () => (await bench.images.list()).find(({ id }) => id === image.id);

  const before = await listed();
  await target.deploy(input, 'sum', bench.context());

  expect(before).toMatchObject({ usedBy: [] });
  expect(before).not.toHaveProperty('verdict');
  expect(await listed()).toMatchObject({ id: image.id, usedBy: ['sum'], verdict: 'All is well.' });
});

test('the container has neither capabilities nor root, and is started again by the engine', async () => {
  await deploy(SUM);
  const format =
    '{{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.RestartPolicy.Name}} {{.Config.User}}';
  expect(sh('docker', 'inspect', '--format', format, containers('deploy-model-sum')[0]!).trim()).toBe(
    '[ALL] [no-new-privileges] unless-stopped 8888'
  );
});

test('models reach each other by name in one network', async () => {
  await deploy(SUM);
  const other = await target.deploy(await tested(DOUBLE), 'other', bench.context());
  expect(other.state).toBe('running');
  const [container] = containers('deploy-model-other');
  const format = '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}';
  expect(sh('docker', 'inspect', '--format', format, container!).trim()).toBe('deploy-model');
  const [sum] = containers('deploy-model-sum');
  const ask = `import urllib.request as u; print(u.urlopen("http://${sum!}:9000/health/ping").status)`;
  expect(sh('docker', 'exec', container!, 'python', '-c', ask).trim()).toBe('200');
});

test('a stopped deployment starts again on its address', async () => {
  const { endpoint } = await deploy(SUM);

  expect(await target.stop('sum')).toMatchObject({ state: 'stopped' });
  expect(await target.start('sum', bench.context())).toMatchObject({ state: 'running', endpoint });
  expect(await predict(endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
});

test('a container that was removed by other means is lost, and comes back', async () => {
  await deploy(SUM);
  sh('docker', 'rm', '--force', containers('deploy-model-sum')[0]!);

  expect(await target.status('sum')).toMatchObject({ state: 'lost' });
  const again = await target.start('sum', bench.context());
  expect(await predict(again.endpoint!.predictions, [[1, 2]])).toEqual([[3]]);
});

test('a new revision replaces the old one', async () => {
  const first = await deploy(SUM);
  const second = await deploy(DOUBLE);

  expect(second.revision).toBe(2);
  expect(await predict(second.endpoint!.predictions, [[1, 2]])).toEqual([[6]]);
  await expect(fetch(first.endpoint!.url)).rejects.toThrow();
  expect(readdirSync(join(bench.home.deployments, 'sum', 'revisions'))).toEqual(['2']);
  expect(containers('deploy-model-sum')).toHaveLength(1);
});

test('a new revision that fails leaves the old one as it was', async () => {
  const first = await deploy(SUM);

  const problem = await problemOf(deploy(BROKEN));

  expect(problem).toMatchObject({ code: 'model-load-failed' });
  expect(problem.reason).toContain('no weights');
  expect(await target.status('sum')).toMatchObject({ revision: 1, state: 'running', pid: first.pid });
});

test('on a fixed port the old revision runs again when the new one fails', async () => {
  const port = await freePort();
  await deploy(SUM, { port });

  await problemOf(deploy(BROKEN, { port }));

  expect(await target.status('sum')).toMatchObject({ revision: 1, state: 'running' });
  expect(await predict(`http://127.0.0.1:${port}/api/v1.0/predictions`, [[1, 2]])).toEqual([[3]]);
});

test('a first deployment that fails leaves nothing', async () => {
  await problemOf(deploy(BROKEN));
  expect(await target.status('sum')).toBeUndefined();
  expect(existsSync(join(bench.home.deployments, 'sum'))).toBe(false);
});

test('a cancelled deploy leaves nothing', async () => {
  const cancel = new AbortController();
  const input = await tested(HANGS);
  setTimeout(() => cancel.abort(new Error('cancelled')), 1_500);

  await expect(target.deploy(input, 'sum', bench.context(cancel.signal))).rejects.toThrow('cancelled');

  expect(containers('deploy-model-sum')).toEqual([]);
});

test('a model that needs more memory than allowed says so', async () => {
  expect(await problemOf(deploy(HUNGRY, { memory: 64 }))).toMatchObject({ code: 'model-out-of-memory' });
});

test('a model that does not get ready in time says so', async () => {
  expect(await problemOf(deploy(HANGS, { startTimeout: 3 }))).toMatchObject({ code: 'model-start-timeout' });
});

test('a model that ends its process says its last words', async () => {
  const problem = await problemOf(
    deploy('import os\nclass Model:\n    def load(self):\n        print("so long", flush=True)\n        os._exit(9)\n')
  );
  expect(problem.code).toBe('model-crashed');
  expect(problem.detail).toContain('so long');
});

test('a throw-away instance is gone after its test', async () => {
  const instance = await target.startThrowAway(await tested(SUM), bench.context());
  expect(await predict(instance.endpoint.predictions, [[1, 2]])).toEqual([[3]]);
  expect(containers('deploy-model-test-')).toHaveLength(1);

  await instance.remove();

  expect(containers('deploy-model-test-')).toEqual([]);
});

test('a script runs with the packages of the image, and what it writes comes back', async () => {
  const input = await tested(`import six\n${SUM}`, {}, { 'requirements.txt': 'six==1.17.0\n' });
  const folder = join(bench.folder, 'script');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'ask.py'),
    'import six, sys\nopen("answer", "w").write(six.__version__ + " " + sys.argv[1])\n'
  );

  const script = { folder, program: 'ask.py', args: (where: string) => [where], timeoutSeconds: 60 };
  expect(await target.runScript(input, script, bench.context())).toMatchObject({ code: 0, timedOut: false });

  expect(readFileSync(join(folder, 'answer'), 'utf8')).toBe('1.17.0 /microservice');
  rmSync(folder, { recursive: true });
});

test('the log of a deployment is kept', async () => {
  await deploy(`import sys\nprint("hello from the model", file=sys.stderr)\n${SUM}`);
  const options = { follow: false, lines: 100, signal: new AbortController().signal };
  expect((await Array.fromAsync(target.logs('sum', options))).join('\n')).toContain('hello from the model');
});

test('a name that another target has is taken', async () => {
  const input = await tested(SUM);
  await target.deploy(input, 'sum', bench.context());
  const processes = new DeploymentStore(bench.home.deployments, 'process');

  expect(await problemOf(processes.claim('sum', async () => undefined))).toMatchObject({ code: 'name-taken' });
  expect(await processes.read('sum')).toBeUndefined();
});

test('an image that was removed is said', async () => {
  const input = await tested(`${SUM}# to be removed\n`);
  sh('docker', 'rmi', '--force', input.build.target === 'docker' ? input.build.image.id : '');
  expect(await problemOf(target.deploy(input, 'sum', bench.context()))).toMatchObject({ code: 'no-such-image' });
});

test('an image that was removed and is in a registry is pulled again', async () => {
  const registry = await Registry.start(join(bench.folder, 'registry'));
  try {
    const image = `${registry.host}/team/sum:1`;
    const input = await tested(`${SUM}# to be pulled again\n`, { image, push: true });
    sh('docker', 'rmi', '--force', input.build.target === 'docker' ? input.build.image.id : '');
    expect(await target.deploy(input, 'sum', bench.context())).toMatchObject({ state: 'running' });
  } finally {
    await registry.down();
  }
});
