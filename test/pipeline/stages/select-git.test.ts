import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunRequest } from '../../../src/contract/run';
import type { Context } from '../../../src/pipeline/stage';
import { selectStage } from '../../../src/pipeline/stages/select';
import { createGit } from '../../../src/tools/git/git';
import { homeOf } from '../../../src/tools/home';
import { silent } from '../../../src/tools/log';

let folder: string;
let model: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'select-git-'));
  mkdirSync(join(folder, 'checkout', 'wrappers', 'churn'), { recursive: true });
  writeFileSync(join(folder, 'checkout', 'wrappers', 'churn', 'Churn.py'), 'class Churn: ...\n');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: join(folder, 'checkout') });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '--message', 'one');
  git('clone', '--quiet', '--bare', '.', join(folder, 'models.git'));
  model = `file://${folder}/models.git`;
});
afterEach(() => rmSync(folder, { recursive: true }));

function context(): Context {
  const home = homeOf({ DEPLOY_MODEL_HOME: join(folder, 'home') });
  const tools = { git: createGit({ env: process.env }) } as Context['tools'];
  return { tools, home, log: silent, signal: AbortSignal.timeout(20_000), workdir: join(folder, 'run') };
}

test('a folder of a repository is taken as a folder, and known by its commit', async () => {
  const request = RunRequest.parse({ model, contextDir: 'wrappers/churn' });
  const selected = await selectStage.run(request, context());

  expect(selected.model).toMatchObject({ kind: 'class', name: 'churn' });
  expect(selected.model.uri).toMatch(/models\.git@[0-9a-f]{12}\/wrappers\/churn$/);
  expect(existsSync(join(selected.model.path, 'Churn.py'))).toBe(true);
  expect(existsSync(join(folder, 'run', 'repository'))).toBe(false);
});

test.each(['../..', 'nowhere'])('the folder %s is not in the repository', async contextDir => {
  const work = selectStage.run(RunRequest.parse({ model, contextDir }), context());
  await expect(work).rejects.toMatchObject({ problem: { code: 'model-missing' } });
});

test('a repository inside a working copy is called as its folder', async () => {
  const request = RunRequest.parse({ model: `file://${folder}/checkout/.git` });
  const selected = await selectStage.run(request, context());
  expect(selected.model).toMatchObject({ kind: 'class', name: 'checkout' });
});

test('a commit of a folder is warned of, with the address of its repository', async () => {
  const path = join(folder, 'checkout');
  const warnings = await selectStage.check(RunRequest.parse({ model: path, ref: 'v1' }), context());
  expect(warnings).toMatchObject([
    {
      severity: 'warning',
      message: `--ref says nothing about ${path}.`,
      suggestion: `Leave out --ref, or name the repository: file://${path}/.git`
    }
  ]);
});

test('a folder of a model in MLflow is warned of', async () => {
  const warnings = await selectStage.check(RunRequest.parse({ model: 'models:/m/1', contextDir: 'a' }), context());
  expect(warnings).toMatchObject([{ severity: 'warning', message: '--context-dir says nothing about models:/m/1.' }]);
});

test('nothing is warned of for the commit and the folder of a repository', async () => {
  const request = RunRequest.parse({ model, ref: 'v1', contextDir: 'wrappers/churn' });
  expect(await selectStage.check(request, context())).toEqual([]);
});
