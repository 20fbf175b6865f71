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

test('a registry that is not reached is named: as it was asked, else as the image that is pushed', () => {
  const named = (words: string, what: string) => engineProblem(new Error(words), what, undefined).problem;
  const refused = 'dial tcp 10.0.0.9:5000: connect: connection refused';

  const asked = named(`Get "https://registry.example:5000/v2/": ${refused}`, 'build churn:1');
  expect(asked).toMatchObject({ code: 'registry-unreachable' });
  expect(asked.message).toContain('registry.example:5000');

  expect(named(refused, 'push registry.example:5001/team/churn:1').message).toContain('registry.example:5001');
  expect(named(refused, 'build registry.example:5001/team/churn:1').message).not.toContain('registry.example');
});

test.each([
  'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  'all predefined address pools have been fully subnetted'
])('an engine whose networks have all its addresses says how it gets more: %s', words => {
  const { problem } = engineProblem(new Error(words), 'make network deploy-model', undefined);
  expect(problem).toMatchObject({ code: 'docker-refused', reason: words });
  expect(problem.suggestion).toContain('docker network prune');
  expect(problem.suggestion).toContain('default-address-pools');
});

test('of a container that somebody else removed is said how it is made anew', () => {
  const failure = Object.assign(new Error('No such container: churn'), { statusCode: 404 });
  const { problem } = engineProblem(failure, 'read the log of container churn', undefined);
  expect(problem).toMatchObject({ code: 'docker-refused', message: 'The container is gone.' });
  expect(problem.suggestion).toContain('deploy-model start');
});

test('a step that failed is told by its code, and not by its command', () => {
  const failure = new Error("The command '/bin/sh -c echo denied; false' returned a non-zero code: 1");
  expect(engineProblem(failure, 'build churn:1', undefined).problem).toMatchObject({
    code: 'docker-refused',
    reason: 'A step ended with code 1.'
  });
});
