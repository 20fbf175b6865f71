import { ReadableStream, TransformStream, WritableStream } from 'node:stream/web';
import { configure } from '@testing-library/dom';
import { TextDecoder, TextEncoder } from 'node:util';

/** A size for everything: a list that shows what is in sight would show nothing. */
Object.defineProperties(Element.prototype, {
  clientHeight: { get: () => 400 },
  clientWidth: { get: () => 800 }
});
Element.prototype.scrollTo = () => undefined;
Object.assign(navigator, { clipboard: {} });

/** What JupyterLab's packages and the service expect of a browser and jsdom lacks. */
Object.assign(globalThis, {
  TextDecoder,
  TextEncoder,
  ReadableStream,
  TransformStream,
  WritableStream,
  DragEvent: class DragEvent extends Event {},
  matchMedia: () => ({ matches: false, addListener() {}, removeListener() {}, addEventListener() {} }),
  ResizeObserver: class ResizeObserver {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
});

// A second request of a test may have to wait its turn behind those of views that are gone.
configure({ asyncUtilTimeout: 20_000 });
