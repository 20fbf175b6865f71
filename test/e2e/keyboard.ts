import { expect, type Page } from '@playwright/test';

/** More than any page of ours has, JupyterLab's own controls before it included. */
const MOST_PRESSES = 150;

/** What has the focus, as somebody without a mouse meets it. */
interface Focused {
  /** Its label, or its text. */
  name: string;
  isOurs: boolean;
  /** Whether it can be seen that it has the focus. */
  isSeen: boolean;
  /** Whether the Tab key is a character here. */
  isEditor: boolean;
}

/** Presses Tab until something with that name has the focus; whatever of ours is passed must show that it has it. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    const focused = await focusOf(page);
    passed.push(focused.name);
    if (focused.isOurs && !focused.isEditor) {
      expect(focused.isSeen, `the focus is seen at “${focused.name}”`).toBe(true);
    }
    if (typeof name === 'string' ? focused.name === name : name.test(focused.name)) {
      return;
    }
    if (focused.isEditor) {
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key never came to ${name}: ${passed.join(' | ')}`);
}

/** Goes to something by the Tab key and presses a key there, Enter when none is named. */
export async function pressAt(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Goes to a field by the Tab key, and types over what is in it. */
export async function typeAt(page: Page, name: string | RegExp, text: string): Promise<void> {
  await pressAt(page, name, 'Control+A');
  await page.keyboard.type(text);
}

/** Waits until something of ours with that name has the focus. */
export async function expectFocus(page: Page, name: string | RegExp): Promise<void> {
  await expect.poll(async () => (await focusOf(page)).name).toMatch(name);
}

/** Waits until the focus is somewhere in our views, not lost to the page. */
export async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(async () => (await focusOf(page)).isOurs).toBe(true);
}

function focusOf(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement;
    // Text of the page's body, or of a whole view, is no name.
    const text = element.tabIndex < 0 ? '' : element.textContent;
    const label = element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? text;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return {
      name: (label ?? '').trim(),
      isOurs: element.closest('.jp-DeployModel-view, .jp-DeployModel-sidebar') !== null,
      // What only a program focuses is a place to go on from, nothing that can be used.
      isSeen: element.tabIndex < 0 || (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
      isEditor: element.closest('.cm-editor') !== null
    };
  });
}
