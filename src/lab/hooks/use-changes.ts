import { useEffect, useReducer } from 'react';
import type { Changing } from '../models/changing';

type Models = (Changing | undefined)[];

/** Renders again when one of the models has changed: at once, as a text field that shows a model's value needs. */
export function useChanges(...models: Models): void {
  const render = useRender();
  useConnection(models, () => ({ onChange: render, stop: () => undefined }));
}

/** The same for models that change with every line of a log: at most once in each frame of the screen. */
export function useFrames(...models: Models): void {
  const render = useRender();
  useConnection(models, () => {
    let frame = 0;
    return {
      onChange: () => {
        frame ||= requestAnimationFrame(() => {
          frame = 0;
          render();
        });
      },
      stop: () => cancelAnimationFrame(frame)
    };
  });
}

function useRender(): () => void {
  return useReducer((count: number) => count + 1, 0)[1];
}

function useConnection(models: Models, create: () => { onChange: () => void; stop: () => void }): void {
  useEffect(() => {
    const { onChange, stop } = create();
    models.forEach(model => model?.changed.connect(onChange));
    // What changed between rendering and connecting.
    onChange();
    return () => {
      stop();
      models.forEach(model => model?.changed.disconnect(onChange));
    };
    // The models themselves are what the effect depends on, whatever their number.
  }, models);
}
