import { ProblemError } from '../../contract/problem';

/** Names that could leave the folder they are written to, on any system. */
export function isHostile(path: string): boolean {
  return (
    path === '' ||
    path.startsWith('/') ||
    /[\\\0]/.test(path) ||
    /^[a-zA-Z]:/.test(path) ||
    path.split('/').some(part => part === '..' || part === '.' || part === '')
  );
}

/** Throws model-hostile for a path that could leave the model's folder. */
export function refuseHostile(path: string, where: string): void {
  if (isHostile(path)) {
    throw new ProblemError({
      code: 'model-hostile',
      message: 'The model names a file outside its own folder.',
      reason: `${where} holds the path ${JSON.stringify(path)}.`,
      suggestion: 'Do not deploy this model; log it again from code that you trust.'
    });
  }
}
