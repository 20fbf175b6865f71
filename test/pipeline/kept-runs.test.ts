import type { DeploymentRecord } from '../../src/pipeline/deployment-store';
import { runsOfRevisions } from '../../src/pipeline/kept-runs';

/** What is recorded of a deployment whose revisions were made by run-1, run-2, … */
function record(revisions: number, target: DeploymentRecord['target'] = 'process'): DeploymentRecord {
  const runs = Array.from({ length: revisions }, (_, index) => `${target}-${index + 1}`);
  return { target, run: runs.at(-1)!, earlier: runs.slice(0, -1).map(run => ({ run })) } as DeploymentRecord;
}

const needed = async (...records: DeploymentRecord[]) => [...(await runsOfRevisions({ list: async () => records }))];

it('needs the runs of all revisions of what is deployed', async () => {
  expect(await needed(record(2), record(1, 'docker'))).toEqual(['process-1', 'process-2', 'docker-1']);
});

it('needs those of the ten newest revisions alone', async () => {
  expect(await needed(record(12))).toEqual(Array.from({ length: 10 }, (_, index) => `process-${index + 3}`));
});

it('needs none for a cluster, which keeps its revisions itself', async () => {
  expect(await needed(record(2, 'kubernetes'))).toEqual([]);
});
