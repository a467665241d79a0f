/**
 * The page of the hit-rate panel. Enters: states from the extension host. Leaves: what the reader chose. It
 * keeps nothing: a new page asks for the state and is complete.
 */
import './panel.css';
import type { PanelState, ToPanel } from '../protocol.js';
import { createCharts } from './charts.js';
import { createDiagnoses } from './diagnoses.js';
import { element } from './element.js';
import { createHeader } from './header.js';
import { createNotice } from './notice.js';
import { createSummary } from './summary.js';
import { createCaveats, createNodeTable, createSampleTable } from './tables.js';
import { onThemeChange } from './theme.js';
import { connectToExtension } from './vscodeApi.js';

const post = connectToExtension();
const header = createHeader(post);
const notice = createNotice(post);
const summary = createSummary();
const diagnoses = createDiagnoses();
const charts = createCharts();
const tables = [createNodeTable(), createSampleTable(), createCaveats()];
const live = element('main', { class: 'live' }, [
  summary.root,
  diagnoses.root,
  charts.root,
  ...tables.map((table) => table.root),
]);

function show(state: PanelState): void {
  const { content, window: hitRateWindow } = state;
  header.update(state);
  live.hidden = content.kind !== 'live';
  notice.root.hidden = content.kind === 'live';
  if (content.kind !== 'live') {
    notice.update(content);
    return;
  }
  summary.update(content, hitRateWindow);
  diagnoses.update(content);
  charts.update(content, hitRateWindow);
  for (const table of tables) table.update(content);
}

notice.root.hidden = true;
live.hidden = true;
document.body.append(header.root, notice.root, live);
window.addEventListener('message', (event: MessageEvent<ToPanel>) => {
  if (event.data.type === 'state') show(event.data.state);
});
onThemeChange(() => charts.restyle());
post({ type: 'ready' });
