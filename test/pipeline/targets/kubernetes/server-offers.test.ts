import { serverOffers } from '../../../../src/pipeline/targets/kubernetes/server-offers';

const MODEL = {
  description: { flavors: { python_function: {}, sklearn: {} }, signature: {}, mlflowVersion: '3.1.4' },
  modelUri: 's3://models/churn/4'
};
const SERVERS = ['MLFLOW_SERVER', 'SKLEARN_SERVER'];

it('offers the server that fits and does not recommend it where an image can be built', () => {
  expect(serverOffers(SERVERS, MODEL)).toMatchObject([
    { server: 'MLFLOW_SERVER', fits: true, recommended: false, because: expect.stringContaining('An image') as string },
    { server: 'SKLEARN_SERVER', fits: false, recommended: false }
  ]);
});

it('recommends it where none can, with the reason', () => {
  const [offer] = serverOffers(SERVERS, { ...MODEL, unbuildable: 'No Docker Engine answers.' });
  expect(offer).toMatchObject({ fits: true, recommended: true });
  expect(offer!.because).toContain('No Docker Engine answers.');
});

it('never recommends what does not fit', () => {
  const here = { ...MODEL, modelUri: '/home/anna/mlruns/1', unbuildable: 'No Docker Engine answers.' };
  expect(serverOffers(SERVERS, here).map(({ fits, recommended }) => [fits, recommended])).toEqual([
    [false, false],
    [false, false]
  ]);
});

it('takes the word of who names the address that the files there are in that form', () => {
  const [, sklearn] = serverOffers(SERVERS, { ...MODEL, isNamed: true });
  expect(sklearn).toMatchObject({ server: 'SKLEARN_SERVER', fits: true });
});

it('says what it costs, with the MLflow that logged the model', () => {
  expect(serverOffers(SERVERS, MODEL)[0]!.costs.join(' ')).toContain('3.1.4');
});

it('has nothing to offer where the cluster has no server', () => {
  expect(serverOffers([], MODEL)).toEqual([]);
});
