import type { Run } from '../../contract/run';
import { withoutSecrets } from '../../pipeline/run-secrets';
import { ago } from '../words';
import type { Handler } from '../session';

/** `runs`: pipeline runs, newest first. */
export const runs: Handler = async ({ pipeline, output }) => {
  const all = (await pipeline.runs()).map(withoutSecrets);
  all.forEach(run => output.emit({ event: 'run', run }));
  if (all.length === 0) {
    output.text('No runs yet.');
  } else {
    output.table(['RUN', 'STATE', 'STAGE', 'MODEL', 'AGE', 'RESULT'], all.map(row));
  }
  return 0;
};

export const cancel: Handler = async ({ pipeline, output }, id) => {
  const run = withoutSecrets(await pipeline.cancel(id));
  output.emit({ event: 'run', run });
  output.text(`Run ${id}: ${run.state}.`);
  return 0;
};

function row(run: Run): string[] {
  const stage = run.stages.findLast(({ state }) => state !== 'waiting');
  const result = run.problem?.message ?? run.deployment?.endpoint?.url ?? '';
  return [run.id, run.state, stage?.name ?? '', run.request.model, ago(run.createdAt), result];
}
