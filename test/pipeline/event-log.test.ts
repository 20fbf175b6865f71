import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/contract/event';
import { EventLog, readEvents } from '../../src/pipeline/event-log';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  path = join(folder, 'events.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(seen: RunEvent[] = []): EventLog {
  return new EventLog(path, 'run-1', event => seen.push(event));
}

it('numbers events from 1 without gaps, also over two processes', () => {
  const first = open();
  first.append({ event: 'run-started', model: 'm', resumed: false });
  first.append({ event: 'stage-started', stage: 'select', title: 'Select' });
  first.close();
  const second = open();
  second.append({ event: 'run-started', model: 'm', resumed: true });
  second.close();
  expect(readEvents(path, 0).map(event => event.number)).toEqual([1, 2, 3]);
  expect(readEvents(path, 2).map(event => event.event)).toEqual(['run-started']);
});

it('drops half a line that a kill left behind', () => {
  const first = open();
  first.append({ event: 'run-started', model: 'ü', resumed: false });
  first.close();
  appendFileSync(path, '{"number":2,"event":"lo');
  expect(readEvents(path, 0)).toHaveLength(1);
  const second = open();
  second.append({ event: 'run-started', model: 'm', resumed: true });
  second.close();
  expect(readEvents(path, 0).map(event => event.number)).toEqual([1, 2]);
});

it('writes no secret', () => {
  const events = open();
  events.stage('build').line('uv', 'index at https://me:hunter2@packages.example/simple, token=abcdef123');
  events.close();
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('abcdef123');
  expect(text).toContain('packages.example');
});

it('tells whoever watches', () => {
  const seen: RunEvent[] = [];
  const events = open(seen);
  events.stage('test').progress('cases', 1, 4, 'cases');
  events.close();
  expect(seen).toMatchObject([{ event: 'progress', stage: 'test', done: 1, total: 4 }]);
});

it('keeps no password of the address that names the model', () => {
  const log = open();
  log.append({ event: 'run-started', model: 'https://ann:hunter22@git.example/churn.git', resumed: false });
  log.close();
  expect(readFileSync(path, 'utf8')).not.toContain('hunter22');
});
