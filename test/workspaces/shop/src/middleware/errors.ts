import type { NextFunction, Request, Response } from 'express';

export function notFound(_req: Request, res: Response): void {
  res.status(404).json({ error: 'There is nothing here.' });
}

export function failed(error: Error, req: Request, res: Response, _next: NextFunction): void {
  console.error(req.method, req.path, error);
  res.status(500).json({ error: 'Something went wrong.' });
}
