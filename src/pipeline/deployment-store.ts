import { createHash, randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { WrappedComponent } from '../contract/component';
import { Build, ClusterPlace, DeploymentName, Endpoint } from '../contract/deployment';
import { ProblemError } from '../contract/problem';
import { Owner } from '../contract/run';
import { RestartPolicy, TargetName } from '../contract/target';
import { readJson, writeAtomically } from '../tools/atomic-file';
import { filesystemProblem } from '../tools/filesystem-problem';
import { namesIn } from '../tools/folder-names';
import { beat, livesBy } from '../tools/heartbeat';
import { withLock } from '../tools/lock';
import { makeFolder } from '../tools/make-folder';
import { describe, identify } from '../tools/process-identity';

/** What is kept of a deployment: enough to start it again without the run that made it. */
export const DeploymentRecord = z.object({
  version: z.literal(1),
  name: DeploymentName,
  target: TargetName,
  model: z.string(),
  run: z.string(),
  revision: z.number().int(),
  createdAt: z.string(),
  verdict: z.string().optional(),
  endpoint: Endpoint,
  /** The port that the user fixed; 0 when any will do. */
  fixedPort: z.number().int(),
  /** The port that it answers on. */
  port: z.number().int(),
  /** The one for gRPC, where that was asked for. */
  grpcPort: z.number().int().optional(),
  memory: z.number().int(),
  /** Limits that only containers have. */
  cpus: z.number().default(0),
  gpus: z.string().default(''),
  restart: RestartPolicy.default('unless-stopped'),
  startTimeout: z.number().int(),
  /** Of a deployment on a cluster, whose own objects are what counts. */
  place: ClusterPlace.optional(),
  /** Its folder is the deployment's own copy. */
  component: WrappedComponent,
  build: Build,
  /** What was deployed under this name before, oldest first. */
  earlier: z.array(z.object({ revision: z.number().int(), model: z.string(), run: z.string(), createdAt: z.string() }))
});
export type DeploymentRecord = z.infer<typeof DeploymentRecord>;

/**
 * The folder of a deployment: its name, and on a cluster a mark of its place, where the same name may be taken again. No
 * other name has an `@`.
 */
export function slotOf(name: string, place?: ClusterPlace): string {
  if (!place) {
    return name;
  }
  const text = JSON.stringify([place.context, place.namespace]);
  return `${name}@${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

const nameIn = (slot: string): string => slot.split('@', 1)[0]!;

/**
 * Deployments as folders: `deployment.json` and one folder for each revision that still exists. With a target only its
 * own are seen; a name that is taken on this machine is free on no cluster, and the other way.
 */
export class DeploymentStore {
  constructor(
    private readonly folder: string,
    private readonly target?: TargetName
  ) {}

  /** Absolute path of a revision's folder. */
  revisionFolder(slot: string, revision: number): string {
    return join(this.folder, slot, 'revisions', String(revision));
  }

  /** Absolute path of the record: what it says is deployed. */
  recordFile(slot: string): string {
    return join(this.folder, slot, 'deployment.json');
  }

  async read(slot: string): Promise<DeploymentRecord | undefined> {
    const record = await this.#readAny(slot);
    return this.target === undefined || record?.target === this.target ? record : undefined;
  }

  async write(record: DeploymentRecord): Promise<void> {
    await writeAtomically(this.recordFile(slotOf(record.name, record.place)), JSON.stringify(record, null, 1), 0o600);
  }

  /** All that can be read, by name. Throws not-writable where none can. */
  async list(): Promise<DeploymentRecord[]> {
    const slots = await namesIn(this.folder);
    const records = await Promise.all(slots.sort().map(slot => this.read(slot).catch(() => undefined)));
    return records.filter(record => record !== undefined);
  }

  /** Numbers of the revisions that have a folder, the current one and what a killed job left behind. */
  async revisions(slot: string): Promise<number[]> {
    const names = await readdir(join(this.folder, slot, 'revisions')).catch(() => []);
    return names.filter(entry => /^\d+$/.test(entry)).map(Number);
  }

  async forget(slot: string): Promise<void> {
    await rm(join(this.folder, slot), { recursive: true, force: true });
  }

  /**
   * Does `work` as the only one who changes that deployment; the claim of a killed process does not count.
   * Throws name-invalid, name-taken by another target, and deployment-busy at once when somebody else is at it.
   */
  async claim<T>(slot: string, work: () => Promise<T>): Promise<T> {
    const name = nameIn(slot);
    if (!DeploymentName.safeParse(name).success) {
      throw new ProblemError({
        code: 'name-invalid',
        message: `${name} cannot be the name of a deployment.`,
        reason: 'Names are lower-case letters, digits and dashes, at most 48, and start with a letter.',
        suggestion: 'Choose another one with --name.'
      });
    }
    const mine = await this.#take(slot);
    const rest = beat(mine);
    try {
      await this.refuseTaken(name);
      return await work();
    } finally {
      rest();
      await rm(mine, { force: true });
    }
  }

  /** Throws name-taken where another target has a deployment of that name. */
  async refuseTaken(name: string): Promise<void> {
    const slots = (await namesIn(this.folder)).filter(slot => nameIn(slot) === name);
    const records = await Promise.all(slots.map(slot => this.#readAny(slot)));
    const other = records.find(record => record && this.target && record.target !== this.target);
    if (other) {
      throw new ProblemError({
        code: 'name-taken',
        message: `There is a deployment ${name} already, on the target ${other.target}.`,
        reason: 'Names are unique over all targets.',
        suggestion: `Choose another one with --name, or remove it: \`deploy-model remove ${name}\`.`
      });
    }
  }

  async #take(slot: string): Promise<string> {
    const path = join(this.folder, `.${slot}.claim`);
    const draft = `${path}.${randomUUID()}`;
    // A link is made whole or not at all, and never over another.
    const claim = () => link(draft, path);
    try {
      await makeFolder(this.folder, 0o700);
      await writeFile(draft, JSON.stringify(identify(process.pid)), { mode: 0o600 });
      await claim().catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') {
          throw error;
        }
        await this.#removeDead(path);
        await claim().catch((again: NodeJS.ErrnoException) => Promise.reject(again.code === 'EEXIST' ? busy() : again));
      });
      return path;
    } catch (error) {
      throw error instanceof ProblemError ? error : (filesystemProblem(error, path) ?? error);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  /** Removes the claim of a killed process; one at a time, so that nobody removes what another has just claimed. */
  #removeDead(path: string): Promise<void> {
    const remove = async () => {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      const holder = Owner.safeParse(parsed(text));
      if (holder.success && (await livesBy(holder.data, path))) {
        throw busy(holder.data);
      }
      // One that was given up meanwhile may be somebody's again by now.
      if (text !== undefined) {
        await rm(path, { force: true });
      }
    };
    return withLock(path, remove, { signal: new AbortController().signal });
  }

  async #readAny(slot: string): Promise<DeploymentRecord | undefined> {
    const isSlot = DeploymentName.safeParse(nameIn(slot)).success;
    return isSlot ? readJson(this.recordFile(slot), DeploymentRecord) : undefined;
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function busy(holder?: Owner): ProblemError {
  return new ProblemError({
    code: 'deployment-busy',
    message: 'Somebody else is changing this deployment.',
    reason: holder
      ? `It is being deployed, started, stopped or removed by ${describe(holder)}.`
      : 'Another job was faster.',
    suggestion: 'Wait for it to end, or cancel it; see `deploy-model runs`.'
  });
}
