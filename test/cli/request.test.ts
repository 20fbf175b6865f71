import { RunRequest } from '../../src/contract/run';
import { readRequest } from '../../src/cli/request';

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
