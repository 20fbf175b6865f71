import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENS = '0A';

/** Addresses that processes listen on, as Linux writes them: `127.0.0.1:9000`. */
export function listening(pids: number[]): string[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6'].flatMap(table =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map(line => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTENS && sockets.has(inode ?? ''))
      .map(([, local = '']) => addressOf(local))
  );
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap(name => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [];
    } catch {
      // It was closed meanwhile.
      return [];
    }
  });
}

/** The kernel writes each four bytes of an address in the machine's own order. */
function addressOf(local: string): string {
  const [host = '', port = ''] = local.split(':');
  const last = host.slice(-8).match(/../g)!.reverse();
  const mapped = host.length === 8 || /^0{16}FFFF0000/.test(host);
  return `${mapped ? last.map(byte => parseInt(byte, 16)).join('.') : host}:${parseInt(port, 16)}`;
}
