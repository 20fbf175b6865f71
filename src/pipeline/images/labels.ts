/** What our images and containers say about themselves. */
export const LABELS = {
  /** runtime, builder, dependencies or model. */
  role: 'deploy-model.role',
  /** What the names of our images begin with here: whose one without a name is. */
  repository: 'deploy-model.repository',
  /** Hash of all that an image was made from. */
  key: 'deploy-model.key',
  /** Minor version of the Python in a builder. */
  python: 'deploy-model.python',
  /** Of an image with packages: the builder's id, and a short hash for each package. */
  builder: 'deploy-model.builder',
  packages: 'deploy-model.packages',
  /** Where the model came from, aliases resolved. */
  model: 'deploy-model.model',
  /** The MLflow run that logged it. */
  mlflowRun: 'deploy-model.mlflow-run',
  /** SHA-256 of the wrapped folder. */
  component: 'deploy-model.component',
  /** SHA-256 of contract.json. */
  contract: 'deploy-model.contract',
  /** The pipeline run that built or deployed it. */
  run: 'deploy-model.run',
  deployment: 'deploy-model.deployment',
  revision: 'deploy-model.revision',
  /** The test's summary. */
  verdict: 'deploy-model.verdict',
  /** Which user's folders a container belongs to, where several share an engine. */
  home: 'deploy-model.home',
  /** Process that a throw-away container ends with: `<pid>.<start>.<machine>`. */
  owner: 'deploy-model.owner'
} as const;
