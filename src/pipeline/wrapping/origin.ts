import { z } from 'zod';
import { RuntimeName, WrappedComponent } from '../../contract/component';

/** `deploy-model.json` in a wrapped folder: what cannot be seen from its other files. */
export const Origin = WrappedComponent.pick({
  language: true,
  method: true,
  python: true,
  modelFolder: true,
  requirementChanges: true
}).extend({
  version: z.literal(1),
  runtime: RuntimeName.default('builtin'),
  /** The model that was wrapped, aliases resolved. */
  model: z.string(),
  /** A name for its deployments. */
  name: z.string()
});
export type Origin = z.infer<typeof Origin>;

export const ORIGIN_FILE = 'deploy-model.json';
