import { z } from 'zod';

/** What kind of folder the work starts from. */
export const SourceKind = z.enum(['mlflow', 'wrapped', 'class']);
export type SourceKind = z.infer<typeof SourceKind>;

/** What a folder can be taken for: one of the kinds above, or something that other programs build. */
export const Finding = z.object({
  kind: z.enum([...SourceKind.options, 'maven', 'dockerfile', 'mlflow-project', 'r']),
  /** `an MLflow model`, to be read after "It is". */
  title: z.string(),
  /** One sentence that names the file which tells. */
  because: z.string(),
  /** What to do with one that is not deployed by this program; absent for those that are. */
  instead: z.string().optional()
});
export type Finding = z.infer<typeof Finding>;

/** What lies in a folder. */
export const Detection = z
  .object({
    /** Absolute path. */
    folder: z.string(),
    /** What it is taken for unless a person says otherwise (`as` of a RunRequest); absent when nothing tells. */
    recommended: Finding.optional(),
    /** What it could be, too. */
    others: z.array(Finding)
  })
  .meta({ id: 'Detection' });
export type Detection = z.infer<typeof Detection>;
