import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressOf, askAll } from '../../../src/pipeline/testing/ask';
import type { Question } from '../../../src/pipeline/testing/questions';
import type { Context } from '../../../src/pipeline/stage';
import { createEndpointClient } from '../../../src/tools/endpoint-client';
import { silent } from '../../../src/tools/log';

let server: Server;
let asked: string[];
let base: string;

/** A model below a path, as a gateway or the API server's proxy shows it; nothing else is there. */
beforeEach(async () => {
  asked = [];
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.statusCode = url === '/seldon/fraud/churn/predict' ? 200 : 404;
    response.setHeader('Content-Type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/seldon/fraud/churn`;
});
afterEach(() => server.close());

const question = (path: string, change: Partial<Question> = {}): Question => ({
  name: path,
  kind: 'protocol',
  protocol: 'rest',
  path,
  expected: '200',
  judge: ({ status }) => ({ passed: status === 200, got: String(status) }),
  ...change
});
const askWith = (...questions: Question[]) =>
  askAll(questions, { url: base, seconds: 20 }, {
    tools: { endpoint: createEndpointClient() },
    log: silent,
    signal: AbortSignal.timeout(25_000)
  } as unknown as Context);

it('asks below the path of the address, as behind a gateway', async () => {
  const results = await askWith(question('/predict'));
  expect(results).toMatchObject([{ passed: true }]);
  expect(asked).toEqual(['/seldon/fraud/churn/predict']);
});

it('leaves out what is optional and not there, and nothing else', async () => {
  const results = await askWith(question('/health/ping', { optional: true }), question('/other'));
  expect(results).toMatchObject([{ name: '/other', passed: false }]);
});

it.each([
  ['/predict', 'http://one:8000', 'http://one:8000/predict'],
  ['/predict', 'http://one:8000/', 'http://one:8000/predict'],
  ['http://two/predict', 'http://one/proxy', 'http://two/predict']
])('takes %s below %s for %s', (path, address, expected) => {
  expect(addressOf(path, address)).toBe(expected);
});
