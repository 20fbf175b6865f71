import { Contract } from '../../../src/pipeline/testing/contract-file';
import { contractOf } from '../../../src/pipeline/wrapping/contract';
import { column, description, tensor } from './descriptions';

const example = {
  kind: 'table' as const,
  names: ['age', 'city', 'open'],
  rows: [
    [20, 'Ulm', true],
    [40, 'Bonn', false]
  ]
};

test('ranges and categories come from the example', () => {
  const model = description({
    signature: { inputs: [column('age', 'long'), column('city', 'string'), column('open', 'boolean')] }
  });

  expect(contractOf(model, example)).toEqual({
    features: [
      { name: 'age', dtype: 'INT', ftype: 'continuous', range: [20, 40] },
      { name: 'city', ftype: 'categorical', values: ['Ulm', 'Bonn'] },
      { name: 'open', ftype: 'categorical', values: [true, false] }
    ],
    targets: []
  });
});

test('an optional column that the example lacks is left out', () => {
  const inputs = [column('age', 'double'), column('note', 'string?')];

  expect(contractOf(description({ signature: { inputs } }), example)).toMatchObject({ features: [{ name: 'age' }] });
});

test('a tensor is one feature with the shape of a row', () => {
  const model = description({
    signature: { inputs: [tensor('image', 'float32', [-1, 4, 4, 1])], outputs: [tensor(undefined, 'float32', [-1, 2])] }
  });

  expect(contractOf(model, undefined)).toEqual({
    features: [{ name: 'image', dtype: 'FLOAT', ftype: 'continuous', range: ['inf', 'inf'], shape: [4, 4, 1] }],
    targets: [{ name: 'y', dtype: 'FLOAT', ftype: 'continuous', range: ['inf', 'inf'], shape: [2] }]
  });
});

test('what the format has no words for has no contract', () => {
  const two = description({
    signature: { inputs: [tensor('a', 'float32', [-1, 2]), tensor('b', 'float32', [-1, 2])] }
  });
  const nested = description({ signature: { inputs: [column('x', 'array')] } });

  expect(contractOf(two, undefined)).toBeUndefined();
  expect(contractOf(nested, undefined)).toBeUndefined();
  expect(contractOf(description(), undefined)).toBeUndefined();
});

test('every contract can be read by the tester', () => {
  const kinds = ['double', 'float', 'long', 'integer', 'boolean', 'string', 'datetime', 'binary'];
  const outputs = [column('total', 'double'), column('label', 'long')];
  const inputs = kinds.map(kind => column(kind, kind));

  expect(Contract.parse(contractOf(description({ signature: { inputs, outputs } }), undefined)).features).toHaveLength(
    8
  );
});
