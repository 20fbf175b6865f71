import type { Predictor, SeldonDeployment } from '../../../../src/contract/graph';
import {
  alone,
  beside,
  expectedOf,
  predictorsOf,
  promoted,
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

it('promotes content, and the predictor that clients reach keeps its name', () => {
  const both = promoted(shared({ main, next }, 40));
  expect(both.main).toMatchObject({ name: 'main', labels: { version: 'v2' }, traffic: 60 });
  expect(expectedOf(both)).toEqual({ main: 'v2', next: 'v2' });
});

it('has nothing to promote when one version runs alone', () => {
  expect(() => promoted(alone(main))).toThrow('There is no second version.');
});

it('stops what an autoscaler would start again', () => {
  const scaled = { ...main, componentSpecs: [{ hpaSpec: { maxReplicas: 5 } }] };
  expect(stopped(scaled)).toMatchObject({ replicas: 0, componentSpecs: [{ hpaSpec: undefined }] });
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
