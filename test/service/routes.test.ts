import { Routes } from '../../src/service/routes';

const routes = new Routes([
  { method: 'get', path: '/runs', what: 'list' },
  { method: 'get', path: '/runs/newest', what: 'newest' },
  { method: 'get', path: '/runs/{id}', what: 'show' },
  { method: 'post', path: '/runs/{id}/cancel', what: 'cancel' }
]);

it('finds the call of a method and a path', () => {
  expect(routes.find('GET', '/runs')).toEqual({ what: 'list', params: {} });
  expect(routes.find('POST', '/runs/7/cancel')).toEqual({ what: 'cancel', params: { id: '7' } });
});

it('takes the one that was named first when two fit', () => {
  expect(routes.find('GET', '/runs/newest')?.what).toBe('newest');
});

it.each([
  ['POST', '/runs'],
  ['GET', '/RUNS'],
  ['GET', '/runs/'],
  ['GET', '//runs'],
  ['GET', '/runs/7/cancel'],
  ['HEAD', '/runs']
])('finds nothing for %s %s', (method, path) => {
  expect(routes.find(method, path)).toBeUndefined();
});

it('decodes a parameter once, and keeps what is no valid encoding', () => {
  expect(routes.find('GET', '/runs/a%2F%2525')?.params).toEqual({ id: 'a/%25' });
  expect(routes.find('GET', '/runs/50%')?.params).toEqual({ id: '50%' });
});

it('gives no parameter a meaning that its name has for objects', () => {
  expect(routes.find('GET', '/runs/__proto__')?.params).toEqual({ id: '__proto__' });
});
