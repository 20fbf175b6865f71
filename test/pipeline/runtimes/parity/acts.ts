import { forms, get, grpc, json, type ParityRequest, PREDICT, text } from './requests';

/** What the class in acts.py does when the tag `do` says so. */
const RESULTS =
  'int float true none numpy-float numpy-int list rows row-of-texts mixed-rows empty-list list-of-empty dict empty-dict text empty-text umlauts bytes array table cube ints int32 float32 bools texts objects no-rows scalar-array big-int tuple nan infinity nan-list';
const ERRORS =
  'value-error key-error type-error attribute-error runtime-error zero-division no-words refused teapot not-found busy';

/** Payloads of messages that Seldon's protocol allows. */
const PAYLOADS: Record<string, Record<string, unknown>> = {
  'one number': { data: { ndarray: [[1]] } },
  'a row of numbers': { data: { names: ['a', 'b'], ndarray: [[1, 2.5]] } },
  'rows of whole numbers': {
    data: {
      ndarray: [
        [1, 2],
        [3, 4]
      ]
    }
  },
  'rows of numbers': {
    data: {
      names: ['a', 'b', 'c'],
      ndarray: [
        [0.1, -2, 3e10],
        [4, 5.5, 1e-300]
      ]
    }
  },
  'a flat list': { data: { ndarray: [1, 2, 3] } },
  'no rows': { data: { ndarray: [] } },
  'an empty row': { data: { ndarray: [[]] } },
  texts: { data: { names: ['t'], ndarray: [['a'], ['b']] } },
  truths: { data: { ndarray: [[true, false]] } },
  'a cube': {
    data: {
      ndarray: [
        [
          [1, 2],
          [3, 4]
        ],
        [
          [5, 6],
          [7, 8]
        ]
      ]
    }
  },
  'a row with a text': { data: { ndarray: [[1, 'a', 2.5]] } },
  'a row with a hole': { data: { ndarray: [[1, null]] } },
  'rows of different lengths': { data: { ndarray: [[1], [2, 3]] } },
  'a tensor': { data: { names: ['a', 'b'], tensor: { shape: [2, 2], values: [1, 2, 3, 4] } } },
  'a flat tensor': { data: { tensor: { shape: [3], values: [1, 2, 3] } } },
  'an empty tensor': { data: { tensor: { shape: [0, 2], values: [] } } },
  'a tensor of halves': { data: { tensor: { shape: [1, 2], values: [0.5, 1.5] } } },
  'a text': { strData: 'hello' },
  'an empty text': { strData: '' },
  'a text beyond ASCII': { strData: 'Übergröße 漢字 😀' },
  bytes: { binData: 'AAH/' },
  'an object': { jsonData: { a: 1, b: [1, 2, { c: null }] } },
  'a list as JSON': { jsonData: [1, 'two', 3.5] },
  'a number as JSON': { jsonData: 7 },
  'a text as JSON': { jsonData: 'seven' }
};

const META: Record<string, unknown> = {
  'no tags': {},
  tags: { tags: { colour: 'red', size: 3 } },
  'a puid': { puid: 'abc123' },
  'a request path': { requestPath: { before: 'image:1' } },
  metrics: { metrics: [{ key: 'k', type: 'COUNTER', value: 1 }] },
  everything: { puid: 'p', tags: { a: { b: [1] } }, requestPath: { x: 'y' }, routing: { r: 1 } }
};

/** Messages that make no sense. */
const MALFORMED: Record<string, unknown> = {
  'an empty message': {},
  'no payload': { meta: {} },
  'an unknown payload': { something: 1 },
  'data of nothing': { data: {} },
  'data that is a list': { data: [[1]] },
  'data that is a number': { data: 1 },
  'an ndarray that is a number': { data: { ndarray: 5 } },
  'an ndarray that is a text': { data: { ndarray: 'abc' } },
  'an ndarray that is an object': { data: { ndarray: { a: 1 } } },
  'a tensor without a shape': { data: { tensor: { values: [1, 2] } } },
  'a tensor without values': { data: { tensor: { shape: [1, 2] } } },
  'a tensor that does not fill its shape': { data: { tensor: { shape: [2, 2], values: [1, 2, 3] } } },
  'a tensor that is a list': { data: { tensor: [1, 2] } },
  'a tensor of texts': { data: { tensor: { shape: [1], values: ['a'] } } },
  'names that are a text': { data: { names: 'ab', ndarray: [[1, 2]] } },
  'binData that is no base64': { binData: '***' },
  'strData that is a number': { strData: 5 },
  'tags that are a list': { data: { ndarray: [[1]] }, meta: { tags: [1] } },
  'meta that is a text': { data: { ndarray: [[1]] }, meta: 'abc' },
  'two payloads': { data: { ndarray: [[1]] }, strData: 'a' },
  'null data': { data: null }
};

const NO_MESSAGES: Record<string, string> = {
  'no body': '',
  'half of a message': '{"data": {"ndarray": [[1',
  'two messages': '{"strData": "a"} {"strData": "b"}',
  'a list': '[1, 2]',
  'a number': '5',
  'a text': '"hello"',
  nothing: 'null',
  words: 'hello',
  'single quotes': "{'strData': 'a'}",
  'a comma too many': '{"strData": "a",}',
  NaN: '{"data": {"ndarray": [[NaN, 1.0]]}}',
  infinity: '{"data": {"ndarray": [[Infinity, -Infinity]]}}',
  'a number beyond 2^53': '{"data": {"ndarray": [[9007199254740993]]}}',
  'a number beyond 64 bits': '{"jsonData": 123456789012345678901234567890}',
  'blanks around it': '  \n{"strData": "a"}\n ',
  'an escaped letter': '{"strData": "\\u00e4\\u0000"}',
  'a key twice': '{"strData": "a", "strData": "b"}',
  'NaN to be looked at': '{"data": {"ndarray": [[NaN]]}, "meta": {"tags": {"do": "type"}}}'
};

function doing(what: string, payload: Record<string, unknown>): Record<string, unknown> {
  return { ...payload, meta: { tags: { do: what } } };
}

const ROWS = { data: { names: ['a', 'b'], ndarray: [[1, 2]] } };
const TENSOR = { data: { names: ['a', 'b'], tensor: { shape: [1, 2], values: [1, 2] } } };

/** Messages that protobuf can say, to be sent over gRPC. */
export function messagesToActs(): ParityRequest[] {
  const results = ['rows', 'table', 'ints', 'text', 'dict', 'bytes', 'texts', 'bools', 'nan', 'int', 'tuple'];
  const errors = ['value-error', 'refused', 'teapot', 'not-found'];
  return [
    ...Object.entries(PAYLOADS).map(([name, payload]) => grpc(name, payload)),
    ...Object.entries(PAYLOADS).map(([name, payload]) => grpc(`${name}, looked at`, doing('type', payload))),
    ...[...results, ...errors].map(what => grpc(`told to answer ${what}`, doing(what, ROWS))),
    grpc('an empty message', {})
  ];
}

/** Requests to the class of acts.py. */
export function requestsToActs(): ParityRequest[] {
  const of = <Value>(table: Record<string, Value>, make: (name: string, value: Value) => ParityRequest[]) =>
    Object.entries(table).flatMap(([name, value]) => make(name, value));
  return [
    ...of(PAYLOADS, (name, payload) => [
      json(name, payload),
      json(`${name}, looked at`, doing('type', payload), '/predict')
    ]),
    ...of(META, (name, meta) => [
      json(`with ${name}`, { ...ROWS, meta }),
      json(`with ${name}, seen`, {
        strData: '',
        meta: { ...(meta as object), tags: { ...((meta as { tags?: object }).tags ?? {}), do: 'meta' } }
      })
    ]),
    ...RESULTS.split(' ').flatMap(what => [
      json(`answers ${what} to rows`, doing(what, ROWS)),
      json(`answers ${what} to a tensor`, doing(what, TENSOR)),
      json(`answers ${what} to a text`, doing(what, { strData: 'a' }))
    ]),
    ...ERRORS.split(' ').map(what => json(`fails with ${what}`, doing(what, ROWS))),
    ...of(MALFORMED, (name, message) => [json(name, message)]),
    ...of(NO_MESSAGES, (name, body) => [text(`${name} as the body`, body)]),
    ...['a row of numbers', 'a tensor', 'a text', 'an object', 'a cube'].flatMap(name => forms(name, PAYLOADS[name])),
    ...[PREDICT, '/api/v0.1/predictions', '/predict'].map(path => json(`rows to ${path}`, ROWS, path)),
    { ...text('JSON without a content type', JSON.stringify(ROWS)), headers: { 'content-type': 'text/plain' } },
    {
      ...text('JSON with a charset', JSON.stringify(ROWS)),
      headers: { 'content-type': 'application/json; charset=utf-8' }
    },
    {
      ...text('a form that is none', 'a=b', '/predict'),
      headers: { 'content-type': 'application/x-www-form-urlencoded' }
    },
    get(PREDICT),
    get('/predict'),
    get(PREDICT, 'PUT'),
    get('/nowhere'),
    get('/'),
    get('/health/ping'),
    get('/health/status'),
    get('/metadata'),
    json('rows to an unknown path', ROWS, '/nowhere'),
    json('rows to health', ROWS, '/health/ping'),
    json('rows to a path with a slash at its end', ROWS, '/predict/')
  ];
}
