import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { PROBLEMS, ProblemError } from '../../contract/problem';
import { RunRequest } from '../../contract/run';
import type { Verdict } from '../../contract/verdict';
import { isRemoteEndpoint, type RemoteEndpoint, testedAddress } from '../../pipeline/testing/remote-test';
import { silent } from '../../tools/log';
import { refuseMeaningless } from '../meaningless-options';
import { placed } from '../place';
import { atLeastOne, readRequest } from '../request';
import { createRunView, showCase } from '../run-view';
import type { Handler, Options, Session } from '../session';

/** Options of a test by a contract, as those of Seldon's own tester. */
const BY_CONTRACT = ['contract', 'endpoint', 'nRequests', 'batchSize', 'tensor'];
/** Which of several deployments of one name is meant. */
const WHERE = ['context', 'namespace'];

/** An address: with its scheme, or as Seldon's own tester takes it, by host and port. */
const ADDRESS = /^(https?:\/\/|[\w.-]+:\d+(\/|$))/i;

/** `test`: a deployment by its name, an address, or a folder or model on a throw-away instance. */
export const test: Handler = async (session, what, options) => {
  const isHere = existsSync(resolve(session.cwd, what));
  if (ADDRESS.test(what) && !isHere) {
    refuseMeaningless(options, [...WHERE, 'fetchPython'], {
      to: 'the test of an address',
      reason: 'It is asked where it is, and nothing is started for it.'
    });
    return finish(session, await testAddress(session, what, options));
  }
  const isName = /^[a-z][a-z0-9-]*$/.test(what) && !isHere;
  return isName ? testDeployment(session, what, options) : testModel(session, what, options);
};

/** By all that is known of its model; by a contract, where one is named, as an address is. */
const testDeployment = placed(async (session, name, options) => {
  const { pipeline, output, signal } = session;
  refuseMeaningless(options, ['fetchPython'], {
    to: 'the test of a deployment',
    reason: 'It is asked where it runs, with the Python that it has.'
  });
  if (options.contract !== undefined) {
    const { deployment } = await pipeline.deployment(name);
    return finish(session, await testAddress(session, testedAddress(deployment, endpointOf(options)), options));
  }
  refuseMeaningless(options, BY_CONTRACT, {
    to: 'a deployment without --contract',
    reason: 'It is then tested by all that is known of its model.',
    or: 'add --contract contract.json'
  });
  return finish(session, await pipeline.testDeployment(name, { log: caseLog(output), signal }));
});

function testAddress({ pipeline, output, signal, cwd }: Session, address: string, options: Options): Promise<Verdict> {
  const { contract } = options;
  const endpoint = endpointOf(options);
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

function endpointOf({ endpoint = 'predict' }: Options): RemoteEndpoint {
  if (typeof endpoint === 'string' && isRemoteEndpoint(endpoint)) {
    return endpoint;
  }
  throw new ProblemError({
    code: 'bad-request',
    message: `${String(endpoint)} is no endpoint.`,
    reason: '--endpoint takes predict, transform-input or send-feedback.',
    suggestion: 'Choose one of these.'
  });
}

async function testModel({ pipeline, output, signal }: Session, model: string, options: Options): Promise<number> {
  refuseMeaningless(options, [...BY_CONTRACT, ...WHERE], {
    to: 'a folder or a model',
    reason: 'It is started here, and tested by its own contract.json and all else that is known of it.',
    or: 'name a deployment or an address'
  });
  const { fetchPython } = options;
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
