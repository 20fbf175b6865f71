import { z } from 'zod';
import { SourceKind } from './detection';
import { Problem } from './problem';
import { Signature } from './signature';

/** A metric as MLflow sends it: NaN and infinity arrive as text. */
export const MetricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type MetricValue = z.infer<typeof MetricValue>;

/** A version of a registered model; aliases are those that point to it. */
export const RegisteredVersion = z.object({ name: z.string(), version: z.string(), aliases: z.array(z.string()) });
export type RegisteredVersion = z.infer<typeof RegisteredVersion>;

/** One row of the list of models: a logged model (3.x) or a model among a run's artifacts (2.x). Times: ms since 1970. */
export const ModelSummary = z
  .object({
    /** What `deploy` takes: `models:/m-…` or `runs:/<run>/<path>`. */
    uri: z.string(),
    name: z.string(),
    modelId: z.string().optional(),
    runId: z.string().optional(),
    runName: z.string().optional(),
    experimentId: z.string(),
    experimentName: z.string().optional(),
    status: z.string(),
    user: z.string().optional(),
    createdAt: z.number(),
    metrics: z.record(z.string(), MetricValue),
    params: z.record(z.string(), z.string()),
    tags: z.record(z.string(), z.string()),
    registered: z.array(RegisteredVersion)
  })
  .meta({ id: 'ModelSummary' });
export type ModelSummary = z.infer<typeof ModelSummary>;

/** A file of a model; `path` is relative to the model's folder with forward slashes, `size` in bytes. */
export const ModelFile = z.object({ path: z.string(), size: z.number().int() });
export type ModelFile = z.infer<typeof ModelFile>;

/** Where the logged input example is and in which form (facts: MLflow's `saved_input_example_info`). */
export const ExampleInfo = z.object({
  path: z.string(),
  type: z.string(),
  orient: z.string().optional(),
  /** The same example as a body for `/invocations`. */
  servingPath: z.string().optional(),
  hasParams: z.boolean()
});
export type ExampleInfo = z.infer<typeof ExampleInfo>;

/** What the file `MLmodel` says, read once and normalised over MLflow 1.x to 3.x. */
export const ModelDescription = z
  .object({
    flavors: z.record(z.string(), z.record(z.string(), z.unknown())),
    loaderModule: z.string(),
    /** As logged, for example `3.11.7`. */
    pythonVersion: z.string().optional(),
    mlflowVersion: z.string().optional(),
    /** The method that pyfunc calls, `predict` unless logged otherwise. */
    predictFn: z.string(),
    signature: Signature,
    example: ExampleInfo.optional(),
    modelId: z.string().optional(),
    runId: z.string().optional(),
    createdAt: z.string().optional(),
    sizeBytes: z.number().optional()
  })
  .meta({ id: 'ModelDescription' });
export type ModelDescription = z.infer<typeof ModelDescription>;

/** A model with everything that `show` prints. */
export const ModelDetails = z
  .object({
    uri: z.string(),
    name: z.string(),
    summary: ModelSummary.optional(),
    description: ModelDescription,
    requirements: z.array(z.string()),
    files: z.array(ModelFile),
    bytes: z.number(),
    /** Where its files are kept, as the tracking server says, for example s3://bucket/…; absent for a folder. */
    storage: z.string().optional(),
    /** What speaks against deploying it, found without downloading the weights. */
    problems: z.array(Problem)
  })
  .meta({ id: 'ModelDetails' });
export type ModelDetails = z.infer<typeof ModelDetails>;

/** The model that was picked, its files on this machine. */
export const SelectedModel = z
  .object({
    /** As the user named it. */
    reference: z.string(),
    /** With aliases and versions resolved. */
    uri: z.string(),
    kind: SourceKind,
    /** Suggested name of the deployment. */
    name: z.string(),
    trackingUri: z.string().optional(),
    runId: z.string().optional(),
    modelId: z.string().optional(),
    registered: RegisteredVersion.optional(),
    /** Where the tracking server keeps its files; absent for a folder. */
    storage: z.string().optional(),
    /** Absolute path of the folder: an MLflow model, an earlier wrapped folder, or a folder with a Seldon class. */
    path: z.string(),
    /** SHA-256 over names and bytes of all files. */
    digest: z.string(),
    bytes: z.number(),
    /** Absent for a folder with a class and no MLflow model. */
    description: ModelDescription.optional()
  })
  .meta({ id: 'SelectedModel' });
export type SelectedModel = z.infer<typeof SelectedModel>;
