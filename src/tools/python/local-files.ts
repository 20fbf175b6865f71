import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOf } from '../folder-digest';

const NESTED = /^(?:-r|-c|--requirements?|--constraints?)[ =]?\s*(.+)$/;
const EDITABLE = /^(?:-e|--editable)[ =]?\s*(.+)$/;

/**
 * SHA-256 over everything on this machine that requirement lines refer to: nested requirement files, packages as files
 * and folders. Equal text and equal digest resolve to equal environments; without references it is empty.
 */
export async function localFilesDigest(requirements: readonly string[], folder: string): Promise<string> {
  const parts = await referred(requirements, folder, new Set());
  return parts.length === 0 ? '' : createHash('sha256').update(parts.join('\n')).digest('hex');
}

async function referred(lines: readonly string[], folder: string, seen: Set<string>): Promise<string[]> {
  const parts: string[] = [];
  for (const line of lines.map(text => text.replace(/(^|\s)#.*$/, '').trim()).filter(Boolean)) {
    const nested = NESTED.exec(line)?.[1]?.trim();
    if (nested !== undefined && !/^https?:/.test(nested)) {
      const path = resolve(folder, unquoted(nested));
      if (!seen.has(path)) {
        seen.add(path);
        const text = await readFile(path, 'utf8').catch(() => '');
        parts.push(`${nested}\0${text}`, ...(await referred(text.split('\n'), folder, seen)));
      }
    } else {
      parts.push(...(await contentOf(line, folder)));
    }
  }
  return parts;
}

async function contentOf(line: string, folder: string): Promise<string[]> {
  const path = localPath(line, folder);
  const found = path && (await stat(path).catch(() => undefined));
  if (!path || !found) {
    return [];
  }
  const digest = found.isDirectory()
    ? await sourceDigest(path)
    : createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
  return [`${line}\0${digest}`];
}

/** Without what building a package leaves beside its sources. */
async function sourceDigest(folder: string): Promise<string> {
  const total = createHash('sha256');
  for (const file of (await filesOf(folder)).filter(path => !/(^|\/)(build|dist|[^/]+\.egg-info)\//.test(path))) {
    total.update(`${file}\0`).update(await readFile(join(folder, file)));
  }
  return total.digest('hex');
}

function localPath(line: string, folder: string): string | undefined {
  const text = unquoted(EDITABLE.exec(line)?.[1] ?? /^\S+\s*@\s*(.+)$/.exec(line)?.[1] ?? line)
    .split(/\s+;/)[0]!
    .trim();
  if (text.startsWith('file://')) {
    return fileURLToPath(text.split('#')[0]!);
  }
  const plain = text.replace(/^file:/, '').replace(/\[[^\]]*\]$/, '');
  return /^\.{0,2}\//.test(plain) || /^\.{1,2}$/.test(plain) || /\.(whl|tar\.gz|zip)$/.test(plain)
    ? resolve(folder, plain)
    : undefined;
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}
