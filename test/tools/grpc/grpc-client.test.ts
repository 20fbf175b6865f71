import { Server, ServerCredentials, status, type ServiceDefinition } from '@grpc/grpc-js';
import { askOverGrpc } from '../../../src/tools/grpc/grpc-client';
import { decodeMessage, encodeMessage } from '../../../src/tools/grpc/seldon-message';
import { GRPC_METHODS, PREDICT } from '../../../src/tools/grpc/seldon-proto';

type Json = Record<string, unknown>;
type Answer = (error: { code: status; details: string } | null, message?: Json) => void;

/** A service that answers as Seldon's would by one method; `predict` decides. */
const serviceBy = (path: string): ServiceDefinition => ({
  predict: {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: encodeMessage,
    requestDeserialize: decodeMessage,
    responseSerialize: encodeMessage,
    responseDeserialize: decodeMessage
  }
});

let server: Server;
afterEach(() => server.forceShutdown());

async function serve(predict: (message: Json, answer: Answer) => void, path = PREDICT): Promise<string> {
  server = new Server();
  const answering = ({ request }: { request: Json }, answer: Answer) => predict(request, answer);
  server.addService(serviceBy(path), { predict: answering });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound)
    )
  );
  return `127.0.0.1:${port}`;
}

const options = { timeoutSeconds: 10, signal: new AbortController().signal };

test('an answer comes with status 200', async () => {
  const address = await serve((message, answer) => answer(null, message));

  expect(await askOverGrpc(address, { strData: 'hello' }, options)).toMatchObject({
    status: 200,
    body: { strData: 'hello' }
  });
});

test.each([
  [status.INVALID_ARGUMENT, 400],
  [status.UNIMPLEMENTED, 404],
  [status.RESOURCE_EXHAUSTED, 429],
  [status.INTERNAL, 500]
])('an error with code %i has status %i and its reason', async (code, expected) => {
  const address = await serve((_, answer) => answer({ code, details: 'not today' }));

  expect(await askOverGrpc(address, {}, options)).toMatchObject({
    status: expected,
    body: { status: { info: 'not today' } }
  });
});

test('a component of another kind is asked by the method of its own', async () => {
  const method = GRPC_METHODS.TRANSFORMER;
  const address = await serve((message, answer) => answer(null, message), method);

  expect(await askOverGrpc(address, { strData: 'hello' }, { ...options, method })).toMatchObject({ status: 200 });
  expect(await askOverGrpc(address, { strData: 'hello' }, options)).toMatchObject({ status: 404 });
});

test('no answer in time is unreachable', async () => {
  const address = await serve(() => undefined);

  await expect(askOverGrpc(address, {}, { ...options, timeoutSeconds: 0.3 })).rejects.toMatchObject({
    problem: { code: 'endpoint-unreachable' }
  });
});

test('nobody listening is unreachable', async () => {
  const address = await serve(() => undefined);
  server.forceShutdown();

  await expect(askOverGrpc(address, {}, options)).rejects.toMatchObject({ problem: { code: 'endpoint-unreachable' } });
});

test('a cancelled question ends at once with the reason of the cancel', async () => {
  const address = await serve(() => undefined);
  const cancel = new AbortController();
  const asked = askOverGrpc(address, {}, { ...options, signal: cancel.signal });
  setTimeout(() => cancel.abort(new Error('enough')), 100);

  await expect(asked).rejects.toThrow('enough');
});
