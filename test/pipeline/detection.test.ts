import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { detect, detectSource } from '../../src/pipeline/detection';

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true })));

function folderWith(...files: [string, string][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-detection-'));
  folders.push(folder);
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const CLASS: [string, string] = ['Churn.py', 'class Churn:\n    pass\n'];

test.each([
  ['deploy-model.json', '{}', 'wrapped'],
  ['MLmodel', '', 'mlflow'],
  ['Churn.py', 'class Churn(Base):\n    pass\n', 'class'],
  ['.s2i/environment', 'MODEL_NAME=app.Churn\n', 'class'],
  ['pom.xml', '', 'maven'],
  ['Dockerfile', '', 'dockerfile'],
  ['MLproject', '', 'mlflow-project'],
  ['install.R', '', 'r']
])('%s says what a folder is', async (name, text, kind) => {
  const { recommended, others } = await detect(folderWith([name, text]));
  expect(recommended?.kind).toBe(kind);
  expect(recommended?.because).toContain(name === '.s2i/environment' ? 'app.Churn' : name);
  expect(others).toEqual([]);
});

test('a folder that tells nothing has no recommendation', async () => {
  expect(await detect(folderWith(['notes.txt', '']))).toMatchObject({ others: [] });
  expect((await detect(folderWith(['helper.py', 'class Churn:\n    pass\n']))).recommended).toBeUndefined();
});

test('of several kinds the model comes first and the others are named', async () => {
  const { recommended, others } = await detect(folderWith(['MLmodel', ''], CLASS, ['Dockerfile', '']));
  expect(recommended?.kind).toBe('mlflow');
  expect(others.map(({ kind }) => kind)).toEqual(['class', 'dockerfile']);
});

test('what is not deployed here says what to do instead', async () => {
  const { recommended } = await detect(folderWith(['pom.xml', '']));
  expect(recommended?.instead).toContain('s2i build');
});

test('a folder that was wrapped is not offered as a class', async () => {
  expect((await detect(folderWith(['deploy-model.json', '{}'], CLASS))).others).toEqual([]);
});

test('only a folder is looked into', async () => {
  const problemOf = (work: Promise<unknown>) => work.catch((error: { problem: unknown }) => error.problem);
  expect(await problemOf(detectSource('models:/churn/1', '/'))).toMatchObject({ code: 'bad-request' });
  expect(await problemOf(detectSource('nothing-of-that-name', '/'))).toMatchObject({ code: 'no-such-model' });
});
