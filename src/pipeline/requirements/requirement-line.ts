interface Installed {
  /** As logged, without comment. */
  text: string;
  extras: string[];
  /** The environment marker, for example `python_version < "3.12"`; empty when there is none. */
  marker: string;
  /** Options `--hash=…` of this line. */
  hashes: string[];
  /** Other options for this line alone. */
  buildOptions: string[];
}

/** `name[extra]<4,>=3.1 ; marker`. */
export interface PackageLine extends Installed {
  kind: 'package';
  /** Normalised (PEP 503). */
  name: string;
  /** As written, for example `<4,>=3.1`; empty when any version will do. */
  specifier: string;
}

/** A package at an address or a path: `name @ https://…`, `git+https://…#egg=name`, `./name.whl`, `-e .`. */
export interface ReferenceLine extends Installed {
  kind: 'reference';
  /** Normalised; from the line, from its `egg` or from the name of the archive. */
  name: string | undefined;
  target: string;
  editable: boolean;
}

/** `-r other.txt` or `-c constraints.txt`. */
export interface NestedLine {
  kind: 'nested';
  text: string;
  option: '-r' | '-c';
  path: string;
}

/** Any other option, by its long name. */
export interface OptionLine {
  kind: 'option';
  text: string;
  name: string;
  value: string;
}

/** A line that is none of these. It is left to uv, whose message names the place. */
export interface UnknownLine {
  kind: 'unknown';
  text: string;
}

/** One line of a requirements file: pip's format around PEP 508. */
export type RequirementLine = PackageLine | ReferenceLine | NestedLine | OptionLine | UnknownLine;

/** The line with some of its parts replaced; hashes and other options of the line are left out. */
export function packageText(line: PackageLine, changes: Partial<PackageLine>): string {
  const { name, extras, specifier, marker } = { ...line, ...changes };
  return `${name}${bracketed(extras)}${specifier}${suffix(marker)}`;
}

/** The package at another address; never editable. */
export function addressText({ name, extras, marker }: ReferenceLine, address: string): string {
  return `${name ? `${name}${bracketed(extras)} @ ${address}` : address}${suffix(marker)}`;
}

/** The package at a path below the folder of the requirements. */
export function pathText({ extras, marker }: ReferenceLine, path: string): string {
  return `./${path}${bracketed(extras)}${suffix(marker)}`;
}

function bracketed(extras: readonly string[]): string {
  return extras.length === 0 ? '' : `[${extras.join(',')}]`;
}

function suffix(marker: string): string {
  return marker === '' ? '' : ` ; ${marker}`;
}
