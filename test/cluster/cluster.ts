import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

const name = process.env.DEPLOY_MODEL_CLUSTER_NAME ?? 'test';
const state = join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'deploy-model-cluster', name);

/** Paths of the running test cluster's kubeconfigs: of its administrator, and of two people without any rights. */
export const KUBECONFIG = join(state, 'kubeconfig');
export const kubeconfigOf = (person: 'anna' | 'ben') => join(state, `kubeconfig-${person}`);

/** Where the stand-in for Istio's gateway answers. */
export const GATEWAY = 'http://10.250.0.1:8080';

/** A suite that needs the real cluster; it says so where that is not switched on. */
export function describeCluster(title: string, suite: () => void): void {
  if (process.env.DEPLOY_MODEL_TEST_CLUSTER !== '1') {
    describe(title, () => it.skip('needs DEPLOY_MODEL_TEST_CLUSTER=1 and root: test/cluster/up --tier node', () => {}));
    return;
  }
  describe(title, () => {
    beforeAll(() => up(), 1_800_000);
    suite();
  });
}

/** One cluster for all suites: started by the first one that finds none. */
function up(): void {
  process.env.KUBECONFIG = KUBECONFIG;
  if (!answers()) {
    const env = { ...process.env, NODE: process.execPath, KUBECONFIG: undefined };
    execFileSync(join(__dirname, 'up'), ['--tier', 'node'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

function answers(): boolean {
  try {
    kubectl('wait', '--for=condition=Ready', 'node/test-node', '--timeout=10s');
    return true;
  } catch {
    return false;
  }
}

/** Runs kubectl as the administrator; gives what it wrote. */
export function kubectl(...args: string[]): string {
  return execFileSync(join(state, 'kubectl'), args, {
    env: { ...process.env, KUBECONFIG },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe']
  });
}

/** Applies YAML or JSON as the administrator. */
export function applied(manifest: string): void {
  execFileSync(join(state, 'kubectl'), ['apply', '-f', '-'], { env: { ...process.env, KUBECONFIG }, input: manifest });
}

/** Ends or starts again one of the cluster's own programs, by its recorded process. */
export function signal(program: string, how: NodeJS.Signals): void {
  const pid = Number(execFileSync('cut', ['-d', ' ', '-f', '1', join(state, 'pid', program)], { encoding: 'utf8' }));
  process.kill(pid, how);
}
