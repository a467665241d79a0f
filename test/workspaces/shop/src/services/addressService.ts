import type { Address } from '../generated/prisma/client.js';
import { prisma } from '../prisma.js';

export function addressesOf(userId: string): Promise<Address[]> {
  return prisma.address.findMany({ where: { userId } });
}

export async function makePrimary(userId: string, id: string): Promise<void> {
  // fine: addresses are never cached
  await prisma.$transaction([
    prisma.address.updateMany({ where: { userId }, data: { primary: false } }),
    prisma.address.update({ where: { id }, data: { primary: true } }),
  ]);
}
