import type { CDPSession, Page } from '@playwright/test';

/** The parts of an entry of Chromium's trace that matter here; `tdur` is processor time in µs. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tdur?: number;
  args?: { name?: string };
}

/** Does something with a page; gives its result, and the processor time in ms of the longest task of the page's own thread. */
export async function longestWork<T>(page: Page, action: () => Promise<T>): Promise<{ result: T; work: number }> {
  const session = await page.context().newCDPSession(page);
  const events = eventsOf(session);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', '__metadata'], excludedCategories: ['*'] }
  });
  const result = await action();
  await session.send('Tracing.end');
  const all = await events;
  await session.detach();
  const threads = new Set(
    all.filter(({ args }) => args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`)
  );
  const tasks = all.filter(({ tdur, pid, tid }) => tdur !== undefined && threads.has(`${pid} ${tid}`));
  return { result, work: tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur / 1000), 0) };
}

function eventsOf(session: CDPSession): Promise<TraceEvent[]> {
  const all: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => all.push(...(value as unknown as TraceEvent[])));
  return new Promise(resolve => session.once('Tracing.tracingComplete', () => resolve(all)));
}
