import { styleText } from 'node:util';
import type { ComponentType } from '../../contract/component';
import { COMPONENT_WORK, rowRequest } from '../../contract/component-work';
import type { Endpoint } from '../../contract/deployment';
import { type Problem, PROBLEMS, ProblemError } from '../../contract/problem';
import { type Run, RunRequest } from '../../contract/run';
import { clusterOptions } from '../cluster-options';
import { placeOptionsOf } from '../place';
import { readRequest } from '../request';
import { ruleOf } from '../rule-options';
import { GRPC_METHODS } from '../../tools/grpc/seldon-proto';
import { createRunView } from '../run-view';
import type { Handler, Session } from '../session';
import { refuseForeignOptions } from '../target-options';
import { showBuilt } from './images';
import { decide } from './rules';

/** `deploy`: the whole job, shown live; then the address and a request to try. */
export const deploy: Handler = async (session, model, options) => {
  const request = readRequest(RunRequest, { ...options, model, kubernetes: clusterOptions(options) });
  refuseForeignOptions(options, request.target);
  const rule = ruleOf(options);
  if (rule && request.kubernetes.rollout === 'replace') {
    throw new ProblemError({
      code: 'bad-request',
      message: 'Only a version beside the running one can take over by a rule.',
      reason: 'Without --canary, --shadow or --ab-test it replaces the running version at once.',
      suggestion: 'Add for example --canary 10.'
    });
  }
  const { pipeline, signal } = session;
  const run = await pipeline.deploy(request, { onEvent: createRunView(session.output), signal });
  const code = await finish(session, run);
  const { name = '', place = {}, versions = [] } = run.deployment ?? {};
  const isBeside = versions.length > 1;
  return code === 0 && rule && isBeside ? decide({ ...session, pipeline: pipeline.at(place) }, name, rule) : code;
};

/** `resume`: the rest of the job, or of what was to be done of it. */
export const resume: Handler = async (session, id) => {
  const { pipeline, signal } = session;
  const run = await pipeline.resume(id, { onEvent: createRunView(session.output), signal });
  return run.until === 'build' ? showBuilt(session, run) : finish(session, run);
};

/** Exit codes of failures that would be the same again: of the request, the model, what was not found, the test's verdict. */
const LASTING: readonly number[] = (['bad-request', 'model-missing', 'no-such-model', 'test-failed'] as const).map(
  code => PROBLEMS[code].exit
);

function canBeResumed({ code }: Problem): boolean {
  return !LASTING.includes(PROBLEMS[code].exit);
}

/** Where it answers over gRPC, if it does. */
function grpcLines({ predictions, grpc, grpcGateway }: Endpoint, type: ComponentType): string[] {
  // Seldon's orchestrator is asked as a model is, whatever is behind it.
  const isAskedItself = type !== 'MODEL' && predictions.endsWith(COMPONENT_WORK[type].path);
  const byMethod = isAskedItself ? ` by ${GRPC_METHODS[type]}` : '';
  const said = Object.entries(grpcGateway?.metadata ?? {}).map(([key, value]) => `${key}: ${value}`);
  const at = (address: string) => `  and over gRPC at ${styleText('cyan', address)}${byMethod}`;
  return [
    ...(grpc ? [at(grpc)] : []),
    ...(grpcGateway ? [`${at(grpcGateway.address)} with the metadata ${said.join(', ')}`] : [])
  ];
}

async function finish({ pipeline, output }: Session, run: Run): Promise<number> {
  if (run.problem) {
    if (!output.json) {
      output.problem(run.problem);
      if (canBeResumed(run.problem) && !run.problem.suggestion.includes(`deploy-model resume ${run.id}`)) {
        output.text(styleText('dim', `  Run ${run.id}; resume it with: deploy-model resume ${run.id}`));
      }
    }
    return PROBLEMS[run.problem.code].exit;
  }
  const { deployment, until = 'deploy' } = run;
  if (until !== 'deploy') {
    output.text(`Run ${run.id} has come to the stage ${until}. To deploy: deploy-model resume ${run.id}`);
    return 0;
  }
  if (!deployment?.endpoint) {
    throw new ProblemError({
      code: 'unexpected',
      message: 'The run finished without an endpoint.',
      suggestion: `See \`deploy-model status ${deployment?.name ?? ''}\`.`
    });
  }
  const request = await pipeline.exampleRequest(run.id);
  const { type = 'MODEL' } = (await pipeline.output(run.id, 'wrap'))?.component ?? {};
  output.text('');
  output.text(`${styleText('bold', deployment.name)} answers at ${styleText('cyan', deployment.endpoint.predictions)}`);
  grpcLines(deployment.endpoint, type).forEach(line => output.text(line));
  output.text('');
  output.text(`  curl -s -H 'Content-Type: application/json' ${deployment.endpoint.predictions} \\`);
  // A row of nothing would be no request: a person sees where the values go.
  output.text(`    -d '${(request ?? rowRequest(type, '…')).replaceAll("'", "'\\''")}'`);
  if (request === undefined) {
    output.text(
      '  Put values in place of …: nothing is known of its requests. One in request.json of its folder is shown here.'
    );
  }
  output.text('');
  const at = deployment.name + (await placeOptionsOf(pipeline, deployment));
  output.text(styleText('dim', `  deploy-model logs ${at} -f    deploy-model stop ${at}`));
  return 0;
}
