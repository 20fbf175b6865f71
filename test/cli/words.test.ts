import { ago, bytes } from '../../src/cli/words';

it.each([
  [0, '0 s'],
  [90, '1 min'],
  [7200, '2 h'],
  [3 * 86400, '3 d']
])('says how long ago %d seconds are', (seconds, expected) => {
  expect(ago(Date.now() - seconds * 1000)).toBe(expected);
});

it.each([
  [0, '0 B'],
  [1500, '1.5 kB'],
  [2_340_000, '2.34 MB'],
  [7.2e9, '7.2 GB']
])('says %d bytes in the largest unit', (amount, expected) => {
  expect(bytes(amount)).toBe(expected);
});
