/**
 * Builds elements. Text always goes in as text, never as markup, so a key or a server name cannot become
 * HTML; styles come from the style sheet alone, as the content security policy demands.
 */

export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  if (options.class) created.className = options.class;
  if (options.text !== undefined) created.textContent = options.text;
  if (options.title) created.title = options.title;
  for (const [name, value] of Object.entries(options.attributes ?? {})) created.setAttribute(name, value);
  if (options.onClick) created.addEventListener('click', options.onClick);
  created.append(...children);
  return created;
}
