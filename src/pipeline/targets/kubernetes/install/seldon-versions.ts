/** One release of Seldon Core 1 that can be installed. */
export interface SeldonVersion {
  version: string;
  licence: 'Apache-2.0' | 'BSL-1.1';
  /** Versions of Kubernetes that its documentation names; absent where it names none. */
  kubernetes?: string;
}

/**
 * Releases that are known, newest first; others can be installed all the same. From 1.18.0 on the licence is the Business
 * Source License (change of 2024-01-11 in Seldon's repository): production use needs a subscription.
 */
export const SELDON_VERSIONS: readonly SeldonVersion[] = [
  { version: '1.19.0', licence: 'BSL-1.1', kubernetes: '1.23 to 1.35' },
  { version: '1.18.2', licence: 'BSL-1.1', kubernetes: '1.23 to 1.27' },
  { version: '1.18.1', licence: 'BSL-1.1', kubernetes: '1.23 to 1.27' },
  { version: '1.18.0', licence: 'BSL-1.1', kubernetes: '1.23 to 1.27' },
  { version: '1.17.1', licence: 'Apache-2.0' },
  { version: '1.17.0', licence: 'Apache-2.0' },
  { version: '1.16.0', licence: 'Apache-2.0' },
  { version: '1.15.1', licence: 'Apache-2.0' },
  { version: '1.15.0', licence: 'Apache-2.0' }
];

/** The last release that may be used in production without a subscription. */
export const DEFAULT_VERSION = '1.17.1';
/** Seldon's own chart repository, and its chart. */
export const CHART_REPOSITORY = 'https://storage.googleapis.com/seldon-charts';
export const CHART = 'seldon-core-operator';

/** Whether a release is under the Business Source License. */
export function needsSubscription(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 1 && minor >= 18;
}
