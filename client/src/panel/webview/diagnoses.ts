/** What the numbers mean, in sentences. */
import type { PanelDiagnosis, PanelLive } from '../protocol.js';
import { element } from './element.js';

export interface Diagnoses {
  readonly root: HTMLElement;
  update(live: PanelLive): void;
}

const LEVELS: Readonly<Record<PanelDiagnosis['level'], string>> = {
  good: 'Good',
  info: 'Note',
  warning: 'Watch',
  error: 'Problem',
};

export function createDiagnoses(): Diagnoses {
  const list = element('ul', { class: 'diagnoses', attributes: { 'aria-live': 'polite' } });
  let listed = '';
  return {
    root: list,
    update(live) {
      const next = JSON.stringify(live.diagnoses);
      if (next === listed) return;
      listed = next;
      list.hidden = live.diagnoses.length === 0;
      list.replaceChildren(
        ...live.diagnoses.map((diagnosis) =>
          element('li', { class: `card diagnosis ${diagnosis.level}` }, [
            element('strong', { text: LEVELS[diagnosis.level] }),
            element('span', { text: diagnosis.text }),
          ]),
        ),
      );
    },
  };
}
