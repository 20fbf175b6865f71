import { healthOf } from '../../src/supervisor/probe';

const answer = (status: string, body: string) => `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n\r\n${body}`;

test('200 is ready', () => {
  expect(healthOf(answer('200 OK', 'pong'))).toEqual({ is: 'ready' });
});

test('503 while it loads is loading', () => {
  expect(healthOf(answer('503 x', '{"status":{"reason":"MICROSERVICE_LOADING"}}'))).toEqual({ is: 'loading' });
});

test('503 of a model that did not load gives the real error', () => {
  const body = '1f\r\n{"status":{"reason":"MICROSERVICE_LOAD_FAILED","info":"no weights"}}\r\n0\r\n\r\n';

  expect(healthOf(answer('503 x', body))).toEqual({ is: 'failed', info: 'no weights' });
});

test('503 without a status is loading', () => {
  expect(healthOf(answer('503 x', 'busy'))).toEqual({ is: 'loading' });
});

test('anything else is no answer', () => {
  expect(healthOf('SSH-2.0-OpenSSH')).toEqual({ is: 'silent', refused: false });
});
