import { readFileSync } from 'node:fs';
import { COMMAND_ARGUMENTS } from '../../src/lab/command-arguments';
import { CommandIDs } from '../../src/lab/commands';

const ids = Object.values(CommandIDs);
const schema = readFileSync('schema/plugin.json', 'utf8');
const page = readFileSync('docs/users/jupyterlab.md', 'utf8');

it('names every command deploy-model:verb-noun', () => {
  expect(ids.filter(id => !/^deploy-model:[a-z]+-[a-z]+$/.test(id))).toEqual([]);
});

it('says of every command which arguments it takes', () => {
  expect(Object.keys(COMMAND_ARGUMENTS).sort()).toEqual([...ids].sort());
});

it('describes every command to users', () => {
  expect(ids.filter(id => !page.includes(`\`${id}\``))).toEqual([]);
});

it('puts only commands that exist into toolbars, menus and shortcuts', () => {
  const used = [...schema.matchAll(/"command": "([^"]+)"/g)].map(match => match[1]!);

  expect(used.length).toBeGreaterThan(0);
  expect(used.filter(id => !(ids as string[]).includes(id))).toEqual([]);
});

it('describes every setting to users', () => {
  const { properties } = JSON.parse(schema) as { properties: object };

  expect(Object.keys(properties).filter(name => !page.includes(`| ${name} `))).toEqual([]);
});
