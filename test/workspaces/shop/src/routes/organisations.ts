import { Router } from 'express';
import { requireLogin } from '../middleware/authenticate.js';
import { requireOrganisationOwner } from '../middleware/authorise.js';
import { leaveOrganisation, setOrganisationRole } from '../services/membershipService.js';

export const organisations = Router();

organisations.use(requireLogin);

organisations.put('/:organisationId/members/:userId', requireOrganisationOwner(), async (req, res) => {
  await setOrganisationRole(String(req.params.organisationId), String(req.params.userId), req.body.role);
  res.status(204).end();
});

organisations.delete('/:organisationId/members/me', async (req, res) => {
  await leaveOrganisation(req.params.organisationId, req.session.userId ?? '');
  res.status(204).end();
});
