import type { Deployment } from '../../src/contract/deployment';
import type { ClusterContext, ClusterExamination, ClusterReport, CountedVersion } from '../../src/contract/kubernetes';
import { Problem } from '../../src/contract/problem';
import type { Revision } from '../../src/contract/revision';
import type { SeldonInstallation } from '../../src/contract/seldon-installation';
import type { ServerOffer } from '../../src/contract/server-offer';
import * as samples from './samples';

/** Values for the views of clusters; nothing here is more than a service might say. */

const { TIME } = samples;
const DIGEST =
  'registry.example:5000/fraud/churn@sha256:5f0c1d2e3a4b5c6d7e8f90123456789abcdef0123456789abcdef0123456789ab';

export const CONTEXTS: ClusterContext[] = [
  { name: 'production', server: 'https://production.example:6443', namespace: 'fraud', current: true },
  { name: 'staging', server: 'https://staging.example:6443', namespace: 'default', current: false }
];

const right = (title: string, allowed: boolean, needed: boolean, purpose: string) => ({
  title,
  allowed,
  needed,
  purpose
});

export const REPORT: ClusterReport = {
  context: 'production',
  server: 'https://production.example:6443',
  namespace: 'fraud',
  version: 'v1.34.4',
  seldon: true,
  seldonVersion: '1.17.1',
  protocols: ['seldon', 'v2'],
  servers: ['MLFLOW_SERVER', 'SKLEARN_SERVER'],
  ingress: 'http://models.example',
  keda: false,
  permissions: [
    right('create seldondeployments', true, true, 'to deploy'),
    right('patch seldondeployments', true, true, 'to deploy'),
    right('list pods', true, true, 'to see whether it runs'),
    right('get pods/log', false, false, 'to show logs and tracebacks')
  ]
};

export const NO_LOGS = Problem.parse({
  code: 'cluster-forbidden',
  severity: 'warning',
  message: 'You may not get pods/log.',
  reason: 'It is wanted to show logs and tracebacks; deploying works without it.',
  suggestion: 'Ask the administrator for it when you need it.'
});

export const NO_SELDON = Problem.parse({
  code: 'seldon-missing',
  message: 'The cluster does not know SeldonDeployments.',
  reason: 'Seldon Core is not installed at https://production.example:6443.',
  suggestion: 'Have the administrator install Seldon Core 1, or choose another cluster.'
});

export const EXAMINATION: ClusterExamination = { report: REPORT, problems: [NO_LOGS] };

/** Two servers of Seldon's: one fits the model. */
export const OFFERS: ServerOffer[] = [
  {
    server: 'MLFLOW_SERVER',
    fits: true,
    recommended: false,
    because: 'An image can be built here: it starts in seconds, and what runs is what was tested.',
    costs: [
      'Every pod installs the model’s packages when it starts: minutes until the first answer, and until each further copy answers.',
      'Each start needs the network: the storage of the model, and a package index.',
      'It is loaded by the MLflow that the server brings, not by 3.1.4, which logged it.',
      'Python and packages are resolved anew at each start: nothing pins them, and tomorrow’s may differ from those tested today.'
    ],
    modelUri: 's3://models/churn/4'
  },
  {
    server: 'SKLEARN_SERVER',
    fits: false,
    recommended: false,
    because: 'It reads model.joblib; MLFLOW_SERVER reads what MLflow writes.',
    costs: [],
    modelUri: 's3://models/churn/4'
  }
];

/** What installing Seldon Core would do; one object is there already. */
export const INSTALLATION: SeldonInstallation = {
  version: '1.17.1',
  namespace: 'seldon-system',
  dryRun: true,
  objects: [
    { kind: 'Namespace', name: 'seldon-system', change: 'created' },
    {
      kind: 'CustomResourceDefinition',
      name: 'seldondeployments.machinelearning.seldon.io',
      change: 'created'
    },
    { kind: 'ClusterRole', name: 'seldon-manager-role', change: 'same' },
    { kind: 'Deployment', name: 'seldon-controller-manager', change: 'changed' },
    { kind: 'ValidatingWebhookConfiguration', name: 'seldon-validating-webhook-configuration', change: 'created' }
  ],
  images: ['docker.io/seldonio/seldon-core-operator:1.17.1', 'docker.io/seldonio/seldon-core-executor:1.17.1']
};

/** A deployment on a cluster with a canary beside it. */
export function canary(change: Partial<Deployment> = {}): Deployment {
  return samples.deployment('churn', {
    target: 'kubernetes',
    endpoint: {
      url: 'http://models.example/seldon/fraud/churn',
      predictions: 'http://models.example/seldon/fraud/churn/api/v1.0/predictions'
    },
    revision: 4,
    memory: undefined,
    cpu: undefined,
    pid: undefined,
    place: { context: 'production', namespace: 'fraud' },
    versions: [
      { revision: 4, traffic: 90, shadow: false, replicas: 2, ready: 2, model: 'models:/churn/3' },
      { revision: 5, traffic: 10, shadow: false, replicas: 1, ready: 1, model: 'models:/churn/4' }
    ],
    ...change
  });
}

/** The same with one version alone. */
export function alone(change: Partial<Deployment> = {}): Deployment {
  const { versions = [], ...rest } = canary();
  return { ...rest, versions: versions.slice(0, 1).map(version => ({ ...version, traffic: 100 })), ...change };
}

/** Its versions with their numbers; the new one is slower. */
export function counted({ versions = [] }: Deployment, round: number): CountedVersion[] {
  return versions.map((version, index) => ({
    ...version,
    metrics: index === 0 ? samples.metrics(round * 9) : { ...samples.metrics(round), errors: 3 }
  }));
}

export function clusterRevisions(): Revision[] {
  const one = (revision: number, change: Partial<Revision>): Revision => ({
    revision,
    model: `models:/churn/${revision - 1}`,
    run: `run-${revision}`,
    createdAt: TIME,
    current: false,
    image: DIGEST,
    owner: 'ada',
    verdict: '12 of 12 cases passed',
    ...change
  });
  return [one(5, { owner: 'grace' }), one(4, { current: true }), one(3, { verdict: '1 of 12 cases failed' })];
}

export const DIFF = [
  { kind: 'same', text: 'predictor:' },
  { kind: 'removed', text: '  replicas: 1' },
  { kind: 'added', text: '  replicas: 2' },
  { kind: 'same', text: '  graph:' },
  { kind: 'same', text: '    name: model' },
  { kind: 'same', text: '    type: MODEL' },
  { kind: 'same', text: `# ${samples.HOSTILE}` }
] as const;

export const MANIFEST = `apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata:
  name: churn
  namespace: fraud
  labels:
    app.kubernetes.io/managed-by: deploy-model
spec:
  name: churn
  protocol: seldon
  predictors:
    - name: main
      replicas: 2
      graph:
        name: model
        type: MODEL
      componentSpecs:
        - spec:
            containers:
              - name: model
                image: ${DIGEST}
`;

/** What the log of a rollout says, up to the image. */
export const ROLLOUT_LINES = [
  'The Seldon operator has taken it (0.4 s)',
  'Every pod has a node (0.9 s)',
  'The image is on the node (3.1 s)'
];
