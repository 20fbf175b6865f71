import type { OutputCheck } from '../../../src/contract/checks';
import { parseContract } from '../../../src/pipeline/testing/contract-file';
import {
  describeShape,
  judgeParity,
  judgeRefusal,
  judgeShape,
  type Shape,
  shapeOfChecks,
  shapeOfTargets
} from '../../../src/pipeline/testing/judge';

const tolerance = { absolute: 1e-6, relative: 0 };
const answer = (body: unknown, status = 200) => ({ status, body, milliseconds: 1 });
const rows = (ndarray: unknown[], names?: string[]) => answer({ data: { names, ndarray }, meta: {} });
const output = (check: Partial<OutputCheck>): OutputCheck => ({ dtype: 'any', nullable: false, ...check });
const shape = (...outputs: OutputCheck[]): Shape =>
  shapeOfChecks({ version: 1, answer: 'data', outputs, tolerance, cases: [] }, 2);

test('takes an answer that fits', () => {
  expect(judgeShape(rows([1.5, 2]), shape(output({ dtype: 'float', range: [0, 2] })))).toMatchObject({ passed: true });
});

test.each<[string, ReturnType<typeof answer>, OutputCheck[]]>([
  ['status', answer({ status: { info: 'boom' } }, 500), []],
  ['rows', rows([1]), [output({})]],
  ['columns', rows([[1], [2]]), [output({}), output({})]],
  [
    'names',
    rows(
      [
        [1, 2],
        [3, 4]
      ],
      ['b', 'a']
    ),
    [output({ name: 'a' }), output({ name: 'b' })]
  ],
  [
    'missing names',
    rows([
      [1, 2],
      [3, 4]
    ]),
    [output({ name: 'a' }), output({ name: 'b' })]
  ],
  ['a fraction for int', rows([1.5, 2]), [output({ dtype: 'int' })]],
  ['a text for float', rows(['1', 2]), [output({ dtype: 'float' })]],
  ['a number for bool', rows([1, 0]), [output({ dtype: 'bool' })]],
  ['a number for string', rows([1, 0]), [output({ dtype: 'string' })]],
  ['below the range', rows([-0.1, 0]), [output({ range: [0, 1] })]],
  ['above the range', rows([[0.5], [1.1]]), [output({ range: [0, 1] })]],
  ['a whole number beyond the range', rows([9007199254740993n, 1]), [output({ range: [0, 1] })]],
  ['an unknown class', rows(['cat', 'dog']), [output({ classes: ['cat'] })]],
  ['null', rows([null, 1]), [output({})]],
  ['another payload', answer({ jsonData: { a: 1 } }), []],
  ['no payload', answer({ meta: {} }), []],
  ['a tensor whose values do not fill its shape', answer({ data: { tensor: { shape: [2, 2], values: [1] } } }), []],
  ['a page of text', answer('<html>'), []],
  ['null as body', answer(null), []],
  ['a number as body', answer(3), []],
  ['odd data', answer({ data: 'x' }), []]
])('fails an answer for its %s', (_, given, outputs) => {
  expect(judgeShape(given, shape(...outputs)).passed).toBe(false);
});

test('takes null where it is allowed', () => {
  expect(judgeShape(rows([null, 1]), shape(output({ nullable: true }))).passed).toBe(true);
});

test('takes a tensor like rows, and one check for all columns of a single output', () => {
  const tensor = answer({ data: { tensor: { shape: [2, 2], values: [0, 1, 1, 0] } } });
  expect(judgeShape(tensor, shape(output({ name: 'scores', range: [0, 1] }))).passed).toBe(true);
  expect(judgeShape(tensor, shape(output({ name: 'scores', range: [0, 0.5] }))).passed).toBe(false);
});

test('looks into objects by name', () => {
  const wanted: Shape = { answer: 'json', outputs: [output({ name: 'total', dtype: 'float' })] };
  expect(judgeShape(answer({ jsonData: { total: [1, 2] } }), wanted).passed).toBe(true);
  expect(judgeShape(answer({ jsonData: { total: ['x'] } }), wanted).passed).toBe(false);
  expect(judgeShape(answer({ jsonData: {} }), wanted).passed).toBe(false);
  expect(judgeShape(answer({ jsonData: [{ total: 1 }, {}] }), wanted).passed).toBe(false);
});

test("judges by a contract's targets and forgives names that no class gave", () => {
  const contract = parseContract(
    JSON.stringify({
      features: [{ name: 'x', ftype: 'continuous', dtype: 'FLOAT' }],
      targets: [{ name: 'p', ftype: 'continuous', dtype: 'FLOAT', range: [0, 1], repeat: 2 }]
    }),
    'contract.json'
  );
  const wanted = shapeOfTargets(contract, 1);
  expect(describeShape(wanted)).toBe('200 with 1 row of 2 values (float)');
  expect(judgeShape(rows([[0.2, 0.8]], ['t:0', 't:1']), wanted).passed).toBe(true);
  expect(judgeShape(rows([[0.2, 0.8]], ['p:0', 'p:1']), wanted).passed).toBe(true);
  expect(judgeShape(rows([[0.2, 0.8]], ['q', 'r']), wanted).passed).toBe(false);
  expect(judgeShape(rows([[0.2, 1.8]]), wanted).passed).toBe(false);
  expect(judgeShape(rows([[0.2]]), wanted).passed).toBe(false);
});

test('asks a refusal for a 4xx and a reason', () => {
  const body = { status: { status: 1, info: 'the model wants 4 columns', code: -1, reason: 'MICROSERVICE_BAD_DATA' } };
  expect(judgeRefusal(answer(body, 400)).passed).toBe(true);
  expect(judgeRefusal(answer(body, 500)).passed).toBe(false);
  expect(judgeRefusal(answer(body, 200)).passed).toBe(false);
  expect(judgeRefusal(answer({}, 400)).passed).toBe(false);
  expect(judgeRefusal(answer('Bad Request', 400)).passed).toBe(false);
});

test('compares with the logged model and tells the difference', () => {
  const reference = { name: 'a', kind: 'data' as const, value: [1, 2] };
  expect(judgeParity(rows([1, 2]), reference, { tolerance })).toMatchObject({ passed: true, difference: 0 });
  expect(judgeParity(rows([1, 2.5]), reference, { tolerance })).toMatchObject({ passed: false, difference: 0.5 });
  expect(judgeParity(rows([[1], [2]]), reference, { tolerance }).passed).toBe(false);
  expect(judgeParity(answer({ status: { info: 'no' } }, 500), reference, { tolerance }).passed).toBe(false);
});

test('compares the names of a table', () => {
  const reference = { name: 'a', kind: 'data' as const, value: [[1, 2]], names: ['x', 'y'] };
  expect(judgeParity(rows([[1, 2]], ['x', 'y']), reference, { tolerance }).passed).toBe(true);
  expect(judgeParity(rows([[1, 2]], ['y', 'x']), reference, { tolerance }).passed).toBe(false);
});

test('where the logged model refuses, the endpoint must refuse too', () => {
  const reference = { name: 'a', error: 'ValueError: no' };
  expect(judgeParity(answer({ status: { info: 'no' } }, 400), reference, { tolerance }).passed).toBe(true);
  expect(judgeParity(rows([1]), reference, { tolerance }).passed).toBe(false);
});

test('takes one row for a model that answers with a single value', () => {
  const reference = { name: 'a', kind: 'json' as const, value: 3 };
  expect(judgeParity(answer({ jsonData: 3 }), reference, { tolerance }).passed).toBe(true);
  expect(judgeParity(rows([[3]]), reference, { tolerance }).passed).toBe(true);
  expect(judgeParity(rows([[4]]), reference, { tolerance }).passed).toBe(false);
});
