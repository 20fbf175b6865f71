import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExample } from '../../../src/pipeline/wrapping/example';
import { requestOf, exampleFrom } from '../../../src/pipeline/wrapping/request';
import { stringifyExact } from '../../../src/tools/exact-json';
import { column, description, tensor } from './descriptions';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'example-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const COLUMNS = { inputs: [column('a', 'double'), column('n', 'long')] };

/** The request that an example file makes, as JSON text. */
async function requestFrom(
  files: Record<string, string>,
  signature = {},
  hasParams = false
): Promise<string | undefined> {
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
  const servingPath = 'serving_input_example.json' in files ? 'serving_input_example.json' : undefined;
  const model = description({
    signature,
    example: { path: 'input_example.json', type: 'dataframe', servingPath, hasParams }
  });
  const example = await readExample(folder, model);
  return example && stringifyExact(requestOf(example, model.signature).request);
}

test('a table becomes names and rows, and its numbers stay as they were written', async () => {
  const text = '{"columns": ["a", "n"], "data": [[2.0, 9007199254740993]]}';

  expect(await requestFrom({ 'input_example.json': text }, COLUMNS)).toBe(
    '{"data":{"names":["a","n"],"ndarray":[[2.0,9007199254740993]]}}'
  );
});

test('the body of a scoring request is read before the example itself', async () => {
  const files = {
    'input_example.json': 'broken',
    'serving_input_example.json': '{"dataframe_split": {"columns": ["a", "n"], "data": [[1, 2]]}}'
  };

  expect(await requestFrom(files, COLUMNS)).toBe('{"data":{"names":["a","n"],"ndarray":[[1,2]]}}');
});

test('parameters of an example become tags of the request', async () => {
  const text = '{"inputs": {"columns": ["a", "n"], "data": [[1, 2]]}, "params": {"k": 3}}';

  expect(await requestFrom({ 'input_example.json': text }, COLUMNS, true)).toBe(
    '{"data":{"names":["a","n"],"ndarray":[[1,2]]},"meta":{"tags":{"k":3}}}'
  );
});

test('records and columns become rows', async () => {
  const rows = '{"data":{"names":["a","n"],"ndarray":[[1,2],[3,4]]}}';

  expect(await requestFrom({ 'input_example.json': '[{"a": 1, "n": 2}, {"a": 3, "n": 4}]' }, COLUMNS)).toBe(rows);
  expect(await requestFrom({ 'input_example.json': '{"a": [1, 3], "n": [2, 4]}' }, COLUMNS)).toBe(rows);
});

test('a tensor becomes rows and several become one field each', async () => {
  const one = { inputs: [tensor('x', 'float32', [-1, 2])] };
  const two = { inputs: [tensor('x', 'float32', [-1, 2]), tensor('y', 'float32', [-1])] };

  expect(await requestFrom({ 'input_example.json': '{"inputs": {"x": [[1, 2]]}}' }, one, true)).toBe(
    '{"data":{"ndarray":[[1,2]]}}'
  );
  expect(await requestFrom({ 'serving_input_example.json': '{"inputs": {"x": [[1, 2]], "y": [1]}}' }, two)).toBe(
    '{"jsonData":{"inputs":{"x":[[1,2]],"y":[1]}}}'
  );
});

test('without a signature the form of the example decides', async () => {
  expect(await requestFrom({ 'input_example.json': '[[1, 2], [3, 4]]' })).toBe('{"data":{"ndarray":[[1,2],[3,4]]}}');
  expect(await requestFrom({ 'input_example.json': '{"messages": [{"role": "user"}]}' })).toBe(
    '{"data":{"names":["messages"],"ndarray":[[{"role":"user"}]]}}'
  );
  expect(await requestFrom({ 'input_example.json': '"hello"' })).toBe('{"strData":"hello"}');
});

test('missing values are null', async () => {
  const text = '{"columns": ["a", "n"], "data": [[NaN, 1]]}';

  expect(await requestFrom({ 'input_example.json': text }, COLUMNS)).toBe(
    '{"data":{"names":["a","n"],"ndarray":[[null,1]]}}'
  );
});

test('an example that cannot be understood is no example', async () => {
  expect(await requestFrom({ 'input_example.json': '{"columns": ' }, COLUMNS)).toBeUndefined();
  expect(await requestFrom({}, COLUMNS)).toBeUndefined();
});

test('a request is made from a signature of numbers, and not from one of texts', () => {
  const numbers = description({ signature: COLUMNS });
  const image = description({ signature: { inputs: [tensor('image', 'float32', [-1, 2, 1])] } });
  const texts = description({ signature: { inputs: [column('city', 'string')] } });

  expect(requestOf(exampleFrom(numbers)!, numbers.signature).request).toEqual({
    data: { names: ['a', 'n'], ndarray: [[1, 1]] }
  });
  expect(requestOf(exampleFrom(image)!, image.signature).request).toEqual({
    data: {
      ndarray: [
        [[0.5], [0.5]],
        [[0.5], [0.5]]
      ]
    }
  });
  expect(exampleFrom(texts)).toBeUndefined();
});
