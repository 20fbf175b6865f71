/** The first digits of a digest or an id, as people compare them. */
export function shortDigest(digest: string): string {
  return digest.replace(/^.*sha256:/, '').slice(0, 12);
}

/** The part of a name before its tag, and the tag; a port belongs to the name. */
export function nameAndTag(reference: string): { name: string; tag: string } {
  const [, name = reference, tag = ''] = /^(.+?)(?::([^:/]+))?$/.exec(reference) ?? [];
  return { name, tag };
}

/** A name without its registry and folders: `churn:1.2`. */
export function shortName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
