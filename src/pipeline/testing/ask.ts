import { ProblemError } from '../../contract/problem';
import type { CaseResult } from '../../contract/verdict';
import type { Answer } from '../../tools/endpoint';
import type { Context } from '../stage';
import { isUnknownPath, type Question } from './questions';

/** Seconds that an endpoint has to show that it still lives. */
const PING_SECONDS = 5;

export interface Asking {
  /** Base address; a question's path may also be a whole address. */
  url: string;
  /** Time limit for each answer. */
  seconds: number;
  /** What to throw when nothing listens any more; without it the remaining cases fail. */
  lost?: () => Promise<ProblemError>;
}

/** A whole address as it is; a path below the base, which may have a path of its own: that of a gateway or a proxy. */
export function addressOf(path: string, base: string): string {
  return /^https?:/.test(path) ? path : `${base.replace(/\/$/, '')}${path}`;
}

/** Sends questions one after the other; every result goes to the log as it comes. */
export async function askAll(
  questions: Question[],
  { url, seconds, lost }: Asking,
  context: Pick<Context, 'tools' | 'log' | 'signal'>
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  let dead = false;
  for (const [index, question] of questions.entries()) {
    context.log.progress('Test', index, questions.length, 'cases');
    context.signal.throwIfAborted();
    const outcome = dead ? notAsked() : await ask(question);
    if (outcome instanceof ProblemError) {
      const alive: boolean = dead || (await answersPing());
      if (!alive && lost && !outcome.timedOut) {
        throw await lost();
      }
      dead ||= !alive;
    }
    const result = resultOf(question, outcome);
    if (result) {
      results.push(result);
      context.log.result(result);
    }
  }
  context.log.progress('Test', questions.length, questions.length, 'cases');
  return results;

  async function ask({ path, body, protocol, metadata }: Question): Promise<Answer | Unanswered> {
    const started = performance.now();
    const options = { timeoutSeconds: seconds, signal: context.signal };
    const { endpoint } = context.tools;
    try {
      if (protocol === 'grpc') {
        return await endpoint.grpc(path, body as Record<string, unknown>, { ...options, metadata });
      }
      const address = addressOf(path, url);
      return body === undefined ? await endpoint.get(address, options) : await endpoint.post(address, body, options);
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'endpoint-unreachable') {
        return new Unanswered(error, performance.now() - started, seconds);
      }
      throw error;
    }
  }

  async function answersPing(): Promise<boolean> {
    const options = { timeoutSeconds: PING_SECONDS, signal: context.signal };
    try {
      await context.tools.endpoint.get(addressOf('/health/ping', url), options);
      return true;
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof ProblemError) {
        return false;
      }
      throw error;
    }
  }
}

/** No answer at all: a hang or a broken connection. */
class Unanswered extends ProblemError {
  readonly timedOut: boolean;

  constructor(
    cause: ProblemError,
    readonly milliseconds: number,
    seconds: number
  ) {
    super(cause.problem, { cause });
    this.timedOut = milliseconds >= seconds * 1000 - 5;
  }
}

function notAsked(): Unanswered {
  const problem = new ProblemError({
    code: 'endpoint-unreachable',
    message: 'Not asked: the endpoint no longer answers.',
    suggestion: 'See the case before.'
  });
  return new Unanswered(problem, 0, Infinity);
}

/** Undefined for a path that need not be there and is not. */
function resultOf(question: Question, outcome: Answer | Unanswered): CaseResult | undefined {
  const { name, kind, protocol, expected } = question;
  const milliseconds = Math.round(outcome.milliseconds * 10) / 10;
  if (outcome instanceof ProblemError) {
    const got = `${outcome.problem.message} ${outcome.problem.reason}`.trim();
    return { name, kind, protocol, expected, passed: false, got, milliseconds };
  }
  if (question.optional && isUnknownPath(outcome)) {
    return undefined;
  }
  return { name, kind, protocol, expected, ...question.judge(outcome), status: outcome.status, milliseconds };
}
