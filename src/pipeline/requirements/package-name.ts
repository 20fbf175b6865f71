/** The name by which two spellings are the same package (PEP 503). */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** What the file name of a wheel (PEP 427) or a source archive (PEP 625) says; undefined for other files. */
export function archivePackage(path: string): { name: string; version: string } | undefined {
  const file = decoded(baseName(path));
  const match =
    /^([\w.]+)-([\w.!+]+)(?:-\d[\w.]*)?-[\w.]+-[\w.]+-[\w.]+\.whl$/.exec(file) ??
    /^([\w.-]+)-(\d[\w.!+]*)\.(?:tar\.gz|tgz|zip|tar\.bz2)$/.exec(file);
  return match?.[1] && match[2] ? { name: normalName(match[1]), version: match[2] } : undefined;
}

/** The last part of a path or address; both slashes count, a fragment or query does not. */
export function baseName(path: string): string {
  const [plain = ''] = path.split(/[?#]/);
  return plain.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
