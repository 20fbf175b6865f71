import { get, json, type ParityRequest, PREDICT } from './requests';

const ROWS = { data: { names: ['a', 'b'], ndarray: [[1, 2]] } };
const TENSOR = { data: { names: ['a', 'b'], tensor: { shape: [1, 2], values: [1, 2] } } };
const FEEDBACK_PATHS = ['/send-feedback', '/api/v1.0/feedback', '/api/v0.1/feedback'];
const DO_PATHS = ['/transform-input', '/transform-output', '/route', PREDICT];

/** Requests to the class of tells.py, which has every hook. */
export function requestsToTells(): ParityRequest[] {
  const puid = { ...ROWS, meta: { puid: 'p1', tags: { version: '1', mine: 'x' } } };
  return [
    ...DO_PATHS.flatMap(path => [
      json(`rows to ${path}`, ROWS, path),
      json(`a tensor to ${path}`, TENSOR, path),
      json(`tags and a puid to ${path}`, puid, path),
      json(`nothing to ${path}`, {}, path)
    ]),
    ...[0, 1, 2, 3, 4, 5, 6].map(choice => json(`route ${choice}`, { data: { ndarray: [[choice]] } }, '/route')),
    json('aggregate of two', [ROWS, ROWS], '/aggregate'),
    json('aggregate of one', [ROWS], '/aggregate'),
    json('aggregate of tensors', [TENSOR, TENSOR], '/aggregate'),
    json('aggregate of different widths', [ROWS, { data: { ndarray: [[1]] } }], '/aggregate'),
    json('aggregate of an object', { seldonMessages: [ROWS, ROWS] }, '/aggregate'),
    json('aggregate of nothing', [], '/aggregate'),
    json('aggregate of a message', ROWS, '/aggregate'),
    json(
      'aggregate with tags',
      [
        { ...ROWS, meta: { tags: { a: 1 } } },
        { ...ROWS, meta: { tags: { b: 2 } } }
      ],
      '/aggregate'
    ),
    ...FEEDBACK_PATHS.map(path => json(`feedback to ${path}`, { request: ROWS, reward: 1 }, path)),
    json(
      'feedback with everything',
      { request: ROWS, response: { ...ROWS, meta: { routing: { 0: 2 } } }, reward: 0.5, truth: ROWS },
      '/send-feedback'
    ),
    json('feedback with a truth only', { request: ROWS, truth: { data: { ndarray: [[1, 2, 3]] } } }, '/send-feedback'),
    json('feedback without a request', { reward: 1 }, '/send-feedback'),
    json('feedback with a reward that is a text', { request: ROWS, reward: 'much' }, '/send-feedback'),
    json('feedback that is a list', [1], '/send-feedback'),
    json('feedback with an unknown field', { request: ROWS, reward: 1, mood: 'good' }, '/send-feedback'),
    get('/health/status'),
    get('/api/v1.0/health/status'),
    get('/metadata'),
    get('/api/v1.0/metadata')
  ];
}

/** Requests to the class of takes_messages.py. */
export function requestsToTakesMessages(): ParityRequest[] {
  const doing = (what: string) => ({ ...ROWS, meta: { tags: { do: what } } });
  return [
    json('rows', ROWS),
    json('a row of everything', { data: { ndarray: [[1, 2.5, 'a', null, true]] } }),
    json('a message of its own', { anything: [1, { goes: true }] }),
    json('a list', [1, 2]),
    ...['status', 'text', 'refuse', 'fail'].map(what => json(`told to ${what}`, doing(what))),
    json('rows to transform', ROWS, '/transform-input'),
    json('rows to transform back', ROWS, '/transform-output'),
    json('rows to route', ROWS, '/route'),
    json('rows to aggregate', [ROWS, ROWS], '/aggregate'),
    get('/health/status'),
    get('/metadata')
  ];
}
