import { words } from './stage';

const NOW = Date.parse('2026-01-02T12:00:00Z');

it.each([
  ['2026-01-02T11:59:57Z', 'just now'],
  ['2026-01-02T11:57:00Z', '3 minutes ago'],
  ['2026-01-01T12:00:00Z', 'yesterday'],
  ['2025-10-01T12:00:00Z', '3 months ago']
])('says of %s: %s', (time, text) => {
  expect(words.ago(time, NOW)).toBe(text);
});

it.each([
  [400, '0.4 s'],
  [12_400, '12 s'],
  [125_000, '2 min 5 s'],
  [119_700, '2 min 0 s']
])('says of %d ms: %s', (milliseconds, text) => {
  expect(words.duration(milliseconds)).toBe(text);
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [142_000_000, '135 MiB']
])('says of %d bytes: %s', (count, text) => {
  expect(words.bytes(count)).toBe(text);
});

it.each([
  [0.123456, '0.1235'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity']
] as const)('writes the metric %p as %s', (value, text) => {
  expect(words.metric(value)).toBe(text);
});

it.each([
  [2, '2.0', '2.0'],
  [0, '0.0', '0.0'],
  [0.912345, '0.9123', '0.912345'],
  [1234567, '1,235,000', '1234567.0'],
  [1e21, '1,000,000,000,000,000,000,000', '1e+21'],
  ['NaN', 'NaN', 'NaN']
] as const)('writes the double %p as %s, and in full as %s', (value, text, exact) => {
  expect(words.double(value)).toBe(text);
  expect(words.exactDouble(value)).toBe(exact);
});
