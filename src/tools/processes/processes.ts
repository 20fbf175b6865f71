import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../contract/problem';
import type { Owner } from '../../contract/run';
import { readJson, writeAtomically } from '../atomic-file';
import { filesystemProblem } from '../filesystem-problem';
import { livesBy } from '../heartbeat';
import { makeFolder } from '../make-folder';
import { describe, identify, isAlive, isElsewhere } from '../process-identity';
import { ProcessSpec, ProcessState, type Processes, type ProcessStatus } from './index';
import { Follower, logLines, withoutStamp } from './log-lines';
import { freePort } from './port';
import { endInstance, within } from './end-instance';
import { MARKER, signalAll, treeOf, usageOf } from './process-tree';

/** Small heap and no helper threads: a supervisor does next to nothing, for months. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=32', '--v8-pool-size=0', '--no-warnings'];
/** How long (ms) a supervisor may take to begin, and to end what it runs (it ends it by force after ten seconds). */
const BEGIN = 15_000;
const END = 15_000;
const POLL = 10;

const FINAL: ReadonlySet<string> = new Set(['failed', 'stopped']);

/** Local processes under supervisors. `supervisor`: the Node program and the path of supervisor.cjs. */
export function createProcesses({ supervisor }: { supervisor: readonly string[] }): Processes {
  return {
    freePort,
    start: (folder, spec) => start(supervisor, folder, spec),
    waitUntilReady,
    status,
    stop,
    logs: (folder, options) => logLines(join(folder, 'model.log'), options)
  };
}

async function start([program, ...args]: readonly string[], folder: string, spec: ProcessSpec): Promise<void> {
  // Also what an earlier supervisor left behind when it was killed.
  await stop(folder);
  await prepare(folder, spec);
  const errors = join(folder, 'supervisor.log');
  const output = openSync(errors, 'w', 0o600);
  const child = spawn(program!, [...NODE_FLAGS, ...args, folder], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', output],
    // Nothing of this process's own, such as NODE_OPTIONS, belongs to a program that outlives it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: process.env.TZ, LANG: process.env.LANG }
  });
  closeSync(output);
  let failure: string | undefined;
  child.once('error', error => (failure = error.message));
  child.once('exit', code => (failure ??= `It ended with exit code ${code}.`));
  for (const deadline = Date.now() + BEGIN; ; await sleep(POLL / 2)) {
    if ((await readState(folder))?.supervisor.pid === child.pid) {
      break;
    }
    if (failure !== undefined || Date.now() > deadline) {
      throw new ProblemError({
        code: 'unexpected',
        message: 'The supervisor of the model did not start.',
        reason: failure ?? `It said nothing for ${BEGIN / 1000} seconds.`,
        suggestion: 'Look at the text below, and at `deploy-model doctor`.',
        detail: await readFile(errors, 'utf8').catch(() => undefined)
      });
    }
  }
  child.removeAllListeners().unref();
}

async function prepare(folder: string, spec: ProcessSpec): Promise<void> {
  try {
    await makeFolder(folder, 0o700);
    await rm(join(folder, 'state.json'), { force: true });
    const log = join(folder, 'model.log');
    if (await stat(log).catch(() => undefined)) {
      await rename(`${log}.1`, `${log}.2`).catch(() => undefined);
      await rename(log, `${log}.1`);
    }
  } catch (error) {
    throw filesystemProblem(error, folder) ?? error;
  }
  const marked = { ...spec, env: { ...spec.env, [MARKER]: randomUUID() } };
  await writeAtomically(join(folder, 'spec.json'), JSON.stringify(marked), 0o600);
}

async function waitUntilReady(
  folder: string,
  { signal, onLine }: { signal: AbortSignal; onLine?: (line: string) => void }
): Promise<ProcessStatus> {
  // `start` began a new file, so its first line is the first of this start.
  const log = new Follower(join(folder, 'model.log'));
  try {
    for (;;) {
      signal.throwIfAborted();
      const now = await status(folder);
      if (onLine) {
        (await log.more()).forEach(line => onLine(withoutStamp(line)));
      }
      if (now && !['starting', 'restarting'].includes(now.state)) {
        return now;
      }
      await sleep(POLL, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await log.close();
  }
}

async function status(folder: string): Promise<ProcessStatus | undefined> {
  const state = await readState(folder);
  if (!state) {
    return (await readSpec(folder)) && lostAtStart();
  }
  const { supervisor, child, ...said } = state;
  if (await livesBy(supervisor, join(folder, 'state.json'))) {
    const pid = child && isAlive(child) ? child.pid : undefined;
    return { ...said, ...(pid !== undefined && { pid, ...usageOf(treeOf(pid)) }) };
  }
  // Between the two looks it may have said its last word.
  return lastWord((await readState(folder)) ?? state);
}

function lastWord(state: ProcessState): ProcessStatus {
  const { supervisor, child, ...said } = state;
  return FINAL.has(said.state) ? said : { ...said, state: 'lost', reason: howLost(state) };
}

function lostAtStart(): ProcessStatus {
  return {
    state: 'lost',
    reason: 'The program that started it was ended before the model ran.',
    since: new Date().toISOString(),
    restarts: 0
  };
}

function howLost({ supervisor, state, reason }: ProcessState): string {
  if (isElsewhere(supervisor)) {
    return `It ran on the machine ${supervisor.host}, which has been silent for long.`;
  }
  // It may be asked of a file that was written before the machine was started again.
  const boot = (started: string) => started.slice(0, started.lastIndexOf('-'));
  const mine = bootOf();
  if (mine !== undefined && boot(supervisor.started) !== mine) {
    return 'The machine was restarted.';
  }
  return state === 'lost' ? reason : `Its supervisor, process ${supervisor.pid}, was killed.`;
}

function bootOf(): string | undefined {
  const now = identify(process.pid)?.started;
  return process.platform === 'linux' ? now?.slice(0, now.lastIndexOf('-')) : undefined;
}

async function stop(folder: string): Promise<void> {
  const spec = await readSpec(folder);
  const state = await readState(folder);
  if (state && isElsewhere(state.supervisor) && (await livesBy(state.supervisor, join(folder, 'state.json')))) {
    throw elsewhere(state.supervisor);
  }
  if (state && isAlive(state.supervisor)) {
    signalAll([state.supervisor.pid], 'SIGTERM');
    if (!(await within(END, () => !isAlive(state.supervisor)))) {
      signalAll([state.supervisor.pid], 'SIGKILL');
    }
  }
  const leader = state?.child && isAlive(state.child) ? state.child.pid : undefined;
  await endInstance(spec?.env[MARKER], leader);
  const last = await readState(folder);
  if (last && last.state !== 'stopped') {
    const now = { ...last, state: 'stopped', reason: 'It was stopped.', since: new Date().toISOString() };
    await writeAtomically(join(folder, 'state.json'), JSON.stringify({ ...now, problem: undefined }), 0o600);
  }
}

function elsewhere(supervisor: Owner): ProblemError {
  return new ProblemError({
    code: 'deployment-busy',
    message: 'It runs on another machine that shares this home folder.',
    reason: `Its supervisor is ${describe(supervisor)}.`,
    suggestion: 'Stop or replace it there; when that machine is gone, try again in five minutes.'
  });
}

/** A file that cannot be read was cut short by a power failure: nothing that it told of runs any more. */
function readState(folder: string): Promise<ProcessState | undefined> {
  return readJson(join(folder, 'state.json'), ProcessState).catch(() => undefined);
}

function readSpec(folder: string): Promise<ProcessSpec | undefined> {
  return readJson(join(folder, 'spec.json'), ProcessSpec).catch(() => undefined);
}
