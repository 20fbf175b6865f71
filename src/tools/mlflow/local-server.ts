import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Owner } from '../../contract/run';
import { ProblemError } from '../../contract/problem';
import { readJson, writeAtomically } from '../atomic-file';
import { runCommand } from '../command';
import { filesystemProblem } from '../filesystem-problem';
import { makeFolder } from '../make-folder';
import type { Home } from '../home';
import { withLock } from '../lock';
import type { Log } from '../log';
import { identify, isAlive } from '../process-identity';
import { endInstance } from '../processes/end-instance';
import { freePort } from '../processes/port';
import { MARKER } from '../processes/process-tree';
import { GUARD, SCHEMA } from './local-guard';
import { noMlflow, notStarted, outdated } from './local-server-problems';
import type { LocalStore } from './local-store';
import { type MlflowPython, pythonsWithMlflow } from './python-finder';

/** A server that was started for a store, as `server.json`. */
const Running = z.object({ owner: Owner, port: z.number().int(), uri: z.string(), mlflow: z.string() });

export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  uri: string;
  /** Says that it is in use; call it as often as you like. */
  touch(): void;
}

interface Options {
  env: NodeJS.ProcessEnv;
  home: Home;
  log: Log;
  signal: AbortSignal;
}

const START_SECONDS = 90;
/** A server with one worker may be at a long query. */
const BUSY_SECONDS = 60;
const IDLE_SECONDS = 600;

/**
 * The server on a local store: the one that runs, or a new one on loopback that ends by itself when it was not used
 * for ten minutes (`DEPLOY_MODEL_SERVER_IDLE_SECONDS`). A database is never upgraded.
 * Throws python-missing, tracking-store-outdated, tracking-unreachable.
 */
export async function localServer(store: LocalStore, options: Options): Promise<LocalServer> {
  const { home, signal } = options;
  const folder = join(home.servers, createHash('sha256').update(store.uri).digest('hex').slice(0, 16));
  const running = (await find(folder, signal)) ?? (await withLock(join(folder, 'start'), startOrFind, { signal }));
  return serverAt(folder, running.port);

  async function startOrFind(): Promise<{ port: number }> {
    return (await find(folder, signal)) ?? start(store, folder, options);
  }
}

function serverAt(folder: string, port: number): LocalServer {
  let touched = Date.now();
  return {
    uri: `http://127.0.0.1:${port}`,
    touch() {
      if (Date.now() - touched > 5_000) {
        touched = Date.now();
        void touch(folder).catch(() => undefined);
      }
    }
  };
}

/** Touches first: a guard that is about to end the server sees it. One that is busy is waited for. */
async function find(folder: string, signal: AbortSignal): Promise<{ port: number } | undefined> {
  const running = await readJson(join(folder, 'server.json'), Running).catch(() => undefined);
  for (const deadline = Date.now() + BUSY_SECONDS * 1000; running && Date.now() < deadline;) {
    const touched = await touch(folder).then(
      () => true,
      () => false
    );
    if (!touched || !isAlive(running.owner)) {
      return undefined;
    }
    if (await answers(running.port)) {
      return running;
    }
    await pause(signal);
  }
  return undefined;
}

/** Between two looks at a server. */
async function pause(signal: AbortSignal): Promise<void> {
  await sleep(50, undefined, { signal }).catch(() => signal.throwIfAborted());
}

async function touch(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, 'used'), now, now);
}

async function start(store: LocalStore, folder: string, options: Options): Promise<{ port: number }> {
  const { env, log, signal } = options;
  const instance = `mlflow-${basename(folder)}`;
  // Left by a guard that was killed.
  await endInstance(instance);
  try {
    await makeFolder(folder, 0o700);
    await writeFile(join(folder, 'used'), '');
  } catch (error) {
    throw filesystemProblem(error, folder) ?? error;
  }
  const python = await fittingPython(store, options);
  const port = await freePort();
  log.line('mlflow', `Starting MLflow ${python.version} on ${store.uri}.`);
  const logFile = join(folder, 'server.log');
  const output = await open(logFile, 'w', 0o600);
  const idle = String(Number(env.DEPLOY_MODEL_SERVER_IDLE_SECONDS) || IDLE_SECONDS);
  const server = serverCommand(python.program, store, port);
  const guard = spawn(python.program, ['-I', '-c', GUARD, folder, idle, ...server], {
    cwd: folder,
    env: { ...serverEnvironment(env, store), [MARKER]: instance },
    detached: true,
    stdio: ['ignore', output.fd, output.fd]
  });
  guard.unref();
  const exited = new Promise<void>(resolve => guard.once('exit', () => resolve()).once('error', () => resolve()));
  await output.close();
  const owner = guard.pid === undefined ? undefined : identify(guard.pid);
  try {
    await untilReady(port, { exited, folder, logFile, signal });
    if (!owner || !isAlive(owner)) {
      throw notStarted(await readFile(logFile, 'utf8'));
    }
    await writeAtomically(
      join(folder, 'server.json'),
      JSON.stringify({ owner, port, uri: store.uri, mlflow: python.version })
    );
    return { port };
  } catch (error) {
    endGroup(guard.pid);
    await rm(join(folder, 'server.json'), { force: true });
    throw error;
  }
}

function serverCommand(python: string, store: LocalStore, port: number): string[] {
  const where = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const what = ['--backend-store-uri', store.uri, '--artifacts-destination', store.artifacts];
  return [python, '-m', 'mlflow', 'server', ...where, ...what];
}

/** The person's environment, without what would turn this server into another one. */
function serverEnvironment(env: NodeJS.ProcessEnv, store: LocalStore): NodeJS.ProcessEnv {
  const foreign =
    /^(_?MLFLOW_(TRACKING|REGISTRY|SERVER|BACKEND|ARTIFACT|DEFAULT|HOST|PORT|WORKERS|GUNICORN|UVICORN|STATIC|WORKSPACE|ENABLE_WORKSPACES|AUTH)|PYTHONDONTWRITEBYTECODE$)/;
  const kept = Object.entries(env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    PYTHONUNBUFFERED: '1',
    ...(store.kind === 'files' ? { MLFLOW_ALLOW_FILE_STORE: 'true' } : {})
  };
}

/**
 * A Python whose MLflow has the very schema of the database. `mlflow server` itself upgrades a database that lacks a
 * table (`store/tracking/sqlalchemy_store.py`), hence the look before.
 */
async function fittingPython(store: LocalStore, { env, signal }: Options): Promise<MlflowPython> {
  const seen: MlflowPython[] = [];
  let schema: string | undefined;
  for await (const python of pythonsWithMlflow(env, signal)) {
    if (!python.hasServer) {
      continue;
    }
    if (store.kind === 'files') {
      return python;
    }
    schema ??= await schemaOf(store.path, python.program, env, signal);
    // An empty file is a database that MLflow may fill.
    if (schema === '' || schema === python.schema) {
      return python;
    }
    seen.push(python);
  }
  throw seen.length > 0 ? outdated(store, schema ?? '', seen) : noMlflow(store);
}

async function schemaOf(path: string, program: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const args = ['-I', '-c', SCHEMA, path];
  const { code, stdout, stderrTail } = await runCommand({ program, args, env, timeoutSeconds: 20, signal });
  if (code !== 0) {
    throw new ProblemError({
      code: 'tracking-wrong-address',
      message: `${path} cannot be read as a database of MLflow.`,
      reason: 'SQLite refuses it.',
      suggestion: 'Check the path and the permissions of the file.',
      detail: stderrTail
    });
  }
  return stdout.trim();
}

async function untilReady(
  port: number,
  { exited, folder, logFile, signal }: { exited: Promise<void>; folder: string; logFile: string; signal: AbortSignal }
): Promise<void> {
  let ended = false;
  void exited.then(() => (ended = true));
  const deadline = Date.now() + START_SECONDS * 1000;
  while (!(await answers(port))) {
    signal.throwIfAborted();
    if (ended || Date.now() > deadline) {
      throw notStarted(await readFile(logFile, 'utf8'));
    }
    // Starting counts as use.
    await touch(folder);
    await pause(signal);
  }
  await touch(folder);
}

async function answers(port: number): Promise<boolean> {
  try {
    const reply = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5000) });
    return (await reply.text()).includes('OK');
  } catch {
    return false;
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, 'SIGKILL');
    }
  } catch {
    // It has ended already.
  }
}
