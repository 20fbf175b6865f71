import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends what is left when its standard input comes to its end, which it does however the one who holds it ends. POSIX
 * shell: it is on every machine and needs 1 MB. Gently first, as s2i for one has containers to remove.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=
while read -r change group; do
  rest=
  for each in $groups; do [ "$each" = "$group" ] || rest="$rest $each"; done
  groups=$rest
  [ "$change" = end ] || groups="$groups $group"
done
for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done
[ -z "$groups" ] || sleep 3
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * Process groups that must not outlive this process, not even when it is killed with -9: a watcher of a few lines is
 * told when each of them begins and ends.
 */
export class Lifeline {
  readonly #groups = new Set<number>();
  #watcher: ChildProcess | undefined;

  begin(group: number): void {
    this.#groups.add(group);
    if (this.#watcher) {
      this.#say('begin', group);
    } else {
      this.#watch();
    }
  }

  /** True when it had not been ended yet. */
  end(group: number): boolean {
    this.#say('end', group);
    return this.#groups.delete(group);
  }

  get groups(): readonly number[] {
    return [...this.#groups];
  }

  /** Starts the watcher and tells it of all groups. Should somebody end it, the next group has a new one. */
  #watch(): void {
    // A session of its own: Ctrl-C in the terminal is not for it.
    const watcher = spawn('/bin/sh', ['-c', SCRIPT], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env.PATH }
    });
    // Without a shell nothing is watched, and all else works.
    watcher.once('error', () => undefined).once('exit', () => (this.#watcher = undefined));
    watcher.stdin.on('error', () => undefined);
    // Neither keeps this process from ending.
    watcher.unref();
    (watcher.stdin as unknown as { unref(): void }).unref();
    this.#watcher = watcher;
    this.#groups.forEach(group => this.#say('begin', group));
  }

  #say(change: 'begin' | 'end', group: number): void {
    this.#watcher?.stdin?.write(`${change} ${group}\n`);
  }
}
