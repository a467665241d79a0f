import { prisma } from '../prisma.js';

export async function renameCompany(companyId: string, companyName: string): Promise<number> {
  const { count } = await prisma.user.updateMany({ where: { companyId }, data: { companyName } });
  //                                  ^^^^^^^^^^ warning write-without-invalidation: user:{id}
  return count;
}
