import { DisposableDelegate, type IDisposable } from '@lumino/disposable';

/** How many places are remembered to go back to. */
const STEPS = 20;

/**
 * Keeps the keyboard in a view when what had it goes away: a form that is done, a button in whose place another comes.
 * A browser gives the focus to the page itself then, and the next Tab starts at its beginning. It goes back to where it
 * was before, such as the button that opened the form, else to the nearest part around that is still there.
 */
export function keepFocus(view: HTMLElement): IDisposable {
  /** Newest last, each with all that is around it, up to the view. */
  let places: HTMLElement[][] = [];
  const onFocus = ({ target }: FocusEvent) => {
    places = [...places, pathOf(target as HTMLElement, view)].slice(-STEPS);
  };
  const onLeave = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget === null || !view.contains(relatedTarget as Node)) {
      // Some browsers tell it of what they remove, too: only afterwards can it be seen which it was.
      queueMicrotask(() => (target as HTMLElement).isConnected && (places = []));
    }
  };
  const observer = new MutationObserver(() => {
    const last = places.at(-1);
    if (last && !last[0]!.isConnected && document.activeElement === document.body && view.isConnected) {
      const around = last.find(element => element.isConnected)!;
      const before = places
        .map(([element]) => element!)
        .filter(element => isUsable(element) && around.contains(element));
      focus(before.at(-1) ?? around);
    }
  });
  view.addEventListener('focusin', onFocus);
  view.addEventListener('focusout', onLeave);
  observer.observe(view, { childList: true, subtree: true });
  return new DisposableDelegate(() => {
    observer.disconnect();
    view.removeEventListener('focusin', onFocus);
    view.removeEventListener('focusout', onLeave);
  });
}

/** The element and what is around it, up to the view, which may have the focus itself. */
function pathOf(element: HTMLElement, view: HTMLElement): HTMLElement[] {
  const path: HTMLElement[] = [];
  for (let each: HTMLElement = element; each !== view; each = each.parentElement!) {
    path.push(each);
  }
  return [...path, view];
}

const isUsable = (element: HTMLElement): boolean => element.isConnected && !element.closest('[hidden]');

function focus(element: HTMLElement): void {
  if (!element.matches('a[href], button, input, select, textarea, summary, [tabindex]')) {
    // The next Tab goes on from there; nobody comes to it by the Tab key itself.
    element.tabIndex = -1;
  }
  element.focus({ preventScroll: true });
}
