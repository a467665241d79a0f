import type { Profile } from '../generated/prisma/client.js';
import { prisma } from '../prisma.js';

export class ProfileRepository {
  find(userId: string): Promise<Profile | null> {
    return prisma.profile.findUnique({ where: { userId } });
  }

  async save(userId: string, data: Partial<Profile>): Promise<void> {
    // fine: both callers delete the entry afterwards
    await prisma.profile.update({ where: { userId }, data });
  }
}

export const profiles = new ProfileRepository();
