import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rewriteRequirements } from '../../../src/pipeline/requirements';
import { CUSTOM, subject } from './subject';

/** These ask the package index: a rewritten line is only right when the package is really there. */
const uv = process.env.DEPLOY_MODEL_UV || 'uv';
jest.setTimeout(300_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wrapped ü-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The resolved packages, `name==version`, for Python 3.11 on Linux. */
async function resolved(lines: string[], changes: Parameters<typeof subject>[0] = {}): Promise<string[]> {
  const { requirements } = rewriteRequirements({ lines }, subject(changes));
  await writeFile(join(folder, 'requirements.txt'), requirements.join('\n'));
  const platform = ['--python-version', '3.11', '--python-platform', 'x86_64-manylinux_2_28'];
  const args = ['pip', 'compile', 'requirements.txt', ...platform, '--no-header', '--no-annotate', '--quiet'];
  const { stdout } = await promisify(execFile)(uv, args, { cwd: folder });
  return stdout.split('\n').filter(Boolean);
}

it('resolves a model of MLflow 2.9 to versions of its time, with pkg_resources', async () => {
  const packages = await resolved(['mlflow==2.9.2', 'cloudpickle==3.1.3'], { description: CUSTOM });

  expect(packages).toContain('mlflow-skinny==2.9.2');
  expect(versionIn(packages, 'numpy')).toMatch(/^1\./);
  expect(versionIn(packages, 'pandas')).toMatch(/^2\./);
  expect(Number(versionIn(packages, 'setuptools')?.split('.')[0])).toBeLessThan(81);
});

it.each(['2.22.5', '3.1.4', '3.17.2'])('resolves a model of MLflow %s without the tracking server', async version => {
  const description = { mlflowVersion: version };
  const packages = await resolved([`mlflow==${version}`, 'scikit-learn==1.7.2'], { description });

  expect(packages).toContain(`mlflow-skinny==${version}`);
  expect(names(packages)).toEqual(expect.arrayContaining(['pandas', 'numpy', 'scikit-learn']));
  expect(names(packages)).not.toContain('sqlalchemy');
});

it('resolves a development version to a release', async () => {
  const packages = await resolved(['mlflow==3.6.1.dev0'], { description: CUSTOM });

  expect(versionIn(packages, 'mlflow-skinny')).toMatch(/^3\.6\.[01]$/);
});

it('resolves XGBoost without CUDA', async () => {
  const packages = await resolved(['mlflow==3.17.2', 'xgboost==3.2.0', 'scikit-learn==1.7.2']);

  expect(packages).toContain('xgboost-cpu==3.2.0');
  expect(names(packages).filter(name => name.startsWith('nvidia'))).toEqual([]);
});

it('resolves builds for accelerators to plain ones', async () => {
  const packages = await resolved(['torch==2.5.1+cu121', 'onnxruntime-gpu==1.20.2'], { description: CUSTOM });

  expect(packages).toContain('torch==2.5.1');
  expect(packages).toContain('onnxruntime==1.20.1');
});

it('resolves what is in the folder of the model', async () => {
  const project = join(folder, 'model', 'code', 'churn');
  await mkdir(project, { recursive: true });
  await writeFile(
    join(project, 'pyproject.toml'),
    '[project]\nname = "churn"\nversion = "1.0"\ndependencies = ["six"]\n'
  );
  await writeFile(join(folder, 'model', 'constraints.txt'), 'six==1.16.0\n');
  const lines = ['mlflow==3.1.4', '-c constraints.txt', '-e ./code/churn'];

  const packages = await resolved(lines, {
    description: CUSTOM,
    files: ['constraints.txt', 'code/churn/pyproject.toml']
  });

  expect(packages).toEqual(expect.arrayContaining(['./model/code/churn', 'six==1.16.0']));
});

function names(packages: string[]): string[] {
  return packages.map(text => text.replace(/==.*/, ''));
}

function versionIn(packages: string[], name: string): string | undefined {
  return packages.find(text => text.startsWith(`${name}==`))?.split('==')[1];
}
