import { EventEmitter } from 'node:events';

export const bus = new EventEmitter();

export const USER_CHANGED = 'user.changed';
export const ORDER_PLACED = 'order.placed';
