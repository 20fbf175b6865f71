import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrappedComponent } from '../contract/component';
import type { ModelUsage } from '../contract/usage';
import type { Tools } from './stage';

/** How a wrapped model is asked: its kind, its example, its signature, its method. */
export async function usageOf({ mlflow }: Pick<Tools, 'mlflow'>, component: WrappedComponent): Promise<ModelUsage> {
  const { folder, type, method, runtime, modelFolder } = component;
  const description = modelFolder === undefined ? undefined : await mlflow.readFolder(join(folder, modelFolder));
  return { type, method, runtime, example: await exampleOf(component), signature: description?.signature };
}

/** A request that the component answers, as JSON text in one line; undefined when it has none. */
export async function exampleOf({ folder, warmUp }: WrappedComponent): Promise<string | undefined> {
  // Not parsed and written again: whole numbers beyond 2^53 would change.
  return warmUp && (await readFile(join(folder, warmUp), 'utf8')).replace(/\n\s*/g, '').trim();
}
