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
        element('div', { class: 'notice-mark', attributes: { 'aria-hidden': 'true' } }),
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
