import { z } from 'zod';

/** What a wrapped class is in an inference graph, with Seldon's names. */
export const COMPONENT_TYPES = ['MODEL', 'ROUTER', 'COMBINER', 'TRANSFORMER', 'OUTPUT_TRANSFORMER'] as const;
export const ComponentType = z.enum(COMPONENT_TYPES);
export type ComponentType = z.infer<typeof ComponentType>;

export const RUNTIMES = ['builtin', 'seldon-core', 'mlserver'] as const;
export const RuntimeName = z.enum(RUNTIMES);
export type RuntimeName = z.infer<typeof RuntimeName>;

/** A runtime as a person names it: those that come from elsewhere may have a version, as in `seldon-core@1.17.1`. */
export const RuntimeReference = z
  .string()
  .regex(
    /^(builtin|(seldon-core|mlserver)(@\d[\w.]{0,31})?)$/,
    'builtin, seldon-core, mlserver, or one of the last two with a version: seldon-core@1.17.1'
  );

/** A requirement line that was not taken as it was logged. `to` is absent when the line was dropped. */
export const RequirementChange = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  reason: z.string()
});
export type RequirementChange = z.infer<typeof RequirementChange>;

/** A folder that Seldon can run, as made by the wrap stage. Paths inside are relative to `folder`. */
export const WrappedComponent = z
  .object({
    /** Absolute path. */
    folder: z.string(),
    type: ComponentType,
    language: z.literal('python'),
    runtime: RuntimeName,
    /** Version of the runtime's package; absent is the one that is chosen for it. */
    runtimeVersion: z.string().optional(),
    /** Module and class in Seldon's form, MODEL_NAME: `Model`, or `package.module.Class`. */
    className: z.string(),
    /** The method of the model that answers: predict, predict_proba, … */
    method: z.string(),
    /** Minor version, for example `3.11`. */
    python: z.string(),
    /** The folder with the logged model; absent for a class of the user's own. */
    modelFolder: z.string().optional(),
    requirements: z.array(z.string()),
    requirementChanges: z.array(RequirementChange),
    /** `contract.json` in Seldon's format; absent when nothing is known about the inputs. */
    contract: z.string().optional(),
    /** `checks.json`, see contract/checks.ts. */
    checks: z.string().optional(),
    /** A request that the model must answer before it counts as ready. */
    warmUp: z.string().optional(),
    /** SHA-256 over names and bytes of all files in the folder. */
    digest: z.string()
  })
  .meta({ id: 'WrappedComponent' });
export type WrappedComponent = z.infer<typeof WrappedComponent>;
