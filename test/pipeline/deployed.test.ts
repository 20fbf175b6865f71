import { type ProblemCode, ProblemError } from '../../src/contract/problem';
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

describe('where what runs a deployment fails', () => {
  /** A target with one deployment that it cannot remove for that reason, and what it was asked to forget. */
  function failing(code: ProblemCode) {
    const { target } = targetWith('churn');
    const forgotten: string[] = [];
    const remove = () => Promise.reject(new ProblemError({ code, message: 'It failed.', suggestion: 'Wait.' }));
    const forget = async (name: string) => (forgotten.push(name), name === 'churn');
    const deployed = new Deployed([{ ...target, remove, forget }], targetWith().target);
    return { deployed, forgotten };
  }

  it.each(['docker-unreachable', 'cluster-unreachable', 'cluster-missing'] as const)(
    'forgets it only when that is wanted, and says how: %s',
    async code => {
      const { deployed, forgotten } = failing(code);
      await expect(deployed.remove('churn', { forget: false })).rejects.toMatchObject({
        problem: { code, suggestion: expect.stringContaining('`deploy-model remove churn --forget`') as string }
      });
      expect(forgotten).toEqual([]);
      expect(await deployed.remove('churn', { forget: true })).toBe('forgotten');
      expect(forgotten).toEqual(['churn']);
    }
  );

  it('forgets nothing that could have been removed', async () => {
    const { deployed, forgotten } = failing('deployment-busy');
    await expect(deployed.remove('churn', { forget: true })).rejects.toMatchObject({
      problem: { code: 'deployment-busy', suggestion: 'Wait.' }
    });
    expect(forgotten).toEqual([]);
  });
});
