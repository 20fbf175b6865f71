import { LogLines } from '../../../src/lab/models/log-lines';

function linesOf(...texts: string[]): LogLines {
  const lines = new LogLines();
  lines.append(texts.map(text => ({ text })));
  return lines;
}

it('finds lines in any case and says where they are', () => {
  const lines = linesOf('Collecting numpy', 'done', 'NUMPY is here');

  expect(lines.find('numpy')).toEqual([0, 2]);
});

it('finds nothing for an empty search', () => {
  expect(linesOf('a', 'b').find('')).toEqual([]);
});

it('shows a line as a terminal had left it: without colours, after the last carriage return', () => {
  const lines = linesOf('\u001b[31mred\u001b[0m', ' 10 %\r 50 %\r100 %\r');

  expect([lines.at(0)?.text, lines.at(1)?.text]).toEqual(['red', '100 %']);
});

it.each([
  ['ValueError: bad', true],
  ['  error: Microsoft Visual C++ 14.0 is required', true],
  ['2026-01-02 ERROR something', true],
  ['Traceback (most recent call last):', true],
  ['errors.py was read', false],
  ['0 errors', false]
])('reads %p as an error: %p', (text, isError) => {
  expect(linesOf(text).at(0)?.isError).toBe(isError);
});

it('knows the first error and forgets it when the log starts again', () => {
  const lines = linesOf('fine', 'KeyError: 1', 'KeyError: 2');

  expect(lines.firstError()).toBe(1);
  lines.clear();
  expect(lines.firstError()).toBe(-1);
});

it('lets the oldest lines go and keeps counting', () => {
  const lines = new LogLines();
  lines.append(Array.from({ length: 230_000 }, (_, index) => ({ text: index === 0 ? 'KeyError: early' : `${index}` })));

  expect(lines.length).toBe(200_000);
  expect(lines.dropped).toBe(30_000);
  expect(lines.at(0)).toMatchObject({ number: 30_001, text: '30000' });
  expect(lines.firstError()).toBe(-1);
});

it('cuts a line that would freeze the page', () => {
  expect(linesOf('x'.repeat(100_000)).at(0)!.text.length).toBeLessThan(5000);
});

it('gives the end of the log as one text', () => {
  expect(linesOf('a', 'b', 'c').tail(2)).toBe('b\nc');
});
