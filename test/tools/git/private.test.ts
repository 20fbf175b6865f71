import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGit } from '../../../src/tools/git/git';
import { silent } from '../../../src/tools/log';
import { GitServer, TOKEN } from './git-server';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'git-private-'));
const { signal } = new AbortController();
const said: string[] = [];
let server: GitServer;

beforeAll(async () => {
  server = await GitServer.start(folder);
  repository('part', 'weights.bin', 'learned');
  repository('model', 'Model.py', 'class Model: pass');
  git('model', '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', join(folder, 'part'), 'part');
  // The submodule is on the same private server, by an address beside the repository's own.
  git('model', 'config', '--file', '.gitmodules', 'submodule.part.url', '../part');
  git('model', 'commit', '--quiet', '--all', '--message', 'with its part');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function git(where: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t'];
  execFileSync('git', [...identity, ...args], { cwd: join(folder, where), stdio: 'pipe' });
}

function repository(name: string, file: string, text: string): void {
  git('.', 'init', '--quiet', '--initial-branch', 'main', name);
  writeFileSync(join(folder, name, file), text);
  git(name, 'add', '--all');
  git(name, 'commit', '--quiet', '--message', file);
}

function checkOut(env: NodeJS.ProcessEnv): Promise<string> {
  const to = mkdtempSync(join(folder, 'out-'));
  const own = createGit({ env: { ...process.env, GIT_SSL_CAINFO: server.certificate, ...env } });
  const log = { ...silent, line: (_: string, text: string) => void said.push(text) };
  return own.checkOut({ url: server.url('model/.git') }, to, { log, signal }).then(() => to);
}

test('a private repository and its private submodule are read with the token', async () => {
  const to = await checkOut({ DEPLOY_MODEL_GIT_TOKEN: TOKEN });
  expect(readFileSync(join(to, 'Model.py'), 'utf8')).toContain('class Model');
  expect(readFileSync(join(to, 'part', 'weights.bin'), 'utf8')).toBe('learned');
});

test('no file of the checkout and no line of the log has the token', async () => {
  const to = await checkOut({ DEPLOY_MODEL_GIT_TOKEN: TOKEN });
  const files = readdirSync(to, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  const basic = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
  expect([...texts, ...said].filter(text => text.includes(TOKEN) || text.includes(basic))).toEqual([]);
});

test.each([['no token'], ['a wrong token']])('with %s it says what to set, and asks nobody', async which => {
  const env = which === 'no token' ? {} : { DEPLOY_MODEL_GIT_TOKEN: 'wrong' };
  await expect(checkOut(env)).rejects.toMatchObject({
    problem: {
      code: 'source-unreachable',
      suggestion: expect.stringContaining('DEPLOY_MODEL_GIT_TOKEN')
    }
  });
});

test('a certificate that is not trusted is said', async () => {
  await expect(
    checkOut({ GIT_SSL_CAINFO: process.env.GIT_SSL_CAINFO, DEPLOY_MODEL_GIT_TOKEN: TOKEN })
  ).rejects.toMatchObject({
    problem: { code: 'source-unreachable', reason: expect.stringMatching(/certificate/i) }
  });
});
