import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { identify } from './process-identity';

/** This process in letters that fit into a name, a label and a host name: number, start and machine. */
export function ownerMark(): string {
  return [process.pid, startOf(process.pid), machine()].join('.');
}

/** Whether a mark names a process of this machine that is gone. Numbers mean nothing on another one or in another container. */
export function isOwnerGone(mark: string): boolean {
  const [pid, started, where] = mark.split('.');
  return where === machine() && startOf(Number(pid)) !== started;
}

function startOf(pid: number): string {
  return short(identify(pid)?.started ?? '');
}

function machine(): string {
  return short(hostname());
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
