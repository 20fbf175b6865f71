import type { Predictor, SeldonDeployment } from '../../../../src/contract/graph';
import { deploymentView, type DeploymentView } from '../../../../src/pipeline/targets/kubernetes/observed';
import {
  alone,
  beside,
  expectedOf,
  isPassedOn,
  predictorsOf,
  promoted,
  restarted,
  scaled,
  shared,
  stopped,
  versionsOf
} from '../../../../src/pipeline/targets/kubernetes/versions';

const predictor = (name: string, version: string): Predictor => ({
  name,
  graph: { name: 'model' },
  labels: { version },
  replicas: 2
});
const main = predictor('main', 'v1');
const next = predictor('next', 'v2');
const sharesOf = (versions: Parameters<typeof predictorsOf>[0]) =>
  predictorsOf(versions).map(({ name, traffic, shadow }) => [name, traffic, shadow === true]);

it('shares the requests, all of them', () => {
  expect(sharesOf(shared({ main, next }, 25))).toEqual([
    ['main', 75, false],
    ['next', 25, false]
  ]);
});

it('gives a shadow copies, and the running version keeps every request', () => {
  expect(sharesOf(beside({ main }, next, { rollout: 'shadow', percent: 30 }))).toEqual([
    ['main', 100, false],
    ['next', 30, true]
  ]);
});

it('puts nothing beside the running version that is asked at another path', () => {
  const bare = (of: Predictor, type: string): Predictor => ({
    ...of,
    graph: { name: 'model', type },
    annotations: { 'seldon.io/no-engine': 'true' }
  });
  const canary = { rollout: 'canary', percent: 30 } as const;
  expect(() => beside({ main }, bare(next, 'TRANSFORMER'), canary)).toThrow('cannot run beside');
  const alike = beside({ main: bare(main, 'TRANSFORMER') }, bare(next, 'TRANSFORMER'), canary);
  expect(sharesOf(alike)).toEqual([
    ['main', 70, false],
    ['next', 30, false]
  ]);
  expect(sharesOf(beside({ main }, bare(next, 'MODEL'), canary))).toHaveLength(2);
});

it('promotes content, and the predictor that clients reach keeps its name', () => {
  const both = promoted(shared({ main, next }, 40));
  expect(both.main).toMatchObject({ name: 'main', labels: { version: 'v2' }, traffic: 60 });
  expect(expectedOf(both)).toEqual({ main: 'v2', next: 'v2' });
});

it('waits until the operator has passed on what changes without a new version', () => {
  const seen = (more: Partial<DeploymentView>): DeploymentView[] => [
    { ...deploymentView({ metadata: { name: 'a', labels: { version: 'v1' } }, spec: { replicas: 2 } }), ...more }
  ];
  const now = restarted(main, 'now');
  expect([isPassedOn({ main }, seen({})), isPassedOn({ main: scaled(main, 3) }, seen({}))]).toEqual([true, false]);
  expect([isPassedOn({ main: now }, seen({})), isPassedOn({ main: now }, seen({ restarted: 'now' }))]).toEqual([
    false,
    true
  ]);
});

it('leaves the number of replicas to an autoscaler, and raises its bounds', () => {
  const auto = scaled({ ...main, componentSpecs: [{ hpaSpec: { minReplicas: 1, maxReplicas: 2 } }] }, 3);
  expect(auto.componentSpecs).toEqual([{ hpaSpec: { minReplicas: 3, maxReplicas: 3 } }]);
  const [view] = [deploymentView({ metadata: { name: 'a', labels: { version: 'v1' } }, spec: { replicas: 7 } })];
  expect(isPassedOn({ main: auto }, [view])).toBe(true);
});

it('has nothing to promote when one version runs alone', () => {
  expect(() => promoted(alone(main))).toThrow('There is no second version.');
});

it('stops what an autoscaler would start again', () => {
  const growing = { ...main, componentSpecs: [{ hpaSpec: { maxReplicas: 5 } }] };
  expect(stopped(growing)).toMatchObject({ replicas: 0, componentSpecs: [{ hpaSpec: undefined }] });
});

it('leaves alone what something else made', () => {
  const foreign: SeldonDeployment = {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: 'theirs' },
    spec: { predictors: [predictor('default', 'v1')] }
  };
  expect(() => versionsOf(foreign)).toThrow('theirs is a deployment that something else made.');
});
