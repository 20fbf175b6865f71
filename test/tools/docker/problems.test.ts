import { engineProblem } from '../../../src/tools/docker/problems';

test('the words of the engine are told without those of the client library', () => {
  const words = 'Get "http://localhost/v2/": dial tcp 127.0.0.1:80: connect: connection refused';
  const failure = Object.assign(new Error(`(HTTP code 500) server error - ${words} `), { statusCode: 500 });
  expect(engineProblem(failure, 'pull localhost/churn:1', undefined).problem).toMatchObject({
    code: 'registry-unreachable',
    reason: words,
    detail: `pull localhost/churn:1: ${words}`
  });
});

test('a step that failed is told by its code, and not by its command', () => {
  const failure = new Error("The command '/bin/sh -c echo denied; false' returned a non-zero code: 1");
  expect(engineProblem(failure, 'build churn:1', undefined).problem).toMatchObject({
    code: 'docker-refused',
    reason: 'A step ended with code 1.'
  });
});
