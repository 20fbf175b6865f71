import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { type Asked, firstRequest } from '../../../../src/pipeline/targets/kubernetes/first-request';
import { createEndpointClient } from '../../../../src/tools/endpoint-client';
import { decodeMessage, encodeMessage } from '../../../../src/tools/grpc/seldon-message';
import { PREDICT } from '../../../../src/tools/grpc/seldon-proto';
import { type ModelServer, type Reply, startModelServer } from '../../../fakes/model-server';
import { SwallowingDoor } from '../../../fakes/swallowing-door';

const EXAMPLE = '{"data": {"ndarray": [[1, 2]]}}';
const endpoint = createEndpointClient();
const closing: (() => Promise<void> | void)[] = [];

// The client loads it with its first request, which takes longer here than the pause until the second one.
beforeAll(() => import('axios'));

afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()));
});

/** A model that gives these answers in turn, the last one from then on. */
async function model(...replies: Reply[]): Promise<ModelServer> {
  const server = await startModelServer(() => replies[Math.min(server.requests.length, replies.length) - 1]);
  closing.push(() => server.close());
  return server;
}

async function door(port: number, swallowed: number): Promise<SwallowingDoor> {
  const opened = await SwallowingDoor.before(port, swallowed);
  closing.push(() => opened.close());
  return opened;
}

/** Waits until a model has been asked so often. */
async function untilAsked(server: ModelServer, times: number): Promise<void> {
  while (server.requests.length < times) {
    await sleep(10);
  }
}

const portOf = ({ url }: ModelServer) => Number(new URL(url).port);

/** Requests that were sent, of which a server may learn later, or never when they are given up at once. */
let sent = 0;

/** Ends when a prediction came: within 15 s, while one attempt alone may take 20. */
function asked(where: string, signal = AbortSignal.timeout(15_000)): Promise<void> {
  const send: Asked['send'] = (body, options) => (sent++, endpoint.post(where, body, options));
  return firstRequest({ where, send }, { example: EXAMPLE, signal });
}

it('asks no more once it is answered', async () => {
  const server = await model({ body: {} });
  await asked(server.url);
  const before = sent;
  await sleep(700);
  expect(sent).toBe(before);
});

it('is answered over another connection when the first one is swallowed', async () => {
  const server = await model({ body: {} });
  const { address, connections } = await door(portOf(server), 1);
  await asked(`http://${address}`);
  expect(connections.length).toBeGreaterThan(1);
});

it('leaves no connection open on which nothing came', async () => {
  const server = await model({ body: {} });
  const { address, connections } = await door(portOf(server), 2);
  await asked(`http://${address}`);
  await Promise.all(connections.slice(0, 2).map(socket => socket.destroyed || once(socket, 'close')));
  expect(connections).toHaveLength(3);
});

it('waits for a slow prediction, and asks for it three times at most', async () => {
  const server = await model({ body: {}, after: () => untilAsked(server, 3), delay: 1000 }, 'hang');
  await asked(server.url);
  expect(server.requests).toHaveLength(3);
});

it('does not take for an answer that the route is not there yet, also not beside a slow one', async () => {
  const slow = { body: {}, after: () => untilAsked(server, 3), delay: 500 };
  const server = await model(slow, { status: 404 }, { status: 503 });
  await asked(server.url);
  expect(server.requests).toHaveLength(3);
});

it('asks again until the route is there', async () => {
  const server = await model({ status: 404 }, { status: 503 }, 'drop', { body: {} });
  await asked(server.url);
  expect(server.requests.length).toBeGreaterThanOrEqual(4);
});

it('ends when the model refuses what it was sent', async () => {
  const server = await model({ status: 400, body: {} });
  await expect(asked(server.url)).rejects.toMatchObject({
    problem: { code: 'route-missing', reason: expect.stringContaining('400') as string }
  });
  expect(server.requests.length).toBeLessThanOrEqual(3);
});

it('ends at once with the reason of a cancel, and asks no more', async () => {
  const cancel = new AbortController();
  const server = await startModelServer(() => {
    cancel.abort(new Error('cancelled by hand'));
    return 'hang';
  });
  closing.push(() => server.close());
  await expect(asked(server.url, cancel.signal)).rejects.toThrow('cancelled by hand');
  const before = sent;
  await sleep(700);
  expect(sent).toBe(before);
});

it('does the same over gRPC', async () => {
  const server = new Server();
  const codec = {
    requestSerialize: encodeMessage,
    requestDeserialize: decodeMessage,
    responseSerialize: encodeMessage,
    responseDeserialize: decodeMessage
  };
  server.addService(
    { predict: { path: PREDICT, requestStream: false, responseStream: false, ...codec } },
    {
      predict: ({ request }: { request: object }, answer: (error: null, message: object) => void) =>
        answer(null, request)
    }
  );
  closing.push(() => server.forceShutdown());
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound)
    )
  );
  const { address, connections } = await door(port, 1);
  const signal = AbortSignal.timeout(15_000);
  await firstRequest({ where: address, send: endpoint.grpc.bind(endpoint, address) }, { example: EXAMPLE, signal });
  expect(connections.length).toBeGreaterThan(1);
});
