import { RunRequest } from '../../src/contract/run';
import { atLeastOne, readRequest } from '../../src/cli/request';

it('fills in what was not said', () => {
  expect(readRequest(RunRequest, { model: 'm' })).toMatchObject({ target: 'process', runtime: 'builtin', port: 0 });
});

it.each([
  [{ name: 'Not Valid' }, 'name-invalid', '--name'],
  [{ target: 'moon' }, 'bad-request', '--target'],
  [{ startTimeout: 0 }, 'bad-request', '--start-timeout']
])('names the option that does not fit in %j', (options, code, flag) => {
  expect(() => readRequest(RunRequest, { model: 'm', ...options })).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code, message: expect.stringContaining(flag) }) })
  );
});

it.each([
  [{ target: 'moon' }, 'It takes process, docker or kubernetes.'],
  [{ port: 99999 }, 'It takes at most 65535.'],
  [{ startTimeout: 0 }, 'It takes at least 1.'],
  [{ name: 'Churn' }, 'It takes lower-case letters, digits and dashes, at most 48, starting with a letter.'],
  [{ gpus: '0' }, 'It takes all, a number of at least 1, or device= and ids with commas.'],
  [{ gpus: 'a;b' }, 'It takes all, a number of at least 1, or device= and ids with commas.']
])('says in words what would fit in place of %j', (options, reason) => {
  expect(() => readRequest(RunRequest, { model: 'm', ...options })).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ reason }) as object })
  );
});

it("names a cluster's option as it is written", () => {
  expect(() => readRequest(RunRequest, { model: 'm', kubernetes: { pullSecrets: ['Not Valid'] } })).toThrow(
    '--pull-secret does not fit'
  );
});

it('refuses a number of nothing', () => {
  expect(() => atLeastOne('--limit', 0)).toThrow('--limit does not fit');
  expect(() => atLeastOne('--limit', undefined)).not.toThrow();
});
