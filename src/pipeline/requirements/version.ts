/** A version that may stand in a requirement line (PEP 440, without spaces); anything else could smuggle in a line. */
const VERSION =
  /^v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|post|dev)[-_.]?\d*)*(\+[a-z0-9]+([-_.][a-z0-9]+)*)?$/i;

/** The version as text when it is one: flavors come from a file that nobody has checked. */
export function versionOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length < 64 && VERSION.test(value) ? value : undefined;
}

/** The one version that a specifier such as `==1.2` or `===1.2` allows. */
export function pinnedVersion(specifier: string): string | undefined {
  return versionOf(/^\(?\s*={2,3}\s*([^\s,*()]+)\s*\)?$/.exec(specifier)?.[1]);
}

/** `2.5.1+cu121` as `2.5.1` and `cu121`. */
export function splitLabel(version: string): { release: string; label?: string } {
  const [release = '', label] = version.split('+');
  return label === undefined ? { release } : { release, label };
}

/** Whether the version's release is before another, such as `2.16`; what follows the numbers does not count. */
export function isBefore(version: string, other: string): boolean {
  const [a, b] = [numbers(version), numbers(other)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return false;
}

/** The newest release of the same minor series that is not above the version: `>=1.20.0,<=1.20.2`. */
export function newestUpTo(version: string): string {
  const [major = 0, minor = 0, patch = 0] = numbers(version);
  return `>=${major}.${minor}.0,<=${major}.${minor}.${patch}`;
}

/** Whether a specifier keeps later releases out. */
export function hasUpperBound(specifier: string): boolean {
  return /==|~=|</.test(specifier);
}

/** The numbers at the start of a version: `2.9.2.dev0` gives 2, 9, 2. */
function numbers(version: string): number[] {
  return (/^v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '0').split('.').map(Number);
}
