import { Router } from 'express';
import { RequestMemo } from '../cache/requestMemo.js';
import { requireLogin } from '../middleware/authenticate.js';
import { addressesOf, makePrimary } from '../services/addressService.js';
import { ordersOf } from '../services/orderService.js';
import { clearProfile, getProfile, updateProfile } from '../services/profileService.js';
import { changeEmail, getUser, renameUser, touchLastSeen } from '../services/userService.js';

export const account = Router();

account.use(requireLogin);

account.get('/', async (req, res) => {
  const userId = req.session.userId ?? '';
  const memo = new RequestMemo();
  const user = await memo.once('user', () => getUser(userId));
  const profile = await memo.once('profile', () => getProfile(userId));
  await touchLastSeen(userId);
  res.json({ user, profile, addresses: await addressesOf(userId), orders: await ordersOf(userId) });
});

account.patch('/', async (req, res) => {
  const userId = req.session.userId ?? '';
  if (req.body.name) await renameUser(userId, req.body.name);
  if (req.body.email) await changeEmail(userId, req.body.email);
  if (req.body.profile) await updateProfile(userId, req.body.profile);
  res.status(204).end();
});

account.delete('/profile', async (req, res) => {
  await clearProfile(req.session.userId ?? '');
  res.status(204).end();
});

account.put('/addresses/:id/primary', async (req, res) => {
  await makePrimary(req.session.userId ?? '', req.params.id);
  res.status(204).end();
});
