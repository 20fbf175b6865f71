import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RuntimeName } from '../../../src/contract/component';
import type { Problem } from '../../../src/contract/problem';
import { listening } from './listening';
import { PATIENCE, RuntimeBench, type Running } from './workbench';

/** A class that shows what it was given. */
const SHOWS = `
from seldon_core.flask_utils import SeldonMicroserviceException

class Model:
    def load(self):
        print("loading the weights")

    def predict(self, X, names=None, meta=None):
        if X[0][0] == 418:
            raise SeldonMicroserviceException("I am a teapot", status_code=418, reason="TEAPOT")
        if X[0][0] == 500:
            raise KeyError("no such column")
        return [[float(sum(row)), len(names)] for row in X]

    def class_names(self):
        return ["sum", "columns"]

    def init_metadata(self):
        return {"name": "shows", "platform": "by hand"}
`;

/** A class that takes messages as they are sent. */
const RAW = `
class Model:
    def predict_raw(self, message):
        return {"jsonData": {"got": message["data"]["ndarray"]}, "meta": {}}
`;

const NO_WEIGHTS = 'class Model:\n    def load(self):\n        raise RuntimeError("no weights")\n';
/** Leaves a file when it is asked. */
const LEAVES = `
class Model:
    def predict(self, X, names, meta=None):
        open("asked", "w").close()
        return X
`;
const NEVER = 'class Model:\n    def predict(self, X, names, meta=None):\n        raise ValueError("not today")\n';

const rows = (...ndarray: unknown[][]) => ({ data: { names: ['a', 'b'], ndarray } });

/** What a runtime can do beside Seldon's protocol over HTTP, and its version where it is not the usual one. */
export interface Abilities {
  grpc: boolean;
  v2: boolean;
  version?: string;
}

/** What any runtime promises, with real processes in real environments. */
export function promisesOf(name: RuntimeName, { grpc, v2, version }: Abilities): void {
  let bench: RuntimeBench;
  let shows: Running;
  beforeAll(async () => {
    bench = await RuntimeBench.open(name, version);
    shows = await bench.start({ code: SHOWS, warmUp: rows([1, 2]), grpc });
  }, 600_000);
  afterAll(() => bench.close());

  const it = (sentence: string, work: () => Promise<void>) => test(sentence, work, PATIENCE);
  const itWhere = (isSo: boolean) => (isSo ? it : test.skip);

  it('a class answers with the names of its columns', async () => {
    const { status, body } = await bench.post(shows, '/api/v1.0/predictions', rows([1, 2], [3, 4]));

    const data = {
      names: ['sum', 'columns'],
      ndarray: [
        [3, 2],
        [7, 2]
      ]
    };
    expect({ status, body }).toMatchObject({ status: 200, body: { data } });
  });

  it("Seldon's internal path answers the same", async () => {
    const [outside, inside] = [
      await bench.post(shows, '/api/v1.0/predictions', rows([1, 2])),
      await bench.post(shows, '/predict', rows([1, 2]))
    ];

    expect(inside.body).toEqual(outside.body);
  });

  it('health is answered', async () => {
    expect(await bench.get(shows, '/health/ping')).toMatchObject({ status: 200, body: 'pong' });
  });

  it('what the class tells of itself is its metadata', async () => {
    const { status, body } = await bench.get(shows, '/metadata');

    expect({ status, body }).toMatchObject({ status: 200, body: { name: 'shows', platform: 'by hand' } });
  });

  it('a refusal of the class keeps its status and its sentence', async () => {
    const { status, body } = await bench.post(shows, '/api/v1.0/predictions', rows([418, 0]));

    expect({ status, body }).toMatchObject({
      status: 418,
      body: { status: { info: 'I am a teapot', reason: 'TEAPOT' } }
    });
  });

  it('a failure of the class is answered with 500 and what went wrong', async () => {
    const { status, body } = await bench.post(shows, '/api/v1.0/predictions', rows([500, 0]));

    expect(status).toBe(500);
    expect(JSON.stringify(body)).toContain('no such column');
  });

  it('what is no JSON is refused', async () => {
    const answer = await fetch(new URL('/api/v1.0/predictions', shows.endpoint.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"data":'
    });

    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('what the class prints is in the log', async () => {
    expect(await bench.logOf(shows)).toContain('loading the weights');
  });

  it('nobody on another machine can reach it', async () => {
    const open = listening(bench.bench.left(shows.folder));

    expect(open.length).toBeGreaterThan(0);
    expect(open.filter(address => !address.startsWith('127.0.0.1:'))).toEqual([]);
  });

  itWhere(grpc)('it answers over gRPC as soon as it is ready', async () => {
    const another = await bench.start({ code: SHOWS, grpc });
    const { status, body } = await bench.grpc(another, rows([1, 2]));

    expect({ status, body }).toMatchObject({ status: 200, body: { data: { ndarray: [[3, 2]] } } });
  });

  itWhere(v2)('it answers in the Open Inference Protocol', async () => {
    const inputs = [{ name: 'x', datatype: 'FP64', shape: [2, 2], data: [1, 2, 3, 4] }];
    const { status, body } = await bench.post(shows, '/v2/models/model/infer', { inputs });

    expect({ status, body }).toMatchObject({ status: 200, body: { outputs: [{ shape: [2, 2], data: [3, 0, 7, 0] }] } });
  });

  it('a class that takes messages gets every value as it was sent', async () => {
    const raw = await bench.start({ code: RAW });
    const mixed = [[1, 2.5, 'text', null, true]];
    const { body } = await bench.post(raw, '/api/v1.0/predictions', { data: { ndarray: mixed } });

    expect(body).toMatchObject({ jsonData: { got: mixed } });
  });

  it('it is ready only once it has answered a prediction', async () => {
    const { component } = await bench.start({ code: LEAVES, warmUp: rows([1, 2]) });

    expect(existsSync(join(component, 'asked'))).toBe(true);
  });

  it('a model that cannot answer its first request does not get ready, and says why', async () => {
    const problem = await problemOf(bench.start({ code: NEVER, warmUp: rows([1, 2]) }));

    expect(problem.code).toBe('model-load-failed');
    expect(problem.detail).toContain('not today');
  });

  it('a model that does not load fails with its own words', async () => {
    const problem = await problemOf(bench.start({ code: NO_WEIGHTS }));

    expect(['model-load-failed', 'model-crashed']).toContain(problem.code);
    expect(problem.detail).toContain('no weights');
  });

  it('it ends to the last process when it is stopped', async () => {
    const mortal = await bench.start({ code: SHOWS, grpc });
    await bench.bench.processes.stop(mortal.folder);

    expect(bench.bench.left(mortal.folder)).toEqual([]);
  });

  it('it ends to the last process when its supervisor is killed', async () => {
    const orphan = await bench.start({ code: SHOWS, grpc });
    process.kill(bench.bench.supervisorOf(orphan.folder), 'SIGKILL');

    await bench.bench.untilLeft(orphan.folder, 0);
  });
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  return work.then(
    () => {
      throw new Error('It got ready.');
    },
    (error: { problem: Problem }) => error.problem
  );
}
