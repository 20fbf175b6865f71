import { rewriteRequirements } from '../../../src/pipeline/requirements';
import { CUSTOM, subject } from './subject';

const LIBRARIES = ['pandas==2.3.3', 'numpy==1.26.4', 'scikit-learn==1.7.2'];

function mlflowOf(line: string, changes: Parameters<typeof subject>[0] = {}): string | undefined {
  const { requirements } = rewriteRequirements({ lines: [line, ...LIBRARIES] }, subject(changes));
  return requirements.find(text => /^mlflow/i.test(text));
}

it('takes mlflow-skinny in place of mlflow, and says why', () => {
  const { requirements, changes } = rewriteRequirements({ lines: ['mlflow==3.1.4', ...LIBRARIES] }, subject());

  expect(requirements).toEqual(['mlflow-skinny==3.1.4', ...LIBRARIES]);
  expect(changes).toEqual([
    { from: 'mlflow==3.1.4', to: 'mlflow-skinny==3.1.4', reason: expect.stringContaining('mlflow-skinny') }
  ]);
});

it.each([
  ['MLflow == 3.1.4', 'mlflow-skinny== 3.1.4'],
  ['mlflow<4,>=3.1', 'mlflow-skinny<4,>=3.1'],
  ['mlflow==3.1.4 ; python_version >= "3.9"', 'mlflow-skinny==3.1.4 ; python_version >= "3.9"'],
  ['mlflow[extras]==3.1.4', 'mlflow-skinny[extras]==3.1.4'],
  ['mlflow[Databricks]==3.1.4', 'mlflow-skinny[Databricks]==3.1.4'],
  ['mlflow-skinny==3.1.4', 'mlflow-skinny==3.1.4'],
  ['mlflow-skinny[databricks]==2.22.0', 'mlflow-skinny[databricks]==2.22.0'],
  ['mlflow==3.1.0rc0', 'mlflow-skinny==3.1.0rc0']
])('makes of %s the line %s', (line, expected) => {
  expect(mlflowOf(line)).toBe(expected);
});

it.each(['mlflow[gateway]==3.1.4', 'mlflow[genai]==3.1.4', 'mlflow[extras,langchain]==3.1.4', 'mlflow==1.27.0'])(
  'keeps %s whole',
  line => {
    expect(mlflowOf(line)).toBe(line);
  }
);

it.each(['mlflow.transformers', 'mlflow.langchain', 'mlflow.spark', 'mlflow.h2o', 'mlflow.flavor_of_tomorrow'])(
  'keeps all of mlflow for a model that %s loads',
  loaderModule => {
    expect(mlflowOf('mlflow==3.1.4', { description: { loaderModule } })).toBe('mlflow==3.1.4');
  }
);

it.each(['mlflow.pyfunc.model', 'mlflow.pyfunc.loaders.code_model', 'mlflow.xgboost', 'mlflow.pytorch', 'my_loader'])(
  'serves a model that %s loads with mlflow-skinny',
  loaderModule => {
    expect(mlflowOf('mlflow==3.1.4', { description: { loaderModule } })).toBe('mlflow-skinny==3.1.4');
  }
);

it('keeps mlflow from a repository, and adds no second one', () => {
  const line = 'mlflow @ git+https://host/mlflow.git@master';
  const { requirements } = rewriteRequirements({ lines: [line, 'scikit-learn==1.7.2'] }, subject());

  expect(requirements).toEqual([line, 'scikit-learn==1.7.2']);
});

it.each([
  ['mlflow==3.6.1.dev0', 'mlflow-skinny>=3.6.0,<=3.6.1'],
  ['mlflow==3.7.0.dev0', 'mlflow-skinny>=3.7.0,<=3.7.0']
])('takes for the development version %s a release that there is', (line, expected) => {
  expect(mlflowOf(line)).toBe(expected);
});

it('pins mlflow without a version to the one that logged the model', () => {
  expect(mlflowOf('mlflow')).toBe('mlflow-skinny==3.1.4');
});

it('adds the mlflow that logged the model when no line names it', () => {
  expect(mlflowOf('cloudpickle==3.1.3')).toBe('mlflow-skinny==3.1.4');
  expect(mlflowOf('cloudpickle==3.1.3', { description: { mlflowVersion: undefined } })).toBe('mlflow-skinny');
  expect(mlflowOf('cloudpickle', { description: { loaderModule: 'mlflow.langchain' } })).toBe('mlflow==3.1.4');
});

it('lets no text from MLmodel become a line of its own', () => {
  const mlflowVersion = '3.1.4\n--index-url https://evil.example';

  expect(mlflowOf('mlflow', { description: { mlflowVersion } })).toBe('mlflow-skinny');
});

it('says once what mlflow and mlflow-skinny both say', () => {
  const lines = ['mlflow==3.1.4', 'mlflow-skinny==3.1.4', ...LIBRARIES];
  const { requirements, changes } = rewriteRequirements({ lines }, subject());

  expect(requirements).toEqual(['mlflow-skinny==3.1.4', ...LIBRARIES]);
  expect(changes).toHaveLength(2);
});

it.each([
  ['3.17.2', ['pandas<4', 'numpy<3']],
  ['3.1.4', ['pandas<3', 'numpy<3']],
  ['2.16.0', ['pandas<3', 'numpy<3']],
  ['2.15.1', ['pandas<3', 'numpy<2', 'setuptools<81']],
  ['2.9.2', ['pandas<3', 'numpy<2', 'setuptools<81']],
  ['2.1.1', ['pandas<2', 'numpy<2', 'setuptools<81']]
])('adds what pyfunc of MLflow %s needs besides mlflow-skinny', (version, added) => {
  const lines = [`mlflow==${version}`];
  const { requirements } = rewriteRequirements({ lines }, subject({ description: CUSTOM }));

  expect(requirements).toEqual([`mlflow-skinny==${version}`, ...added]);
});

it('limits what is named without a limit to what that MLflow works with', () => {
  const lines = ['mlflow==2.9.2', 'pandas', 'numpy>=1.21 ; python_version > "3.8"', 'setuptools'];
  const { requirements } = rewriteRequirements({ lines }, subject({ description: CUSTOM }));

  expect(requirements).toEqual([
    'mlflow-skinny==2.9.2',
    'pandas<3',
    'numpy>=1.21,<2 ; python_version > "3.8"',
    'setuptools<81'
  ]);
});

it('leaves a version alone that the model pins', () => {
  const lines = ['mlflow==2.9.2', 'pandas~=2.1', 'numpy==1.26.4', 'setuptools==68.0'];
  const { requirements } = rewriteRequirements({ lines }, subject({ description: CUSTOM }));

  expect(requirements).toEqual(['mlflow-skinny==2.9.2', ...lines.slice(1)]);
});

it('adds nothing that all of mlflow brings, but for pkg_resources', () => {
  const description = { loaderModule: 'mlflow.langchain', flavors: {} };

  expect(rewriteRequirements({ lines: ['mlflow==3.1.4'] }, subject({ description })).requirements).toEqual([
    'mlflow==3.1.4'
  ]);
  expect(rewriteRequirements({ lines: ['mlflow==2.9.2'] }, subject({ description })).requirements).toEqual([
    'mlflow==2.9.2',
    'setuptools<81'
  ]);
});

it('keeps mlflow-skinny for a model that asks for no more, with what pyfunc needs', () => {
  const description = { loaderModule: 'mlflow.langchain', flavors: {} };
  const { requirements } = rewriteRequirements({ lines: ['mlflow-skinny==3.1.4'] }, subject({ description }));

  expect(requirements).toEqual(['mlflow-skinny==3.1.4', 'pandas<3', 'numpy<3']);
});

it('changes nothing for files that are all there is', () => {
  const lines = ['--no-index', '--find-links wheels', 'mlflow==2.9.2', 'xgboost==3.2.0'];
  const files = ['wheels/mlflow-2.9.2-py3-none-any.whl'];
  const { requirements } = rewriteRequirements({ lines }, subject({ files }));

  expect(requirements).toEqual(['--no-index', '--find-links ./model/wheels', 'mlflow==2.9.2', 'xgboost==3.2.0']);
});
