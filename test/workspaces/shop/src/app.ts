import express from 'express';
import { failed, notFound } from './middleware/errors.js';
import { rateLimit } from './middleware/rateLimit.js';
import { sessions } from './middleware/sessionStore.js';
import { account } from './routes/account.js';
import { admin } from './routes/admin.js';
import { checkout } from './routes/checkout.js';
import { content } from './routes/content.js';
import { health } from './routes/health.js';
import { organisations } from './routes/organisations.js';
import { products } from './routes/products.js';
import { webhooks } from './routes/webhooks.js';

export const app = express();

// fine: a setting of the application
app.set('trust proxy', 1);
app.use(express.json(), sessions, rateLimit(600));
app.use('/health', health);
app.use('/products', products);
app.use('/content', content);
app.use('/account', account);
app.use('/checkout', checkout);
app.use('/organisations', organisations);
app.use('/admin', admin);
app.use('/webhooks', webhooks);
app.use(notFound, failed);
