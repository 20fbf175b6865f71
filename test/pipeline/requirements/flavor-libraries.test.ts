import type { ModelDescription } from '../../../src/contract/model';
import { rewriteRequirements } from '../../../src/pipeline/requirements';
import { subject } from './subject';

const BASE = ['mlflow-skinny==3.1.4', 'pandas==2.3.3', 'numpy==2.2.6'];

function added(flavors: ModelDescription['flavors'], named: string[] = []): string[] {
  const [flavor = ''] = Object.keys(flavors);
  const description = { flavors, loaderModule: `mlflow.${flavor}` };
  const { requirements } = rewriteRequirements({ lines: [...BASE, ...named] }, subject({ description }));
  return requirements.slice(BASE.length + named.length);
}

it.each([
  [{ sklearn: { sklearn_version: '1.7.2' } }, ['scikit-learn==1.7.2']],
  [{ sklearn: { sklearn_version: '1.9.1', serialization_format: 'skops' } }, ['scikit-learn==1.9.1', 'skops<1']],
  [{ xgboost: { xgb_version: '3.2.0', model_class: 'xgboost.core.Booster' } }, ['xgboost-cpu==3.2.0']],
  [
    { lightgbm: { lgb_version: '4.6.0', model_class: 'lightgbm.sklearn.LGBMClassifier' } },
    ['lightgbm==4.6.0', 'scikit-learn<2']
  ],
  [
    {
      xgboost: { xgb_version: '3.2.0', model_class: 'xgboost.sklearn.XGBClassifier' },
      sklearn: { sklearn_version: '1.7.2' }
    },
    ['scikit-learn==1.7.2', 'xgboost-cpu==3.2.0']
  ],
  [{ catboost: { catboost_version: '1.2.8' } }, ['catboost==1.2.8']],
  [{ statsmodels: { statsmodels_version: '0.14.5' } }, ['statsmodels==0.14.5']],
  [{ onnx: { onnx_version: '1.19.0' } }, ['onnx==1.19.0', 'onnxruntime']],
  [{ keras: { keras_version: '3.11.0', keras_backend: 'jax' } }, ['keras==3.11.0', 'jax']],
  [{ keras: { keras_version: '3.11.0', keras_backend: 'made-up' } }, ['keras==3.11.0']],
  [{ tensorflow: { keras_version: '2.15.0' } }, ['tensorflow==2.15.*']],
  [{ tensorflow: { keras_version: '3.4.1' } }, ['tensorflow']],
  [{ pytorch: { pytorch_version: '2.5.1+cu121' } }, ['torch==2.5.1']],
  [{ python_function: { cloudpickle_version: '3.1.1' } }, ['cloudpickle==3.1.1']],
  [{ python_function: {} }, []],
  [{ crate: { version: '1' } }, []],
  [{ constructor: {}, keras: { keras_backend: 'constructor' } }, ['keras']]
] as [ModelDescription['flavors'], string[]][])('adds for the flavor %j what no line names', (flavors, expected) => {
  expect(added(flavors)).toEqual(expected);
});

it.each([
  [{ sklearn: { sklearn_version: '1.7.2' } }, ['Scikit.Learn>=1.0']],
  [{ xgboost: { xgb_version: '3.2.0' } }, ['xgboost-cpu==3.2.0']],
  [{ onnx: { onnx_version: '1.19.0' } }, ['onnx==1.19.0', 'onnxruntime==1.20.0']],
  [{ tensorflow: { keras_version: '2.15.0' } }, ['tensorflow-cpu==2.15.0']],
  [{ pytorch: { pytorch_version: '2.5.1' } }, ['torch @ https://host/torch-2.5.1-cp311-cp311-linux_x86_64.whl']]
] as [ModelDescription['flavors'], string[]][])('adds nothing for %j beside %j', (flavors, named) => {
  expect(added(flavors, named)).toEqual([]);
});

it('says of an added line which version was logged', () => {
  const { changes } = rewriteRequirements({ lines: BASE }, subject());

  expect(changes).toEqual([{ to: 'scikit-learn==1.7.2', reason: expect.stringContaining('1.7.2') }]);
});

it.each(['1.7.2\n-e .', '1.7.2 ; sys_platform', '1.8.dev0', 'latest', 172, null, { toString: '1.0' }])(
  'does not take %j for a version',
  version => {
    expect(added({ sklearn: { sklearn_version: version } })).toEqual(['scikit-learn']);
  }
);

it("gives the flavor's library the logged version when it is named without one", () => {
  const { requirements } = rewriteRequirements({ lines: [...BASE, 'sklearn', 'cloudpickle'] }, subject());

  expect(requirements).toEqual([...BASE, 'scikit-learn==1.7.2', 'cloudpickle']);
});
