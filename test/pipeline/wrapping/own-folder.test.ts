import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Selected } from '../../../src/contract/run';
import { componentOfClass, componentOfWrapped } from '../../../src/pipeline/wrapping/own-folder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function selected(files: Record<string, string>, kind: 'class' | 'wrapped' = 'class'): Selected {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return Selected.parse({
    request: { model: folder },
    model: { reference: folder, uri: folder, kind, name: 'own', path: folder, digest: 'd', bytes: 1 }
  });
}

test('a module with a class of its own name is the component', async () => {
  const input = selected({ 'Churn.py': 'class Churn:\n    pass\n', 'helper.py': 'class Other: pass\n' });

  expect(await componentOfClass(input, '3.11')).toMatchObject({
    className: 'Churn',
    type: 'MODEL',
    python: '3.11',
    digest: 'd'
  });
});

test('what .s2i/environment says is taken', async () => {
  const input = selected({ '.s2i/environment': '# by hand\nMODEL_NAME=pack.age.Route\nSERVICE_TYPE=ROUTER\n' });

  expect(await componentOfClass(input, '3.11')).toMatchObject({ className: 'pack.age.Route', type: 'ROUTER' });
});

test.each([
  ['MODEL', 'predict'],
  ['ROUTER', 'route'],
  ['COMBINER', 'aggregate'],
  ['TRANSFORMER', 'transform_input'],
  ['OUTPUT_TRANSFORMER', 'transform_output']
])('a %s answers with %s', async (type, method) => {
  const input = selected({ '.s2i/environment': `MODEL_NAME=A\nSERVICE_TYPE=${type}\n` });

  expect((await componentOfClass(input, '3.11')).method).toBe(method);
});

test('an outlier detector of Seldon is a transformer', async () => {
  const input = selected({ '.s2i/environment': 'MODEL_NAME=A\nSERVICE_TYPE=OUTLIER_DETECTOR\n' });

  expect((await componentOfClass(input, '3.11')).type).toBe('TRANSFORMER');
});

test("Seldon's own package is left out of the requirements, and that is said", async () => {
  const input = selected({ 'A.py': 'class A: pass', 'requirements.txt': '# needs\nseldon-core==1.17.1\nnumpy\n\n' });
  const component = await componentOfClass(input, '3.11');

  expect(component.requirements).toEqual(['numpy']);
  expect(component.requirementChanges).toMatchObject([{ from: 'seldon-core==1.17.1' }]);
});

test('contract, checks and a first request are used where they are there', async () => {
  const component = await componentOfClass(
    selected({ 'A.py': 'class A: pass', 'contract.json': '{}', 'request.json': '{}' }),
    '3.11'
  );

  expect(component).toMatchObject({ contract: 'contract.json', warmUp: 'request.json' });
  expect(component.checks).toBeUndefined();
});

test.each([
  ['model-missing', { 'notes.py': 'x = 1' }],
  ['model-ambiguous', { 'A.py': 'class A: pass', 'B.py': 'class B: pass' }],
  ['model-unsupported', { '.s2i/environment': 'MODEL_NAME=A\nSERVICE_TYPE=ORACLE\n' }]
])('%s is said', async (code, files) => {
  await expect(componentOfClass(selected(files), '3.11')).rejects.toMatchObject({ problem: { code } });
});

test.each([
  ['no class', {}],
  ['several classes', { 'A.py': 'class A: pass', 'B.py': 'class B: pass' }]
])('a folder with %s is named as the person named it, without a password', async (_, files) => {
  const input = selected(files);
  const model = { ...input.model, reference: 'https://me:hidden@host/own.git' };

  await expect(componentOfClass({ ...input, model }, '3.11')).rejects.toMatchObject({
    problem: { message: expect.stringMatching(/https:\/\/[^:@]*@?host\/own\.git/) as string }
  });
});

const ORIGIN = JSON.stringify({
  version: 1,
  language: 'python',
  method: 'predict_proba',
  python: '3.10',
  modelFolder: 'model',
  model: 'models:/churn/3',
  name: 'churn',
  requirementChanges: []
});

test('a wrapped folder that was made another kind answers as that kind does', async () => {
  const files = { 'deploy-model.json': ORIGIN, '.s2i/environment': 'MODEL_NAME=Model\nSERVICE_TYPE=TRANSFORMER\n' };

  expect((await componentOfWrapped(selected(files, 'wrapped'))).method).toBe('transform_input');
});

test('a wrapped folder is taken as it is now', async () => {
  const files = {
    'deploy-model.json': ORIGIN,
    '.s2i/environment': 'MODEL_NAME=Model\n',
    'requirements.txt': 'mine\n'
  };

  expect(await componentOfWrapped(selected(files, 'wrapped'))).toMatchObject({
    className: 'Model',
    method: 'predict_proba',
    python: '3.10',
    modelFolder: 'model',
    requirements: ['mine']
  });
});

test('a wrapped folder whose record is broken is said', async () => {
  const input = selected({ 'deploy-model.json': '{"version": 1}' }, 'wrapped');

  await expect(componentOfWrapped(input)).rejects.toMatchObject({ problem: { code: 'model-malformed' } });
});
