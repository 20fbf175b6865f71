import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../contract/problem';
import { parseExact, stringifyExact } from '../../tools/exact-json';
import { makeFolder } from '../../tools/make-folder';
import { redact } from '../../tools/redact';
import type { Context } from '../stage';
import type { ScriptEnd, Target } from '../targets/target';
import script from '../templates/python/reference.py';
import type { TestCase } from './cases';
import type { Examined } from './examine';

const [PROGRAM, QUESTIONS, ANSWERS] = ['reference.py', 'requests.json', 'answers.json'] as const;

/** Seconds for one question, on top of the time to load. */
const SECONDS_PER_CASE = 60;

const Value = z.object({
  name: z.string(),
  kind: z.enum(['data', 'json', 'text']),
  value: z.unknown(),
  /** Columns, when the model answered with a table. */
  names: z.array(z.string()).optional()
});
const Refusal = z.object({ name: z.string(), error: z.string() });

/** What the logged model itself answered, or how it refused. */
export const ReferenceAnswer = z.union([Refusal, Value]);
export type ReferenceAnswer = z.infer<typeof ReferenceAnswer>;

const Document = z.union([
  z.object({ failed: z.string() }),
  z.object({
    answers: z.array(ReferenceAnswer),
    mlflow: z.string(),
    python: z.string(),
    classes: z.array(z.union([z.string(), z.number(), z.boolean()])).optional()
  })
]);

/** What the logged model said: its answers by case name, and the only labels that a classifier answers with. */
export interface Reference {
  answers: ReadonlyMap<string, ReferenceAnswer>;
  classes?: (string | number | boolean)[];
}

/**
 * Loads the logged model in its own environment and asks it the cases, without any server.
 * Throws model-load-failed, model-crashed, model-start-timeout.
 */
export async function askReference(
  input: Examined,
  cases: TestCase[],
  { context, target }: { context: Context; target: Pick<Target, 'runScript'> }
): Promise<Reference> {
  const { component, request } = input;
  const folder = join(context.workdir, 'reference');
  const questions = cases.map(({ name, request: message }) => ({ name, request: message }));
  try {
    await makeFolder(folder);
    await writeFile(join(folder, PROGRAM), script);
    await writeFile(join(folder, QUESTIONS), stringifyExact(questions));
    const ended = await target.runScript(
      input,
      {
        folder,
        program: PROGRAM,
        args: where => [`${where}/${component.modelFolder!}`, QUESTIONS, ANSWERS, component.method],
        timeoutSeconds: request.startTimeout + SECONDS_PER_CASE * cases.length,
        gpus: request.gpus
      },
      context
    );
    context.signal.throwIfAborted();
    const text = await readFile(join(folder, ANSWERS), 'utf8').catch(() => undefined);
    const document = text === undefined ? undefined : Document.parse(parseExact(text));
    if (ended.timedOut || !document || 'failed' in document) {
      throw failure(ended, document && 'failed' in document ? document.failed : undefined);
    }
    return { answers: new Map(document.answers.map(answer => [answer.name, answer])), classes: document.classes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function failure({ code, stderrTail, timedOut }: ScriptEnd, traceback: string | undefined): ProblemError {
  const how = traceback
    ? ({ code: 'model-load-failed', message: 'The logged model does not load in its own environment.' } as const)
    : timedOut
      ? ({ code: 'model-start-timeout', message: 'The logged model did not answer in time.' } as const)
      : ({ code: 'model-crashed', message: 'The logged model ended its process while it was asked.' } as const);
  const detail = redact(traceback ?? stderrTail);
  return new ProblemError({
    ...how,
    reason:
      detail.trim().split('\n').at(-1)?.trim() ||
      (code === null ? 'It was ended by a signal.' : `It ended with code ${code}.`),
    suggestion:
      'Look at the text below; a package of another version than the one it was logged with is the usual cause.',
    detail
  });
}
