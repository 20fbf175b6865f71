import { numberText, parseExact, parseVerbatim, stringifyExact } from '../../src/tools/exact-json';

test('keeps every digit of whole numbers beyond 2^53', () => {
  expect(parseExact('[9007199254740993, 2, 1.5]')).toEqual([9007199254740993n, 2, 1.5]);
  expect(stringifyExact(parseExact('[9007199254740993]'))).toBe('[9007199254740993]');
});

test('reads large floats as numbers, not as whole numbers', () => {
  expect(parseExact('[1e300, 9007199254740993.0]')).toEqual([1e300, 9007199254740992]);
});

test('writes numbers back as they were read', () => {
  const text = '{"rows":[[2.0,9007199254740993,1e-06,3,-0]]}';
  expect(stringifyExact(parseVerbatim(text))).toBe(text);
});

test('tells the text of a number that was read in either way', () => {
  expect([parseVerbatim('2.0'), 3, 4n, 'x', null].map(numberText)).toEqual(['2.0', '3', '4', undefined, undefined]);
});
