import { createEndpointClient } from '../../src/tools/endpoint-client';
import { startModelServer, type ModelServer, type Reply } from '../fakes/model-server';

const options = { timeoutSeconds: 5, signal: new AbortController().signal };
const client = createEndpointClient();
let server: ModelServer;

afterEach(() => server.close());

async function answering(reply: Reply) {
  server = await startModelServer(() => reply);
}

test('sends and reads whole numbers beyond 2^53 exactly', async () => {
  await answering({ text: '{"n": 9007199254740993}' });
  const answer = await client.post(server.url, { n: 9007199254740995n }, options);
  expect(answer).toMatchObject({ status: 200, body: { n: 9007199254740993n } });
  expect(server.requests[0]?.text).toBe('{"n":9007199254740995}');
});

test('gives the status and text of an error answer that is not JSON', async () => {
  await answering({ status: 500, text: 'Internal Server Error' });
  expect(await client.get(server.url, options)).toMatchObject({ status: 500, body: 'Internal Server Error' });
});

test('gives NaN, which is not JSON, as text', async () => {
  await answering({ text: '{"data": NaN}' });
  expect((await client.get(server.url, options)).body).toBe('{"data": NaN}');
});

test('throws endpoint-unreachable when there is no answer in time', async () => {
  await answering('hang');
  await expect(client.get(server.url, { ...options, timeoutSeconds: 0.2 })).rejects.toMatchObject({
    problem: { code: 'endpoint-unreachable', reason: 'The model is slow or hangs.' }
  });
});

test('throws endpoint-unreachable when the connection is dropped, once and without asking for ever', async () => {
  await answering('drop');
  await expect(client.get(server.url, options)).rejects.toMatchObject({ problem: { code: 'endpoint-unreachable' } });
});

test('throws endpoint-unreachable when nothing listens', async () => {
  await answering('hang');
  await server.close();
  await expect(client.get(server.url, options)).rejects.toMatchObject({ problem: { code: 'endpoint-unreachable' } });
});

test('ends at once with the reason of a cancel', async () => {
  await answering('hang');
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(new Error('cancelled by hand')), 50);
  await expect(client.get(server.url, { ...options, signal: cancel.signal })).rejects.toThrow('cancelled by hand');
});

test('uses a connection again', async () => {
  await answering({ body: {} });
  for (let index = 0; index < 50; index += 1) {
    await client.post(server.url, { index }, options);
  }
  expect(server.connections()).toBe(1);
});
