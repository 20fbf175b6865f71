import { PATIENCE, RuntimeBench, WITH_FOREIGN } from './workbench';

const ROWS = { data: { ndarray: [[1, 2]] } };

/** A class of each kind, what it is asked, and what it answers. */
const KINDS = [
  ['MODEL', 'def predict(self, X, names, meta=None): return [[7]]', ROWS, [[7]]],
  ['ROUTER', 'def route(self, X, names, meta=None): return 1', ROWS, [[1]]],
  ['TRANSFORMER', 'def transform_input(self, X, names, meta=None): return [[3]]', ROWS, [[3]]],
  ['OUTPUT_TRANSFORMER', 'def transform_output(self, X, names, meta=None): return [[4]]', ROWS, [[4]]],
  ['COMBINER', 'def aggregate(self, Xs, names): return [[len(Xs)]]', [ROWS, ROWS], [[2]]]
] as const;

describe.each(WITH_FOREIGN ? (['builtin', 'seldon-core'] as const) : (['builtin'] as const))('%s', name => {
  let bench: RuntimeBench;
  beforeAll(async () => {
    bench = await RuntimeBench.open(name);
  }, 600_000);
  afterAll(() => bench.close());

  const answerOf = async (type: (typeof KINDS)[number][0], method: string, request: unknown) => {
    const running = await bench.start({ type, code: `class Model:\n    ${method}\n`, warmUp: request });
    return bench.post(running, running.endpoint.predictions, request);
  };

  test.each(KINDS)(
    'a %s becomes ready by its first request, and answers where it says',
    async (type, method, request, ndarray) => {
      expect(await answerOf(type, method, request)).toMatchObject({ status: 200, body: { data: { ndarray } } });
    },
    PATIENCE
  );
});
