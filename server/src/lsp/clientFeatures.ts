/**
 * What the client on the other end can do, as plain answers. In: the parameters of `initialize`. A client
 * that says nothing about a feature is taken not to have it, except where sending it does no harm.
 */
import { type InitializeParams, MarkupKind } from 'vscode-languageserver/node';

export interface ClientFeatures {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly readsRelatedInformation: boolean;
  readonly readsMarkdown: boolean;
  readonly appliesDocumentChanges: boolean;
  readonly appliesSnippets: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly reportsFolders: boolean;
  readonly showsProgress: boolean;
}

export function readClientFeatures({ capabilities }: InitializeParams): ClientFeatures {
  const { textDocument, workspace, window } = capabilities;
  const hoverFormats = textDocument?.hover?.contentFormat;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    readsRelatedInformation: textDocument?.publishDiagnostics?.relatedInformation !== false,
    readsMarkdown: !hoverFormats || hoverFormats.includes(MarkupKind.Markdown),
    appliesDocumentChanges: workspace?.workspaceEdit?.documentChanges === true,
    appliesSnippets: workspace?.workspaceEdit?.snippetEditSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    reportsFolders: workspace?.workspaceFolders === true,
    showsProgress: window?.workDoneProgress === true,
  };
}
