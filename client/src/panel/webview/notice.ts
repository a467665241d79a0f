/** A state without numbers: what is wrong, why, and the buttons that change it. */
import type { PanelNotice } from '../protocol.js';
import { element } from './element.js';
import type { Post } from './vscodeApi.js';

export interface Notice {
  readonly root: HTMLElement;
  update(notice: PanelNotice): void;
}

export function createNotice(post: Post): Notice {
  const root = element('section', { class: 'notice', attributes: { role: 'status' } });
  let listed = '';
  return {
    root,
    update(notice) {
      const next = JSON.stringify(notice);
      if (next === listed) return;
      listed = next;
      root.className = `notice ${notice.kind}`;
      root.replaceChildren(
        drawing(notice.kind),
        element('h2', { text: notice.title }),
        element('p', { text: notice.message }),
        ...(notice.code ? [element('code', { class: 'notice-code', text: notice.code })] : []),
        element('div', { class: 'notice-actions' }, actionButtons(notice, post)),
      );
    },
  };
}

function actionButtons(notice: PanelNotice, post: Post): readonly HTMLElement[] {
  return notice.actions.map((action, index) =>
    element('button', {
      class: index === 0 ? 'button' : 'button secondary',
      text: action.label,
      attributes: { type: 'button' },
      onClick: () => post({ type: 'run', action: action.id }),
    }),
  );
}

/** A small chart: a line that rises, or one that stopped. */
const LINES: Readonly<Record<PanelNotice['kind'], string>> = {
  'no-connection': 'M4 40 L28 28 L48 33 L72 16 L92 21 L116 6',
  connecting: 'M4 40 L28 28 L48 33',
  disconnected: 'M4 20 L28 12 L48 17 L60 40 L116 40',
  refused: 'M4 20 L28 12 L48 17 L60 40 L116 40',
};

const SVG = 'http://www.w3.org/2000/svg';

function drawing(kind: PanelNotice['kind']): SVGElement {
  const root = document.createElementNS(SVG, 'svg');
  root.setAttribute('viewBox', '0 0 120 48');
  root.setAttribute('class', 'notice-drawing');
  root.setAttribute('aria-hidden', 'true');
  for (const [className, line] of [
    ['notice-axis', 'M2 2 V46 H118'],
    ['notice-line', LINES[kind]],
  ] as const) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', line);
    path.setAttribute('class', className);
    root.append(path);
  }
  return root;
}
