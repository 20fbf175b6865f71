import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Built } from '../../contract/run';
import { type CaseResult, Verdict } from '../../contract/verdict';
import { readJson, writeAtomically } from '../../tools/atomic-file';
import type { Home } from '../../tools/home';
import { count } from './sentence';

/** Counted up when the test becomes stricter: verdicts of an earlier one are not taken any more. */
const TESTS_VERSION = '1';

/** The verdict over all results; `remark` is said when something could not be tested. */
export function verdictOf(cases: CaseResult[], remark?: string): Verdict {
  const passed = cases.filter(one => one.passed).length;
  const compared = cases.flatMap(({ difference }) => (difference === undefined ? [] : [difference]));
  const summary = [
    `${passed} of ${count(cases.length, 'case')} passed`,
    compared.length
      ? `${compared.length} compared with the logged model, largest difference ${Number(Math.max(...compared).toPrecision(3))}`
      : undefined,
    remark
  ];
  return {
    passed: cases.length > 0 && passed === cases.length,
    cases,
    summary: summary.filter(part => part !== undefined).join('; '),
    reused: false,
    testedAt: new Date().toISOString()
  };
}

/** What a server of Seldon's installs may be other than the last time: a verdict on it is good for this time only. */
const isKept = ({ build }: Built): boolean => build.target !== 'prepackaged';

/** An earlier good verdict over an equal component in an equal environment; undefined when there is none. */
export async function earlierVerdict(input: Built, home: Home): Promise<Verdict | undefined> {
  if (!isKept(input)) {
    return undefined;
  }
  // A file that cannot be read is no verdict: the test runs again.
  const verdict = await readJson(fileOf(input, home), Verdict).catch(() => undefined);
  return verdict?.passed ? { ...verdict, reused: true } : undefined;
}

/** Keeps a good verdict for the next run; a failed one is never kept. */
export async function keepVerdict(verdict: Verdict, input: Built, home: Home): Promise<void> {
  if (verdict.passed && isKept(input)) {
    await writeAtomically(fileOf(input, home), JSON.stringify(verdict));
  }
}

function fileOf({ component, build, request }: Built, home: Home): string {
  // A GPU computes otherwise, and what needs one does not load without.
  const gpu = request.gpus === '' ? [] : ['gpu'];
  const parts = [component.digest, build.environment, build.runtimeVersion, component.method, TESTS_VERSION, ...gpu];
  return join(home.cache, 'verdicts', `${createHash('sha256').update(parts.join('\0')).digest('hex')}.json`);
}
