import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProblemError } from '../../src/contract/problem';
import { sourceOf } from '../../src/pipeline/source';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'source ü '));
  for (const [folder, file] of [
    ['logged', 'MLmodel'],
    ['wrapped', 'deploy-model.json'],
    ['own', 'Own.py']
  ] as const) {
    mkdirSync(join(cwd, folder));
    writeFileSync(join(cwd, folder, file), '');
  }
});
afterEach(() => rmSync(cwd, { recursive: true }));

const HEX = '0123456789abcdef0123456789abcdef';

it.each([
  ['runs:/abc/model', 'runs:/abc/model'],
  ['models:/churn@champion', 'models:/churn@champion'],
  ['models:/churn/3', 'models:/churn/3'],
  [HEX, HEX],
  [`m-${HEX}`, `models:/m-${HEX}`]
])('takes %s for something on a tracking server', (reference, expected) => {
  expect(sourceOf(reference, cwd)).toEqual({ kind: 'tracking', reference: expected });
});

it.each([
  ['logged', 'mlflow'],
  ['./wrapped', 'wrapped'],
  ['own', 'class']
])('tells from its files that %s is a folder of kind %s', (reference, kind) => {
  expect(sourceOf(reference, cwd)).toMatchObject({ kind });
});

it('takes the address of a folder', () => {
  expect(sourceOf(pathToFileURL(join(cwd, 'logged')).href, cwd)).toMatchObject({
    kind: 'mlflow',
    path: join(cwd, 'logged')
  });
});

it.each(['nothing-here', 'file:relative', 'logged/MLmodel'])('refuses %s', reference => {
  expect(() => sourceOf(reference, cwd)).toThrow(ProblemError);
});

test.each([
  'https://host/team/repo.git',
  'git+https://host/repo.git',
  'ssh://git@host/repo.git',
  'git@host:team/repo.git',
  'git://host/repo',
  'file:///somewhere/repo.git'
])('%s is a git repository', reference => {
  expect(sourceOf(reference, '/')).toEqual({ kind: 'git', reference, url: reference.replace('git+', '') });
});
