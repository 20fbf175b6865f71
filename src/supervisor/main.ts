import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProcessSpec, ProcessState } from '../tools/processes';
import { beat } from '../tools/heartbeat';
import { LogFile } from './log-file';
import { Supervisor } from './supervisor';
import { unwanted } from './unwanted';

/**
 * `supervisor <folder>`: runs what `spec.json` of the folder says and keeps `state.json` and the log files there.
 * Exit code 0 also when the process failed for good: the state says so.
 */
async function main(folder: string): Promise<void> {
  const log = new LogFile(join(folder, 'model.log'));
  const spec = readSpec(folder);
  const supervisor = new Supervisor({
    spec,
    log,
    publish: state => writeState(folder, state),
    unwanted: () => (existsSync(folder) ? unwanted(spec) : 'Its folder was removed.')
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Whoever stops it for good says so in the state afterwards; a machine that shuts down does not.
    process.on(signal, () => supervisor.stop(`Its supervisor was ended by ${signal}.`, 'lost'));
  }
  process.on('SIGHUP', () => {});
  beat(join(folder, 'state.json'));
  await supervisor.run();
  log.close();
}

/** Checked by whoever wrote it, see tools/processes; the schema's library would cost memory for as long as the model runs. */
function readSpec(folder: string): ProcessSpec {
  return JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8')) as ProcessSpec;
}

function writeState(folder: string, state: ProcessState): void {
  const path = join(folder, 'state.json');
  try {
    writeFileSync(`${path}.tmp`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    // On a full disk the model goes on, and its old state stands.
    process.stderr.write(`${new Date().toISOString()} ${String(error)}\n`);
  }
}

void main(resolve(process.argv[2] ?? '.')).then(() => process.exit(0));
