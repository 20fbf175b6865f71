import { manifestErrors, manifestProblems } from '../../../src/pipeline/manifest/check';

const container = { name: 'clf', image: 'example/clf:1' };
const predictor = (more: object = {}) => ({
  name: 'main',
  graph: { name: 'clf', type: 'MODEL' },
  componentSpecs: [{ spec: { containers: [container] } }],
  ...more
});
const manifest = (...predictors: object[]) => ({
  apiVersion: 'machinelearning.seldon.io/v1',
  kind: 'SeldonDeployment',
  metadata: { name: 'churn' },
  spec: { predictors }
});
const fields = (document: unknown) => manifestErrors(document).map(({ field }) => field);

it('finds nothing wrong with a model in its container', () => {
  expect(manifestErrors(manifest(predictor()))).toEqual([]);
});

it('names a field that a container does not have', () => {
  const spec = { containers: [{ ...container, imagePullPolici: 'Always' }] };
  expect(fields(manifest(predictor({ componentSpecs: [{ spec }] })))).toEqual([
    'spec.predictors[0].componentSpecs[0].spec.containers[0].imagePullPolici'
  ]);
});

it("names a node as Seldon does, by its place below the graph's root", () => {
  const graph = { name: 'clf', type: 'MODEL', children: [{ name: 'other', type: 'MODEL' }] };
  expect(fields(manifest(predictor({ graph })))).toEqual(['spec.predictors[0].graph[0]']);
});

it('wants all of the traffic to go somewhere', () => {
  const shares = [predictor({ traffic: 60 }), predictor({ name: 'next', traffic: 50 })];
  expect(manifestErrors(manifest(...shares))).toMatchObject([{ stage: 'webhook', field: 'spec', value: 'main' }]);
});

it('tells a person the field and what to do', () => {
  const [problem] = manifestProblems(manifestErrors(manifest(predictor({ replicas: 'two' }))));
  expect(problem).toMatchObject({ code: 'manifest-invalid' });
  expect(problem!.message).toContain('spec.predictors[0].replicas');
});
