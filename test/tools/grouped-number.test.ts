import { grouped } from '../../src/tools/grouped-number';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
  [-12345, '-12,345']
])('writes %d as %s', (number, text) => {
  expect(grouped(number)).toBe(text);
});
