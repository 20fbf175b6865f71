import { dirname } from 'node:path';
import type { ServiceStatus } from '../contract/machine';
import { hasNotes } from '../pipeline/targets/kubernetes/note-folder';
import { homeOf } from '../tools/home';
import { Activity } from './activity';
import { createApp } from './app';
import type { Work } from './handlers';
import { MemoryKeeper } from './memory';
import { listen } from './server';

declare const VERSION: string;

/** How long interrupted runs may take to clean up, in ms; Jupyter waits a little longer than this. */
const GRACE = 4_000;

/**
 * Serves until standard input closes, which it does when the Jupyter server is gone. Standard output tells that server
 * one word a line: `ready`, then `busy` and `idle`.
 */
async function main(program: string, socket: string): Promise<void> {
  // Meant for this process; models and other programs keep their own way with memory.
  delete process.env.MALLOC_MMAP_THRESHOLD_;
  const startedAt = new Date().toISOString();
  const activity = new Activity(say);
  const status = (): ServiceStatus => ({ version: VERSION, pid: process.pid, startedAt, busy: activity.ids });
  let work: Promise<Work> | undefined;
  const handlers = async () => (await (work ??= createAll(program, activity))).handlers;
  const memory = new MemoryKeeper();
  await listen(createApp({ status, handlers }), socket, () => memory.touch());
  say('ready');
  memory.touch();
  if (hasNotes(homeOf(process.env))) {
    // Rules that were watched when the service before this one ended: nobody need ask for them.
    void handlers().catch(() => undefined);
  }
  process.stdin.resume().once('close', () => void end(work));
}

/** Loaded at the first call that needs it: an idle service is small. */
async function createAll(program: string, activity: Activity): Promise<Work> {
  const { createPipeline } = await import('../wiring/create-pipeline');
  const { createWork } = await import('./handlers');
  return createWork(createPipeline(dirname(program), process.env), activity);
}

async function end(work: Promise<Work> | undefined): Promise<void> {
  setTimeout(() => process.exit(0), GRACE);
  const all = await work?.catch(() => undefined);
  await all?.close();
  process.exit(0);
}

function say(word: string): void {
  process.stdout.write(`${word}\n`);
}

// The reader of the words went away; standard input says so, too.
process.stdout.on('error', () => undefined);

main(process.argv[1]!, process.argv[2]!).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
