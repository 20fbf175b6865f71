import { Checks } from '../../../src/contract/checks';
import { checksOf } from '../../../src/pipeline/wrapping/checks';
import { column, description, tensor } from './descriptions';

const example = {
  kind: 'table' as const,
  names: ['age', 'city'],
  rows: [
    [20, 'Ulm'],
    [40, 'Bonn']
  ]
};
const model = description({
  signature: { inputs: [column('age', 'long'), column('city', 'string?')], outputs: [column(undefined, 'double')] }
});

function named(checks: Checks, name: string) {
  return checks.cases.find(one => one.name === name);
}

test('the example is asked in every way that a request can be written', () => {
  const checks = checksOf({ description: model, example, method: undefined });

  expect(checks.cases.filter(({ expect }) => expect === 'parity').map(({ name }) => name)).toEqual([
    'the logged example',
    'its first row alone',
    'as a table in jsonData',
    'columns in another order',
    'without names',
    'without optional columns'
  ]);
  expect(named(checks, 'columns in another order')?.request).toEqual({
    data: {
      names: ['city', 'age'],
      ndarray: [
        ['Ulm', 20],
        ['Bonn', 40]
      ]
    }
  });
});

test('what each type of column cannot hold must be refused', () => {
  const checks = checksOf({ description: model, example, method: undefined });

  expect(named(checks, 'a fraction for a whole number')?.request).toEqual({
    data: { names: ['age', 'city'], ndarray: [[1.5, 'Ulm']] }
  });
  expect(named(checks, 'a number for a text')?.expect).toBe('refused');
  expect(named(checks, 'no rows')?.expect).toBe('refused');
});

test('outputs are those of the signature, of the method that answers instead, or not known', () => {
  const logged = checksOf({ description: model, example, method: undefined });
  const proba = checksOf({ description: model, example, method: 'predict_proba' });
  const custom = checksOf({
    description: description({ ...model, loaderModule: 'mlflow.pyfunc.model' }),
    example,
    method: undefined
  });

  expect(logged).toMatchObject({ answer: 'data', outputs: [{ dtype: 'float' }] });
  expect(proba).toMatchObject({ answer: 'data', outputs: [{ dtype: 'float', range: [0, 1] }] });
  expect(custom.answer).toBe('unknown');
  expect(custom.cases[0]?.rows).toBeUndefined();
});

test('tensors of another size must be refused', () => {
  const signature = { inputs: [tensor('x', 'float32', [-1, 2, 2])] };
  const checks = checksOf({
    description: description({ signature }),
    example: {
      kind: 'array',
      value: [
        [
          [1, 2],
          [3, 4]
        ]
      ]
    },
    method: undefined
  });

  expect(named(checks, 'rows of another size')?.request).toEqual({ data: { ndarray: [[1, 1, 1, 1, 1]] } });
});

test('without a signature nothing must be refused', () => {
  const checks = checksOf({
    description: description(),
    example: { kind: 'array', value: [[1, 2]] },
    method: undefined
  });

  expect(checks.cases.map(({ expect }) => expect)).toEqual(['parity']);
});

test('every list of checks fits its schema', () => {
  expect(Checks.parse(checksOf({ description: model, example, method: undefined })).cases.length).toBeGreaterThan(8);
});
