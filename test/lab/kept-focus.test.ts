import { keepFocus } from '../../src/lab/kept-focus';

let view: HTMLElement;

beforeEach(() => {
  view = document.createElement('div');
  view.innerHTML = `
    <section id="part">
      <button id="opener">Remove…</button>
      <form id="form"><input id="field"><button id="keep">Keep it</button></form>
    </section>
    <button id="far">Far</button>`;
  document.body.append(view);
  keepFocus(view);
});
afterEach(() => view.remove());

const byId = (id: string) => view.querySelector<HTMLElement>(`#${id}`)!;
const settled = () => new Promise(resolve => setTimeout(resolve));
const focused = () => document.activeElement?.id || document.activeElement?.localName;

it('goes back to the button that opened a form, when the form is gone', async () => {
  // JupyterLab does so with a page that comes to the front.
  view.tabIndex = -1;
  view.focus();
  byId('opener').focus();
  byId('field').focus();
  byId('keep').focus();
  byId('form').remove();
  await settled();
  expect(focused()).toBe('opener');
});

it('stays near, rather than where somebody was long before', async () => {
  byId('far').focus();
  byId('field').focus();
  byId('form').remove();
  await settled();
  expect(focused()).toBe('part');
});

it('goes to the view itself when nothing around is left', async () => {
  byId('keep').focus();
  byId('part').remove();
  await settled();
  expect(document.activeElement).toBe(view);
});

it('leaves the focus to what takes it in the place of what went away', async () => {
  byId('opener').focus();
  const next = document.createElement('button');
  byId('opener').replaceWith(next);
  next.focus();
  await settled();
  expect(document.activeElement).toBe(next);
});

it('takes nothing back from who went elsewhere', async () => {
  byId('keep').focus();
  byId('keep').blur();
  await settled();
  byId('form').remove();
  await settled();
  expect(focused()).toBe('body');
});
