import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { STEPS } from '../../src/pipeline/targets/kubernetes/reading';
import { describeCluster, KUBECONFIG } from './cluster';
import { ClusterBench, predict } from './cluster-bench';

jest.setTimeout(600_000);

describeCluster('our own process, killed in the middle of a rollout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-model-killed-'));
  const program = join(folder, 'killed-deploy.cjs');
  let bench: ClusterBench;
  beforeAll(async () => {
    await build({
      entryPoints: ['test/cluster/killed-deploy.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      logLevel: 'error'
    });
    bench = await ClusterBench.open('killed');
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await bench.close();
  });

  /** Deploys in a process of its own, which is killed when it says that a step is done. */
  async function killedAt(said: string, name: string): Promise<void> {
    const env = { ...process.env, KUBECONFIG };
    const child = spawn(process.execPath, [program, bench.namespace, name, 'slow'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit']
    });
    const exit = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes(said)) {
        child.kill('SIGKILL');
      }
    }
    expect(await exit).toEqual([null, 'SIGKILL']);
  }

  const cases = STEPS.map(({ name, done }, i) => ({ step: name, done, name: `killed-${i}` }));
  const after = new Map<string, { meanwhile: unknown; now: unknown; revisions: number[] }>();
  beforeAll(async () => {
    // All at the same time: most of each is waiting.
    await Promise.all(
      cases.map(async ({ done, name }) => {
        const { predictions } = (await bench.deploy({ image: 'plus1', name })).endpoint!;
        await killedAt(done, name);
        const meanwhile = await predict(predictions, [1, 2]);
        await bench.deploy({ image: 'plus2', name });
        const now = await predict(predictions, [1, 2]);
        const revisions = (await bench.target.operations.revisions(name)).map(({ revision }) => revision);
        after.set(name, { meanwhile, now, revisions });
      })
    );
  });

  it.each(cases)(
    'after $step: one version or the other answers, and the next deployment goes on from there',
    ({ name }) => {
      const { meanwhile, now, revisions } = after.get(name)!;
      // The old version adds 1, the new one nothing: the cluster goes on with it by itself.
      expect([
        [2, 3],
        [1, 2]
      ]).toContainEqual(meanwhile);
      expect({ now, revisions }).toEqual({ now: [3, 4], revisions: [3, 2, 1] });
    }
  );
});
