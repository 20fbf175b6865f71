import { rewritten } from './subject';

it.each([
  ['torch==2.5.1+cu121', 'torch==2.5.1'],
  ['torchvision==0.20.1+cpu', 'torchvision==0.20.1'],
  ['torch == 2.5.1+rocm6.2 ; python_version > "3.9"', 'torch==2.5.1 ; python_version > "3.9"'],
  ['jaxlib==0.4.23+cuda12.cudnn89', 'jaxlib==0.4.23'],
  ['torch @ https://download.pytorch.org/whl/cu121/torch-2.5.1%2Bcu121-cp311-cp311-linux_x86_64.whl', 'torch==2.5.1'],
  ['tensorflow[and-cuda]==2.16.1', 'tensorflow==2.16.1'],
  ['jax[cuda12,k8s]==0.4.30', 'jax[k8s]==0.4.30'],
  ['onnxruntime-gpu==1.20.2', 'onnxruntime>=1.20.0,<=1.20.2'],
  ['onnxruntime-gpu', 'onnxruntime'],
  ['xgboost==3.2.0', 'xgboost-cpu==3.2.0'],
  ['xgboost[scikit-learn]==2.1.1', 'xgboost-cpu[scikit-learn]==2.1.1'],
  [
    '--extra-index-url https://download.pytorch.org/whl/cu121',
    '--extra-index-url https://download.pytorch.org/whl/cpu'
  ],
  [
    '-f https://download.pytorch.org/whl/nightly/cu126/x.html',
    '--find-links https://download.pytorch.org/whl/nightly/cpu/x.html'
  ]
])('makes of %s for the CPU %s', (line, expected) => {
  expect(rewritten([line]).lines).toEqual([expected]);
});

it.each([
  'torch==2.5.1',
  'torch @ https://host/torch-2.5.1-cp311-cp311-linux_x86_64.whl',
  'xgboost==2.1.0',
  'xgboost==1.7.6',
  'xgboost>=3',
  'xgboost',
  '--extra-index-url https://mirror.example/pytorch/whl/cu121'
])('leaves %s as it is', line => {
  expect(rewritten([line])).toMatchObject({ lines: [line], changes: [], problems: [] });
});

it('adds no index: one that does not answer would break every build', () => {
  const { requirements } = rewritten(['torch==2.5.1+cu121']);

  expect(requirements.filter(line => line.startsWith('-'))).toEqual([]);
});

it('keeps builds for a GPU where there is one and their index is named', () => {
  const lines = ['--extra-index-url https://download.pytorch.org/whl/cu121', 'torch==2.5.1+cu121'];

  expect(rewritten(lines, { gpu: true }).lines).toEqual(lines);
});

it('takes the plain version for a GPU where no index has the labelled one', () => {
  expect(rewritten(['torch==2.5.1+cu121', 'onnxruntime-gpu==1.20.1'], { gpu: true }).lines).toEqual([
    'torch==2.5.1',
    'onnxruntime-gpu==1.20.1'
  ]);
});

it('keeps the whole xgboost beside a package that may ask for it', () => {
  const lines = ['xgboost==3.2.0', 'xgboost-ray==0.1.19'];

  expect(rewritten(lines).lines).toEqual(lines);
});

it('keeps the whole xgboost beside a file that may list anything', () => {
  const { lines } = rewritten(['-r more.txt', 'xgboost==3.2.0'], { files: ['more.txt'] });

  expect(lines).toEqual(['-r model/more.txt', 'xgboost==3.2.0']);
});

it('keeps the whole xgboost where there is no other', () => {
  expect(rewritten(['xgboost==3.2.0'], { platform: 'darwin' }).lines).toEqual(['xgboost==3.2.0']);
});

it.each([
  ['linux', 'pywin32==306', []],
  ['win32', 'pywin32==306', ['pywin32==306']],
  ['linux', 'tensorflow-metal==1.1.0', []],
  ['darwin', 'nvidia-cublas-cu12==12.1.3.1', []],
  ['linux', 'nvidia-cublas-cu12==12.1.3.1', ['nvidia-cublas-cu12==12.1.3.1']],
  ['linux', 'tensorflow-intel==2.15.0', ['tensorflow==2.15.0']],
  ['darwin', 'tensorflow-macos==2.15.0', ['tensorflow-macos==2.15.0']],
  ['linux', 'tensorflow-gpu==2.10.0', ['tensorflow==2.10.0']],
  ['linux', 'pytorch==2.5.1', ['torch==2.5.1']],
  ['darwin', 'py-xgboost==3.2.0', ['xgboost==3.2.0']]
] as [NodeJS.Platform, string, string[]][])('makes on %s of %s the lines %j', (platform, line, expected) => {
  expect(rewritten([line], { platform }).lines).toEqual(expected);
});

it('names tensorflow once when it was logged under two names', () => {
  const { lines, changes } = rewritten(['tensorflow==2.15.0', 'tensorflow-intel==2.15.0']);

  expect(lines).toEqual(['tensorflow==2.15.0']);
  expect(changes).toEqual([{ from: 'tensorflow-intel==2.15.0', reason: expect.stringContaining('Windows') }]);
});

it('takes one TensorFlow where two were logged, the one without CUDA where there is no GPU', () => {
  const lines = ['tensorflow-cpu==2.21.0', 'tensorflow==2.21.0'];

  expect(rewritten(lines).lines).toEqual(['tensorflow-cpu==2.21.0']);
  expect(rewritten(lines, { gpu: true }).lines).toEqual(['tensorflow==2.21.0']);
  expect(rewritten(['tensorflow-cpu==2.15.0', 'tensorflow-intel==2.15.0']).lines).toEqual(['tensorflow-cpu==2.15.0']);
});

it('takes scikit-learn for the empty package sklearn', () => {
  expect(rewritten(['sklearn==0.0']).lines).toEqual([]);
  expect(rewritten(['sklearn==0.0'], { description: { flavors: {} } }).changes).toHaveLength(1);
});
