import assert from 'node:assert/strict';
import { entityIdentity, entityNamed, isSameEntity } from '../../server/src/libraries/entityNames.js';

describe('names of entities', () => {
  it('are equal in every spelling', () => {
    const spellings = [
      'User',
      'users',
      'UserEntity',
      'UserModel',
      'IUser',
      '"app"."Users"',
      'users as u',
      'tbl_users',
    ];
    assert.deepEqual([...new Set(spellings.map(entityIdentity))], ['user']);
  });

  it('are equal in singular and plural', () => {
    const pairs = [
      ['category', 'categories'],
      ['address', 'addresses'],
      ['status', 'statuses'],
      ['cache', 'caches'],
      ['person', 'people'],
      ['user_profile', 'UserProfiles'],
    ] as const;
    for (const [one, many] of pairs) assert.equal(entityIdentity(one), entityIdentity(many));
  });

  it('keep different entities apart', () => {
    const names = ['User', 'UserProfile', 'Order', 'OrderItem', 'Status', 'State'];
    assert.equal(new Set(names.map(entityIdentity)).size, names.length);
  });

  it('meet where a class says what its table is called', () => {
    const byClass = entityNamed('UserEntity', 'sys_user');
    const byTable = entityNamed('sys_user');
    const byName = entityNamed('User');
    assert.ok(byClass && byTable && byName);
    assert.equal(isSameEntity(byClass, byTable), true);
    assert.equal(isSameEntity(byClass, byName), true);
    assert.equal(isSameEntity(byTable, byName), false);
  });
});
