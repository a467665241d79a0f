declare module '@prisma/adapter-pg' {
  export class PrismaPg {
    constructor(options: { connectionString: string });
  }
}
