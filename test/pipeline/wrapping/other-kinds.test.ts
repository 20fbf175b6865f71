import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { otherKind } from '../../../src/pipeline/wrapping/other-kinds';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'other-kinds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['pom.xml', 'Maven'],
  ['Dockerfile', 'Dockerfile'],
  ['MLproject', 'mlflow run'],
  ['install.R', 'in R']
])('a folder with %s is told what it is and what to do with it', (file, word) => {
  writeFileSync(join(folder, file), '');
  expect(JSON.stringify(otherKind(folder))).toContain(word);
});

test('a Maven project is built with the image that it runs on, too', () => {
  writeFileSync(join(folder, 'pom.xml'), '');
  expect(otherKind(folder)?.suggestion).toContain('--runtime-image seldonio/seldon-core-s2i-java-runtime');
});

test('a folder that nothing tells about is none of these', () => {
  expect(otherKind(folder)).toBeUndefined();
});
