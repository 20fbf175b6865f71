import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { sh } from '../images/bench';

/** What `docker inspect` says of a container's end and health. */
export interface ContainerState {
  Running: boolean;
  ExitCode: number;
  OOMKilled: boolean;
  Health?: { Status: string };
}

/** A container of the workspace image. */
export class Workspace {
  private constructor(readonly id: string) {}

  /** Starts one with these arguments of `docker run`, both ports published on this machine. `command` replaces the servers. */
  static run(options: string[] = [], command: string[] = []): Workspace {
    const ports = ['-p', '127.0.0.1::8888', '-p', '127.0.0.1::5000'];
    return new Workspace(sh('docker', 'run', '--detach', ...ports, ...options, imageName(), ...command).trim());
  }

  /** The same, when both servers answer and the health check says so. */
  static async start(...options: string[]): Promise<Workspace> {
    const workspace = Workspace.run(['--health-interval', '2s', ...options]);
    try {
      await workspace.until('healthy', () => workspace.state().Health?.Status === 'healthy');
    } catch (error) {
      workspace.remove();
      throw error;
    }
    return workspace;
  }

  /** Where a port of it answers on this machine. */
  address(port: 5000 | 8888): string {
    return `http://${sh('docker', 'port', this.id, `${port}/tcp`).trim()}`;
  }

  state(): ContainerState {
    return JSON.parse(sh('docker', 'inspect', '--format', '{{json .State}}', this.id)) as ContainerState;
  }

  /** Both streams. */
  logs(): string {
    return execFileSync('sh', ['-c', 'docker logs "$1" 2>&1', 'sh', this.id], { encoding: 'utf8' });
  }

  /** The token that JupyterLab's log shows last. */
  token(): string {
    return [...this.logs().matchAll(/\?token=([0-9a-f]+)/g)].at(-1)![1]!;
  }

  /** What a shell command in it says, run by the user of its processes. */
  shell(command: string, ...options: string[]): string {
    return sh('docker', 'exec', '--user', this.user(), ...options, this.id, 'sh', '-c', command).trim();
  }

  /** The number of the process with such a command line. Without a shell, whose own would fit. */
  pid(pattern: string): number {
    return Number(sh('docker', 'exec', this.id, 'pgrep', '--oldest', '--full', pattern));
  }

  /** Waits at most eight minutes. */
  async until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 480_000; Date.now() < end; await sleep(300)) {
      if (holds()) {
        return;
      }
      if (!this.state().Running) {
        break;
      }
    }
    throw new Error(`The workspace did not become ${what}:\n${this.logs()}`);
  }

  remove(): void {
    sh('docker', 'rm', '--force', '--volumes', this.id);
  }

  /** Whoever started it, or the normal user. */
  user(): string {
    return sh('docker', 'inspect', '--format', '{{.Config.User}}', this.id).trim() || 'work';
  }
}

/** What test/workspace/image has built. */
export function imageName(): string {
  return `${process.env.DEPLOY_MODEL_REPOSITORY}/workspace:cpu`;
}
