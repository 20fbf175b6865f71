/**
 * Writes the catalogue of the strings that JupyterLab shows for us, which translators start from:
 *
 *   node bin/strings.mjs            jupyterlab_deploy_model/locale/jupyterlab_deploy_model.pot
 *   node bin/strings.mjs --check    says whether that file is up to date; ends with 1 when it is not
 *
 * The name and the place are those that jupyterlab/language-packs looks for. Strings of the settings have the contexts
 * that JupyterLab translates schemas with.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = 'src/lab';
const SCHEMA = 'schema/plugin.json';
const CATALOGUE = 'jupyterlab_deploy_model/locale/jupyterlab_deploy_model.pot';
/** Methods of a translation bundle, and which of their arguments are context, singular and plural. */
const METHODS = {
  __: { text: 0 },
  gettext: { text: 0 },
  _n: { text: 0, plural: 1 },
  ngettext: { text: 0, plural: 1 },
  _p: { context: 0, text: 1 },
  pgettext: { context: 0, text: 1 },
  _np: { context: 0, text: 1, plural: 2 },
  npgettext: { context: 0, text: 1, plural: 2 }
};

const HEADER = `msgid ""
msgstr ""
"Project-Id-Version: jupyterlab_deploy_model\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"
`;

const text = catalogue([...sourceFiles().flatMap(stringsOf), ...settingStrings()]);
if (process.argv.includes('--check')) {
  const isCurrent = readFileSync(join(ROOT, CATALOGUE), 'utf8') === text;
  process.stdout.write(isCurrent ? 'up to date\n' : `${CATALOGUE} is out of date: run node bin/strings.mjs\n`);
  process.exitCode = isCurrent ? 0 : 1;
} else {
  writeFileSync(join(ROOT, CATALOGUE), text);
}

function sourceFiles() {
  return readdirSync(join(ROOT, SOURCES), { recursive: true })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => `${SOURCES}/${name}`)
    .sort();
}

/** The translated strings of a file, in their order. A string that is no literal could not be translated: an error. */
function stringsOf(path) {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  visit(source);
  return found;

  function visit(node) {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      const method =
        Object.hasOwn(METHODS, name.text) && /(^|\.)trans$/.test(expression.getText()) && METHODS[name.text];
      if (method) {
        found.push(entryOf(node, method));
      }
    }
    ts.forEachChild(node, visit);
  }

  function entryOf(call, method) {
    const argument = index => (index === undefined ? undefined : literal(call.arguments[index], call));
    return { path, context: argument(method.context), text: argument(method.text), plural: argument(method.plural) };
  }

  function literal(node, call) {
    if (!node || !ts.isStringLiteralLike(node)) {
      const { line } = source.getLineAndCharacterOfPosition(call.getStart());
      throw new Error(`${path}:${line + 1}: a string to be translated must be a literal`);
    }
    return node.text;
  }
}

/** Titles and descriptions of the settings; source: JupyterLab's translateSchema. */
function settingStrings() {
  const {
    title,
    description,
    properties,
    'jupyter.lab.setting-icon-label': label,
    'jupyter.lab.toolbars': bars
  } = JSON.parse(readFileSync(join(ROOT, SCHEMA), 'utf8'));
  const entry = (context, string) => ({ path: SCHEMA, context, text: string });
  return [
    entry('schema', title),
    entry('schema', description),
    entry('schema', label),
    ...Object.values(bars ?? {}).flatMap(items => items.map(item => entry('schema', item.label))),
    ...Object.values(properties).flatMap(each => [entry('schema', each.title), entry('schema', each.description)])
  ].filter(each => each.text);
}

/** One entry for each string and context, with the files that it is in: line numbers would change with every edit. */
function catalogue(strings) {
  const entries = new Map();
  for (const { path, ...string } of strings) {
    const key = JSON.stringify([string.context, string.text]);
    const entry = entries.get(key) ?? { ...string, paths: new Set() };
    entry.plural ??= string.plural;
    entry.paths.add(path);
    entries.set(key, entry);
  }
  const sorted = [...entries.values()].sort((a, b) => compare(a.text, b.text) || compare(a.context, b.context));
  return `${HEADER}${sorted.map(textOf).join('')}`;
}

function compare(one = '', other = '') {
  return one < other ? -1 : one > other ? 1 : 0;
}

function textOf({ paths, context, text: string, plural }) {
  const lines = [
    ...[...paths].map(path => `#: ${path}`),
    ...(context === undefined ? [] : [`msgctxt ${quoted(context)}`]),
    `msgid ${quoted(string)}`,
    ...(plural === undefined ? ['msgstr ""'] : [`msgid_plural ${quoted(plural)}`, 'msgstr[0] ""', 'msgstr[1] ""'])
  ];
  return `\n${lines.join('\n')}\n`;
}

function quoted(string) {
  return JSON.stringify(string);
}
