import type { NextFunction, Request, Response } from 'express';
import { findApiKey, hashOf, noteUse } from '../services/apiKeyService.js';
import { introspect } from '../recommendations/tokenIntrospection.js';

declare module 'express-session' {
  interface SessionData {
    userId: string;
  }
}

/** Lets people with a session pass. */
export function requireLogin(req: Request, res: Response, next: NextFunction): void {
  if (!req.session.userId) {
    res.status(401).json({ error: 'Please log in.' });
    return;
  }
  next();
}

/** Lets programs with an API key pass. */
export async function requireApiKey(req: Request, res: Response, next: NextFunction): Promise<void> {
  const apiKey = await findApiKey(hashOf(req.get('x-api-key') ?? ''));
  if (!apiKey || apiKey.revokedAt) {
    res.status(401).json({ error: 'The API key is not valid.' });
    return;
  }
  await noteUse(apiKey.id);
  next();
}

/** Lets partners with an access token pass. */
export async function requireToken(req: Request, res: Response, next: NextFunction): Promise<void> {
  const token = await introspect(req.get('authorization')?.replace('Bearer ', '') ?? '');
  if (!token || !token.scopes.includes('recommendations:read')) {
    res.status(403).json({ error: 'The token does not allow this.' });
    return;
  }
  next();
}
