import { z } from 'zod';
import { WrappedComponent, RuntimeReference } from './component';
import { Build, Deployment, DeploymentName } from './deployment';
import { SourceKind } from './detection';
import { BuilderName } from './image';
import { KubernetesOptions } from './kubernetes';
import { SelectedModel } from './model';
import { Problem } from './problem';
import { StageName, StageState } from './stage';
import { RestartPolicy, TargetName } from './target';
import { Verdict } from './verdict';

/** What a person asks for; its JSON Schema is the form. */
export const RunRequest = z
  .object({
    model: z.string().min(1).meta({ description: 'runs:/…, models:/…, a run id, or a folder' }),
    name: DeploymentName.optional().meta({ description: 'Name of the deployment' }),
    target: TargetName.default('process'),
    runtime: RuntimeReference.default('builtin'),
    method: z
      .string()
      .optional()
      .meta({ description: 'predict, predict_proba, decision_function, transform, or module:function' }),
    trackingUri: z.string().optional(),
    /** What a folder is taken for, in place of what is recommended; see Detection. */
    as: SourceKind.optional(),
    /** Folder of the model in a git repository. */
    contextDir: z.string().optional(),
    /** Branch, tag or commit of a git repository. */
    ref: z.string().regex(/^[^-]/, 'a branch, a tag or a commit').optional(),
    acceptFailedTest: z.boolean().default(false),
    /** Test even when an equal component was tested before. */
    retest: z.boolean().default(false),
    /** Let uv fetch a Python version that is not here. */
    fetchPython: z.boolean().default(false),
    /** Allowed to deploy a model of a deleted or unfinished run. */
    force: z.boolean().default(false),
    /** Answer over gRPC too; protobuf is added to the model's environment. */
    grpc: z.boolean().default(false),
    /** Fixed port; 0 picks a free one. */
    port: z.number().int().min(0).max(65535).default(0),
    /** Memory limit in MiB; 0 is none. */
    memory: z.number().int().min(0).default(0),
    /** CPUs that it may use, in cores; 0 is no limit. Containers only. */
    cpus: z.number().min(0).default(0),
    /** GPUs: `all`, how many, or `device=` and ids with commas, where UUIDs may stand alone; empty for none. Containers only. */
    gpus: z
      .string()
      .regex(
        /^(?!0+$)(|all|(device=)?[\w.:-]+(,[\w.:-]+)*)$/,
        'all, a number of at least 1, or device= and ids with commas'
      )
      .default(''),
    /** When the engine starts it again. Containers only. */
    restart: RestartPolicy.default('unless-stopped'),
    /** Name of the image; made from the model by default. */
    image: z.string().optional(),
    builder: BuilderName.default('s2i'),
    /** Image that the builder stands on; `{python}` stands for the minor version. */
    baseImage: z.string().optional(),
    /** Push the image to the registry in its name. */
    push: z.boolean().default(false),
    /** Seconds that loading and the first prediction may take. */
    startTimeout: z.number().int().min(1).default(300),
    /** Only for the target kubernetes. */
    kubernetes: KubernetesOptions.prefault({})
  })
  .meta({ id: 'RunRequest' });
export type RunRequest = z.infer<typeof RunRequest>;

/** The stages' outputs; each is the next one's input and holds all that came before. */
export const Selected = z.object({ request: RunRequest, model: SelectedModel });
export type Selected = z.infer<typeof Selected>;
export const Wrapped = Selected.extend({ component: WrappedComponent });
export type Wrapped = z.infer<typeof Wrapped>;
export const Built = Wrapped.extend({ build: Build });
export type Built = z.infer<typeof Built>;
export const Tested = Built.extend({ verdict: Verdict });
export type Tested = z.infer<typeof Tested>;
export const Deployed = Tested.extend({ deployment: Deployment });
export type Deployed = z.infer<typeof Deployed>;

/** One stage of a run as the screens show it. */
export const StageRecord = z.object({
  name: StageName,
  state: StageState,
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  /** One sentence: what came out, or what was reused. */
  note: z.string().optional(),
  problem: Problem.optional()
});
export type StageRecord = z.infer<typeof StageRecord>;

/** `interrupted`: the process that ran it is gone; it resumes after its last finished stage. */
export const RunState = z.enum(['running', 'finished', 'failed', 'cancelled', 'interrupted']);
export type RunState = z.infer<typeof RunState>;

/**
 * The process that runs it: `started` tells it from a later process with the same number, `host` from one of another
 * machine or container that has the same home folder.
 */
export const Owner = z.object({ pid: z.number().int(), started: z.string(), host: z.string().optional() });
export type Owner = z.infer<typeof Owner>;

export const Run = z
  .object({
    version: z.literal(1),
    id: z.string(),
    request: RunRequest,
    state: RunState,
    /** The last stage that it is to do, as was said when it was started or went on; records of old versions lack it. */
    until: StageName.optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    owner: Owner,
    stages: z.array(StageRecord),
    warnings: z.array(Problem),
    problem: Problem.optional(),
    deployment: Deployment.optional(),
    verdict: Verdict.optional()
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof Run>;
