import { z } from 'zod';
import { WrappedComponent } from './component';

/** A file of a wrapped folder. */
export const WrappedFile = z.object({
  /** Relative to the folder, with forward slashes. */
  path: z.string(),
  /** In bytes. */
  size: z.number().int(),
  /** Absent for what is no text, is too long to show, or belongs to the model itself. */
  text: z.string().optional(),
  /** The text as it was generated, when it has been edited since; saving it reverts the edit. */
  generated: z.string().optional(),
  /** Whether it may be edited now. */
  editable: z.boolean()
});
export type WrappedFile = z.infer<typeof WrappedFile>;

/** What the wrap stage made, with its files. */
export const WrappedFolder = z
  .object({ component: WrappedComponent, files: z.array(WrappedFile) })
  .meta({ id: 'WrappedFolder' });
export type WrappedFolder = z.infer<typeof WrappedFolder>;

/** An edit of one file. */
export const FileEdit = z.object({ path: z.string().min(1), text: z.string() }).meta({ id: 'FileEdit' });
export type FileEdit = z.infer<typeof FileEdit>;
