/** The title line: which connection, and how long the current numbers look back. */
import { HIT_RATE_WINDOWS, type PanelState } from '../protocol.js';
import { element } from './element.js';
import type { Post } from './vscodeApi.js';

export interface Header {
  readonly root: HTMLElement;
  update(state: PanelState): void;
}

export function createHeader(post: Post): Header {
  const picker = element('select', { attributes: { 'aria-label': 'Connection' } });
  picker.addEventListener('change', () => post({ type: 'select-connection', connectionId: picker.value }));
  const windows = createWindowButtons(post);
  const root = element('header', { class: 'page-header' }, [
    element('div', { class: 'page-title' }, [element('h1', { text: 'Hit rate' }), picker]),
    windows.root,
  ]);
  let listed = '';
  return {
    root,
    update(state) {
      const names = JSON.stringify(state.connections);
      if (names !== listed) {
        listed = names;
        picker.replaceChildren(
          ...state.connections.map((connection) =>
            element('option', { text: connection.name, attributes: { value: connection.id } }),
          ),
        );
      }
      picker.hidden = state.connections.length === 0;
      if (state.connectionId !== null) picker.value = state.connectionId;
      windows.root.hidden = state.content.kind !== 'live';
      windows.update(state);
    },
  };
}

function createWindowButtons(post: Post): Header {
  const buttons = HIT_RATE_WINDOWS.map((window) => ({
    id: window.id,
    root: element('button', {
      class: 'segment',
      text: window.label,
      attributes: { type: 'button', 'aria-pressed': 'false' },
      onClick: () => post({ type: 'select-window', window: window.id }),
    }),
  }));
  const root = element(
    'div',
    { class: 'segments', attributes: { role: 'group', 'aria-label': 'Time window of the current numbers' } },
    buttons.map((button) => button.root),
  );
  return {
    root,
    update(state) {
      for (const button of buttons) {
        button.root.setAttribute('aria-pressed', String(button.id === state.window));
      }
    },
  };
}
