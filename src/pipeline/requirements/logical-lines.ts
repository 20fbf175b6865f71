/**
 * The lines of a requirements file without comments and blank lines, continued lines joined, as pip reads them
 * (pip documentation, "Requirements File Format").
 */
export function logicalLines(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let open = '';
  for (const raw of lines) {
    const line = raw.replace(/^\uFEFF/, '').trimEnd();
    const isComment = /^\s*#/.test(line);
    if (line.endsWith('\\') && !isComment) {
      open += line.slice(0, -1);
      continue;
    }
    // A comment ends a continued line, and is not part of it.
    joined.push(isComment ? open : open + line);
    open = '';
  }
  joined.push(open);
  return joined.map(withoutComment).filter(Boolean);
}

/** `#` starts a comment only after a blank: addresses have fragments. */
function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trim();
}
