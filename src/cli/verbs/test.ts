import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { PROBLEMS, ProblemError } from '../../contract/problem';
import { RunRequest } from '../../contract/run';
import type { Verdict } from '../../contract/verdict';
import { isRemoteEndpoint } from '../../pipeline/testing/remote-test';
import { silent } from '../../tools/log';
import { atLeastOne, readRequest } from '../request';
import { createRunView, showCase } from '../run-view';
import type { Handler, Options, Session } from '../session';

/** `test`: a deployment by its name, an address, or a folder or model on a throw-away instance. */
export const test: Handler = async (session, what, options) => {
  if (/^https?:\/\//i.test(what)) {
    return finish(session, await testAddress(session, what, options));
  }
  const isName = /^[a-z][a-z0-9-]*$/.test(what) && !existsSync(resolve(session.cwd, what));
  return isName ? finish(session, await testDeployment(session, what)) : testModel(session, what, options);
};

function testAddress({ pipeline, output, signal, cwd }: Session, address: string, options: Options): Promise<Verdict> {
  const { contract, endpoint = 'predict' } = options;
  atLeastOne('--n-requests', options.nRequests);
  atLeastOne('--batch-size', options.batchSize);
  if (typeof contract !== 'string') {
    throw new ProblemError({
      code: 'bad-request',
      message: 'An address is tested by a contract.',
      reason: 'Without one nothing is known about its requests and answers.',
      suggestion: 'Name it with --contract contract.json.'
    });
  }
  if (typeof endpoint !== 'string' || !isRemoteEndpoint(endpoint)) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${String(endpoint)} is no endpoint.`,
      reason: '--endpoint takes predict, transform-input or send-feedback.',
      suggestion: 'Choose one of these.'
    });
  }
  return pipeline.testAddress(
    {
      address,
      contract: resolve(cwd, contract),
      endpoint,
      requests: options.nRequests as number | undefined,
      rows: options.batchSize as number | undefined,
      tensor: options.tensor === true
    },
    { log: caseLog(output), signal }
  );
}

function testDeployment({ pipeline, output, signal }: Session, name: string): Promise<Verdict> {
  return pipeline.testDeployment(name, { log: caseLog(output), signal });
}

async function testModel(
  { pipeline, output, signal }: Session,
  model: string,
  { fetchPython }: Options
): Promise<number> {
  const request = readRequest(RunRequest, { model, fetchPython, retest: true });
  const run = await pipeline.deploy(request, { onEvent: createRunView(output), signal, until: 'test' });
  if (run.problem) {
    if (!output.json) {
      output.problem(run.problem);
    }
    return PROBLEMS[run.problem.code].exit;
  }
  await pipeline.removeRun(run.id);
  return finish({ output }, run.verdict!);
}

function caseLog(output: Session['output']) {
  return {
    ...silent,
    result: (result: Verdict['cases'][number]) =>
      output.json ? undefined : showCase({ stage: 'test', result }, output)
  };
}

function finish({ output }: Pick<Session, 'output'>, verdict: Verdict): number {
  output.emit({ event: 'verdict', verdict });
  output.text(`${verdict.passed ? 'Passed' : 'Failed'}: ${verdict.summary}`);
  return verdict.passed ? 0 : PROBLEMS['test-failed'].exit;
}
