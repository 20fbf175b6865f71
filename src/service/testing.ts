import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DeploymentName } from '../contract/deployment';
import type { DeploymentId } from '../contract/deployment-id';
import { ProblemError } from '../contract/problem';
import { RunRequest } from '../contract/run';
import type { TestRequest } from '../contract/task';
import type { Verdict } from '../contract/verdict';
import type { Pipeline } from '../pipeline/pipeline';
import { testedAddress } from '../pipeline/testing/remote-test';
import type { Log } from '../tools/log';
import { find } from './place';

interface Context {
  log: Log;
  signal: AbortSignal;
}

/**
 * Tests a deployment by its name, by a contract if one is named; an address by a contract; or a folder or model on a
 * throw-away instance. Throws bad-request, bad-contract, no-such-deployment, …
 */
export async function test(pipeline: Pipeline, request: TestRequest, context: Context): Promise<Verdict> {
  const { what } = request;
  if (/^https?:\/\//i.test(what)) {
    return testAddress(pipeline, request, context);
  }
  return isName(what) ? testDeployment(pipeline.at(request), request, context) : testModel(pipeline, request, context);
}

/** What a test is about: a deployment with its place, if there is one; else what was written. */
export async function subjectOf(pipeline: Pipeline, { what, ...place }: TestRequest): Promise<string | DeploymentId> {
  if (!isName(what)) {
    return what;
  }
  return find(pipeline, { name: what, ...place }).then(
    ({ id }) => id,
    () => what
  );
}

const isName = (what: string): boolean => DeploymentName.safeParse(what).success && !existsSync(resolve(what));

/** By all that is known of its model; by a contract, where one is named, as an address is. */
async function testDeployment(pipeline: Pipeline, request: TestRequest, context: Context): Promise<Verdict> {
  const { what: name, contract, endpoint } = request;
  if (contract === undefined) {
    return pipeline.testDeployment(name, context);
  }
  const { deployment } = await pipeline.deployment(name);
  return testAddress(pipeline, { ...request, what: testedAddress(deployment, endpoint) }, context);
}

function testAddress(
  pipeline: Pipeline,
  { what, contract, ...options }: TestRequest,
  context: Context
): Promise<Verdict> {
  if (contract === undefined) {
    throw new ProblemError({
      code: 'bad-request',
      message: 'An address is tested by a contract.',
      reason: 'Without one nothing is known about its requests and answers.',
      suggestion: 'Name a contract.json.'
    });
  }
  return pipeline.testAddress({ address: what, contract: resolve(contract), ...options }, context);
}

async function testModel(
  pipeline: Pipeline,
  { what, contract, fetchPython }: TestRequest,
  { log, signal }: Context
): Promise<Verdict> {
  if (contract !== undefined) {
    throw new ProblemError({
      code: 'bad-request',
      message: 'A contract means nothing to a folder or a model.',
      reason: 'It is tested by its own contract.json and all else that is known of it.',
      suggestion: 'Leave the contract out, or name a deployment or an address.'
    });
  }
  const request = RunRequest.parse({ model: what, fetchPython, retest: true });
  const run = await pipeline.deploy(request, {
    until: 'test',
    signal,
    onEvent(event) {
      if (event.event === 'log') {
        log.line(event.source, event.line);
      } else if (event.event === 'case') {
        log.result(event.result);
      }
    }
  });
  signal.throwIfAborted();
  await pipeline.removeRun(run.id);
  if (!run.verdict) {
    throw new ProblemError(run.problem ?? { code: 'unexpected', message: 'There is no verdict.', suggestion: '' });
  }
  return run.verdict;
}
