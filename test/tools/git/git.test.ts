import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGit } from '../../../src/tools/git/git';
import { silent } from '../../../src/tools/log';

jest.setTimeout(60_000);

let folder: string;
let url: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-source-'));
  git('.', 'init', '--quiet', '--initial-branch', 'main', 'model');
  commit('model', 'Model.py', 'one');
  git('model', 'tag', 'v1');
  commit('model', 'Model.py', 'two');
  url = `file://${folder}/model/.git`;
});
afterEach(() => rmSync(folder, { recursive: true }));

const own = createGit({ env: process.env });
const { signal } = new AbortController();

function git(where: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...identity, ...args], { cwd: join(folder, where), encoding: 'utf8', stdio: 'pipe' });
}

function commit(where: string, name: string, text: string): void {
  writeFileSync(join(folder, where, name), text);
  git(where, 'add', '--all');
  git(where, 'commit', '--quiet', '--message', text);
}

async function checkOut(ref?: string, from = url): Promise<string> {
  const to = join(folder, 'out');
  await own.checkOut({ url: from, ref }, to, { log: silent, signal });
  return to;
}

const model = (out: string) => readFileSync(join(out, 'Model.py'), 'utf8');

test('without a ref the default branch is checked out, and no history is left', async () => {
  const out = await checkOut();
  expect(model(out)).toBe('two');
  expect(existsSync(join(out, '.git'))).toBe(false);
});

test.each([
  ['a tag', () => 'v1'],
  ['a commit', () => git('model', 'rev-parse', 'v1').trim()]
])('%s is checked out', async (_, ref) => {
  expect(model(await checkOut(ref()))).toBe('one');
});

test('the commit is told', async () => {
  const told = await own.checkOut({ url }, join(folder, 'out'), { log: silent, signal });
  expect(told).toEqual({ id: git('model', 'rev-parse', 'HEAD').trim(), url });
});

test('submodules come along', async () => {
  git('.', 'init', '--quiet', 'part');
  commit('part', 'weights.bin', 'learned');
  git('model', 'submodule', '--quiet', 'add', `file://${folder}/part/.git`, 'part');
  commit('model', 'Model.py', 'three');

  expect(readFileSync(join(await checkOut(), 'part', 'weights.bin'), 'utf8')).toBe('learned');
});

test('a ref that is not there is told from a repository that is not there', async () => {
  await expect(checkOut('nope')).rejects.toMatchObject({
    problem: { code: 'source-unreachable', message: expect.stringContaining('has no nope') }
  });
  await expect(checkOut(undefined, `file://${folder}/nowhere.git`)).rejects.toMatchObject({
    problem: { code: 'source-unreachable', message: expect.stringContaining('cannot be read') }
  });
});

test('an address cannot name a program to run', async () => {
  const mark = join(folder, 'ran');
  await expect(checkOut(undefined, `ext::sh -c touch% ${mark}`)).rejects.toMatchObject({
    problem: { code: 'source-unreachable' }
  });
  expect(existsSync(mark)).toBe(false);
});

test('a login in an address is used and never shown', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(request.headers.authorization ? 404 : 401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };

  const work = checkOut(undefined, `http://me:hidden@127.0.0.1:${port}/r.git`);
  const problem = await work.catch((error: { problem: unknown }) => JSON.stringify(error.problem));
  server.close();

  expect(seen).toContain(`Basic ${Buffer.from('me:hidden').toString('base64')}`);
  expect(problem).not.toContain('hidden');
});
