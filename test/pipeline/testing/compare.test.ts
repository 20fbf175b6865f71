import { compareValues } from '../../../src/pipeline/testing/compare';

const tolerance = { absolute: 1e-6, relative: 1e-3 };
const compare = (ours: unknown, theirs: unknown) => compareValues(ours, theirs, tolerance);

test('takes numbers as equal within absolute plus relative tolerance, and reports the largest difference', () => {
  expect(compare([[1, 100.05]], [[1, 100]])).toMatchObject({ equal: true, largest: expect.closeTo(0.05) as number });
  expect(compare([[1, 100.2]], [[1, 100]])).toMatchObject({ equal: false, reason: expect.stringContaining('[0][1]') });
});

test('compares whole numbers beyond 2^53 exactly', () => {
  expect(compare([9007199254740993n], [9007199254740993n]).equal).toBe(true);
  expect(compare([9007199254740993n], [9007199254740992])).toMatchObject({ equal: false, largest: 1 });
  expect(compare([9007199254740993n], [0.5]).equal).toBe(false);
});

test('takes NaN, infinity and null as the same, and a number as different from them', () => {
  expect(compare([null, NaN, Infinity], [NaN, null, null]).equal).toBe(true);
  expect(compare([1], [null]).equal).toBe(false);
  expect(compare([null], [1]).equal).toBe(false);
});

test('tells where the lengths differ', () => {
  expect(
    compare(
      [[1, 2], [3]],
      [
        [1, 2],
        [3, 4]
      ]
    ).reason
  ).toBe('at [1]: 1 values instead of 2');
  expect(compare([1], [[1]]).equal).toBe(false);
});

test('compares objects by key and tells keys that are missing or too many', () => {
  expect(compare({ a: [1], b: 'x' }, { b: 'x', a: [1] }).equal).toBe(true);
  expect(compare({ a: 1 }, { a: 1, b: 2 }).reason).toContain('b is missing');
  expect(compare({ a: 1, b: 2 }, { a: 1 }).reason).toContain('b is not expected');
  expect(compare({ a: { b: 1 } }, { a: { b: 2 } }).reason).toContain('at a.b');
});

test('does not take one type for another', () => {
  expect(compare([true], [1]).equal).toBe(false);
  expect(compare(['1'], [1]).equal).toBe(false);
  expect(compare(['high'], ['low']).reason).toBe('at [0]: high instead of low');
  expect(compare(undefined, [1]).equal).toBe(false);
});
