import type { Deployment } from '../../src/contract/deployment';
import type { Detection } from '../../src/contract/detection';
import type { BuiltImage, EngineOffer, Image, ImageDetails } from '../../src/contract/image';
import type { Metrics } from '../../src/contract/metrics';
import type { ModelDetails, ModelSummary } from '../../src/contract/model';
import type { Revision } from '../../src/contract/revision';
import { Run, RunRequest } from '../../src/contract/run';
import type { Signature } from '../../src/contract/signature';
import { STAGES, type StageName } from '../../src/contract/stage';
import type { Task } from '../../src/contract/task';
import type { ModelUsage } from '../../src/contract/usage';
import type { CaseResult, Verdict } from '../../src/contract/verdict';
import type { WrappedFolder } from '../../src/contract/wrapped-file';

/** Values for views; nothing here is more than a service might say. */

/** Two minutes ago. */
export const TIME = new Date(Date.now() - 120_000).toISOString();
/** Markup in a name must stay text. */
export const HOSTILE = '<img src=x onerror="window.hacked=1"><b>bold</b>';
export const EXPERIMENTS = [
  { id: '1', name: 'churn' },
  { id: '2', name: 'prices' }
];
export const REQUEST = RunRequest.parse({ model: 'models:/churn/3', name: 'churn' });

export function models(count: number): ModelSummary[] {
  return Array.from({ length: count }, (_, index) => ({
    uri: `models:/m-${index}`,
    name: ['churn', 'prices', 'wine', 'fraud'][index % 4]!,
    runId: `${index}`,
    runName: ['mellow-shark', 'brave-lamb', 'sad-crow'][index % 3]! + index,
    experimentId: '1',
    experimentName: 'churn',
    status: 'READY',
    user: ['ada', 'grace'][index % 2]!,
    createdAt: Date.parse(TIME) - index * 3_600_000,
    metrics: { auc: Number((0.6 + ((index * 37) % 40) / 100).toFixed(3)), loss: index % 9 === 0 ? 'NaN' : index / 100 },
    params: { depth: String(index % 7) },
    tags: { team: 'growth' },
    registered:
      index % 5 === 0 ? [{ name: 'churn', version: String(index || 3), aliases: index === 0 ? ['champion'] : [] }] : []
  }));
}

export const SIGNATURE: Signature = {
  inputs: [
    { kind: 'column', name: 'age', type: 'long', required: true, spec: {} },
    { kind: 'column', name: 'income', type: 'double', required: true, spec: {} },
    { kind: 'column', name: 'plan', type: 'string', required: true, spec: {} },
    { kind: 'column', name: 'active', type: 'boolean', required: true, spec: {} },
    { kind: 'column', name: 'note', type: 'string', required: false, spec: {} }
  ],
  outputs: [{ kind: 'column', type: 'double', required: true, spec: {} }],
  params: [{ name: 'threshold', type: 'double', default: 0.5, shape: null }]
};

export const USAGE: ModelUsage = {
  type: 'MODEL',
  method: 'predict',
  runtime: 'builtin',
  example:
    '{"data": {"names": ["age", "income", "plan", "active", "note"], "ndarray": [[41, 52000.0, "pro", true, null]]}}',
  signature: SIGNATURE
};

export function details(uri: string): ModelDetails {
  return {
    uri,
    name: 'churn',
    summary: models(1)[0],
    description: {
      flavors: { sklearn: {}, python_function: {} },
      loaderModule: 'mlflow.sklearn',
      pythonVersion: '3.11.7',
      mlflowVersion: '3.1.0',
      predictFn: 'predict',
      signature: SIGNATURE,
      example: { path: 'input_example.json', type: 'dataframe', hasParams: false }
    },
    requirements: ['mlflow==3.1.0', 'scikit-learn==1.5.2'],
    files: [{ path: 'MLmodel', size: 900 }],
    bytes: 1_234_567,
    problems: []
  };
}

/** A run that has just begun. */
export function run(id: string, request = REQUEST, until: StageName = 'deploy'): Run {
  return Run.parse({
    version: 1,
    id,
    request,
    state: 'running',
    until,
    createdAt: TIME,
    updatedAt: TIME,
    owner: { pid: 1, started: '1' },
    stages: STAGES.map(name => ({ name, state: name === 'select' ? 'running' : 'waiting' })),
    warnings: []
  });
}

export function cases(): CaseResult[] {
  return [
    {
      name: 'the logged example',
      kind: 'parity',
      protocol: 'rest',
      passed: true,
      expected: '1 row of 1 float, as the logged model answers',
      got: '1 row of 1 float',
      difference: 0,
      status: 200,
      milliseconds: 4.1
    },
    {
      name: '1 random row, seed 1',
      kind: 'contract',
      protocol: 'rest',
      passed: true,
      expected: '1 row of 1 float',
      got: '1 row of 1 float',
      status: 200,
      milliseconds: 3.2
    },
    {
      name: 'a missing column',
      kind: 'refused',
      protocol: 'rest',
      passed: false,
      expected: 'a refusal with a reason',
      got: 'status 200: [0.25]',
      status: 200,
      milliseconds: 9.9
    }
  ];
}

export function verdict(passed: boolean): Verdict {
  return {
    passed,
    cases: cases().filter(each => !passed || each.passed),
    summary: passed ? '2 of 2 cases passed' : '1 of 3 cases failed',
    reused: false,
    testedAt: TIME
  };
}

export function deployment(name = 'churn', change: Partial<Deployment> = {}): Deployment {
  return {
    name,
    target: 'process',
    model: 'models:/churn/3',
    run: 'run-1',
    revision: 2,
    createdAt: TIME,
    endpoint: { url: 'http://127.0.0.1:41233', predictions: 'http://127.0.0.1:41233/api/v1.0/predictions' },
    state: 'running',
    reason: 'It answers.',
    since: TIME,
    restarts: 0,
    memory: 142_000_000,
    cpu: 1.5,
    pid: 4242,
    verdict: '2 of 2 cases passed',
    ...change
  };
}

export function folder({ state }: Run): WrappedFolder {
  const editable = state === 'finished';
  return {
    component: {
      folder: '/home/ada/.local/share/deploy-model/runs/run-1/wrapped',
      type: 'MODEL',
      language: 'python',
      runtime: 'builtin',
      className: 'Model',
      method: 'predict',
      python: '3.11',
      requirements: ['mlflow-skinny==3.1.0', 'scikit-learn==1.5.2', 'pandas==2.2.3'],
      requirementChanges: [
        {
          from: 'mlflow==3.1.0',
          to: 'mlflow-skinny==3.1.0',
          reason: 'Serving needs no tracking server: a third of the size.'
        },
        { from: 'pywin32==306', reason: 'It is for Windows only.' }
      ],
      digest: 'abc'
    },
    files: [
      {
        path: 'Model.py',
        size: 820,
        text: 'class Model:\n    def predict(self, X, names=None):\n        return X\n',
        editable
      },
      {
        path: 'requirements.txt',
        size: 64,
        text: 'scikit-learn==1.5.2\n',
        generated: 'scikit-learn==1.5.1\n',
        editable
      },
      { path: 'contract.json', size: 300, text: '{"features": []}\n', editable },
      { path: 'model/model.pkl', size: 1_200_000, editable: false }
    ]
  };
}

export const LOG = [
  'INFO Resolved 24 packages in 310ms',
  'INFO Prepared 3 packages in 1.2s',
  'Traceback (most recent call last):',
  'ValueError: could not convert string to float'
];

export function metrics(round: number): Metrics {
  const count = 40 + round * 7;
  return {
    at: new Date(Date.parse(TIME) + round * 3000).toISOString(),
    requests: count,
    errors: 1,
    latency: {
      sum: count * 0.005,
      count,
      buckets: [{ le: 0.005, count: count - 10 }, { le: 0.01, count: count - 1 }, { count }]
    },
    samples: [{ name: 'my_counter', labels: { method: 'predict' }, value: 3 }]
  };
}

export function revisions({ name }: Deployment): Revision[] {
  return [
    { revision: 2, model: `models:/${name}/3`, run: 'run-1', createdAt: TIME, current: true },
    { revision: 1, model: `models:/${name}/2`, run: 'run-0', createdAt: TIME, current: false }
  ];
}

export function task(kind: Task['kind'], subject: string): Task {
  return {
    id: 't-1',
    kind,
    subject,
    state: 'finished',
    startedAt: TIME,
    changes: 1,
    lines: [],
    cases: kind === 'test' ? cases() : [],
    verdict: kind === 'test' ? verdict(false) : undefined
  };
}

export const ENGINE: EngineOffer = {
  version: '27.5.1',
  platform: 'linux/amd64',
  host: 'unix:///var/run/docker.sock',
  cpus: 8,
  memory: 16 * 1024 ** 3,
  gpus: 'cdi',
  gpuIds: ['0', '1'],
  s2i: '1.5.1',
  contexts: [
    { name: 'default', host: 'unix:///var/run/docker.sock', current: true },
    { name: 'gpu-box', host: 'ssh://ada@gpu-box', current: false }
  ]
};

const hex = (digit: string) => digit.repeat(64);

export function images(): BuiltImage[] {
  return [
    {
      reference: 'registry:5000/team/churn:1.2',
      id: `sha256:${hex('a')}`,
      digest: `registry:5000/team/churn@sha256:${hex('b')}`,
      model: 'models:/churn/3',
      size: 412_000_000,
      createdAt: TIME,
      usedBy: ['churn']
    },
    {
      reference: 'localhost/deploy-model/prices:5f0c1d2e3a4b',
      id: `sha256:${hex('c')}`,
      model: 'models:/prices/7',
      size: 388_000_000,
      createdAt: TIME,
      usedBy: []
    }
  ];
}

/** What a run says of the image that it has built. */
export function image(): Image {
  const [{ reference, id, digest, size }] = images() as [BuiltImage];
  return {
    reference,
    id,
    digest,
    size,
    platform: 'linux/amd64',
    ownSize: 44_000,
    builder: 's2i',
    base: 'localhost/deploy-model/dependencies:77ab01',
    dependencies: '77ab01',
    server: '0.1.0-9c1f'
  };
}

export function imageDetails(built: BuiltImage): ImageDetails {
  return {
    ...built,
    platform: 'linux/amd64',
    ownSize: 44_000,
    references: [built.reference, 'localhost/deploy-model/churn:5f0c1d2e3a4b'],
    labels: { 'deploy-model.model': built.model, 'deploy-model.role': 'model', 'io.k8s.display-name': HOSTILE },
    layers: [
      { size: 44_000, createdBy: '/bin/sh -c /usr/libexec/s2i/assemble', part: 'model' },
      { size: 251_000_000, createdBy: 'RUN uv pip install -r /tmp/in/lock.txt', part: 'packages' },
      { size: 38_000_000, createdBy: 'COPY /opt/builder /opt/builder # buildkit', part: 'builder' },
      { size: 123_000_000, createdBy: '/bin/sh -c #(nop) ADD file:8b1c4d in /', part: 'builder' }
    ]
  };
}

export function detection(folder: string): Detection {
  return {
    folder,
    recommended: { kind: 'mlflow', title: 'an MLflow model', because: 'It has MLmodel.' },
    others: [
      { kind: 'class', title: 'a Python class for Seldon', because: 'Model.py holds a class of its own name.' },
      { kind: 'dockerfile', title: 'an image of its own', because: 'It has a Dockerfile.', instead: 'Build it.' }
    ]
  };
}
