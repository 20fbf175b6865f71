import { parseContract, readContract } from '../../../src/pipeline/testing/contract-file';
import { generateBatch } from '../../../src/pipeline/testing/contract-generator';

const number = (extra: object = {}) => ({ name: 'x', ftype: 'continuous', dtype: 'FLOAT', ...extra });
const contractOf = (...features: object[]) => parseContract(JSON.stringify({ features, targets: [] }), 'contract.json');
const cells = (batch: { request: Record<string, unknown> }) =>
  (batch.request.data as { ndarray: unknown[][] }).ndarray.flat();
const many = { rows: 200, seed: 7 };

test('unfolds repeated features from 1 and repeated targets from 0, as upstream does', () => {
  const text = JSON.stringify({
    features: [{ ...number(), repeat: 2 }],
    targets: [{ name: 'c', ftype: 'categorical', values: ['a'], repeat: 2 }]
  });
  const contract = parseContract(text, 'contract.json');
  expect([...contract.features, ...contract.targets].map(({ name }) => name)).toEqual(['x1', 'x2', 'c:0', 'c:1']);
});

test.each([
  ['no targets', { features: [number()] }, 'targets'],
  ['an unknown ftype', { features: [number({ ftype: 'ordinal' })], targets: [] }, 'features[0]'],
  ['an unknown dtype', { features: [number({ dtype: 'DOUBLE' })], targets: [] }, 'features[0].dtype'],
  ['a range upside down', { features: [number({ range: [2, 1] })], targets: [] }, 'features[0].range'],
  ['a bound that is no number', { features: [number({ range: [0, 'big'] })], targets: [] }, 'features[0].range[1]'],
  ['no values', { features: [{ name: 'c', ftype: 'categorical', values: [] }], targets: [] }, 'features[0].values']
])('tells the place of %s', (_, contract, place) => {
  expect(() => parseContract(JSON.stringify(contract), 'contract.json')).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        code: 'bad-contract',
        reason: expect.stringContaining(`At ${place}`) as string
      }) as object
    }) as Error
  );
});

test('tells text that is not JSON and a file that is not there', async () => {
  expect(() => parseContract('{', 'contract.json')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'bad-contract' }) as object }) as Error
  );
  await expect(readContract('/nowhere/contract.json')).rejects.toMatchObject({ problem: { code: 'bad-contract' } });
});

test('the same seed makes the same batch, another seed another', () => {
  const contract = contractOf(number());
  expect(generateBatch(contract, many)).toEqual(generateBatch(contract, many));
  expect(generateBatch(contract, many)).not.toEqual(generateBatch(contract, { ...many, seed: 8 }));
});

test('stays in the range, also in one too narrow for three decimals', () => {
  const values = cells(generateBatch(contractOf(number({ range: [0.0001, 0.0002] })), many)) as number[];
  expect(values.every(value => value >= 0.0001 && value <= 0.0002)).toBe(true);
  expect(new Set(values).size).toBeGreaterThan(100);
});

test('sends whole numbers as such, both ends of the range among them', () => {
  const values = cells(generateBatch(contractOf(number({ dtype: 'INT', range: [1, 3] })), many));
  expect(new Set(values)).toEqual(new Set([1, 2, 3]));
});

test('goes away from a bound when the other one is open', () => {
  const above = cells(generateBatch(contractOf(number({ range: [5, 'inf'] })), many)) as number[];
  const below = cells(generateBatch(contractOf(number({ range: ['inf', 5] })), many)) as number[];
  const whole = cells(generateBatch(contractOf(number({ dtype: 'INT', range: [5, 'inf'] })), many)) as number[];
  expect(Math.min(...above)).toBeGreaterThan(5);
  expect(Math.max(...below)).toBeLessThan(5);
  expect(whole.every(value => Number.isInteger(value) && value >= 5)).toBe(true);
});

test('keeps numbers and texts apart in one row, with a name for each', () => {
  const { request } = generateBatch(contractOf(number(), { name: 'c', ftype: 'categorical', values: ['red', true] }), {
    rows: 20,
    seed: 1
  });
  const { names, ndarray } = request.data as { names: string[]; ndarray: unknown[][] };
  expect(names).toEqual(['x', 'c']);
  expect(ndarray.every(row => typeof row[0] === 'number')).toBe(true);
  expect(new Set(ndarray.map(row => row[1]))).toEqual(new Set(['red', true]));
});

test('makes arrays of a shape, and sends them as a tensor when asked', () => {
  const contract = contractOf(number({ shape: [2, 3] }));
  const { ndarray } = generateBatch(contract, { rows: 4, seed: 1 }).request.data as { ndarray: unknown[][][] };
  expect([ndarray.length, ndarray[0]?.length, ndarray[0]?.[0]?.length]).toEqual([4, 2, 3]);
  const { tensor } = generateBatch(contract, { rows: 4, seed: 1, tensor: true }).request.data as {
    tensor: { shape: number[]; values: number[] };
  };
  expect(tensor).toEqual({ shape: [4, 2, 3], values: ndarray.flat(2) });
});

test('refuses shapes that do not fit side by side, texts in a tensor, and a range without whole numbers', () => {
  const bad = expect.objectContaining({
    problem: expect.objectContaining({ code: 'bad-contract' }) as object
  }) as Error;
  const text = { name: 'c', ftype: 'categorical', values: ['red'] };
  expect(() => generateBatch(contractOf(number({ shape: [2, 3] }), number()), many)).toThrow(bad);
  expect(() => generateBatch(contractOf(text), { ...many, tensor: true })).toThrow(bad);
  expect(() => generateBatch(contractOf(number({ dtype: 'INT', range: [0.2, 0.8] })), many)).toThrow(bad);
});
