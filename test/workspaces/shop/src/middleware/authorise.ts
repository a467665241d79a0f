import type { NextFunction, Request, Response } from 'express';
import { groupsOf } from '../services/groupService.js';
import { organisationRole } from '../services/membershipService.js';
import { permissionsOf } from '../services/permissionService.js';
import { roleOf } from '../services/roleService.js';

type Handler = (req: Request, res: Response, next: NextFunction) => Promise<void>;

function refuse(res: Response): void {
  res.status(403).json({ error: 'You may not do this.' });
}

export function requirePermission(permission: string): Handler {
  return async (req, res, next) => {
    const permissions = await permissionsOf(req.session.userId ?? '');
    if (!permissions.includes(permission)) return refuse(res);
    next();
  };
}

export function requireRole(role: string): Handler {
  return async (req, res, next) => {
    if ((await roleOf(req.session.userId ?? '')) !== role) return refuse(res);
    next();
  };
}

export function requireGroup(group: string): Handler {
  return async (req, res, next) => {
    const groups = await groupsOf(req.session.userId ?? '');
    if (!groups.includes(group)) return refuse(res);
    next();
  };
}

export function requireOrganisationOwner(): Handler {
  return async (req, res, next) => {
    const role = await organisationRole(String(req.params.organisationId), req.session.userId ?? '');
    if (role !== 'owner') return refuse(res);
    next();
  };
}
