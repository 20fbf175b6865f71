import type { Build } from '../contract/deployment';

/** Files and folders of this machine that a build needs to run; they may be gone when a run is resumed. */
export function filesOf(build: Build): string[] {
  return 'python' in build ? [build.python, build.runtime] : [];
}

/** What a person sees of a build. */
export function nameOf(build: Build): string {
  switch (build.target) {
    case 'process':
      return `environment ${build.environment}`;
    case 'prepackaged':
      return `no image: ${build.server} fetches ${build.modelUri} when its pod starts; environment ${build.environment} for asking the logged model`;
    default:
      return `image ${build.image.reference}`;
  }
}
