/** The one function VS Code gives a webview, typed with our messages. */
import type { FromPanel } from '../protocol.js';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export type Post = (message: FromPanel) => void;

/** May be called once a page. */
export function connectToExtension(): Post {
  const api = acquireVsCodeApi();
  return (message) => api.postMessage(message);
}
