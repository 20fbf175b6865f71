import type { WrappedComponent } from '../../contract/component';

/** What the builder image is told to serve with: `builtin`, or a package whose version the runtime's requirements name. */
export function serverOf({ runtime }: WrappedComponent): string {
  return runtime;
}
