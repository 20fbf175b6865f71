/** An option of a verb, in the usual notation: `--name <text>` takes a value, `--json` does not. */
export interface VerbOption {
  flags: string;
  description: string;
  /** How its text is read; text when absent. */
  kind?: 'integer' | 'number' | 'list';
}

/** Something a person can ask for in a terminal or a notebook cell. */
export interface Verb {
  summary: string;
  /** In the usual notation: `<model>` is needed, `[name]` is not. */
  argument?: string;
  options: readonly VerbOption[];
}

const TRACKING: VerbOption = {
  flags: '--tracking-uri <uri>',
  description: "MLflow's server, database or folder; MLFLOW_TRACKING_URI or MLflow's own rules by default"
};
const JOB: readonly VerbOption[] = [
  TRACKING,
  {
    flags: '--method <method>',
    description: 'what answers: predict, predict_proba, decision_function, transform, or module:function'
  },
  {
    flags: '--runtime <runtime>',
    description: 'what serves it: builtin, seldon-core or mlserver; the last two with a version: seldon-core@1.17.1'
  },
  { flags: '--force', description: 'also when the run was deleted, failed or is still running' }
];
const MEMORY: VerbOption = {
  flags: '--memory <MiB>',
  description: 'end the model when it uses more memory',
  kind: 'integer'
};
const RUNNING: readonly VerbOption[] = [
  { flags: '--accept-failed-test', description: 'deploy even when the model fails its test' },
  { flags: '--retest', description: 'test again even when an equal model passed before' },
  { flags: '--fetch-python', description: 'let uv fetch a Python version that is not here' },
  { flags: '--grpc', description: "answer over gRPC too; protobuf is added to the model's environment" },
  { flags: '--start-timeout <seconds>', description: 'how long loading may take (300)', kind: 'integer' },
  MEMORY
];

const IMAGE: readonly VerbOption[] = [
  { flags: '--image <name>', description: 'name of the image, such as registry:5000/team/churn:1.2' },
  { flags: '--push', description: 'push it to the registry in its name' },
  { flags: '--builder <builder>', description: 'how it is made: s2i, docker or buildkit (s2i)' },
  { flags: '--base-image <name>', description: 'what it stands on; {python} stands for the Python version' }
];
const PLACE: readonly VerbOption[] = [
  { flags: '--context <name>', description: 'cluster, by its context in the kubeconfig; the current one by default' },
  { flags: '--namespace <name>', description: "namespace in the cluster; the context's by default" }
];
/** Which deployment is meant, where a name alone does not say it. */
const WHERE: readonly VerbOption[] = [
  { flags: '--context <name>', description: 'look on this cluster only, by its context in the kubeconfig' },
  { flags: '--namespace <name>', description: 'look in this namespace only, also for what others deployed' }
];
/** For the target kubernetes only. */
const CLUSTER: readonly VerbOption[] = [
  ...PLACE,
  { flags: '--replicas <number>', description: 'how many copies run (1)', kind: 'integer' },
  { flags: '--max-replicas <number>', description: 'add copies under load, up to so many', kind: 'integer' },
  { flags: '--target-cpu <percent>', description: 'load at which copies are added (80)', kind: 'integer' },
  {
    flags: '--keda-trigger <name=value...>',
    description: 'add copies by what KEDA counts: type=prometheus and what else its scaler takes',
    kind: 'list'
  },
  { flags: '--cpu-request <cores>', description: 'cores set aside for each copy (100m)' },
  { flags: '--memory-request <amount>', description: 'memory set aside for each copy, such as 512Mi' },
  { flags: '--protocol <protocol>', description: 'what clients speak: seldon or v2 (seldon)' },
  { flags: '--without-engine', description: "without Seldon's orchestrator before the model" },
  { flags: '--pull-secret <name...>', description: 'secrets with logins of registries', kind: 'list' },
  { flags: '--env-secret <name...>', description: 'secrets whose entries become variables', kind: 'list' },
  { flags: '--service-account <name>', description: 'account that the pods run as' },
  { flags: '--node-selector <label=value...>', description: 'only nodes with these labels', kind: 'list' },
  { flags: '--toleration <key...>', description: 'also nodes with these taints', kind: 'list' },
  {
    flags: '--deadline <seconds>',
    description: 'how long a rollout may take before it is undone (600)',
    kind: 'integer'
  }
];
const RESOURCES: readonly VerbOption[] = [
  { flags: '--cpus <number>', description: 'cores that a container may use', kind: 'number' },
  { flags: '--gpus <which>', description: 'GPUs for a container: all, a number, or device= and ids with commas' }
];
/** Without an image of one's own. */
const PREPACKAGED: readonly VerbOption[] = [
  { flags: '--server <name>', description: "build no image; Seldon's own server loads the model: MLFLOW_SERVER, …" },
  { flags: '--model-uri <uri>', description: 'where that server fetches it; where MLflow keeps it by default' },
  {
    flags: '--model-secret <name>',
    description: 'secret with what its storage asks for; the only --env-secret by default'
  }
];
const ROLLOUT: readonly VerbOption[] = [
  { flags: '--canary <percent>', description: 'beside the running version, with this share', kind: 'integer' },
  { flags: '--shadow <percent>', description: 'beside it, with copies of so many requests', kind: 'integer' },
  { flags: '--ab-test <percent>', description: 'beside it, to compare both', kind: 'integer' },
  { flags: '--take-over', description: 'also when other programs manage fields of it' }
];
/** For a new version beside the running one: when it takes over, and when it is taken away instead. */
const RULE: readonly VerbOption[] = [
  {
    flags: '--promote-after <seconds>',
    description: 'let it take over after this time within its limits, else take it away; stays until then',
    kind: 'integer'
  },
  { flags: '--max-error-rate <percent>', description: 'requests that may fail (1)', kind: 'number' },
  { flags: '--max-p99 <ms>', description: 'time within which 99 of 100 requests are answered', kind: 'number' },
  {
    flags: '--max-drift <share>',
    description: "how far its answers may be from the running version's, such as 0.05",
    kind: 'number'
  },
  { flags: '--min-requests <number>', description: 'requests before anything is decided (20)', kind: 'integer' }
];
const SOURCE: readonly VerbOption[] = [
  { flags: '--as <kind>', description: 'what a folder is taken for: mlflow, wrapped or class' },
  { flags: '--context-dir <folder>', description: 'folder of the model in a git repository' },
  { flags: '--ref <ref>', description: 'branch, tag or commit of a git repository' }
];

/** Every verb with its options: the command, its help and, later, the notebook kernel are made from this table. */
export const VERBS = {
  models: {
    summary: 'list what could be deployed, newest first',
    options: [
      TRACKING,
      { flags: '--experiment <name...>', description: 'only of these experiments, by name or id', kind: 'list' },
      { flags: '--filter <text>', description: "MLflow's filter, such as 'metrics.auc > 0.9'" },
      { flags: '--order-by <text...>', description: "such as 'metrics.auc DESC'", kind: 'list' },
      { flags: '--limit <number>', description: 'at most so many (50)', kind: 'integer' }
    ]
  },
  show: {
    summary: 'show a model: signature, example, flavors, requirements, size, versions',
    argument: '<model>',
    options: [TRACKING]
  },
  deploy: {
    summary: 'select, wrap, build, test and deploy a model',
    argument: '<model>',
    options: [
      { flags: '--name <name>', description: 'name of the deployment; made from the model by default' },
      { flags: '--target <target>', description: 'where it runs: process, docker or kubernetes' },
      ...JOB,
      ...SOURCE,
      ...RUNNING,
      ...RESOURCES,
      {
        flags: '--restart <policy>',
        description: 'when a container is started again: unless-stopped, always, on-failure or no (unless-stopped)'
      },
      ...IMAGE,
      { flags: '--port <number>', description: 'a fixed port instead of a free one', kind: 'integer' },
      ...CLUSTER,
      ...PREPACKAGED,
      ...ROLLOUT,
      ...RULE
    ]
  },
  manifest: {
    summary: 'print the SeldonDeployment of a model; nothing is applied',
    argument: '<model>',
    options: [
      { flags: '--name <name>', description: 'name of the deployment; made from the model by default' },
      ...JOB,
      ...SOURCE,
      ...IMAGE,
      { flags: '--grpc', description: "answer over gRPC too; protobuf is added to the model's environment" },
      MEMORY,
      ...RESOURCES,
      ...CLUSTER,
      ...PREPACKAGED,
      { flags: '--dry-run', description: 'ask the cluster whether it would take it' }
    ]
  },
  cluster: {
    summary: 'say what a cluster has, and what you may do there; or install Seldon Core: install-seldon, versions',
    argument: '[action]',
    options: [
      ...PLACE,
      { flags: '--version <version>', description: 'release of Seldon Core to install (1.17.1)' },
      { flags: '--from <source>', description: 'manifests or a chart that you have: a file, a folder or an address' },
      { flags: '--set <name=value...>', description: 'values for the chart', kind: 'list' },
      { flags: '--dry-run', description: 'say what would be installed; nothing is' }
    ]
  },
  traffic: {
    summary: "share the requests between two running versions, or show both versions' numbers",
    argument: '<name>',
    options: [
      { flags: '--to <version=percent>', description: 'for example v7=50; the other one gets the rest' },
      ...WHERE
    ]
  },
  promote: {
    summary: 'let the new version take over, at once or by a rule',
    argument: '<name>',
    options: [...RULE, { flags: '--by-rule', description: 'go on with the rule that was given before' }, ...WHERE]
  },
  scale: {
    summary: 'change how many copies of a deployment on a cluster run',
    argument: '<name>',
    options: [{ flags: '--replicas <number>', description: 'so many', kind: 'integer' }, ...WHERE]
  },
  restart: { summary: 'start a deployment anew', argument: '<name>', options: WHERE },
  discard: { summary: 'take the new version away again', argument: '<name>', options: WHERE },
  revisions: { summary: 'list what was deployed under a name, newest first', argument: '<name>', options: WHERE },
  diff: { summary: 'say what changed between two revisions', argument: '<name> [from] [to]', options: WHERE },
  rollback: {
    summary: 'bring a revision back',
    argument: '<name>',
    options: [{ flags: '--to <revision>', description: 'its number', kind: 'integer' }, ...WHERE]
  },
  wrap: {
    summary: 'write the folder that Seldon can run, to keep and to edit',
    argument: '<model>',
    options: [{ flags: '--out <folder>', description: 'where to write it' }, ...JOB]
  },
  build: {
    summary: 'make an image of a model that Docker or Kubernetes can run',
    argument: '<model>',
    options: [
      ...IMAGE,
      { flags: '--as-dockerfile <folder>', description: 'write what any Dockerfile builder needs, and build nothing' },
      { flags: '--grpc', description: "add what gRPC needs to the model's packages" },
      { flags: '--gpus <which>', description: 'GPUs that its containers will have: packages are chosen for them' },
      ...SOURCE,
      ...JOB
    ]
  },
  images: {
    summary: 'list the images that were built here, newest first; `remove` one, or `prune` what serves nothing',
    argument: '[action] [image]',
    options: [{ flags: '--dry-run', description: 'with prune: say what would go, and remove nothing' }]
  },
  test: {
    summary: 'test a deployment, a wrapped folder or any endpoint against its contract',
    argument: '<what>',
    options: [
      { flags: '--contract <file>', description: "Seldon's contract.json; needed for an address" },
      { flags: '--endpoint <name>', description: 'predict, transform-input or send-feedback (predict)' },
      { flags: '-n, --n-requests <number>', description: 'requests to send (2)', kind: 'integer' },
      { flags: '-b, --batch-size <number>', description: 'rows in each (1)', kind: 'integer' },
      { flags: '-t, --tensor', description: 'send data as a tensor instead of an ndarray' },
      { flags: '--fetch-python', description: 'let uv fetch a Python version that is not here' },
      ...WHERE
    ]
  },
  list: { summary: 'list the deployments', options: WHERE },
  status: { summary: 'show a deployment as it is now', argument: '<name>', options: WHERE },
  logs: {
    summary: 'show what a deployment wrote',
    argument: '<name>',
    options: [
      { flags: '-f, --follow', description: 'go on until interrupted' },
      { flags: '--lines <number>', description: 'the last so many (200)', kind: 'integer' },
      ...WHERE
    ]
  },
  stop: { summary: 'stop a deployment; it can be started again', argument: '<name>', options: WHERE },
  start: { summary: 'start a stopped deployment', argument: '<name>', options: WHERE },
  remove: {
    summary: 'stop a deployment and forget it',
    argument: '<name>',
    options: [
      {
        flags: '--forget',
        description: 'where its engine or cluster does not answer: forget it, and leave what runs there'
      },
      ...WHERE
    ]
  },
  runs: { summary: 'list the pipeline runs, newest first', options: [] },
  resume: { summary: 'go on with a run after its last finished stage', argument: '<run>', options: [] },
  cancel: { summary: 'cancel a run', argument: '<run>', options: [] },
  doctor: { summary: 'say what is here, what is missing and what to do', options: [TRACKING] }
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof VERBS;
