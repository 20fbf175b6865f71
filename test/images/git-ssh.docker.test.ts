import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGit } from '../../src/tools/git/git';
import { silent } from '../../src/tools/log';
import { Bench, problemOf, sh, SUM } from './bench';
import { makeKey, SshServer } from './ssh-server';

jest.setTimeout(300_000);

const bench = new Bench();
const folder = mkdtempSync(join(tmpdir(), 'git-ssh-'));
const repository = join(folder, 'model');
const { signal } = new AbortController();
let server: SshServer;
let agent: { SSH_AUTH_SOCK: string; SSH_AGENT_PID: string };

beforeAll(async () => {
  const key = join(folder, 'key');
  makeKey(key);
  server = await SshServer.start(join(folder, 'sshd'), readFileSync(`${key}.pub`, 'utf8'));
  const said = sh('ssh-agent', '-s', '-a', join(folder, 'agent'));
  agent = { SSH_AUTH_SOCK: join(folder, 'agent'), SSH_AGENT_PID: /SSH_AGENT_PID=(\d+)/.exec(said)![1]! };
  execFileSync('ssh-add', ['-q', key], { env: { ...process.env, ...agent }, stdio: 'pipe' });
  // From here on the agent alone has it.
  rmSync(key);
  const git = (...args: string[]) => sh('git', '-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args);
  sh('git', 'init', '--quiet', '--initial-branch', 'main', repository);
  writeFileSync(join(repository, 'Model.py'), SUM);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'model');
  git('tag', 'v1');
});
afterAll(async () => {
  process.kill(Number(agent.SSH_AGENT_PID));
  await server.close();
  await bench.close();
  rmSync(folder, { recursive: true });
});

/** Reads the repository as somebody whose ssh has no key file and no settings of the machine. */
function checkOut(env: NodeJS.ProcessEnv): Promise<string> {
  const known = join(folder, 'known');
  writeFileSync(known, server.knownHost);
  const ssh = `ssh -F none -o BatchMode=yes -o UserKnownHostsFile=${known} -o IdentityFile=none`;
  const to = mkdtempSync(join(folder, 'out-'));
  const git = createGit({ env: { ...process.env, GIT_SSH_COMMAND: ssh, SSH_AUTH_SOCK: '', ...env } });
  return git.checkOut({ url: server.url(repository), ref: 'v1' }, to, { log: silent, signal }).then(() => to);
}

test('an image is built of a private repository that the ssh agent has the key for', async () => {
  const files = { 'Model.py': readFileSync(join(await checkOut(agent), 'Model.py'), 'utf8') };
  const { image } = await bench.images.build(await bench.wrapped(files), bench.context());
  const ask = 'import Model; print(Model.Model().predict([[1, 2]]))';
  expect(sh('docker', 'run', '--rm', '--entrypoint', 'python', image.id, '-c', ask).trim()).toBe('[[3]]');
});

test('without the agent it is said that the repository cannot be read, and what to do', async () => {
  const problem = await problemOf(checkOut({}));
  expect(problem).toMatchObject({ code: 'source-unreachable', suggestion: expect.stringContaining('ssh agent') });
  expect(problem.detail).toContain('Permission denied');
});
