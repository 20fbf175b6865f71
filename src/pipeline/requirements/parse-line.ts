import { archivePackage, normalName } from './package-name';
import type { ReferenceLine, RequirementLine } from './requirement-line';

const LONG: Record<string, string> = { '-i': '--index-url', '-f': '--find-links', '-e': '--editable' };
const NESTED: Record<string, '-r' | '-c'> = { '-r': '-r', '--requirement': '-r', '-c': '-c', '--constraint': '-c' };

const NAMED = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/is;
const CLAUSE = '(?:===?|~=|!=|[<>]=?)\\s*[^\\s,;()=<>!~]+';
const SPECIFIER = new RegExp(`^\\(?\\s*${CLAUSE}(?:\\s*,\\s*${CLAUSE})*\\s*,?\\s*\\)?$`);
/** Something in a folder, an archive or an address. */
const PLACE = /^(\.{1,2}$|~|[a-z]:[\\/]|[a-z][a-z0-9+.-]*:)|[\\/]|\.(whl|zip|tar\.gz|tgz|tar\.bz2)(\[[^\]]*\])?$/i;
/** In an address a `;` may be part of it, so its marker comes after a blank (PEP 508). */
const AFTER_ADDRESS = /\s;/;

/** Reads one logical line, see `logicalLines`. Never throws: what is not understood is of kind `unknown`. */
export function parseLine(text: string): RequirementLine {
  if (text.startsWith('-')) {
    return parseOption(text);
  }
  const { head, ...options } = splitOptions(text);
  const [, name = '', bracket = '', rest = ''] = NAMED.exec(head) ?? [];
  const extras = listed(bracket);
  if (name && rest.startsWith('@')) {
    const { body: target, marker } = splitMarker(rest.slice(1), AFTER_ADDRESS);
    return { kind: 'reference', text, name: normalName(name), extras, target, editable: false, marker, ...options };
  }
  if (!PLACE.test(splitMarker(head, /;/).body)) {
    const { body: specifier, marker } = splitMarker(rest, /;/);
    return name && (specifier === '' || SPECIFIER.test(specifier))
      ? { kind: 'package', text, name: normalName(name), extras, specifier, marker, ...options }
      : { kind: 'unknown', text };
  }
  return parseReference(text, text, false);
}

function parseOption(text: string): RequirementLine {
  const [, flag = '', rest = ''] = /^(--[\w-]+|-\w)\s*=?\s*(.*)$/s.exec(text) ?? [];
  const name = LONG[flag] ?? flag;
  const value = rest.trim().replace(/^(["'])(.*)\1$/, '$2');
  const nested = NESTED[name];
  if (nested) {
    return { kind: 'nested', text, option: nested, path: value };
  }
  return name === '--editable' ? parseReference(text, value, true) : { kind: 'option', text, name, value };
}

/** `place`: the line without the option in front of it. */
function parseReference(text: string, place: string, editable: boolean): ReferenceLine {
  const { head, ...options } = splitOptions(place);
  const { body, marker } = splitMarker(head, AFTER_ADDRESS);
  const [, target = body, bracket = ''] = /^([^#]*?)\[([^\]]*)\]$/.exec(body) ?? [];
  const [, egg, eggExtras = ''] = /[#&]egg=([\w.-]+)(?:\[([^\]]*)\])?/.exec(target) ?? [];
  const name = egg === undefined ? archivePackage(target)?.name : normalName(egg);
  return { kind: 'reference', text, name, extras: listed(bracket || eggExtras), target, editable, marker, ...options };
}

function listed(bracket: string): string[] {
  const names = bracket.split(',').map(name => name.trim());
  return names.filter(Boolean);
}

function splitMarker(text: string, separator: RegExp): { body: string; marker: string } {
  const at = text.search(separator);
  return at < 0
    ? { body: text.trim(), marker: '' }
    : { body: text.slice(0, at).trim(), marker: text.slice(text.indexOf(';', at) + 1).trim() };
}

function splitOptions(text: string): { head: string; hashes: string[]; buildOptions: string[] } {
  const [head = '', ...options] = text.split(/\s+(?=--[a-z])/);
  const isHash = (option: string) => /^--hash\b/.test(option);
  return { head, hashes: options.filter(isHash), buildOptions: options.filter(option => !isHash(option)) };
}
