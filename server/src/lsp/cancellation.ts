/** Answers a request the client has given up, without waiting for work that others still want. */
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** Rejects with the protocol's "request cancelled" as soon as the token is. */
export function unlessCancelled<T>(work: Promise<T>, token: CancellationToken): Promise<T> {
  const cancelled = () => new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
  if (token.isCancellationRequested) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const listener = token.onCancellationRequested(() => {
      listener.dispose();
      reject(cancelled());
    });
    work.then(resolve, reject).finally(() => listener.dispose());
  });
}
