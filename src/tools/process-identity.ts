import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Owner } from '../contract/run';

/** A process number, when it started and where: equal only for the same process, also across reboots and machines. */
export function identify(pid: number): Owner | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started, host: hostname() };
}

/** Whether that very process still runs here; one that has ended and was not reaped does not. See also livesBy. */
export function isAlive(owner: Owner): boolean {
  return !isElsewhere(owner) && startOf(owner.pid) === owner.started;
}

/** Whether it is a process of another machine or container. */
export function isElsewhere({ host }: Owner): boolean {
  return host !== undefined && host !== hostname();
}

/** For a sentence: process 17, or process 17 on lab-2. */
export function describe({ pid, host }: Owner): string {
  return host === undefined || host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStart(pid) : psStart(pid);
}

function linuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name before the last ")" may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const ticks = fields[19];
    return state === 'Z' || state === 'X' || ticks === undefined ? undefined : `${bootId()}-${ticks}`;
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return boot;
}

function psStart(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
