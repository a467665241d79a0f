import { describeDatabase } from './databases.js';

const DEPENDENCIES = { mongoose: '^8.0.0', ioredis: '^5.0.0', '@nestjs/mongoose': '^10.0.0' };

const HEADER = `
import Redis from 'ioredis';
import mongoose, { type Document, type HydratedDocument, Model, Schema, model } from 'mongoose';
const schema = new Schema({ name: String, visits: Number });
interface IUser extends Document { name: string }
const User = mongoose.model<IUser>('User', schema);
const redis = new Redis();
declare const id: string; declare const name: string; declare const dto: object;
`;

const inFunction = (body: string): string => `export async function run(id: string) { ${body} }`;

const readThrough = (read: string): string =>
  inFunction(`
    const hit = await redis.get(\`user:\${id}\`);
    if (hit) return JSON.parse(hit);
    const user = ${read};
    await redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600);
    return user;`);

const HOLDS_USER = ['user:{id} holds User'];

describeDatabase('mongoose', DEPENDENCIES, HEADER, [
  {
    shows: 'updates through a model, with operators and paths',
    code: inFunction(`
      await User.findByIdAndUpdate(id, { $set: { 'name.first': name }, $inc: { visits: 1 } }, { new: true });
      await User.updateOne({ _id: id }, { name }).exec();
      await User.updateMany({}, dto);
      await User.replaceOne({ _id: id }, dto);`),
    writes: [
      'update User: name, visits',
      'update User: name',
      'update User: unknown columns',
      'update User: unknown columns',
    ],
  },
  {
    shows: 'deletes in every form',
    code: inFunction(`
      await User.deleteOne({ _id: id });
      await User.findByIdAndDelete(id);
      await User.find({ name }).deleteMany();`),
    writes: ['delete User: unknown columns', 'delete User: unknown columns', 'delete User: unknown columns'],
  },
  {
    shows: 'inserts, of a new document too',
    code: inFunction(`
      await User.create({ name });
      await User.insertMany([{ name }]);
      const user = new User({ name });
      await user.save();`),
    writes: ['insert User: name', 'insert User: name', 'insert User: unknown columns'],
  },
  {
    shows: 'documents that were read',
    code: inFunction(`
      const user = await User.findById(id);
      user.name = name;
      await user.save();
      const other = await User.findOne({ name }).select('name').exec();
      await other.deleteOne();
      for (const one of await User.find()) await one.updateOne({ visits: 0 });`),
    writes: ['update User: name', 'delete User: unknown columns', 'update User: visits'],
  },
  {
    shows: 'no write in a query that nobody waits for, and none in a read',
    code: inFunction(`
      User.updateOne({ _id: id }, { name });
      await User.findOne({ _id: id });
      await User.countDocuments();
      new User({ name });`),
  },
  {
    shows: 'a query that is run by its callback or by then',
    code: inFunction(`
      User.updateOne({ _id: id }, { name }, function (error) {});
      User.deleteOne({ _id: id }).then(() => {});`),
    writes: ['update User: name', 'delete User: unknown columns'],
  },
  {
    shows: 'models of a connection, and models made once',
    code: `
      const Post = mongoose.models.Post || model('Post', schema);
      const connection = mongoose.createConnection('mongodb://localhost');
      const Comment = connection.model('Comment', schema);
      ${inFunction(`
        await Post.updateOne({ _id: id }, { name });
        await Comment.deleteOne({ _id: id });
        await mongoose.connection.collection('logs').insertOne({ name });`)}`,
    writes: ['update Post: name', 'delete Comment: unknown columns', 'insert logs: name'],
  },
  {
    shows: 'an injected model',
    code: `
      import { InjectModel, Prop, SchemaFactory } from '@nestjs/mongoose';
      class Cat { @Prop() name: string; }
      type CatDocument = HydratedDocument<Cat>;
      class CatService {
        constructor(
          @InjectModel(Cat.name) private readonly cats: Model<CatDocument>,
          private readonly typed: Model<Cat>,
        ) {}
        async run(cat: CatDocument) {
          await new this.cats({ name }).save();
          await this.cats.findByIdAndUpdate(id, { name }).exec();
          await this.typed.deleteMany({});
          await cat.save();
        }
      }`,
    writes: [
      'insert Cat: unknown columns',
      'update Cat: name',
      'delete Cat: unknown columns',
      'update Cat: unknown columns',
    ],
  },
  {
    shows: 'a document by its annotation',
    code: `export async function rename(user: IUser) { user.name = name; await user.save(); }`,
    writes: ['update IUser: name'],
  },
  {
    shows: 'the document that is cached',
    code: readThrough('await User.findById(id).lean()'),
    cached: HOLDS_USER,
  },
  {
    shows: 'the document of exec',
    code: readThrough('await User.findOne({ _id: id }).exec()'),
    cached: HOLDS_USER,
  },
  {
    shows: 'the document of then',
    code: inFunction(`
      await redis.get(\`user:\${id}\`);
      User.findById(id).then((user) => redis.set(\`user:\${id}\`, JSON.stringify(user), 'EX', 600));`),
    cached: HOLDS_USER,
  },
  {
    shows: 'documents read together',
    code: inFunction(`
      await redis.get(\`user:\${id}\`);
      const [user, total] = await Promise.all([User.findById(id), User.countDocuments()]);
      await redis.set(\`user:\${id}\`, JSON.stringify({ user, total }), 'EX', 600);`),
    cached: HOLDS_USER,
  },
]);
