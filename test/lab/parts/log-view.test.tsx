import { fireEvent, screen } from '@testing-library/react/pure';
import { LogLines } from '../../../src/lab/models/log-lines';
import { LogView } from '../../../src/lab/parts/log-view';
import { HOSTILE } from '../samples';
import { Stage } from '../stage';

function show(...texts: string[]) {
  const lines = new LogLines();
  lines.append(texts.map(text => ({ text })));
  new Stage().show(<LogView lines={lines} title="Log" emptyText="Nothing yet." />);
  return screen.getByRole('log');
}

it('shows markup in a line as text', () => {
  const log = show(HOSTILE);

  expect(log.textContent).toContain(HOSTILE);
  expect(document.querySelector('img, b')).toBeNull();
});

it('numbers its lines without the numbers being part of the text', () => {
  const log = show('one', 'two');

  expect([...log.querySelectorAll<HTMLElement>('[data-number]')].map(line => line.dataset.number)).toEqual(['1', '2']);
  expect(log.textContent).toBe('onetwo');
});

it('marks what is searched for, also inside markup', () => {
  const log = show(HOSTILE);

  fireEvent.change(screen.getByLabelText('Search the log'), { target: { value: 'onerror' } });

  expect(log.querySelector('mark')?.textContent).toBe('onerror');
  expect(log.textContent).toContain(HOSTILE);
});

it('has one element for each line that is not searched: thousands are made while somebody scrolls', () => {
  const log = show(...Array.from({ length: 500 }, (_, index) => `line ${index}`));

  const lines = [...log.querySelectorAll('[data-number]')];
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.length).toBeLessThan(60);
  expect(lines.flatMap(line => [...line.children])).toEqual([]);
});
