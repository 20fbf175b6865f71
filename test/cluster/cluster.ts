import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const CLUSTER_NAME = process.env.DEPLOY_MODEL_CLUSTER_NAME ?? 'test';
const state = join(
  process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'),
  'deploy-model-cluster',
  CLUSTER_NAME
);

/** Paths of the running test cluster's kubeconfigs: of its administrator, and of two people without any rights. */
export const KUBECONFIG = join(state, 'kubeconfig');
export const kubeconfigOf = (person: 'anna' | 'ben') => join(state, `kubeconfig-${person}`);

/** This machine's side of the link to the node. */
export const HOST = `${process.env.DEPLOY_MODEL_CLUSTER_NODE_NET ?? `10.250.${networkOf(CLUSTER_NAME)}`}.1`;
/** Where the stand-in for Istio's gateway answers. */
export const GATEWAY = `http://${HOST}:8080`;

/** Whether Seldon's own operator and executor run there, not the stand-ins. */
export const REAL_SELDON = Boolean(process.env.DEPLOY_MODEL_SELDON_OPERATOR);

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
export function up(): void {
  process.env.KUBECONFIG = KUBECONFIG;
  if (!answers()) {
    const env = { ...process.env, NODE: process.execPath, KUBECONFIG: undefined };
    execFileSync(join(__dirname, 'up'), ['--tier', 'node'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

/** Each cluster has networks of its own, by the sum of its name's letters, as parts/common.sh has it. */
function networkOf(name: string): number {
  return name === 'test' ? 0 : (Buffer.from(name).reduce((sum, letter) => sum + letter, 0) % 99) + 1;
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

/** Stops one of the cluster's own programs, lets it go on, or ends it; it is known by its recorded process. */
export function signal(program: string, how: NodeJS.Signals): void {
  process.kill(pidOf(program), how);
}

/** Ends one of the cluster's programs and starts it again, with the arguments and in the network that it had. */
export function restart(program: string): void {
  const pid = pidOf(program);
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  process.kill(pid, 'SIGKILL');
  waitForEnd(pid);
  const log = openSync(join(state, 'log', `${program}.log`), 'a');
  const inside = ['--net=/run/netns/dm-' + CLUSTER_NAME, ...command];
  const child = spawn('nsenter', inside, { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  closeSync(log);
  writeFileSync(join(state, 'pid', program), `${child.pid} ${startOf(child.pid!)}\n`);
}

/** Writes another token for a person, into the kubeconfig and into the list that the API server reads when it starts. */
export function changeToken(person: 'anna' | 'ben'): void {
  const config = readFileSync(kubeconfigOf(person), 'utf8');
  const [, old = ''] = /token: (\w+)/.exec(config) ?? [];
  const fresh = randomBytes(16).toString('hex');
  const list = join(state, 'pki', 'tokens.csv');
  writeFileSync(list, readFileSync(list, 'utf8').replace(old, fresh));
  writeFileSync(kubeconfigOf(person), config.replace(old, fresh));
}

/** Until then it holds its port, and the next one would end at once. */
function waitForEnd(pid: number): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (existsSync(`/proc/${pid}`) && !(stateOf(pid) === 'Z' && threadsOf(pid) <= 1)) {
    Atomics.wait(clock, 0, 0, 10);
  }
}

/** Its first thread may be gone while others still hold what it had open. */
function threadsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
}

function stateOf(pid: number): string | undefined {
  try {
    return fieldsOf(pid)[0];
  } catch {
    return undefined;
  }
}

function pidOf(program: string): number {
  return Number(readFileSync(join(state, 'pid', program), 'utf8').split(' ')[0]);
}

/** When a process was started, in ticks since boot: its id alone may be somebody else's later. */
function startOf(pid: number): string {
  return fieldsOf(pid)[19]!;
}

/** What the kernel says of a process, from its state on. */
function fieldsOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
}

/** Lets a namespace have so many pods, as a quota named q. The API server refuses by it once what is there was counted. */
export function allowPods(namespace: string, pods: number): void {
  const metadata = { name: 'q', namespace };
  applied(
    JSON.stringify({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: String(pods) } } })
  );
  kubectl('-n', namespace, 'wait', `--for=jsonpath={.status.hard.pods}=${pods}`, 'resourcequota/q', '--timeout=90s');
}

/** Waits until a person may do this in a namespace: the API server hears of new roles a moment after they were made. */
export async function untilAllowed(person: 'anna' | 'ben', namespace: string, verb: string): Promise<void> {
  const resource = 'seldondeployments.machinelearning.seldon.io';
  await until(() => kubectl('-n', namespace, 'auth', 'can-i', verb, resource, `--as=${person}`));
}

/** Does it again and again, until it works; for a minute and a half by default. Throws what it threw last. */
export async function until(work: () => unknown, seconds = 90): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === 2 * seconds) {
        throw error;
      }
      await sleep(500);
    }
  }
}
