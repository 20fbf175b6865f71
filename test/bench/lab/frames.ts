import type { Page } from '@playwright/test';

const SECONDS = 4;

/** The longest time between two frames of the screen, in ms, while something is scrolled as fast as a wheel goes. */
export function longestFrame(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    ([wanted, seconds]) =>
      new Promise<number>(resolve => {
        const element = document.querySelector(wanted)!;
        const began = performance.now();
        let last = began;
        let longest = 0;
        element.scrollTop = 0;
        requestAnimationFrame(function frame(now) {
          longest = Math.max(longest, now - last);
          last = now;
          element.scrollTop += 240;
          if (now - began < seconds * 1000) {
            requestAnimationFrame(frame);
          } else {
            resolve(longest);
          }
        });
      }),
    [selector, SECONDS] as const
  );
}
