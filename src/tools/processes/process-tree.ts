import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Every process of an instance carries this variable, also one that left its process group. */
export const MARKER = 'DEPLOY_MODEL_INSTANCE';

const TICKS_PER_SECOND = 100;

interface Stat {
  session: number;
  /** CPU seconds used, of itself and of its reaped children. */
  cpu: number;
  /** Seconds after the machine's start. */
  started: number;
  /** Resident bytes. */
  memory: number;
}

/** What processes use together: resident bytes, and CPU in percent of one core since the first of them started. */
export interface Usage {
  memory: number;
  cpu: number;
}

/** The living processes of an instance: those with its mark, and those in the session that `leader` began. */
export function membersOf(instance: string, leader?: number): number[] {
  if (process.platform !== 'linux') {
    return leader === undefined ? [] : psTable().flatMap(row => (row.group === leader ? [row.pid] : []));
  }
  return processNumbers().filter(pid => {
    const stat = pid === process.pid ? undefined : statOf(pid);
    return stat !== undefined && ((leader !== undefined && stat.session === leader) || hasMark(pid, instance));
  });
}

/** A process and everything below it, by parentage; cheap enough for every second. */
export function treeOf(root: number): number[] {
  if (process.platform !== 'linux') {
    return psTable().flatMap(row => (row.group === root ? [row.pid] : []));
  }
  const tree = [root];
  for (let i = 0; i < tree.length; i++) {
    tree.push(...childrenOf(tree[i]!));
  }
  return tree;
}

/** What these processes use now; undefined when none of them is left. */
export function usageOf(pids: readonly number[]): Usage | undefined {
  if (process.platform !== 'linux') {
    const rows = psTable().filter(row => pids.includes(row.pid));
    return rows.length === 0
      ? undefined
      : { memory: sum(rows.map(row => row.memory)), cpu: sum(rows.map(row => row.cpu)) };
  }
  const stats = pids.map(statOf).filter(stat => stat !== undefined);
  if (stats.length === 0) {
    return undefined;
  }
  const uptime = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]);
  const age = Math.max(uptime - Math.min(...stats.map(({ started }) => started)), 0.01);
  return { memory: sum(stats.map(({ memory }) => memory)), cpu: (100 * sum(stats.map(({ cpu }) => cpu))) / age };
}

/** Sends a signal to each; those that have ended meanwhile are left out. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended already.
    }
  }
}

function processNumbers(): number[] {
  return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function hasMark(pid: number, instance: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${MARKER}=${instance}`);
  } catch {
    // Somebody else's, or gone.
    return false;
  }
}

function childrenOf(pid: number): number[] {
  try {
    // Each thread has its own children.
    return readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
    );
  } catch {
    return [];
  }
}

/** Source: proc_pid_stat(5); undefined for a process that has ended, reaped or not. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name before the last ")" may hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') {
      return undefined;
    }
    const at = (field: number) => Number(fields[field - 3]);
    return {
      session: at(6),
      cpu: (at(14) + at(15) + at(16) + at(17)) / TICKS_PER_SECOND,
      started: at(22) / TICKS_PER_SECOND,
      memory: residentBytes(pid)
    };
  } catch {
    return undefined;
  }
}

function residentBytes(pid: number): number {
  // In kB, whatever the size of a page is.
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
}

interface PsRow {
  pid: number;
  group: number;
  memory: number;
  cpu: number;
}

/** Where there is no /proc. */
function psTable(): PsRow[] {
  const text = execFileSync('ps', ['-axo', 'pid=,pgid=,rss=,pcpu='], { encoding: 'utf8' });
  return text.split('\n').flatMap(line => {
    const [pid, group, memory, cpu] = line.trim().split(/\s+/).map(Number);
    return pid && group ? [{ pid, group, memory: (memory ?? 0) * 1024, cpu: cpu ?? 0 }] : [];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
