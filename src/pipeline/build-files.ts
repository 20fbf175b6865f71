import type { Build } from '../contract/deployment';

/** Files and folders of this machine that a build needs to run; they may be gone when a run is resumed. */
export function filesOf(build: Build): string[] {
  return build.target === 'process' ? [build.python, build.runtime] : [];
}

/** What a person sees of a build. */
export function nameOf(build: Build): string {
  return build.target === 'process' ? `environment ${build.environment}` : `image ${build.image.reference}`;
}
