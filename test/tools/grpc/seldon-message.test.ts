import { parseVerbatim } from '../../../src/tools/exact-json';
import { decodeMessage, encodeMessage } from '../../../src/tools/grpc/seldon-message';

test.each([
  [
    {
      data: {
        names: ['a', 'b'],
        ndarray: [
          [1.5, 'x'],
          [null, true]
        ]
      }
    }
  ],
  [{ data: { names: [], tensor: { shape: [2, 2], values: [1, 2, 3, 4] } } }],
  [{ jsonData: { rows: [{ a: 1 }], none: null, list: [] } }],
  [{ strData: 'é' }]
])('%j comes back as it was', message => {
  expect(decodeMessage(encodeMessage(message))).toEqual(message);
});

test('tags of a request are kept in their types', () => {
  const bytes = encodeMessage({ strData: 'x', meta: { tags: { power: 3, mode: 'fast', deep: { yes: true } } } });

  expect(bytes.toString('latin1')).toContain('power');
  expect(decodeMessage(bytes)).toMatchObject({ strData: 'x' });
});

test('a number that was kept as its text is sent as a number', () => {
  const message = parseVerbatim('{"data": {"ndarray": [[2.0]]}}') as Record<string, unknown>;

  expect(decodeMessage(encodeMessage(message))).toEqual({ data: { names: [], ndarray: [[2]] } });
});
