/**
 * Starts the command, which is `cli-main.cjs`, compiled where it was compiled before: what V8 has compiled when a command
 * ends is kept for the next one, in the folder DEPLOY_MODEL_COMPILED. That is a third of a short command. Node's own cache
 * (NODE_COMPILE_CACHE) keeps what is compiled as a file is loaded, which is less than half of it.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** Hash of `cli-main.cjs`; empty where it is built anew under development. */
declare const CODE: string;

const program = join(__dirname, 'cli-main.cjs');
const folder = process.env.DEPLOY_MODEL_COMPILED;
// For this program alone, and not for those that it starts.
delete process.env.DEPLOY_MODEL_COMPILED;

const kept = folder && CODE ? join(folder, `cli-${CODE}-${process.versions.v8}`) : undefined;
const cachedData = kept === undefined ? undefined : contentOf(kept);
// It is all ASCII, which is read faster as what it is.
const script = new Script(
  `(function(exports,require,module,__filename,__dirname){${readFileSync(program, 'latin1')}\n})`,
  {
    filename: program,
    cachedData
  }
);
if (kept !== undefined) {
  process.once('exit', code => code === 0 && keep(kept));
}
(script.runInThisContext() as (...scope: unknown[]) => void)(exports, require, module, program, __dirname);

/** Keeps what is compiled by now, once for each verb, as each of them runs other code. */
function keep(path: string): void {
  const verb = /^[a-z-]+$/.exec(process.argv[2] ?? '')?.[0];
  const seen = `${path}.${verb}`;
  if (verb === undefined || (existsSync(seen) && !script.cachedDataRejected)) {
    return;
  }
  // Containers that share the folder may have the same process id.
  const draft = `${path}.${process.pid}-${process.hrtime.bigint()}.tmp`;
  try {
    const file = openSync(draft, 'w');
    writeFileSync(file, script.createCachedData());
    // V8 looks at little of it before it is run: half of it, after a power cut, would be worse than none.
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, path);
    writeFileSync(seen, '');
  } catch {
    // A command that has done its work does not fail for it.
    rmSync(draft, { force: true });
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
