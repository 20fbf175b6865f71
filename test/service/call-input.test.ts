import { api } from '../../src/contract/api';
import { inputOf } from '../../src/service/call-input';

const input = (name: keyof typeof api, query = '', params = {}, body = '') =>
  inputOf(api[name], { params, query: new URLSearchParams(query), body });

it('fills in defaults', () => {
  expect(input('listModels')).toEqual({ experiments: [], orderBy: [], limit: 100 });
});

it('reads numbers and lists as what they are', () => {
  const query = 'experiments=1&experiments=churn&limit=7&filter=a%20%3D%201&unknown=x';
  expect(input('listModels', query)).toMatchObject({ experiments: ['1', 'churn'], limit: 7, filter: 'a = 1' });
});

it.each(['limit=', 'limit=abc', 'limit=1e1', 'limit=0x10', 'limit=1.5', 'limit=101', 'limit=0', 'trackingUri='])(
  'refuses ?%s',
  query => {
    expect(() => input('listModels', query)).toThrow(/does not fit/);
  }
);

it('puts params and body into one object', () => {
  const body = '{"path": "Model.py", "text": ""}';
  expect(input('saveWrappedFile', '', { id: 'run-1' }, body)).toEqual({ id: 'run-1', path: 'Model.py', text: '' });
});

it('takes no body for an empty object', () => {
  expect(input('resumeRun', '', { id: 'run-1' })).toEqual({ id: 'run-1', until: 'deploy' });
});

it.each(['{', '[]', '"text"', 'null', '7'])('refuses %s as a body', body => {
  expect(() => input('startRun', '', {}, body)).toThrow();
});

it('lets the body not overrule the path', () => {
  const body = '{"id": "other", "path": "Model.py", "text": ""}';
  expect(input('saveWrappedFile', '', { id: 'run-1' }, body)).toMatchObject({ id: 'run-1' });
});

it('says that a name is no name', () => {
  expect(() => input('getDeployment', '', { name: 'Not A Name' })).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'name-invalid' }) as unknown })
  );
});

it('has no name twice in one call', () => {
  for (const call of Object.values(api) as { params?: object; query?: object; body?: object }[]) {
    const parts = [call.params, call.query, call.body].flatMap(part =>
      Object.keys((part as { shape?: object })?.shape ?? {})
    );
    expect(new Set(parts).size).toBe(parts.length);
  }
});
