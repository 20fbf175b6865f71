/** A way in which the built-in runtime answers differently on purpose; the users' page has the same rows. */
export interface Difference {
  what: string;
  builtin: string;
  seldonCore: string;
  /** The requests that show it, by name. */
  shownBy: readonly (string | RegExp)[];
}

/** Everything in which the two differ over the requests of this folder. */
export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'a row of numbers and texts',
    builtin: 'each value keeps its type',
    seldonCore: 'all become texts',
    shownBy: [/^a row with a text/, 'a list as JSON, over gRPC']
  },
  {
    what: 'rows of different lengths',
    builtin: 'reach the class',
    seldonCore: '500',
    shownBy: [/^rows of different lengths/]
  },
  {
    what: 'a message that makes no sense',
    builtin: '400 with what is wrong',
    seldonCore: '500, or it is taken for another one',
    shownBy: [
      'data that is a list',
      'data that is a number',
      /^an ndarray that is/,
      'a tensor without a shape',
      'a tensor without values',
      'a tensor that does not fill its shape',
      'a tensor that is a list',
      'names that are a text',
      'binData that is no base64',
      'meta that is a text',
      'tags that are a list',
      'null data',
      'aggregate of nothing'
    ]
  },
  {
    what: 'JSON without the content type of JSON',
    builtin: 'is read',
    seldonCore: '400',
    shownBy: ['JSON without a content type']
  },
  {
    what: 'an unknown path, or a wrong method',
    builtin: '404, 405',
    seldonCore: '500',
    shownBy: [/^(GET|PUT) \/(api\/v1.0\/predictions|nowhere)$/, /^rows to (an unknown path|health|a path with a slash)/]
  },
  {
    what: 'the path /',
    builtin: 'a page to try the model on',
    seldonCore: '500',
    shownBy: ['GET /']
  },
  {
    what: 'a TypeError inside the class',
    builtin: '500, as any other error',
    seldonCore: 'the class is called a second time, without meta',
    shownBy: ['fails with type-error']
  },
  {
    what: 'a class that answers with a single number',
    builtin: 'is answered as jsonData',
    seldonCore: '400',
    shownBy: [
      /^answers (int|float|true|numpy-float|numpy-int) to/,
      /^a number (as JSON|as JSON, over gRPC|beyond 64 bits as the body)$/,
      'told to answer int, over gRPC'
    ]
  },
  {
    what: 'a class that answers with nothing, a router with no whole number',
    builtin: '500: the class is at fault',
    seldonCore: '400',
    shownBy: [/^answers none to/, /^route [456]$/]
  },
  {
    what: 'a class that answers with a tuple',
    builtin: 'is answered as a list',
    seldonCore: '400',
    shownBy: [/^answers tuple to/, 'told to answer tuple, over gRPC']
  },
  {
    what: 'NaN and infinity in a JSON answer',
    builtin: 'null',
    seldonCore: 'NaN and Infinity, which is no JSON',
    shownBy: [/^answers (nan|infinity|nan-list) to/, 'NaN as the body', 'infinity as the body']
  },
  {
    what: 'whole numbers in jsonData over gRPC',
    builtin: 'reach the class as int',
    seldonCore: 'reach it as float',
    shownBy: ['a number as JSON, looked at, over gRPC']
  },
  {
    what: 'a refusal over gRPC',
    builtin: 'the code that fits, such as NOT_FOUND, and the sentence',
    seldonCore: 'UNKNOWN without a word',
    shownBy: [/^told to answer (refused|teapot|not-found), over gRPC$/, 'an empty message, over gRPC']
  },
  {
    what: 'metrics in the answer to a feedback',
    builtin: 'each with its type',
    seldonCore: 'a COUNTER is left without',
    shownBy: [/^feedback (to|with everything|with a truth only)/]
  },
  {
    what: 'a feedback without a request',
    builtin: 'is answered as an ndarray',
    seldonCore: 'as a tensor',
    shownBy: ['feedback without a request']
  },
  {
    what: 'code in the status of a failure',
    builtin: 'the HTTP status',
    seldonCore: '-1',
    shownBy: []
  }
];

/** The difference that a request shows. */
export function differenceOf(name: string): Difference | undefined {
  return DIFFERENCES.find(({ shownBy }) =>
    shownBy.some(one => (typeof one === 'string' ? one === name : one.test(name)))
  );
}
