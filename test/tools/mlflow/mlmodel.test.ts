import { missingOf, parseMlmodel } from '../../../src/tools/mlflow/mlmodel';

const model = (more = '', pyfunc = '') => `flavors:
  python_function:
    loader_module: mlflow.sklearn
${pyfunc}
${more}`;
const read = (more?: string, pyfunc?: string) => parseMlmodel(model(more, pyfunc));
const failure = (text: string) => {
  try {
    parseMlmodel(text);
  } catch (error) {
    return (error as { problem: { code: string } }).problem.code;
  }
  return 'none';
};
const signature = (part: string, value: unknown) => `signature:\n  ${part}: '${JSON.stringify(value)}'\n`;

test('the least that is a model', () => {
  expect(read()).toEqual({
    description: {
      flavors: { python_function: { loader_module: 'mlflow.sklearn' } },
      loaderModule: 'mlflow.sklearn',
      predictFn: 'predict',
      signature: {}
    },
    needs: []
  });
});

test('reads what MLflow 3 writes', () => {
  const { description, needs } = read(
    `model_id: m-1
model_uuid: m-1
run_id: abc
mlflow_version: 3.17.2
model_size_bytes: 900
utc_time_created: '2026-01-02 03:04:05.000006'
artifact_path: mlflow-artifacts:/0/models/m-1/artifacts
saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  serving_input_path: serving_input_example.json
  type: dataframe
  params: 'true'
prompts: null
from_the_future: [1, {a: b}]
${signature('inputs', [{ type: 'double', name: 'a', required: true }])}`,
    `    data: model.pkl
    code: null
    predict_fn: predict_proba
    python_version: 3.10
    env: {conda: conda.yaml, virtualenv: python_env.yaml}`
  );
  expect(description).toMatchObject({
    modelId: 'm-1',
    runId: 'abc',
    mlflowVersion: '3.17.2',
    sizeBytes: 900,
    createdAt: '2026-01-02 03:04:05.000006',
    pythonVersion: '3.10',
    predictFn: 'predict_proba',
    example: { path: 'input_example.json', orient: 'split', servingPath: 'serving_input_example.json', hasParams: true }
  });
  expect(needs).toEqual(['model.pkl', 'conda.yaml', 'python_env.yaml']);
});

test('reads the environment of MLflow 1.x, a plain text', () => {
  expect(read('', '    env: conda.yaml').needs).toEqual(['conda.yaml']);
});

test('a column is required unless it is optional, in the words of old and new MLflow', () => {
  const columns = [
    { type: 'long', name: 'a' },
    { type: 'long', name: 'b', required: false },
    { type: 'long', name: 'c', optional: true },
    { type: 'long', name: 'd', optional: false }
  ];
  const { inputs } = read(signature('inputs', columns)).description.signature;
  expect(inputs?.map(input => input.kind === 'column' && input.required)).toEqual([true, false, false, true]);
  expect(inputs?.[2]).toEqual({
    kind: 'column',
    name: 'c',
    type: 'long',
    required: false,
    spec: { type: 'long', name: 'c', required: false }
  });
});

test('reads tensors, nested columns and columns without names', () => {
  const { signature: read1 } = read(
    signature('inputs', [{ type: 'tensor', 'tensor-spec': { dtype: 'float32', shape: [-1, 28, 28] } }])
  ).description;
  expect(read1.inputs).toEqual([{ kind: 'tensor', name: undefined, dtype: 'float32', shape: [-1, 28, 28] }]);
  const nested = { type: 'array', items: { type: 'double' }, required: true };
  const { signature: read2 } = read(signature('outputs', [nested])).description;
  expect(read2.outputs).toMatchObject([{ kind: 'column', type: 'array', spec: { items: { type: 'double' } } }]);
});

test('reads parameters, with a default that JSON does not have', () => {
  const text = `signature:\n  params: '[{"name": "t", "type": "double", "default": NaN, "shape": null}, {"name": "k", "type": "long"}]'\n`;
  expect(read(text).description.signature.params).toEqual([
    { name: 't', type: 'double', default: 'NaN', shape: null },
    { name: 'k', type: 'long', default: null, shape: null }
  ]);
});

test('takes null for absent, everywhere', () => {
  const text =
    'signature:\n  inputs: null\n  outputs:\nsaved_input_example_info: null\nrun_id: null\nmodel_size_bytes: null';
  expect(read(text).description.signature).toEqual({});
});

test.each([
  ['no YAML', 'flavors: [unclosed'],
  ['a list', '- a\n- b'],
  ['empty', ''],
  ['without flavors', 'run_id: abc'],
  ['with flavors that are no map', 'flavors: yes'],
  ['without loader', 'flavors:\n  python_function:\n    data: x'],
  ['with a signature that is no JSON', model("signature:\n  inputs: '[{'")],
  ['with a column without type', model(signature('inputs', [{ name: 'a' }]))],
  ['with a NUL', model('a: "\0"')],
  ['of more parts than can be read in a second', model('m:\n' + '  k: {a: 1, b: [1, 2]}\n'.repeat(10_000))],
  ['larger than 5 MB', model(`a: ${'x'.repeat(5 * 1024 * 1024)}`)],
  ['an alias bomb', bomb()]
])('is malformed when it is %s', (_name, text) => {
  expect(failure(text)).toBe('model-malformed');
});

test.each(['../up', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\\b'])('is hostile when its data is %s', path => {
  expect(failure(model('', `    data: '${path}'`))).toBe('model-hostile');
  expect(failure(model('', `    artifacts: {x: {path: '${path}', uri: y}}`))).toBe('model-hostile');
  expect(failure(model(`saved_input_example_info: {artifact_path: '${path}', type: ndarray}`))).toBe('model-hostile');
  expect(failure(model(`  pytorch:\n    model_data: '${path}'`))).toBe('model-hostile');
});

test('is not supported without the flavor python_function', () => {
  expect(failure('flavors:\n  crate:\n    model: crate.bin')).toBe('model-unsupported');
});

test('a folder that is needed is there when something is in it', () => {
  const files = ['MLmodel', 'data/model.keras', 'codec.py'].map(path => ({ path }));
  expect(missingOf(['data', 'model.pkl', 'code'], files)).toEqual(['model.pkl', 'code']);
});

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, at) => {
    const previous = at === 0 ? 'x' : `*l${at - 1}`;
    return `l${at}: &l${at} [${Array(10).fill(previous).join(', ')}]`;
  });
  return model(levels.join('\n'));
}
