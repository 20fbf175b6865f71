import { Deployed } from '../../src/pipeline/deployed';
import type { Target } from '../../src/pipeline/targets/target';
import { deployment } from '../lab/samples';

/** A target that holds these names, and remembers what it was asked for. */
function targetWith(...names: string[]) {
  const asked: string[] = [];
  const status: Target['status'] = async name => {
    asked.push(name);
    return names.includes(name) ? deployment(name) : undefined;
  };
  return { asked, target: { status } as Target };
}

it('finds what is on this machine without asking the cluster', async () => {
  const [here, cluster] = [targetWith('churn'), targetWith('fraud')];
  const deployed = new Deployed([here.target, cluster.target], cluster.target);

  expect((await deployed.getHere('churn'))?.name).toBe('churn');
  expect(await deployed.getHere('fraud')).toBeUndefined();
  expect(cluster.asked).toEqual([]);
  expect((await deployed.get('fraud')).target).toBe(cluster.target);
});

it('finds nothing on this machine where a place on a cluster was named', async () => {
  const cluster = targetWith('churn');
  expect(await new Deployed([cluster.target], cluster.target).getHere('churn')).toBeUndefined();
});
