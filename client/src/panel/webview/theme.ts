/**
 * The colours of the current theme, read from the variables VS Code puts on the page, and a signal when
 * they change. A canvas does not follow CSS, so charts are rebuilt with these.
 */

export interface ChartColours {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly good: string;
  readonly watch: string;
  readonly bad: string;
  readonly lookups: string;
  readonly evictions: string;
  readonly memory: string;
  readonly font: string;
}

export function readColours(): ChartColours {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const text = read('--vscode-foreground', '#888888');
  return {
    text,
    faint: read('--vscode-descriptionForeground', text),
    grid: read('--cache-review-grid', 'rgba(128, 128, 128, 0.2)'),
    good: read('--vscode-charts-green', '#388a34'),
    watch: read('--vscode-charts-yellow', '#bf8803'),
    bad: read('--vscode-charts-red', '#e51400'),
    lookups: read('--vscode-charts-blue', '#1a85ff'),
    evictions: read('--vscode-charts-yellow', '#bf8803'),
    memory: read('--vscode-charts-purple', '#652d90'),
    font: `${read('--cache-review-small', '11px')} ${read('--vscode-font-family', 'sans-serif')}`,
  };
}

/** The colour with an opacity, for areas under a line. Falls back to the colour itself. */
export function faded(colour: string, opacity: number): string {
  const hex = /^#([0-9a-f]{6})/i.exec(colour)?.[1];
  if (!hex) return colour.replace(/^rgb\((.+)\)$/, `rgba($1, ${opacity})`);
  const [red, green, blue] = [0, 2, 4].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** VS Code changes the class of the body and the variables on the root element when the theme changes. */
export function onThemeChange(react: () => void): void {
  const observer = new MutationObserver(react);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
