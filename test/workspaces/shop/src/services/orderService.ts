import { bus, ORDER_PLACED } from '../events/bus.js';
import type { Order } from '../generated/prisma/client.js';
import { prisma } from '../prisma.js';
import { noteSale } from './activityService.js';
import { emptyCart, readCart } from './cartService.js';

export async function placeOrder(userId: string, total: number): Promise<Order> {
  const cart = await readCart(userId);
  const order = await prisma.$transaction(async (tx) => {
    const created = await tx.order.create({ data: { userId, total, status: 'open' } });
    for (const [productId, quantity] of Object.entries(cart)) {
      await tx.orderItem.create({ data: { orderId: created.id, productId, quantity } });
      await tx.product.update({ where: { id: productId }, data: { stock: { decrement: quantity } } });
      //               ^^^^^^ warning write-without-invalidation: product:{id}
    }
    return created;
  });
  await emptyCart(userId);
  const day = order.createdAt.toISOString().slice(0, 10);
  for (const [productId, quantity] of Object.entries(cart)) await noteSale(day, productId, quantity);
  bus.emit(ORDER_PLACED, order.id);
  return order;
}

export async function markShipped(id: string): Promise<void> {
  // fine: orders are never cached
  await prisma.order.update({ where: { id }, data: { status: 'shipped' } });
}

export function ordersOf(userId: string): Promise<Order[]> {
  return prisma.order.findMany({ where: { userId }, orderBy: { createdAt: 'desc' } });
}
