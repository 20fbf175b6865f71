import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { containers, sh } from '../images/bench';
import { imageName, Workspace } from './workspace';

/** The home folder in the image: HOME of docker/workspace.Dockerfile. */
const HOME = '/home/work';

jest.setTimeout(900_000);

/** Where a workspace looks for the engine's socket. */
const SOCKET = '/var/run/docker.sock';

/** Where it is here. */
const ENGINE = process.env.DOCKER_HOST?.replace(/^unix:\/\//, '') ?? SOCKET;

/** Passes the engine's socket on under another path, group and mode. */
const RELAY = `
  const net = require('net'), fs = require('fs');
  const [path, gid] = process.argv.slice(1);
  const server = net.createServer(near => {
    const far = net.connect('${ENGINE}');
    near.pipe(far).pipe(near);
    for (const each of [near, far]) each.on('error', () => { near.destroy(); far.destroy(); });
  });
  server.listen(path, () => { fs.chownSync(path, 0, Number(gid)); fs.chmodSync(path, 0o660); console.log('here'); });
`;

let folder: string;
const relays = new Map<string, ChildProcess>();
const started: Workspace[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-model-workspace-'));
});
afterEach(() => started.splice(0).forEach(each => each.remove()));
afterAll(() => {
  relays.forEach(relay => relay.kill());
  rmSync(folder, { recursive: true, force: true });
});

/** The engine's socket, of this group. */
async function socketOf(group: number): Promise<string> {
  const path = join(folder, `${group}.sock`);
  if (relays.has(path)) {
    return path;
  }
  const relay = spawn(process.execPath, ['-e', RELAY, path, String(group)], { stdio: ['ignore', 'pipe', 'inherit'] });
  relays.set(path, relay);
  await once(relay.stdout, 'data');
  return path;
}

function run(options: string[], command: string[] = []): Workspace {
  const workspace = Workspace.run(options, command);
  started.push(workspace);
  return workspace;
}

async function start(...options: string[]): Promise<Workspace> {
  const workspace = await Workspace.start(...options);
  started.push(workspace);
  return workspace;
}

/** Ids of the process that serves JupyterLab, from the kernel. */
function statusOf(workspace: Workspace): Record<string, string> {
  const lines = workspace.shell(`cat /proc/${workspace.pid('jupyter-lab')}/status`).split('\n');
  return Object.fromEntries(lines.map(line => line.split(/:\s*/) as [string, string]));
}

const inside = (...command: string[]) => sh('docker', 'run', '--rm', imageName(), ...command).trim();

test('all of it runs as a normal user, without any capability and without a way back', () => {
  const all = inside(
    'sh',
    '-c',
    'for each in 1 $$; do grep -E "^(Uid|CapEff|CapBnd|NoNewPrivs)" /proc/$each/status; done'
  );

  expect(all.split('\n').map(line => line.replace(/\s+/g, ' '))).toEqual(
    Array<string[]>(2)
      .fill(['Uid: 1000 1000 1000 1000', 'CapEff: 0000000000000000', 'CapBnd: 0000000000000000', 'NoNewPrivs: 1'])
      .flat()
  );
});

test.each([0, 4242])('a mounted socket of group %i can be used, also by docker exec', async group => {
  const workspace = run(['-v', `${await socketOf(group)}:${SOCKET}`], ['sh', '-c', 'docker version; sleep 600']);
  await workspace.until('able to use the engine', () => /Server:/.test(workspace.logs()));

  expect(workspace.shell('docker version --format {{.Server.Version}}')).toMatch(/^\d+\./);
});

test('groups that were given stay', () => {
  expect(sh('docker', 'run', '--rm', '--group-add', '5151', imageName(), 'id', '-G')).toMatch(/\b5151\b/);
});

test('without the socket’s group it is said at the start which one is missing', async () => {
  const socket = await socketOf(4343);
  const workspace = run(['-v', `${socket}:${SOCKET}`, '--user', '12345'], ['sleep', '600']);
  await workspace.until('started', () => workspace.logs().includes('--group-add 4343'));

  expect(() => workspace.shell('docker version')).toThrow();
});

test.each([
  ['--user 12345', ['--user', '12345', '--group-add', '4444']],
  [
    'any number with group 0 and nothing else allowed, as OpenShift does',
    ['--user', '1000660000:0', '--group-add', '4444', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges']
  ]
])('%s: both servers come up, models can be logged, packages installed, the engine used', async (_, options) => {
  const workspace = await start('-v', `${await socketOf(4444)}:${SOCKET}`, ...options);
  const uid = options[1]!.split(':')[0]!;
  workspace.shell(
    `python -c 'import mlflow; run = mlflow.start_run(); mlflow.log_text("text", "a.txt"); mlflow.end_run()' &&
     pip install --quiet --disable-pip-version-check six && git init --quiet ~/repository && deploy-model doctor`
  );

  expect(statusOf(workspace).Uid!.split(/\s+/)).toEqual(Array(4).fill(uid));
  expect(workspace.shell('docker version --format {{.Server.Version}}')).toMatch(/^\d+\./);
});

test('a number whose group cannot write the home folder is told what to give', () => {
  const workspace = run(['--user', '12345:12345']);
  sh('docker', 'wait', workspace.id);

  expect(workspace.state().ExitCode).toBe(1);
  expect(workspace.logs()).toContain('Start with --user 1000:0.');
});

test('folders that the engine makes can be written; somebody’s own folder keeps its owner', () => {
  const own = join(folder, 'own');
  sh('mkdir', own);
  sh('touch', join(own, 'file'));
  const mounts = ['-v', `${HOME}/notebooks`, '-v', `${own}:${HOME}/own`];
  const owners = sh('docker', 'run', '--rm', ...mounts, imageName(), 'stat', '-c', '%u', 'notebooks', 'own');

  expect(owners.split('\n').filter(Boolean)).toEqual(['1000', '0']);
});

test('docker stop ends it within the ten seconds that it gives, and cleanly', async () => {
  const workspace = await start();
  sh('docker', 'stop', workspace.id);

  // 137 when the engine has waited in vain.
  expect(workspace.state().ExitCode).toBe(0);
  expect(workspace.logs()).not.toMatch(/SIGKILL/);
});

test('what uses too much of its memory is ended, and the servers go on', async () => {
  const workspace = await start('--memory', '1500m', '--memory-swap', '1500m');
  const pids = ['jupyter-lab', 'mlflow server'].map(each => workspace.pid(each));

  expect(workspace.shell('python -c "bytearray(3 << 30)"; echo $?')).toBe('137');
  expect(['jupyter-lab', 'mlflow server'].map(each => workspace.pid(each))).toEqual(pids);
  await workspace.until('healthy', () => workspace.shell('healthy || echo no') === '');
});

test('the health check finds JupyterLab wherever its options have put it', async () => {
  const options = '--ServerApp.base_url=/lab1 --port=9999';
  const workspace = await start('-e', `JUPYTER_OPTIONS=${options}`, '-e', 'http_proxy=http://192.0.2.1:3128');

  workspace.shell(`kill -STOP ${workspace.pid('jupyter-lab')}`);

  await workspace.until('unhealthy', () => workspace.state().Health?.Status === 'unhealthy');
});

test('from inside, a model goes to Docker, answers there, and leaves nothing', async () => {
  const name = `workspace-${process.pid}`;
  // The model's, which `remove` leaves for the next deployment of the same.
  const image = `${process.env.DEPLOY_MODEL_REPOSITORY}/iris`;
  const told = ['DEPLOY_MODEL_BASE_IMAGE', 'DEPLOY_MODEL_REPOSITORY'].flatMap(each => [
    '-e',
    `${each}=${process.env[each]}`
  ]);
  const workspace = await start('-v', `${ENGINE}:${SOCKET}`, ...told);
  sh('docker', 'cp', join(__dirname, 'journey.py'), `${workspace.id}:/tmp/journey.py`);
  const output = workspace.shell(`python -W ignore /tmp/journey.py ${name}`).split('\n').at(-1)!;
  const seen = JSON.parse(output) as Record<string, unknown>;

  expect(seen).toMatchObject({ running: 1, left: 0, answered: seen.expected });
  expect(containers(name)).toEqual([]);
  sh('docker', 'rmi', ...sh('docker', 'images', '--quiet', image).split('\n').filter(Boolean));
});
