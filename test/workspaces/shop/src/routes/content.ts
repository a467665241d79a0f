import { Router } from 'express';
import { bannersFor, legalText } from '../services/bannerService.js';

export const content = Router();

content.get('/banners/:locale', async (req, res) => {
  res.json(await bannersFor(req.params.locale));
});

content.get('/legal/:locale', async (req, res) => {
  res.type('text').send(await legalText(req.params.locale));
});
