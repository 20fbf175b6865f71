import { dirname, join } from 'node:path';
import type { CommanderError } from 'commander';
import { Problem, ProblemError, PROBLEMS, problemOf } from '../contract/problem';
import { type VerbName, VERBS } from '../contract/verbs';
import { commandLineProblem } from './command-line-problem';
import { createOutput } from './render';
import { createProgram } from './program';
import type { Options, Session } from './session';

declare const VERSION: string;

// What a library should do otherwise is no news for whoever sits at the terminal.
process.noDeprecation = true;

/** The shell's exit code of a program that the terminal interrupted. */
const INTERRUPTED = 130;
const INTERRUPTION = Problem.parse({
  code: 'cancelled',
  message: 'It was interrupted.',
  suggestion: 'Run it again; what was done before is kept.'
});

/** Said at a terminal when it takes so many ms to end what was begun. */
const ENDING = 'Ending what was begun; another Ctrl-C ends it at once.';
const PATIENCE = 2_000;

createProgram(VERSION, dispatch)
  .parseAsync()
  .catch((error: CommanderError) => {
    process.exitCode = error.exitCode === 0 ? 0 : PROBLEMS['bad-request'].exit;
    // Help is printed, and thrown as well.
    if (error.exitCode !== 0 && error.code !== 'commander.help') {
      const words = process.argv.slice(2);
      const verb = words.find(word => Object.hasOwn(VERBS, word));
      const output = createOutput({ json: words.includes('--json'), verbose: false });
      output.problem(commandLineProblem(error, verb));
    }
  });

async function dispatch(verb: VerbName, argument: string, options: Options): Promise<void> {
  const output = createOutput({ json: options.json === true, verbose: options.verbose === true });
  const { signal, isUnread } = interruptions();
  signal.addEventListener('abort', () => setTimeout(() => output.status(ENDING), PATIENCE).unref());
  try {
    // Loaded now, so that --help and --version do not wait for it.
    const { createPipeline } = await import('../wiring/create-pipeline');
    const { HANDLERS } = await import('./verbs');
    const session: Session = {
      pipeline: createPipeline(programFolder(), process.env),
      output,
      signal,
      cwd: process.cwd()
    };
    process.exitCode = await HANDLERS[verb](session, argument, options);
  } catch (error) {
    const problem = signal.aborted && !(error instanceof ProblemError) ? INTERRUPTION : problemOf(error);
    if (!isUnread()) {
      output.problem(problem);
      process.exitCode = signal.aborted ? INTERRUPTED : PROBLEMS[problem.code].exit;
    }
  }
  // What is left, such as idle connections, must not keep the terminal waiting.
  await flushed();
  process.exit();
}

/**
 * The signal is aborted by the first Ctrl-C or SIGTERM; the second one ends the program at once. It is also aborted when
 * the reader of a pipe has gone, as `| head` does: then nobody is told, and it is no failure, unless a job is cancelled by it.
 */
function interruptions(): { signal: AbortSignal; isUnread: () => boolean } {
  const controller = new AbortController();
  let isUnread = false;
  const interrupt = () => (controller.signal.aborted ? process.exit(INTERRUPTED) : controller.abort());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  process.stdout.on('error', () => {
    isUnread = true;
    controller.abort();
  });
  return { signal: controller.signal, isUnread: () => isUnread };
}

function programFolder(): string {
  return dirname(process.argv[1] ?? join(process.cwd(), 'cli.cjs'));
}

function flushed(): Promise<void> {
  return new Promise(resolve => process.stdout.write('', () => process.stderr.write('', () => resolve())));
}
