import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CATALOGUE = 'jupyterlab_deploy_model/locale/jupyterlab_deploy_model.pot';

it('has every string of the panels in the catalogue for translators, and no other', () => {
  const { stdout, status } = spawnSync(process.execPath, ['bin/strings.mjs', '--check'], { encoding: 'utf8' });

  expect({ status, said: stdout.trim() }).toEqual({ status: 0, said: 'up to date' });
});

it('keeps both forms of what is counted, and the context of settings', () => {
  const text = readFileSync(CATALOGUE, 'utf8');

  expect(text).toContain('msgid "%1 file"\nmsgid_plural "%1 files"\nmsgstr[0] ""\nmsgstr[1] ""\n');
  expect(text).toContain('msgctxt "schema"\nmsgid "Tracking server"\n');
});

it('names the catalogue as the translator is asked for it', () => {
  expect(readFileSync('src/lab/create-lab.ts', 'utf8')).toContain("DOMAIN = 'jupyterlab_deploy_model'");
});

it('shows no text between tags that was not translated', () => {
  const views = readdirSync('src/lab', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.tsx'));
  // Text of JSX: letters right after a tag or before one. Entities, symbols and expressions are none.
  const plain = views.flatMap(name =>
    [...readFileSync(join('src/lab', name), 'utf8').matchAll(/^\s*<[^<>{}=]+>[^<>{}]*[A-Za-z]{2}[^<>{}]*<\//gm)].map(
      ([text]) => `${name}: ${text.trim()}`
    )
  );

  expect(views.length).toBeGreaterThan(50);
  expect(plain).toEqual([]);
});
